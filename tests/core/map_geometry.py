"""What a drawn map must not do, found by looking at its lines and cards alone."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from app.core.debate.maps.drawing import Box, Map

NEAR = 0.01


class Segment(NamedTuple):
    """A straight stretch of a line, by its two ends."""

    x1: float
    y1: float
    x2: float
    y2: float


def segments(path: str) -> Iterator[Segment]:
    """Yield the straight stretches of a path of moves, lines and rounded corners."""
    here = (0.0, 0.0)
    for sign, x, y in re.findall(r"([MLQ ])(-?[\d.]+) (-?[\d.]+)", path):
        there = (float(x), float(y))
        if sign != "M":
            yield Segment(*here, *there)
        here = there


def overlapping(boxes: Iterable[Box]) -> list[tuple[Box, Box]]:
    """Return the pairs of boxes that lie over each other."""
    found: list[tuple[Box, Box]] = []
    open_: list[Box] = []
    for box in sorted(boxes, key=lambda each: each.y):
        open_ = [other for other in open_ if other.y + other.height > box.y + NEAR]
        found += [
            (other, box)
            for other in open_
            if other.x + other.width > box.x + NEAR and box.x + box.width > other.x + NEAR
        ]
        open_.append(box)
    return found


def crossings(drawn: Map) -> list[tuple[Segment, Segment]]:
    """Return where a line crosses another; to end on one, or to run along it, is no crossing."""
    every = [each for line in drawn.joined.lines for each in segments(line.path)]
    flat = [each for each in every if each.y1 == each.y2]
    steep = [each for each in every if each.x1 == each.x2]
    return [(one, other) for one in flat for other in steep if _cross(one, other)]


def _cross(flat: Segment, steep: Segment) -> bool:
    left, right = sorted((flat.x1, flat.x2))
    top, bottom = sorted((steep.y1, steep.y2))
    return left + NEAR < steep.x1 < right - NEAR and top + NEAR < flat.y1 < bottom - NEAR


def through_cards(drawn: Map) -> list[tuple[Segment, Box]]:
    """Return where a line runs over a card."""
    boxes = [*(card.box for card in drawn.cards), *(rest.box for rest in drawn.rests)]
    return [
        (each, box)
        for line in drawn.joined.lines
        for each in segments(line.path)
        for box in boxes
        if _over(each, box)
    ]


def _over(line: Segment, box: Box) -> bool:
    left, right = sorted((line.x1, line.x2))
    top, bottom = sorted((line.y1, line.y2))
    return (
        left < box.x + box.width - NEAR
        and right > box.x + NEAR
        and top < box.y + box.height - NEAR
        and bottom > box.y + NEAR
    )
