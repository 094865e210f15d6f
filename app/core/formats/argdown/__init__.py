"""Argdown: a debate as text that people write, and that Argdown's own tools draw and print.

`[c1 Monday]: The museum should open on Mondays\\.` is a claim, and what stands below it with a
sign is a reason. A relation that others bear on, with several premises, or with more to say is an
argument of its own, `<r1>`. Data in braces carry all else.
"""

import re

from app.core.formats.argdown.reading import read
from app.core.formats.argdown.writing import write
from app.core.formats.format import Format

_BEGIN = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:// cruxmap/1|={3,}[ \t]*\r?\n|\[[^\]\n]+\]:[ \t]|<[^>\n]+>:[ \t])"
)


def looks(data: bytes) -> bool:
    """Tell whether a file begins as Argdown does: with our mark, front matter, or a title."""
    return bool(_BEGIN.match(data[:2000]))


FORMAT = Format(
    name="argdown",
    title="Argdown",
    media_type="text/vnd.argdown",
    ending=".argdown",
    use="drawing and printing a debate with Argdown's tools, and writing one by hand as text",
    carries="everything the debate holds: claims and relations in Argdown's own words, undercuts "
    "and backings at their step, joint premises, all else as data and comments",
    loses="what the native format lacks",
    write=write,
    read=read,
    also=(".ad", ".argdn"),
    looks=looks,
)
