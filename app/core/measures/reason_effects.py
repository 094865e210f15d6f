"""What each reason at a node does there: the node now, without it, and if it certainly applied.

Exact at the target, with the sources kept as they are (removal; Čyras, Kampik & Weng). All reasons
are judged in one pass: see `app.core.engine.one_changed`. Credences are in [0, 1].
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from app.core.engine.cycles import Index, Mask
from app.core.engine.evaluation import propagate
from app.core.engine.network import Edge, Network, NetworkFault
from app.core.engine.one_changed import Reasons, with_one_changed
from app.core.engine.plan import Plan
from app.core.engine.reasons import Array
from app.core.engine.rollup import compile_plan
from app.core.engine.runs import single_run
from app.core.engine.same_reasons import Units
from app.core.engine.semantics import DEFAULT, by_name
from app.core.measures.one_hop import SOURCE
from app.core.vocabulary import SemanticsName

_ON_EDGES = by_name(SemanticsName.DF_QUAD)


@dataclass(frozen=True, slots=True)
class ReasonEffect:
    """One edge's effect on the node it (or the edge it acts on) is a reason for; credences."""

    edge: str
    now: float
    without: float
    if_certain: float

    @property
    def push(self) -> float:
        """By how much the reason moves the node now: a difference of credences."""
        return self.now - self.without

    @property
    def largest(self) -> float:
        """The larger of what it does now and what it would do more if it certainly applied."""
        return max(abs(self.now - self.without), abs(self.if_certain - self.now))


def effects_of_reasons(
    network: Network,
    node: str,
    credences: Mapping[str, float],
    *,
    semantics: str = DEFAULT,
) -> tuple[ReasonEffect, ...]:
    """Say for each reason at ``node`` what it does there, largest first.

    ``credences`` are the strengths of the sources (a missing one is unrated). Undercuts and
    backings of the reasons are judged by what they do to ``node`` too; in a loop the sources are
    kept as they are. Linear in the number of reasons, however many they are.
    """
    at = _Target.of(network, node, credences, semantics)
    edges = at.plan.network.edges
    now, found = _Changes(at).at_node()
    effects = [
        ReasonEffect(edge.id, now, without, certain)
        for edge, (without, certain) in zip(edges, found.tolist(), strict=True)
    ]
    # What differs in the last digits only is a tie.
    return tuple(sorted(effects, key=lambda e: (-round(abs(e.push), 12), e.edge)))


def reasons_at(network: Network, node: str) -> tuple[Edge, ...]:
    """Give the edges into ``node`` and, to any depth, the edges on those."""
    if node not in network.bases:
        raise NetworkFault("node", f"there is no node {node!r}.")
    found: list[Edge] = []
    waiting = [node]
    while waiting:
        edges = network.into.get(waiting.pop(), [])
        found.extend(edges)
        waiting.extend(edge.id for edge in edges)
    return tuple(found)


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


def _copy(edge: str, source: str) -> str:
    return f"{SOURCE}{edge}{SOURCE}{source}"


@dataclass(frozen=True, slots=True)
class _Changed:
    """One slot's values were something different below it: which edge, and removed or certain."""

    edges: Index
    certain: Mask
    values: Array

    @classmethod
    def joined(cls, parts: "list[_Changed]") -> "_Changed":
        return cls(
            np.concatenate([part.edges for part in parts]),
            np.concatenate([part.certain for part in parts]),
            np.concatenate([part.values for part in parts]),
        )


class _Changes:
    """Each edge removed and each made certain, carried from where it acts up to the node.

    The edges form a tree, for each has one target: what changes one slot changes one at a time
    of the slots above it.
    """

    def __init__(self, at: _Target) -> None:
        self.plan, self.rule = at.plan, by_name(at.semantics)
        self.root = at.plan.node_index[at.node]
        run = single_run(at.plan, self.rule, clamp=at.clamp)
        self.values, self.rated, self.base = propagate(run).values, run.rated, run.base
        self.below: dict[int, _Changed] = {}

    def at_node(self) -> tuple[float, Array]:
        """The node now, and (edges, 2): without each edge, and with it certain."""
        for slot in self._targets():
            self.below[slot] = self._at(slot)
        found = np.full((self.plan.edges, 2), np.nan)
        if self.root in self.below:
            changed = self.below[self.root]
            found[changed.edges, changed.certain.astype(np.int64)] = changed.values
        return float(self.values[self.root]), found

    def _targets(self) -> list[int]:
        """The slots that edges act on, those furthest from the node first."""
        targets = np.unique(self.plan.arrays.targets[:-1])
        order = np.argsort(self.plan.order.level[targets], kind="stable")
        return [int(slot) for slot in targets[order]]

    def _at(self, slot: int) -> _Changed:
        """The slot's values for every change of an edge on it, or of what acts on such an edge."""
        arrays, nodes = self.plan.arrays, self.plan.nodes
        first = arrays.first[slot]
        edges = arrays.incoming[first : first + arrays.degree[slot]]
        if len(edges) == 1 and slot >= nodes:
            return self._alone(slot, int(edges[0]))
        units = Units.of(self._reasons(edges, self.values[nodes + edges]), arrays.groups[edges])
        count = np.arange(len(edges))
        parts, members = [], []
        for certain in (False, True):
            settled = np.full(len(edges), float(certain))
            parts.append(_Changed(edges, np.full(len(edges), certain), settled))
            members.append(count)
        carried = self.values[arrays.carriers[edges]]
        for place in count.tolist():
            deeper = self.below.pop(nodes + int(edges[place]), None)
            if deeper is not None:
                parts.append(deeper)
                members.append(np.full(len(deeper.edges), place))
        return self._changed(slot, units, edges, carried, parts, members)

    def _alone(self, slot: int, edge: int) -> _Changed:
        """The same for an edge on which one other acts, as most do: affine in that one's value."""
        sign, base = self.plan.arrays.weights[edge], self.base[slot]
        room = 1.0 - base if sign > 0.0 else base
        edges, certain, values = (
            np.array([edge, edge]),
            np.array([False, True]),
            np.array([0.0, 1.0]),
        )
        deeper = self.below.pop(self.plan.nodes + edge, None)
        if deeper is not None:
            carried = self.values[self.plan.arrays.carriers[edge]]
            edges = np.concatenate([edges, deeper.edges])
            certain = np.concatenate([certain, deeper.certain])
            values = np.concatenate([values, carried * deeper.values])
        return _Changed(edges, certain, base + sign * room * values)

    def _changed(
        self,
        slot: int,
        units: Units,
        edges: Index,
        carried: Array,
        parts: list[_Changed],
        members: list[Index],
    ) -> _Changed:
        whole, places = _Changed.joined(parts), np.concatenate(members)
        own = len(edges)
        strengths = whole.values.copy()
        # A certain reason has certain sources; what acts on a reason leaves its sources alone.
        held = carried[places]
        held[own : 2 * own] = 1.0
        reasons = self._reasons(edges[places], strengths, held)
        rule = self.rule if slot < self.plan.nodes else _ON_EDGES
        at, changed = units.changed(rule, places, reasons)
        found = with_one_changed(rule, float(self.base[slot]), units.kept(rule), at, changed)
        return _Changed(whole.edges, whole.certain, found)

    def _reasons(self, edges: Index, strengths: Array, held: Array | None = None) -> Reasons:
        """Edges that have these strengths, with their sources as they are or as `held`."""
        arrays = self.plan.arrays
        carriers = arrays.carriers[edges]
        carried = self.values[carriers] if held is None else held
        second = strengths * (1.0 - carried) * self.rated[carriers]
        seconds = arrays.seconds[edges]
        return Reasons(
            arrays.weights[edges],
            carried * strengths,
            seconds,
            np.where(seconds != 0.0, second, 0.0),
        )
