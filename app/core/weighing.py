"""From a debate's graph to the network that the roll-up reads, and the numbers back.

A leaf starts from what people say of it (its stated credence); an inner node from its prior,
0.5 when nobody gave one: using what people say of an inner node would count its reasons twice
(Oren & Yun 2025). The analyst's reading of a person's words never enters here.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from app.core import gap
from app.core.contest import Contest, contest
from app.core.explain import ReasonEffect, effects_of_reasons
from app.core.graph import ON_INFERENCE, Graph, Relation
from app.core.network import Edge, EdgeKind, Network
from app.core.plan import Plan
from app.core.pooling import Pool, pool
from app.core.rollup import RollUp, compile_plan, roll_up

NATS = {
    "weak": math.log(1.5),
    "moderate": math.log(3),
    "strong": math.log(10),
    "decisive": math.log(100),
}
DEFAULT_STRENGTH = "moderate"


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


@dataclass(frozen=True)
class Weighing:
    """A graph weighed: its network, the roll-up, and each node's numbers.

    `informed` are the nodes on whose value some credence bears; `supposed` holds the what-ifs.
    """

    network: Network
    plan: Plan
    rollup: RollUp
    numbers: Mapping[str, Numbers]
    informed: frozenset[str]
    stated: Mapping[str, Pool]
    supposed: Mapping[str, float]
    semantics: str

    def of(self, node: str) -> Numbers:
        """Return the numbers of a node; empty ones for a node that takes no credence."""
        return self.numbers.get(node, NOTHING)

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

    @cached_property
    def gaps(self) -> Mapping[str, gap.Numbers]:
        """Stated, prior, implied, one hop, gap, anchor and blend of every node (ROLLUP A5)."""
        return gap.numbers(
            self.network,
            {
                node: found.value
                for node, found in self.stated.items()
                if node in self.network.bases
            },
            self.priors,
            {node: found.n_effective for node, found in self.stated.items()},
            semantics=self.semantics,
        )

    @cached_property
    def priors(self) -> Mapping[str, float]:
        """The priors that somebody gave."""
        inner = {edge.target for edge in self.network.edges}
        return {
            node: base
            for node, base in self.network.bases.items()
            if base is not None and (node in inner or node not in self.stated)
        }


NOTHING = Numbers((), None, None, None)


def weigh(
    graph: Graph,
    *,
    semantics: str = "sbn",
    pooling: str = "geometric",
    suppose: Mapping[str, float] | None = None,
) -> Weighing:
    """Pool every node's credences and roll them up through the graph.

    `semantics` and `pooling` name members of `app.core.semantics` and `app.core.pooling`;
    `suppose` maps claims, or relations, to a credence that is to hold whatever bears on them.
    """
    supposed = suppose or {}
    stated = pools(graph, pooling)
    informed = informed_nodes(graph, {*stated, *supposed})
    network = network_of(graph, stated, informed, supposed)
    plan = compile_plan(network)
    held = {node: value for node, value in supposed.items() if node in graph.claims}
    result = roll_up(plan, semantics=semantics, clamp=held)
    reasoned = {edge.target for edge in network.edges if edge.target in graph.claims} | set(held)
    numbers = {
        node: _numbers(graph, node, stated.get(node), result, reasoned)
        for node in (*graph.claims, *graph.relations)
    }
    return Weighing(network, plan, result, numbers, informed, stated, dict(supposed), semantics)


def pools(graph: Graph, pooling: str = "geometric") -> dict[str, Pool]:
    """Pool the present credences of each node that has any."""
    return {
        node: pool(values, method=pooling)
        for node in graph.credences_of
        if (values := credence_values(graph, node))
    }


def credence_values(graph: Graph, node: str) -> tuple[float, ...]:
    """Return the credences given to the present wording of a node; older wordings do not count."""
    present = graph.node(node)
    return tuple(
        credence.value
        for credence in graph.credences_of.get(node, ())
        if credence.value is not None and present and credence.wording == present.wording
    )


def network_of(
    graph: Graph,
    stated: Mapping[str, Pool],
    informed: Collection[str],
    supposed: Mapping[str, float] | None = None,
) -> Network:
    """Build the network of a graph: claims as nodes, relations between informed ones as edges.

    A relation with a supposed credence applies to just that degree, whatever bears on it.
    """
    edges = tuple(_edges(graph, stated, informed, supposed or {}))
    inner = {edge.target for edge in edges}
    bases = {}
    for claim in graph.claims.values():
        rated = None if claim.id in inner else stated.get(claim.id)
        bases[claim.id] = rated.value if rated else claim.prior
    return Network(bases, edges)


def _edges(
    graph: Graph,
    stated: Mapping[str, Pool],
    informed: Collection[str],
    supposed: Mapping[str, float],
) -> list[Edge]:
    edges = []
    for name, drafts in edge_drafts(graph, informed, supposed).items():
        relation = graph.relations[name]
        relevance = supposed.get(name, _relevance(relation, stated))
        edges += [_edge(relation, draft, relevance) for draft in drafts]
    return edges


def _relevance(relation: Relation, stated: Mapping[str, Pool]) -> float:
    if relation.id in stated:
        return stated[relation.id].value
    return relation.relevance if relation.relevance is not None else 1.0


class Draft(NamedTuple):
    """An edge before it has numbers."""

    name: str
    sources: tuple[str, ...]
    target: str


def edge_drafts(
    graph: Graph, informed: Collection[str], supposed: Collection[str] = ()
) -> dict[str, list[Draft]]:
    """Draft the edges of each weighing relation: one, or one a premise where any will do.

    A relation on an inference bears on every edge of that inference. Relations that ended, that
    lack an informed premise, whose target ended, or that bear on a supposed inference have none.
    """
    drafts: dict[str, list[Draft]] = {}
    waiting = [r for r in graph.relations.values() if _may_weigh(graph, r, informed, supposed)]
    while waiting:
        later = []
        for relation in waiting:
            if relation.kind not in ON_INFERENCE:
                drafts[relation.id] = _drafts(relation, informed, [relation.target])
            elif relation.target in drafts:
                targets = [draft.name for draft in drafts[relation.target]]
                drafts[relation.id] = _drafts(relation, informed, targets)
            else:
                later.append(relation)
        if len(later) == len(waiting):
            break
        waiting = later
    return drafts


def _drafts(relation: Relation, informed: Collection[str], targets: list[str]) -> list[Draft]:
    sources = [relation.premises]
    if relation.basis == "any":
        sources = [(premise,) for premise in relation.premises if premise in informed]
    ends = [(some, target) for some in sources for target in targets]
    if len(ends) == 1:
        return [Draft(relation.id, *ends[0])]
    return [Draft(f"{relation.id}~{number}", *end) for number, end in enumerate(ends)]


def _may_weigh(
    graph: Graph, relation: Relation, informed: Collection[str], supposed: Collection[str]
) -> bool:
    if not relation.weighs or not relation.premises:
        return False
    enough = any if relation.basis == "any" else all
    if not enough(premise in informed for premise in relation.premises):
        return False
    if relation.kind in ON_INFERENCE:
        return relation.target in graph.relations and relation.target not in supposed
    return relation.target in graph.claims


def _edge(relation: Relation, draft: Draft, relevance: float) -> Edge:
    weight = relation.weight
    if weight is None:
        weight = NATS[relation.strength or DEFAULT_STRENGTH]
    return Edge(
        id=draft.name,
        sources=draft.sources,
        target=draft.target,
        kind=EdgeKind(relation.kind),
        weight=weight,
        relevance=relevance,
        group=relation.group,
    )


def informed_nodes(graph: Graph, rated: Collection[str]) -> frozenset[str]:
    """Return the claims whose value rests on some credence: their own, or that of their reasons.

    A claim that nobody rated, and whose reasons nobody rated, has no effect on anything: the
    assumed 50 % of an inner node must not pass for something somebody believes. A joint reason
    needs all its premises.
    """
    given = [c.id for c in graph.claims.values() if c.id in rated or c.prior is not None]
    seen = set(given)
    stack = given
    while stack:
        for relation in graph.outgoing.get(stack.pop(), ()):
            target = relation.target
            if target in seen or target not in graph.claims or not relation.weighs:
                continue
            if relation.basis == "any" or seen.issuperset(relation.premises):
                seen.add(target)
                stack.append(target)
    return frozenset(seen)


def _numbers(
    graph: Graph, node: str, stated: Pool | None, result: RollUp, reasoned: Collection[str]
) -> Numbers:
    values = credence_values(graph, node) if stated else ()
    implied = result.strengths.get(node) if node in reasoned else None
    return Numbers(values, stated, contest(values) if values else None, implied)
