"""What reads as if its writer meant something else: the language takes all of it for words."""

import re
from collections.abc import Iterator

_INCLUDE = re.compile(r"^@include(?!\()[ \t]+\S", re.MULTILINE)
_OPEN = re.compile(
    r"^[ \t]*+(?:(?:[-+_]|<[-+_]|[-+_]>|><)[ \t]++)?+"
    r"(?:\[[^\]\n:]*+:[^\]\n]*+|<[^\W_][^>\n:]*+:[^>\n]*+)$",
    re.MULTILINE,
)
NO_NAME = (
    "“@include” needs the name of a file in brackets, and no file is included: this is taken "
    "for words."
)
NO_BRACKET = "The bracket of this title is never closed: it is taken for words."
_PAIRS = (
    ("/*", "*/", "a comment"),
    ("<!--", "-->", "a comment"),
    ("{", "}", "data"),
)
_FRONT = re.compile(r"\s*+={3,}[ \t]*\n")


def slips(text: str) -> Iterator[tuple[str, int]]:
    """Yield what to tell of a text, and where that stands."""
    front = _FRONT.match(text)
    if front and "\n===" not in text[front.end() - 1 :]:
        told = "This begins front matter that no second line “===” ends: it is taken for words."
        yield told, front.end() - len(front[0].lstrip())
    for found in _INCLUDE.finditer(text):
        yield NO_NAME, found.start()
    for found in _OPEN.finditer(text):
        yield NO_BRACKET, found.end() - len(found[0].lstrip())
    for begin, end, what in _PAIRS:
        at = text.find(begin, text.rfind(end) + 1)
        if at >= 0 and text[at - 1 : at] != "\\":
            yield f"This “{begin}” begins {what} that nothing ends: it is taken for words.", at
