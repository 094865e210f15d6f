"""Geometry of the strips and histograms that templates draw as SVG; no markup here.

Credences are probabilities in [0, 1]; coordinates are pixels, y downwards.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

MARGIN = 4.0
DOT = 2.7
MOST_DOTS = 150
NEAR = 0.06


class Dot(NamedTuple):
    """One account's credence."""

    x: float
    y: float
    who: int


class Bar(NamedTuple):
    """One bar of the histogram that replaces dots above 150 people."""

    x: float
    y: float
    width: float
    height: float


class Band(NamedTuple):
    """The analyst's wide reading of one person's words."""

    x: float
    width: float
    y: float
    person: str


@dataclass(frozen=True, slots=True)
class Strip:
    """One strip: people above the axis, what the arguments imply below it."""

    width: float
    height: float
    axis: float
    dots: tuple[Dot, ...]
    bars: tuple[Bar, ...]
    bands: tuple[Band, ...]
    stated: float | None
    implied: float | None
    gap: bool


def place(credence: float, width: float) -> float:
    """Return the x of a credence on an axis `width` pixels wide."""
    return round(MARGIN + credence * (width - 2 * MARGIN), 1)


def strip(
    values: Sequence[tuple[float, int]],
    *,
    stated: float | None = None,
    implied: float | None = None,
    ranges: Sequence[tuple[str, float, float]] = (),
    width: float = 208.0,
) -> Strip:
    """Lay out one strip.

    `values` are (credence, account) pairs, `ranges` (person, low, high) of the analyst's layer.
    Dots stack in bins as wide as a dot; above 150 a histogram with bins of 5 points.
    """
    many = len(values) > MOST_DOTS
    stack = 0.0 if many else _tallest(values, width)
    axis = max(20.0, stack + 4)
    dots = () if many else _dots(values, width, axis)
    bars = _bars(values, width, axis) if many else ()
    bands = tuple(
        Band(
            place(low, width), round((high - low) * (width - 2 * MARGIN), 1), axis + 16 + 5 * n, who
        )
        for n, (who, low, high) in enumerate(ranges)
    )
    near = stated is None or implied is None or abs(stated - implied) <= NEAR
    return Strip(
        width,
        axis + 14 + (5 * len(bands) + 2 if bands else 0),
        axis,
        dots,
        bars,
        bands,
        None if stated is None else place(stated, width),
        None if implied is None else place(implied, width),
        gap=not near,
    )


def _bins(values: Sequence[tuple[float, int]], width: float) -> Mapping[int, list[int]]:
    bins: dict[int, list[int]] = {}
    for credence, who in sorted(values):
        bins.setdefault(round(place(credence, width) / (2 * DOT)), []).append(who)
    return bins


def _tallest(values: Sequence[tuple[float, int]], width: float) -> float:
    rows = max((len(bin_) for bin_ in _bins(values, width).values()), default=0)
    return 2 * DOT * rows


def _dots(values: Sequence[tuple[float, int]], width: float, axis: float) -> tuple[Dot, ...]:
    level: dict[int, int] = {}
    dots = []
    for credence, who in sorted(values):
        x = place(credence, width)
        slot = round(x / (2 * DOT))
        height = level.get(slot, 0)
        level[slot] = height + 1
        dots.append(Dot(x, round(axis - DOT - 1 - 2 * DOT * height, 1), who))
    return tuple(dots)


def _bars(values: Sequence[tuple[float, int]], width: float, axis: float) -> tuple[Bar, ...]:
    counts = [0] * 20
    for credence, _ in values:
        counts[min(19, int(credence * 20))] += 1
    tallest = max(counts)
    step = (width - 2 * MARGIN) / 20
    return tuple(
        Bar(
            round(MARGIN + n * step, 1),
            round(axis - 18 * c / tallest, 1),
            round(step - 1, 1),
            round(18 * c / tallest, 1),
        )
        for n, c in enumerate(counts)
        if c
    )
