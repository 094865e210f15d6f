"""Plain text that is set in: a line for each claim, `+` for, `-` against, `?` a question.

    The museum should open on Mondays
        + More visitors would come
            - Visitors are limited by the bus timetable
        - Staff need one closed day

The words of the Markdown outline are understood as well; a line without either has its sign
asked for, once for the file.
"""

import re

from app.core.formats.decoding import text_of
from app.core.formats.format import Format, Given, Read
from app.core.formats.outline.plain_lines import is_signed, outline_of
from app.core.formats.outline.planting import planted

_CONTROLS = re.compile(r"[\0-\x08\x0e-\x1f\x7f]")
_OTHERS = re.compile(r"\s*(?:Discussion (?:Title|Name):|[{\[<]|\S*cruxmap/)")


def read(data: bytes, given: Given = Given()) -> Read:
    """Read a text of lines that are set in; ImportFaults says where each fault is."""
    return planted(outline_of(text_of(data, given)), given, is_markdown=False)


def looks(data: bytes) -> bool:
    """Tell whether a text has lines that are set in or signed, and is none of another program."""
    begun = data[:4000].decode("utf-8", "ignore").removeprefix("\ufeff")
    lines = [line.rstrip() for line in begun.splitlines()]
    like = (line[:1] in ("\t", " ") or is_signed(line.lstrip()) for line in lines if line)
    return not (_OTHERS.match(begun) or _CONTROLS.search(begun)) and any(like)


def is_prose(data: bytes) -> bool:
    """Tell whether a file begins with words of some language, whatever else it may be.

    >>> is_prose(b"Open it on Mondays."), is_prose(b"<p>Open it"), is_prose(b"%PDF-1.7 x")
    (True, False, False)
    """
    begun = data[:4000].decode("utf-8", "ignore").removeprefix("\ufeff").strip()
    is_text = begun[:1].isalnum() or begun[:1] in "„“«\"'(¿¡…"
    return is_text and " " in begun and not _CONTROLS.search(begun)


FORMAT = Format(
    name="indented",
    title="Indented text",
    media_type="text/plain",
    ending=".txt",
    use="taking in notes typed as lines that are set in, with + for and - against",
    carries="claims with what is for and against them; ids and undercuts where they are written",
    loses="everything else: a plain text does not say it",
    read=read,
    looks=looks,
)
