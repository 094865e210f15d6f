"""Geometry of the strips that templates draw as SVG: paths and places, no markup.

Credences are probabilities in [0, 1]; coordinates are pixels, y downwards, the axis at y = 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

WIDTH = 208
MARGIN = 4.0
DOT = 2.7
MOST_DOTS = 150
BARS = 20
TALLEST_BAR = 18.0
NEAR = 0.06
ROOM_BELOW = 14
BAND_STEP = 5


class Band(NamedTuple):
    """The analyst's wide reading of one person's words."""

    x: float
    width: float
    y: float
    person: str


class Dot(NamedTuple):
    """The viewer's own credence."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Strip:
    """One strip: people above the axis, what the arguments imply below it.

    `box` is the SVG viewBox; `dots` a path of points, one an account; `bars` a path of the
    histogram that replaces them above 150; `stated` and `implied` are places on the axis.
    """

    box: str
    height: float
    dots: str
    bars: str
    own: Dot | None
    bands: tuple[Band, ...]
    stated: float | None
    implied: float | None
    gap: bool


def place(credence: float) -> float:
    """Return the x of a credence on the axis."""
    return round(MARGIN + credence * (WIDTH - 2 * MARGIN), 1)


def strip(
    values: Sequence[tuple[float, int]],
    *,
    stated: float | None = None,
    implied: float | None = None,
    ranges: Sequence[tuple[str, float, float]] = (),
    own: int | None = None,
) -> Strip:
    """Lay out one strip.

    `values` are (credence, account) pairs, `own` the viewer's account, `ranges` (person, low,
    high) of the analyst's layer. Dots stack in bins as wide as a dot.
    """
    many = len(values) > MOST_DOTS
    dots = [] if many else _stacked(values)
    above = max([TALLEST_BAR, *(-dot.y + DOT + 1 for dot, _ in dots)])
    bands = _bands(ranges)
    height = above + ROOM_BELOW + (BAND_STEP * len(bands) + 2 if bands else 0)
    far = stated is not None and implied is not None and abs(stated - implied) > NEAR
    return Strip(
        box=f"0 {-above:g} {WIDTH} {height:g}",
        height=height,
        dots="".join(f"M{dot.x:g} {dot.y:g}h0" for dot, who in dots if who != own),
        bars=_bars([credence for credence, _ in values]) if many else "",
        own=next((dot for dot, who in dots if who == own), None),
        bands=bands,
        stated=None if stated is None else place(stated),
        implied=None if implied is None else place(implied),
        gap=far,
    )


def _stacked(values: Sequence[tuple[float, int]]) -> list[tuple[Dot, int]]:
    level: dict[int, int] = {}
    dots = []
    for credence, who in sorted(values):
        x = place(credence)
        slot = round(x / (2 * DOT))
        height = level.get(slot, 0)
        level[slot] = height + 1
        dots.append((Dot(x, round(-DOT - 1 - 2 * DOT * height, 1)), who))
    return dots


def _bars(credences: Sequence[float]) -> str:
    counts = [0] * BARS
    for credence in credences:
        counts[min(BARS - 1, int(credence * BARS))] += 1
    step = (WIDTH - 2 * MARGIN) / BARS
    tallest = max(counts)
    return "".join(
        f"M{MARGIN + n * step:g} 0v{-TALLEST_BAR * count / tallest:.1f}h{step - 1:g}V0z"
        for n, count in enumerate(counts)
        if count
    )


def _bands(ranges: Sequence[tuple[str, float, float]]) -> tuple[Band, ...]:
    return tuple(
        Band(
            place(low),
            round((high - low) * (WIDTH - 2 * MARGIN), 1),
            ROOM_BELOW + 2 + BAND_STEP * number,
            person,
        )
        for number, (person, low, high) in enumerate(ranges)
    )
