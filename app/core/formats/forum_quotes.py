"""Block quotes of a reply, found again in what it answers."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from app.core.quotes.folding import fold

# So many signs are searched in one file; quotes of a few signs stand everywhere.
MOST_SEARCHED = 500_000_000
SHORTEST = 8
_RUN = re.compile(r"(?:^>.*(?:\n|\Z))+", re.MULTILINE)
_PARAGRAPH = re.compile(r"(?:^(?:> ?)*[^>\s].*(?:\n|\Z))+", re.MULTILINE)
_OPENING = re.compile(
    r"^(?:> ?)+[^\S\n]*(?:(?:[-*]|\d{1,6}\.) )?|^[^\S\n]*(?:[-*]|\d{1,6}\.) ", re.M
)
_MARKS = {ord(sign): "\u200b" for sign in "*_`"}
_EDGES = " .\"'"
Stretch = tuple[int, int]


class Match(NamedTuple):
    """A stretch that quotes, and what it quotes: nothing where that stands in several places."""

    quoting: Stretch
    quoted: Stretch | None


class Folded:
    """A text as quotes are compared: small letters, like signs made one, no marks of layout."""

    def __init__(self, text: str) -> None:
        blank = _OPENING.sub(lambda match: " " * len(match[0]), text).translate(_MARKS)
        self.plain, self._offsets = fold(blank)
        small = self.plain.lower()
        self.plain = small if len(small) == len(self.plain) else self.plain

    def find(self, wanted: str) -> Stretch | bool | None:
        """Return where words stand; True where in several places, None where nowhere."""
        at = self.plain.find(wanted)
        if at < 0:
            return None
        if self.plain.find(wanted, at + 1) >= 0:
            return True
        return self._offsets[at], self._offsets[at + len(wanted) - 1] + 1


class Search:
    """Looks block quotes up, as long as what is searched stays within bounds."""

    def __init__(self) -> None:
        self.left = MOST_SEARCHED
        self.is_over = False

    def matches(self, text: str, among: Folded) -> Iterator[Match]:
        """Yield the block quotes of a text that stand in another, else their paragraphs."""
        for run in _RUN.finditer(text):
            whole = _trimmed(text, run.span())
            found = list(self._matches(text, [whole], among))
            if not found:
                parts = [
                    _trimmed(text, each.span()) for each in _PARAGRAPH.finditer(text, *run.span())
                ]
                found = list(self._matches(text, parts, among)) if len(parts) > 1 else []
            yield from found

    def _matches(self, text: str, stretches: list[Stretch], among: Folded) -> Iterator[Match]:
        for start, end in stretches:
            wanted = Folded(text[start:end]).plain.strip(_EDGES)
            self.left -= len(among.plain)
            self.is_over = self.left < 0
            if self.is_over or len(wanted) < SHORTEST:
                continue
            at = among.find(wanted)
            if at is not None:
                yield Match((start, end), None if isinstance(at, bool) else at)


def _trimmed(text: str, stretch: Stretch) -> Stretch:
    """Return a stretch without blank lines of a quote and spaces at its end."""
    start, end = stretch
    while end > start and text[end - 1] in "> \n":
        end -= 1
    return start, max(end, start + 1)
