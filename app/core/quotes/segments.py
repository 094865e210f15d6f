"""A text cut where marked stretches begin and end, so that a page can show them all."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple


class Mark(NamedTuple):
    """A stretch to mark, text[start:end] in code points, by the id of its span."""

    span: str
    start: int
    end: int


class Segment(NamedTuple):
    """A piece of the text with the ids of all spans that cover it; `line` counts from 1."""

    start: int
    line: int
    text: str
    spans: tuple[str, ...]


def segments(text: str, marks: Iterable[Mark]) -> list[Segment]:
    """Cut a text at the ends of all marks, which may overlap; the pieces join to the text.

    >>> [(each.text, each.spans) for each in segments("abc", [Mark("x", 1, 3), Mark("y", 2, 3)])]
    [('a', ()), ('b', ('x',)), ('c', ('x', 'y'))]
    """
    opening: dict[int, list[str]] = defaultdict(list)
    closing: dict[int, list[str]] = defaultdict(list)
    for mark in marks:
        if 0 <= mark.start < mark.end <= len(text):
            opening[mark.start].append(mark.span)
            closing[mark.end].append(mark.span)
    cuts = sorted({0, len(text), *opening, *closing})
    open_now: dict[str, None] = {}
    pieces: list[Segment] = []
    line = 1
    for start, end in pairwise(cuts):
        for span in closing[start]:
            open_now.pop(span, None)
        open_now |= dict.fromkeys(opening[start])
        pieces.append(Segment(start, line, text[start:end], tuple(open_now)))
        line += text.count("\n", start, end)
    return pieces
