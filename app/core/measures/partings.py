"""Cruxes: where two sides part, in points of credence at a root they both care about.

A side is a ``Network`` of the common map with that side's own numbers (``gap.anchored_network``
starts it from what people say). Gaps are differences of credences in [-1, 1]. Parting scores adapt
the expected gap closure of forecasting research to a map; they are not validated on real debates.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.engine.network import EPSILON, Edge, Network, NetworkFault
from app.core.engine.plan import Plan
from app.core.engine.rollup import compile_plan, roll_up, roll_up_many, sensitivities
from app.core.engine.semantics import DEFAULT

DOUBLE_POINTS = 0.01
DOUBLE_SHARE = 0.1
RUNS = 5
BATCH_CELLS = 2_000_000

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Parting:
    """A node or relation and how much of the gap at the root hangs on it.

    ``agree``: by how much the gap would shrink if both took the midpoint (in log-odds) of their
    credences; ``resolve``: by how much it is expected to shrink if the matter were settled;
    ``double``: how much it shrinks at least if either took the other's credence. Negative: the
    gap would widen. ``is_double``: both would be moved (1 point and a tenth of the gap, ours).
    """

    id: str
    credence_a: float
    credence_b: float
    agree: float
    resolve: float
    double: float
    is_double: bool


@dataclass(frozen=True, slots=True)
class Partings:
    """Both sides' credence at the root, their gap (a - b), and the cruxes, largest first."""

    root: str
    root_a: float
    root_b: float
    gap: float
    cruxes: tuple[Parting, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One side rolled up: its plan, its credence at the root, and all strengths by id."""

    plan: Plan
    root: str
    semantics: str
    value: float
    strengths: Mapping[str, float]

    @classmethod
    def of(cls, network: Network, root: str, semantics: str) -> "Side":
        """Roll up a side; NetworkFault if the root is unknown or has nothing to show."""
        plan = compile_plan(network)
        found = roll_up(plan, semantics=semantics)
        if root not in found.strengths:
            raise NetworkFault("root", f"there is no node {root!r}, or nobody has rated it.")
        return cls(
            plan=plan,
            root=root,
            semantics=semantics,
            value=found.strengths[root],
            strengths={**found.strengths, **found.edges},
        )

    def slopes(self) -> dict[str, float]:
        """Give the derivative of the root by every node's and edge's strength: one sweep."""
        swept = sensitivities(self.plan, self.root, semantics=self.semantics)
        return {**swept.strengths, **swept.edges}

    def if_set(self, settings: Sequence[tuple[str, float]]) -> Array:
        """Give the root (settings,) for do(X = p), exactly, one clamped run each."""
        distinct = {setting: place for place, setting in enumerate(dict.fromkeys(settings))}
        runs = [{name: value} for name, value in distinct]
        at_once = max(1, BATCH_CELLS // len(self.plan.start))
        found = [np.empty(0)]
        for start in range(0, len(runs), at_once):
            batch = runs[start : start + at_once]
            rolled = roll_up_many(self.plan, semantics=self.semantics, runs=batch)
            found.append(rolled[:, self.plan.node_index[self.root]])
        roots: Array = np.concatenate(found)[[distinct[setting] for setting in settings]]
        return roots


def find_partings(
    a: Network,
    b: Network,
    root: str,
    *,
    semantics: str = DEFAULT,
    limit: int = 20,
) -> Partings:
    """Find the nodes and relations on which the gap between two sides at ``root`` hangs.

    ``a`` and ``b`` must be the same map (same nodes, same edges) with each side's numbers. All
    candidates are scored by one reverse sweep a side, exact where no two routes share a claim;
    the ``limit`` largest are then confirmed by clamped runs, exact everywhere. Raises
    NetworkFault for different maps or an unknown root.
    """
    check_same_map(a, b)
    side_a, side_b = Side.of(a, root, semantics), Side.of(b, root, semantics)
    top = candidates(side_a, side_b, limit)
    pairs = [(side_a.strengths[name], side_b.strengths[name]) for name in top]
    scores = confirmed(side_a, side_b, top)
    gap = side_a.value - side_b.value
    cruxes = [
        _crux(name, pair, row, gap)
        for name, pair, row in zip(top, pairs, scores.tolist(), strict=True)
    ]
    ranked = sorted(cruxes, key=lambda c: (-max(c.agree, c.resolve), c.id))
    return Partings(root, side_a.value, side_b.value, gap, tuple(ranked))


def check_same_map(a: Network, b: Network) -> None:
    """Raise NetworkFault unless both have the same nodes, and edges that join the same things."""
    if a.bases.keys() != b.bases.keys():
        raise NetworkFault("bases", "must have the same nodes on both sides.")
    if [_shape(edge) for edge in _by_id(a)] != [_shape(edge) for edge in _by_id(b)]:
        raise NetworkFault("edges", "must join the same things on both sides.")


def candidates(a: Side, b: Side, limit: int, *, relations: bool = True) -> list[str]:
    """Give the ``limit`` nodes (and relations) with the largest scores by the linear sweep."""
    slopes_a, slopes_b = a.slopes(), b.slopes()
    names = sorted(
        name
        for name in a.strengths.keys() & b.strengths.keys()
        if name != a.root
        and (relations or name in a.plan.node_index)
        and (slopes_a[name] or slopes_b[name])
    )
    own = np.array([(a.strengths[name], b.strengths[name]) for name in names]).reshape(-1, 2)
    slopes = np.array([(slopes_a[name], slopes_b[name]) for name in names]).reshape(-1, 2)
    levels = levels_of(own)
    moved = np.array([a.value, b.value])[:, None, None] + slopes.T[:, :, None] * (
        levels[None] - own.T[:, :, None]
    )
    best = _scores(a.value - b.value, moved[0], moved[1], own, a.value, b.value)[:, :2].max(axis=1)
    order = sorted(range(len(names)), key=lambda i: (-round(best[i], 12), names[i]))
    return [names[i] for i in order[:limit]]


def confirmed(a: Side, b: Side, names: Sequence[str]) -> Array:
    """Give agree, resolve and double (names x 3) by clamped runs on both sides."""
    own = np.array([(a.strengths[name], b.strengths[name]) for name in names]).reshape(-1, 2)
    levels = levels_of(own)
    settings = [
        (name, float(level)) for name, row in zip(names, levels, strict=True) for level in row
    ]
    moved = [side.if_set(settings).reshape(-1, RUNS) for side in (a, b)]
    return _scores(a.value - b.value, moved[0], moved[1], own, a.value, b.value)


def levels_of(own: Array) -> Array:
    """What each candidate is set to: midpoint in log-odds, true, false, a's and b's credence."""
    inside = np.clip(own, EPSILON, 1.0 - EPSILON)
    middle = (np.log(inside) - np.log1p(-inside)).mean(axis=1)
    # Where both hold the same, rounding in the log-odds must not make up a difference.
    middle = np.where(own[:, 0] == own[:, 1], own[:, 0], 1.0 / (1.0 + np.exp(-middle)))
    ones = np.ones(len(own))
    return np.stack([middle, ones, 0.0 * ones, own[:, 0], own[:, 1]], axis=1)


def _scores(
    gap: float, root_a: Array, root_b: Array, own: Array, value_a: float, value_b: float
) -> Array:
    """Agree, resolve, double (candidates x 3) from both roots (candidates x levels)."""
    left = np.abs(root_a - root_b)
    chance = own.mean(axis=1)
    agree = abs(gap) - left[:, 0]
    resolve = abs(gap) - (chance * left[:, 1] + (1.0 - chance) * left[:, 2])
    double = abs(gap) - np.maximum(np.abs(root_a[:, 4] - value_b), np.abs(value_a - root_b[:, 3]))
    return np.stack([agree, resolve, double], axis=1)


def _crux(
    name: str,
    pair: tuple[float, float],
    scores: Sequence[float],
    gap: float,
) -> Parting:
    agree, resolve, double = scores
    return Parting(
        id=name,
        credence_a=pair[0],
        credence_b=pair[1],
        agree=agree,
        resolve=resolve,
        double=double,
        is_double=double >= max(DOUBLE_POINTS, DOUBLE_SHARE * abs(gap)),
    )


def _shape(edge: Edge) -> tuple[object, ...]:
    return edge.id, frozenset(edge.sources), edge.target, edge.kind, edge.group


def _by_id(network: Network) -> list[Edge]:
    return sorted(network.edges, key=lambda edge: edge.id)
