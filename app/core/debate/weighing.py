"""A debate's graph weighed: pooled credences, the roll-up, and each node's numbers.

A leaf starts from what people say of it (its stated credence); an inner node from its prior,
0.5 when nobody gave one: using what people say of an inner node would count its reasons twice
(Oren & Yun 2025). The analyst's reading of a person's words never enters here.
"""

from collections.abc import Hashable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from app.core.debate.drafting import informed_nodes, network_of
from app.core.debate.edge_ids import relation_of
from app.core.debate.graph import Credence, Graph
from app.core.debate.grouping import group_by
from app.core.engine.network import Edge, EdgeKind, Network
from app.core.engine.one_changed import Reasons, with_one_changed
from app.core.engine.plan import Plan
from app.core.engine.rollup import RollUp, compile_plan, roll_up
from app.core.engine.semantics import DEFAULT, by_name, usable_base
from app.core.measures import gap
from app.core.measures.contest import Contest, contest, disagreement
from app.core.measures.pooling import Pool, pool, pool_many
from app.core.measures.reason_effects import ReasonEffect, effects_of_reasons
from app.core.vocabulary import Pooling


class Numbers(NamedTuple):
    """What is known of one node.

    `stated`: what accounts say, pooled. `implied`: what the map gives; None when nothing that
    anybody rated bears on it. `disagreement` in [0, 1] bits (ROLLUP A9). Credences are in [0, 1].
    """

    values: tuple[float, ...]
    stated: Pool | None
    contest: Contest | None
    implied: float | None

    @property
    def disagreement(self) -> float:
        """Return the Jensen–Shannon divergence of the raters; 0 when fewer than two."""
        return self.contest.disagreement if self.contest else 0.0


NOTHING = Numbers((), None, None, None)


@dataclass(frozen=True)
class Weighing:
    """A graph weighed: its network, the roll-up, and each node's numbers on demand.

    `credences` are the present credences by node, `pooled` their pools as bare numbers,
    `informed` the claims on whose value some credence bears, `supposed` the what-ifs.
    """

    network: Network
    plan: Plan
    rollup: RollUp
    credences: Mapping[str, tuple[float, ...]]
    pooled: Mapping[str, float]
    informed: frozenset[str]
    supposed: Mapping[str, float]
    semantics: str
    pooling: str

    def of(self, node: str) -> Numbers:
        """Return the numbers of a node; empty ones for a node that takes no credence."""
        if node not in self._numbers:
            self._numbers[node] = self._made(node)
        return self._numbers[node]

    def _made(self, node: str) -> Numbers:
        values, implied = self.credences.get(node, ()), self.implied(node)
        if not values and implied is None:
            return NOTHING
        found = pool(values, method=self.pooling) if values else None
        return Numbers(values, found, contest(values) if values else None, implied)

    def implied(self, node: str) -> float | None:
        """Return what the map gives for a claim, as `of` does, without the rest."""
        reasoned = node in self.reasons_of or (node in self.supposed and node in self.network.bases)
        return self.rollup.strengths.get(node) if reasoned else None

    def disagreement(self, node: str) -> float:
        """Return the disagreement of a node's raters in bits, 0 for fewer than two (ROLLUP A9).

        The same as `of(node).disagreement`, without the rest: lists ask it of every node.
        """
        if node not in self.apart:
            values = self.credences.get(node, ())
            self.apart[node] = disagreement(values) if len(values) > 1 else 0.0
        return self.apart[node]

    @cached_property
    def _numbers(self) -> dict[str, Numbers]:
        return {}

    @cached_property
    def apart(self) -> dict[str, float]:
        """How far apart accounts are on a node, in bits, of those that were asked for."""
        return {}

    @cached_property
    def sets(self) -> dict[str, frozenset[str]]:
        """Sets of nodes that others found by the numbers, by name."""
        return {}

    @cached_property
    def pieces(self) -> dict[Hashable, tuple[Any, frozenset[str]]]:
        """What pages have made of the numbers, each with the nodes that it shows."""
        return {}

    @cached_property
    def stated(self) -> Mapping[str, Pool]:
        """What accounts say of each rated node, pooled."""
        return {node: pool(values, method=self.pooling) for node, values in self.credences.items()}

    @cached_property
    def reasons_of(self) -> Mapping[str, tuple[Edge, ...]]:
        """The edges that bear on each claim directly."""
        return group_by(
            (edge.target, edge) for edge in self.network.edges if not edge.kind.targets_edge
        )

    @cached_property
    def edges_of(self) -> Mapping[str, tuple[Edge, ...]]:
        """The edges that each relation has in the network, in the order of relations."""
        return group_by((relation_of(edge.id), edge) for edge in self.network.edges)

    def push(self, node: str, edge_id: str) -> float | None:
        """Say by how much one reason moves a claim now, as a difference of credences.

        Exact at the claim (removal; Čyras, Kampik & Weng), with the sources kept. None for a
        reason that does not bear on the claim, or where groups make it no single one.
        """
        if node not in self._pushes:
            self._pushes[node] = self._pushes_at(node)
        return self._pushes[node].get(edge_id)

    @cached_property
    def _pushes(self) -> dict[str, Mapping[str, float]]:
        return {}

    def _pushes_at(self, node: str) -> Mapping[str, float]:
        """What each reason at a claim does to it; all of them in one pass."""
        edges = self.reasons_of.get(node, ())
        if node in self.supposed or any(edge.group for edge in edges):
            return {effect.edge: effect.push for effect in self.effects(node).values()}
        if not edges:
            return {}
        weights = np.array([e.weight if e.kind is EdgeKind.SUPPORTS else -e.weight for e in edges])
        reasons = Reasons.one_sided(weights, np.array([self._carried(edge) for edge in edges]))
        rule, base = by_name(self.semantics), self.network.bases[node]
        start = 0.5 if base is None else usable_base(rule, base)
        now = rule.combine_one(start, reasons.weights.tolist(), reasons.values.tolist())
        nothing = Reasons.one_sided(weights, np.zeros(len(edges)))
        without = with_one_changed(rule, start, reasons, np.arange(len(edges)), nothing)
        return dict(zip((edge.id for edge in edges), (now - without).tolist(), strict=True))

    def _carried(self, edge: Edge) -> float:
        value = self.rollup.edges[edge.id]
        for source in edge.sources:
            value *= self.rollup.strengths[source]
        return value

    def effects(self, node: str) -> Mapping[str, ReasonEffect]:
        """Say by edge what each reason does to a node, largest first; nothing if none is rated."""
        if node not in self.informed or node in self.supposed:
            return {}
        if node not in self._effects:
            found = effects_of_reasons(
                self.network, node, self.rollup.strengths, semantics=self.semantics
            )
            self._effects[node] = {effect.edge: effect for effect in found}
        return self._effects[node]

    @cached_property
    def _effects(self) -> dict[str, Mapping[str, ReasonEffect]]:
        return {}

    def keep_from(
        self, old: "Weighing", touched: AbstractSet[str], *, edited: AbstractSet[str] | None
    ) -> None:
        """Take over what was made of nodes that none of the `touched` is among.

        `edited` are nodes that say something else: pieces of pages that show those are made anew,
        and with None all of them.
        """
        for name in ("_numbers", "_pushes", "apart"):
            # Others may be adding to it: copying is one step.
            held: dict[str, Any] = dict(getattr(old, name))
            getattr(self, name).update({n: m for n, m in held.items() if n not in touched})
        if edited is not None:
            stale, shown = touched | edited, dict(old.pieces).items()
            self.pieces.update({key: made for key, made in shown if stale.isdisjoint(made[1])})

    def explained(self, node: str) -> gap.Explained:
        """Say what people state of a node beside its prior and one hop (ROLLUP A5)."""
        is_stated = node in self.network.bases and node in self.pooled
        prior = self.priors.get(node)
        return gap.Explained(
            prior=gap.ASSUMED_PRIOR if prior is None else prior,
            prior_assumed=prior is None,
            stated=self.pooled[node] if is_stated else None,
            one_hop=gap.one_hop_at(self.network, node, self._screened, self.semantics),
        )

    @cached_property
    def _screened(self) -> Mapping[str, float]:
        """The roll-up with every stated node held at what is stated: what one hop starts from."""
        held = {node: value for node, value in self.pooled.items() if node in self.network.bases}
        return roll_up(self.plan, semantics=self.semantics, clamp=held).strengths

    @cached_property
    def priors(self) -> Mapping[str, float]:
        """The priors that somebody gave."""
        return {
            node: base
            for node, base in self.network.bases.items()
            if base is not None and (node in self.reasons_of or node not in self.pooled)
        }


def weigh(
    graph: Graph,
    *,
    semantics: str = DEFAULT,
    pooling: str = Pooling.GEOMETRIC.value,
    suppose: Mapping[str, float] | None = None,
) -> Weighing:
    """Pool every node's credences and roll them up through the graph.

    `semantics` names one of `app.core.engine.semantics`, `pooling` one of `Pooling`;
    `suppose` maps claims, or relations, to a credence that is to hold whatever bears on them;
    what has ended is not supposed.
    """
    supposed = {node: p for node, p in (suppose or {}).items() if not graph.has_ended(node)}
    credences = present_credences(graph)
    pooled = pools(credences, pooling)
    informed = informed_nodes(graph, {*pooled, *supposed})
    network = network_of(graph, pooled, informed, supposed)
    plan = compile_plan(network)
    held = {node: value for node, value in supposed.items() if node in graph.claims}
    result = roll_up(plan, semantics=semantics, clamp=held)
    return Weighing(
        network, plan, result, credences, pooled, informed, supposed, semantics, pooling
    )


def pools(credences: Mapping[str, tuple[float, ...]], pooling: str) -> dict[str, float]:
    """Pool the credences of each node into one number."""
    if not credences:
        return {}
    found = pool_many(list(credences.values()), method=pooling)
    return dict(zip(credences, found.tolist(), strict=True))


def present_credences(graph: Graph) -> Mapping[str, tuple[float, ...]]:
    """Gather the numbers of the credences that count, by node."""
    numbers = {node: numbers_of(rows) for node, rows in graph.counted_of.items()}
    return {node: values for node, values in numbers.items() if values}


def numbers_of(rows: Iterable[Credence]) -> tuple[float, ...]:
    """Return the probabilities of credences, without those that call their node ill-posed."""
    return tuple(row.value for row in rows if row.value is not None)
