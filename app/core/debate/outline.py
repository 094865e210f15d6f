"""A whole thread as one bar: a column for every thesis, each reply below what it bears on.

Pure geometry for one SVG: a path of horizontal strokes per kind. Widths are counted in leaves,
so a part of the thread that goes on longer takes more room. Coordinates are pixels at WIDTH.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

WIDTH = 860
LEVELS = (6, 12)
NARROWEST = 4.0
GAP = 1.0
# On a phone the bar is drawn at 0.42 of its width: what can be touched stays 24 pixels wide.
TARGET = 60.0
TARGET_HEIGHT = 24


class Branch(NamedTuple):
    """One row of a thread in reading order; `kind` is empty for a thesis."""

    key: str
    depth: int
    kind: str


class Column(NamedTuple):
    """A part of the bar that leads to the row `key`: everything from there down."""

    key: str
    x: float
    y: float
    width: float
    rows: int


@dataclass(frozen=True, slots=True)
class Outline:
    """The bar: `paths` are (kind, path) pairs, `columns` the parts large enough to be touched.

    `stroke` is the thickness of every row.
    """

    height: int
    stroke: int
    paths: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]


class _Placed(NamedTuple):
    branch: Branch
    x: float
    width: float
    rows: int


def outline(branches: Sequence[Branch]) -> Outline:
    """Lay out the bar of a thread; `branches` are its rows, depth-first."""
    placed = _placed(branches)
    levels = 1 + max((branch.depth for branch in branches), default=0)
    level = _level(levels)
    height = level * levels
    columns = _columns(placed, level) if height - level >= TARGET_HEIGHT else ()
    return Outline(height, level - 1, _paths(placed, level), tuple(columns))


def _level(levels: int) -> int:
    """Make the rows of a shallow thread higher, so that its parts can be touched."""
    least, most = LEVELS
    return min(most, max(least, math.ceil(TARGET_HEIGHT / max(1, levels - 1))))


def _placed(branches: Sequence[Branch]) -> list[_Placed]:
    leaves, rows = _sizes(branches)
    total = sum(n for n, branch in zip(leaves, branches, strict=True) if not branch.depth)
    unit = WIDTH / max(1, total)
    placed, start = [], [0.0]
    for branch, n, below in zip(branches, leaves, rows, strict=True):
        # Whatever comes next on this level begins where this row ends.
        del start[branch.depth + 1 :]
        x = start[branch.depth]
        start[branch.depth] = x + n * unit
        start.append(x)
        placed.append(_Placed(branch, x, n * unit, below))
    return placed


def _sizes(branches: Sequence[Branch]) -> tuple[list[int], list[int]]:
    leaves, rows = [0] * len(branches), [1] * len(branches)
    waiting: list[tuple[int, int, int]] = []
    for number in range(len(branches) - 1, -1, -1):
        depth = branches[number].depth
        while waiting and waiting[-1][0] > depth:
            _, below_leaves, below_rows = waiting.pop()
            leaves[number] += below_leaves
            rows[number] += below_rows
        leaves[number] = leaves[number] or 1
        waiting.append((depth, leaves[number], rows[number]))
    return leaves, rows


def _paths(placed: Iterable[_Placed], level: int) -> tuple[tuple[str, str], ...]:
    strokes: dict[str, list[str]] = {}
    drawn_to: dict[int, float] = {}
    for branch, x, width, _ in placed:
        # In a large debate one stroke stands for the narrow rows that it covers.
        if x + width <= drawn_to.get(branch.depth, 0.0):
            continue
        shown = max(width, NARROWEST) - GAP
        drawn_to[branch.depth] = x + max(width, NARROWEST)
        y = branch.depth * level + (level - 1) / 2
        strokes.setdefault(branch.kind, []).append(f"M{x:.4g} {y:g}h{shown:.4g}")
    return tuple((kind, "".join(path)) for kind, path in strokes.items())


def _columns(placed: Iterable[_Placed], level: int) -> Iterable[Column]:
    for branch, x, width, rows in placed:
        if branch.depth == 1 and width >= TARGET:
            yield Column(branch.key, round(x, 1), level, round(width - GAP, 1), rows)
