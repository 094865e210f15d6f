"""Argdown: a debate as text that people write, and that Argdown's own tools draw and print.

`[c1 Monday]: The museum should open on Mondays\\.` is a claim, and what stands below it with a
sign is a reason. A relation that others bear on, with several premises, or with more to say is an
argument of its own, `<r1>`. Data in braces carry all else.
"""

import re

from app.core.formats.argdown.reading import read
from app.core.formats.argdown.writing import write
from app.core.formats.decoding import head_of
from app.core.formats.format import Format

_BEGIN = re.compile(r"\s*(?:// cruxmap/1|={3,}[ \t]*\r?\n)")
# Words behind a title. An address there is what Markdown's links lead to, and ^ begins a footnote.
_SAID = re.compile(
    r"^(?:[ \t]+(?:[-+_]|<[-+_]|[-+_]>|><)[ \t]+)?"
    r"(?:\[[^\]\^\s#][^\]\n]{0,200}\]|<[^\W\d_][^<>\n]{0,200}>)"
    r":[ \t]+(?!<?(?:[a-z][a-z0-9+.-]{1,20}:/|mailto:|www\.|\.{0,2}/|#)|\S+\.[a-z]{2,5}[ \t]*$)\S",
    re.MULTILINE | re.IGNORECASE,
)
_OTHER = re.compile(r"[{]|<[?!]|<\w+[ >/]")


def looks(data: bytes) -> bool:
    """Tell whether a text is Argdown: by our mark, by front matter, or by words behind a title."""
    head = head_of(data, 4000)
    if _BEGIN.match(head):
        return True
    return bool(_SAID.search(head)) and not (_OTHER.match(head) and not _SAID.match(head))


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
