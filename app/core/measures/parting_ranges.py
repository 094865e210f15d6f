"""Cruxes between an account, who gives numbers, and a person whose stances are only ranges.

A person in a source said words, not numbers; the answer is therefore a range as well, never a
point. The low end, middle and high end of every stance range are combined; the ranges are
widened by the curvature seen between them and, where a gap could change sign, to be safe.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.core.engine.network import Network, NetworkFault, check_probability
from app.core.engine.plan import Plan
from app.core.engine.rollup import compile_plan, roll_up_many
from app.core.engine.semantics import DEFAULT
from app.core.measures.gap import anchored_bases
from app.core.measures.partings import BATCH_CELLS, Side, candidates, levels_of
from app.core.measures.switchboard import ancestors

FREE = 2

Array = NDArray[np.float64]
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class RangeParting:
    """A claim with the scores of a `Parting` as ranges; ``credence_b`` is the person’s."""

    id: str
    credence_a: float
    credence_b: Range
    agree: Range
    resolve: Range


@dataclass(frozen=True, slots=True)
class RangePartings:
    """The account's credence at the root, the range of the person's and of the gap, and cruxes,
    most telling first at the middle of the ranges.

    ``every_end`` is False if there were too many ranges to combine freely: then the narrowest
    moved together, and the true ranges may be wider.
    """

    root: str
    root_a: float
    root_b: Range
    gap: Range
    cruxes: tuple[RangeParting, ...]
    every_end: bool


def find_range_partings(
    account: Network,
    common: Network,
    stances: Mapping[str, Range],
    root: str,
    *,
    semantics: str = DEFAULT,
    limit: int = 10,
) -> RangePartings:
    """Find the claims the gap between an account and a person could hang on.

    ``account`` is the account's side; ``common`` the map whose numbers stand in for everything
    the person said nothing about; ``stances`` maps nodes to (low, high) credences. Raises
    NetworkFault naming a stance at fault, or as ``find_partings`` does.
    """
    _check(stances, common)
    side = Side.of(_part(account, ancestors(account, root)), root, semantics)
    part = _part(common, ancestors(common, root))
    grid = _Grid.of(part, stances, root, semantics)
    middle = Side.of(replace(part, bases=grid.bases[len(grid.bases) // 2]), root, semantics)
    top = candidates(side, middle, limit, relations=False)
    scores = _Scores.of(side, grid, top)
    return RangePartings(
        root=root,
        root_a=side.value,
        root_b=_credences(grid.span(grid.of_node(root))),
        gap=grid.span(scores.gaps),
        cruxes=tuple(_crux(scores, side, i, name) for i, name in enumerate(top)),
        every_end=grid.every_end,
    )


@dataclass(frozen=True, slots=True)
class _Grid:
    """The person at each combination of levels: bases, and strengths (combinations x nodes)."""

    plan: Plan
    root: str
    semantics: str
    bases: Sequence[Mapping[str, float | None]]
    strengths: Array
    axes: int
    every_end: bool

    @classmethod
    def of(
        cls, network: Network, stances: Mapping[str, Range], root: str, semantics: str
    ) -> "_Grid":
        used = {node: stances[node] for node in sorted(stances) if node in network.bases}
        stated, axes = _combinations(used)
        every_end = sum(low < high for low, high in used.values()) <= FREE + 1
        prior = {node: base for node, base in network.bases.items() if base is not None}
        bases = anchored_bases(network, stated, prior, semantics=semantics)
        plan = compile_plan(network)
        runs: list[dict[str, float]] = [{}] * len(bases)
        strengths = roll_up_many(plan, semantics=semantics, runs=runs, bases=bases)
        return cls(plan, root, semantics, bases, strengths, axes, every_end)

    def of_node(self, node: str) -> Array:
        column: Array = self.strengths[:, self.plan.node_index[node]]
        return column

    def if_set(self, names: Sequence[str], levels: Array) -> Array:
        """Give the root for do(X = level): (combinations x names x levels) in and out."""
        places = list(np.ndindex(levels.shape))
        at_once = max(1, BATCH_CELLS // len(self.plan.start))
        found = [np.empty(0)]
        for start in range(0, len(places), at_once):
            batch = places[start : start + at_once]
            rolled = roll_up_many(
                self.plan,
                semantics=self.semantics,
                runs=[{names[place[1]]: float(levels[place])} for place in batch],
                bases=[self.bases[place[0]] for place in batch],
            )
            found.append(rolled[:, self.plan.node_index[self.root]])
        return np.concatenate(found).reshape(levels.shape)

    def span(self, values: Array) -> Range:
        """Give the range of values (combinations,), widened by what may lie between the levels."""
        cube = values.reshape((3,) * self.axes)
        # A parabola leaves the range of three points by an eighth of its bend at most; twice that
        # for what is not quite one.
        bends = [np.abs(np.diff(cube, n=2, axis=axis)).max() / 4.0 for axis in range(self.axes)]
        slack = float(sum(bends))
        return float(values.min()) - slack, float(values.max()) + slack


@dataclass(frozen=True, slots=True)
class _Scores:
    """Gaps now (combinations,), gaps when set (combinations x names x levels), mean credences."""

    grid: _Grid
    gaps: Array
    moved: Array
    chance: Array

    @classmethod
    def of(cls, side: Side, grid: _Grid, names: Sequence[str]) -> "_Scores":
        n = len(grid.bases)
        theirs = np.array([grid.of_node(name) for name in names]).reshape(-1, n).T
        ours = np.broadcast_to([side.strengths[name] for name in names], theirs.shape)
        own = np.stack([ours, theirs], axis=2)
        levels = levels_of(own.reshape(-1, 2))[:, :3].reshape(n, len(names), 3)
        settings = [
            (name, float(p))
            for row in levels
            for name, three in zip(names, row, strict=True)
            for p in three
        ]
        moved = side.if_set(settings).reshape(levels.shape) - grid.if_set(names, levels)
        return cls(grid, side.value - grid.of_node(grid.root), moved, own.mean(axis=2))

    def agree(self, i: int) -> Range:
        left = self.moved[:, i, 0]
        scores = np.abs(self.gaps) - np.abs(left)
        step = self.gaps - left
        return self._safe(scores, step, step, (self.gaps, left))

    def resolve(self, i: int) -> Range:
        true, false, chance = self.moved[:, i, 1], self.moved[:, i, 2], self.chance[:, i]
        scores = np.abs(self.gaps) - chance * np.abs(true) - (1.0 - chance) * np.abs(false)
        up = self.gaps - chance * true - (1.0 - chance) * false
        down = chance * np.abs(true - self.gaps) + (1.0 - chance) * np.abs(false - self.gaps)
        return self._safe(scores, up, down, (self.gaps, true, false))

    def _safe(self, scores: Array, up: Array, down: Array, gaps: Sequence[Array]) -> Range:
        low, high = self.grid.span(scores)
        if all(_one_sign(gap) for gap in gaps):
            return low, high
        # A gap cannot change in size by more than it changes at all.
        most = max(map(abs, self.grid.span(up)))
        least = max(map(abs, self.grid.span(down)))
        return min(low, -least), max(high, most)


def _combinations(stances: Mapping[str, Range]) -> tuple[list[dict[str, float]], int]:
    """Combine three levels of each of the widest ranges; the narrow rest moves together."""
    fixed = {node: low for node, (low, high) in stances.items() if low == high}
    open_ones = {node: ends for node, ends in stances.items() if node not in fixed}
    ranked = sorted(open_ones, key=lambda node: (open_ones[node][0] - open_ones[node][1], node))
    groups = [[node] for node in ranked[:FREE]] + [ranked[FREE:]] * (len(ranked) > FREE)
    stated = []
    for shares in itertools.product((0.0, 0.5, 1.0), repeat=len(groups)):
        row = dict(fixed)
        for group, share in zip(groups, shares, strict=True):
            row.update({n: (1.0 - share) * stances[n][0] + share * stances[n][1] for n in group})
        stated.append(row)
    return stated, len(groups)


def _part(network: Network, reach: set[str]) -> Network:
    """Leave out what cannot reach the root: it is rolled up once for every combination."""
    bases = {node: base for node, base in network.bases.items() if node in reach}
    return Network(bases, tuple(edge for edge in network.edges if edge.id in reach))


def _crux(scores: _Scores, side: Side, i: int, name: str) -> RangeParting:
    theirs = _credences(scores.grid.span(scores.grid.of_node(name)))
    agree, resolve = scores.agree(i), scores.resolve(i)
    return RangeParting(name, side.strengths[name], theirs, agree, resolve)


def _credences(span: Range) -> Range:
    return max(span[0], 0.0), min(span[1], 1.0)


def _one_sign(values: Array) -> bool:
    return bool((values >= 0.0).all() or (values <= 0.0).all())


def _check(stances: Mapping[str, Range], common: Network) -> None:
    for node, (low, high) in stances.items():
        if node not in common.bases:
            raise NetworkFault(f"stances.{node}", "there is no such node.")
        check_probability(f"stances.{node}", low)
        check_probability(f"stances.{node}", high)
        if low > high:
            raise NetworkFault(f"stances.{node}", "its low end must not exceed its high end.")
