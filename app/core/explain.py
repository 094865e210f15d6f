"""Why a number is what it is: each reason at its target, influence on a root, split of a change.

Credences are in [0, 1], differences in [-1, 1]. Every result carries a plain sentence; which
attribution it shows is named in the docs, since none satisfies all principles (Kampik et al.).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.core.anchors import SOURCE
from app.core.contest import ArgumentConflict, argument_conflict, contest
from app.core.network import Edge, EdgeKind, Network, NetworkFault
from app.core.plan import Plan
from app.core.rollup import compile_plan, roll_up_many, sensitivities
from app.core.shapley import EXACT_PLAYERS, shapley
from app.core.switches import THE_REST, switchboard
from app.core.wording import percent, points, quoted

Names = Mapping[str, str] | None


@dataclass(frozen=True, slots=True)
class ReasonEffect:
    """One edge's effect on the node it (or the edge it acts on) is a reason for; credences."""

    edge: str
    now: float
    without: float
    if_certain: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Influence:
    """How far a node moves a root.

    ``slope``: points of root per point of node, now; ``swing``: root if the node were certain,
    less root if it were certainly false.
    """

    node: str
    slope: float
    swing: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Stake:
    """What people's disagreement on a node is worth at the root: |swing| x sd of credences."""

    node: str
    swing: float
    spread: float
    stake: float
    sentence: str


@dataclass(frozen=True, slots=True)
class ChangeShare:
    """What one node's or edge's change did to the root; ``error`` is a standard error."""

    id: str
    share: float
    error: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Change:
    """A root's change, split exactly: the shares add up to ``after`` - ``before``."""

    before: float
    after: float
    shares: tuple[ChangeShare, ...]
    exact: bool


def effects_of_reasons(
    network: Network,
    node: str,
    credences: Mapping[str, float],
    *,
    semantics: str = "sbn",
) -> tuple[ReasonEffect, ...]:
    """Say for each reason at ``node`` what it does there, largest first.

    ``credences`` are the strengths of the sources (a missing one is unrated). Undercuts and
    backings of the reasons are judged by what they do to ``node`` too. Exact at the target (two
    evaluations each); in a loop the sources are kept as they are. Removal: Čyras, Kampik & Weng.
    """
    at = _Target.of(network, node, credences, semantics)
    edges = at.plan.network.edges
    runs = [{}, *({edge.id: 0.0} for edge in edges), *(_certain(edge) for edge in edges)]
    values = at.strengths(runs)
    now, rest = values[0], values[1:]
    effects = [
        _effect(edge.id, now, float(rest[i]), float(rest[len(edges) + i]))
        for i, edge in enumerate(edges)
    ]
    return tuple(sorted(effects, key=lambda e: (-abs(e.now - e.without), e.edge)))


def conflict_of_reasons(
    network: Network,
    node: str,
    credences: Mapping[str, float],
    *,
    semantics: str = "sbn",
) -> ArgumentConflict:
    """Say how evenly the reasons for and against ``node`` pull (ours); arguments as above."""
    at = _Target.of(network, node, credences, semantics)
    direct = [edge for edge in at.plan.network.edges if edge.target == node]
    pro = {edge.id: 0.0 for edge in direct if edge.kind == EdgeKind.SUPPORTS}
    con = {edge.id: 0.0 for edge in direct if edge.kind == EdgeKind.REBUTS}
    base, supported, rebutted = at.strengths([{**pro, **con}, con, pro]).tolist()
    return argument_conflict(base, supported, rebutted)


def influences(
    network: Network | Plan,
    root: str,
    *,
    semantics: str = "sbn",
    limit: int = 20,
    names: Names = None,
) -> tuple[Influence, ...]:
    """Give the nodes that move ``root`` most per point, most influential first.

    Slopes come from one reverse sweep (Yin, Potyka & Toni 2023), swings from two clamped runs
    for each node shown (do-operator, Pearl). Raises NetworkFault for an unknown root.
    """
    plan = network if isinstance(network, Plan) else compile_plan(network)
    slopes = _slopes(plan, root, semantics)
    top = sorted(slopes, key=lambda node: (-abs(slopes[node]), node))[:limit]
    swings = _swings(plan, root, top, semantics)
    return tuple(
        Influence(node, slopes[node], swings[node], _influence(node, slopes[node], root, names))
        for node in top
    )


def stakes(
    network: Network | Plan,
    root: str,
    credences: Mapping[str, Sequence[float]],
    weights: Mapping[str, Sequence[float]] | None = None,
    *,
    semantics: str = "sbn",
    limit: int = 20,
    names: Names = None,
) -> tuple[Stake, ...]:
    """Rank the nodes people disagree on by what that disagreement is worth at ``root``.

    ``credences`` are each node's individual credences. The candidates are chosen by slope, and
    the swings of those shown are exact clamped runs. Raises NetworkFault as ``contest`` does.
    """
    plan = network if isinstance(network, Plan) else compile_plan(network)
    slopes = _slopes(plan, root, semantics)
    given = weights or {}
    spreads = {
        node: contest(values, given.get(node)).credence_sd
        for node, values in credences.items()
        if node in slopes and len(values) > 1
    }
    rough = {node: abs(slopes[node]) * spread for node, spread in spreads.items()}
    top = sorted((n for n in rough if rough[n] > 0.0), key=lambda n: (-rough[n], n))[:limit]
    swings = _swings(plan, root, top, semantics)
    found = [_stake(node, swings[node], spreads[node], root, names) for node in top]
    return tuple(sorted(found, key=lambda s: (-s.stake, s.node)))


def explain_change(
    before: Network,
    after: Network,
    root: str,
    *,
    semantics: str = "sbn",
    most: int = 7,
    permutations: int = 400,
    seed: int = 0,
    names: Names = None,
) -> Change:
    """Split a root's change from one version of a map to another exactly among what changed.

    Each node whose base changed and each edge added, removed or changed gets its baseline
    Shapley share (Sundararajan & Najmi 2020). Where more than 12 things changed, all
    but the ``most`` that do most by themselves are taken together, with the id "the rest".
    """
    board = switchboard(before, after, root, semantics=semantics)
    if len(board.switches) > EXACT_PLAYERS:
        board = board.largest(most)
    players = [switch.id for switch in board.switches]
    split = shapley(players, board.play, permutations=permutations, seed=seed)
    shares = [
        ChangeShare(name, share, split.errors[name], _moved(name, share, root, names))
        for name, share in split.shares.items()
    ]
    ranked = sorted(shares, key=lambda s: (-abs(s.share), s.id))
    return Change(split.before, split.after, tuple(ranked), split.exact)


@dataclass(frozen=True, slots=True)
class _Target:
    """A node with its reasons and what acts on those; each edge has its own copies of sources."""

    plan: Plan
    node: str
    clamp: Mapping[str, float]
    semantics: str

    @classmethod
    def of(
        cls, network: Network, node: str, credences: Mapping[str, float], semantics: str
    ) -> "_Target":
        edges = reasons_at(network, node)
        own = tuple(replace(e, sources=tuple(_copy(e.id, s) for s in e.sources)) for e in edges)
        copies = {_copy(e.id, s): s for e in edges for s in e.sources}
        local = Network({node: network.bases[node], **dict.fromkeys(copies)}, own)
        clamp = {copy: credences[s] for copy, s in copies.items() if s in credences}
        return cls(compile_plan(local), node, clamp, semantics)

    def strengths(self, changes: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
        runs = [{**self.clamp, **change} for change in changes]
        found = roll_up_many(self.plan, semantics=self.semantics, runs=runs)
        column: NDArray[np.float64] = found[:, self.plan.node_index[self.node]]
        return column


def reasons_at(network: Network, node: str) -> tuple[Edge, ...]:
    """Give the edges into ``node`` and, to any depth, the edges on those."""
    if node not in network.bases:
        raise NetworkFault("node", f"there is no node {node!r}.")
    into: dict[str, list[Edge]] = {}
    for edge in network.edges:
        into.setdefault(edge.target, []).append(edge)
    found, waiting = [], [node]
    while waiting:
        edges = into.get(waiting.pop(), [])
        found.extend(edges)
        waiting.extend(edge.id for edge in edges)
    return tuple(found)


def _copy(edge: str, source: str) -> str:
    return f"{SOURCE}{edge}{SOURCE}{source}"


def _certain(edge: Edge) -> dict[str, float]:
    return {edge.id: 1.0, **dict.fromkeys(edge.sources, 1.0)}


def _slopes(plan: Plan, root: str, semantics: str) -> dict[str, float]:
    found = sensitivities(plan, root, semantics=semantics).strengths
    return {node: slope for node, slope in found.items() if slope != 0.0 and node != root}


def _swings(plan: Plan, root: str, nodes: Sequence[str], semantics: str) -> dict[str, float]:
    runs = [{node: end} for node in nodes for end in (1.0, 0.0)]
    if not runs:
        return {}
    found = roll_up_many(plan, semantics=semantics, runs=runs)[:, plan.node_index[root]]
    return dict(zip(nodes, (found[0::2] - found[1::2]).tolist(), strict=True))


def _effect(edge: str, now: float, without: float, if_certain: float) -> ReasonEffect:
    sentence = (
        f"Without this reason {percent(without)}; if it certainly applied {percent(if_certain)}."
    )
    return ReasonEffect(edge, float(now), without, if_certain, sentence)


def _influence(node: str, slope: float, root: str, names: Names) -> str:
    way = "rise" if slope > 0 else "fall"
    return (
        f"If {quoted(node, names)} were 10 points higher, {quoted(root, names)} would {way} "
        f"by about {points(0.1 * slope)}."
    )


def _stake(node: str, swing: float, spread: float, root: str, names: Names) -> Stake:
    worth = abs(swing) * spread
    sentence = (
        f"Disagreement on {quoted(node, names)} is worth {points(worth)} "
        f"either way at {quoted(root, names)}."
    )
    return Stake(node, swing, spread, worth, sentence)


def _moved(name: str, share: float, root: str, names: Names) -> str:
    what = "Everything else together" if name == THE_REST else quoted(name, names)
    if share == 0.0:
        return f"{what} did not move {quoted(root, names)}."
    way = "raised" if share > 0 else "lowered"
    return f"{what} {way} {quoted(root, names)} by {points(share)}."
