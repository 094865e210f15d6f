"""Marked segments of a text put into lines, as a page shows them: one block a line."""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

from app.core.quotes.segments import Segment


class Piece(NamedTuple):
    """A stretch of one line; `opens` are the spans whose first piece this is."""

    text: str
    spans: tuple[str, ...]
    opens: tuple[str, ...]


class SourceLine(NamedTuple):
    """A line with its number, from 1, and the offset of its first code point."""

    number: int
    start: int
    pieces: tuple[Piece, ...]

    @property
    def opens(self) -> tuple[str, ...]:
        """Return the spans that begin in this line, in order."""
        return tuple(span for piece in self.pieces for span in piece.opens)


class LineNumbers:
    """The numbers of a text's lines, for many offsets in it.

    >>> [LineNumbers("one\\ntwo").at(offset) for offset in (0, 3, 4)]
    [1, 1, 2]
    """

    def __init__(self, text: str) -> None:
        self._breaks = array("i", (each.start() for each in re.finditer("\n", text)))

    def at(self, offset: int) -> int:
        """Return the number, from 1, of the line in which a code point stands."""
        return bisect_left(self._breaks, offset) + 1


def source_lines(segments: Iterable[Segment]) -> list[SourceLine]:
    """Put segments into lines; their pieces, with a line break after each line, are the text.

    A text that does not end with a line break gets none after its last line.

    >>> whole = [Segment(0, 1, "one\\ntwo", ("x",))]
    >>> [(line.number, line.start, line.opens) for line in source_lines(whole)]
    [(1, 0, ('x',)), (2, 4, ())]
    """
    lines: list[SourceLine] = []
    pieces: list[Piece] = []
    seen: set[str] = set()
    start = at = 0
    for segment in segments:
        opens = tuple(span for span in segment.spans if span not in seen)
        seen.update(opens)
        for number, part in enumerate(segment.text.split("\n")):
            if number:
                lines.append(SourceLine(len(lines) + 1, start, tuple(pieces)))
                at += 1
                pieces, start = [], at
            if part or opens:
                pieces.append(Piece(part, segment.spans, opens))
                opens = ()
            at += len(part)
    if pieces or start < at or not lines:
        lines.append(SourceLine(len(lines) + 1, start, tuple(pieces)))
    return lines
