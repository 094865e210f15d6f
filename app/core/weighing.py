"""From a debate's graph to the network that the roll-up reads, and the numbers back.

A leaf starts from what people say of it (its stated credence); an inner node from its prior,
0.5 when nobody gave one: using what people say of an inner node would count its reasons twice
(Oren & Yun 2025). The analyst's reading of a person's words never enters here.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from app.core.contest import Contest, contest
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
    """A graph weighed: the compiled plan, the roll-up, and each node's numbers."""

    plan: Plan
    rollup: RollUp
    numbers: Mapping[str, Numbers]
    informed: frozenset[str]

    def of(self, node: str) -> Numbers:
        """Return the numbers of a node; empty ones for a node that takes no credence."""
        return self.numbers.get(node, NOTHING)


NOTHING = Numbers((), None, None, None)


def weigh(graph: Graph, *, semantics: str = "sbn", pooling: str = "geometric") -> Weighing:
    """Pool every node's credences and roll them up through the graph.

    `semantics` and `pooling` name members of `app.core.semantics` and `app.core.pooling`.
    """
    stated = pools(graph, pooling)
    plan = compile_plan(network_of(graph, stated))
    result = roll_up(plan, semantics=semantics)
    informed = informed_nodes(graph, stated)
    numbers = {
        node: _numbers(graph, node, stated.get(node), result, informed)
        for node in (*graph.claims, *graph.relations)
    }
    return Weighing(plan, result, numbers, informed)


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


def network_of(graph: Graph, stated: Mapping[str, Pool]) -> Network:
    """Build the network of a graph: claims as nodes, weighing relations as edges."""
    edges = tuple(_edges(graph, stated))
    inner = {edge.target for edge in edges}
    bases = {}
    for claim in graph.claims.values():
        rated = None if claim.id in inner else stated.get(claim.id)
        bases[claim.id] = rated.value if rated else claim.prior
    return Network(bases, edges)


def _edges(graph: Graph, stated: Mapping[str, Pool]) -> list[Edge]:
    return [
        _edge(graph.relations[relation], draft, stated.get(relation))
        for relation, drafts in edge_drafts(graph).items()
        for draft in drafts
    ]


class Draft(NamedTuple):
    """An edge before it has numbers."""

    name: str
    sources: tuple[str, ...]
    target: str


def edge_drafts(graph: Graph) -> dict[str, list[Draft]]:
    """Draft the edges of each weighing relation: one, or one a premise where any will do.

    A relation on an inference bears on every edge of that inference. Relations that ended, that
    lack premises, or whose target ended have none.
    """
    drafts: dict[str, list[Draft]] = {}
    waiting = [relation for relation in graph.relations.values() if _may_weigh(graph, relation)]
    while waiting:
        later = []
        for relation in waiting:
            if relation.kind not in ON_INFERENCE:
                drafts[relation.id] = _drafts(relation, [relation.target])
            elif relation.target in drafts:
                targets = [draft.name for draft in drafts[relation.target]]
                drafts[relation.id] = _drafts(relation, targets)
            else:
                later.append(relation)
        if len(later) == len(waiting):
            break
        waiting = later
    return drafts


def _drafts(relation: Relation, targets: list[str]) -> list[Draft]:
    sources = [relation.premises]
    if relation.basis == "any":
        sources = [(premise,) for premise in relation.premises]
    ends = [(some, target) for some in sources for target in targets]
    if len(ends) == 1:
        return [Draft(relation.id, *ends[0])]
    return [Draft(f"{relation.id}~{number}", *end) for number, end in enumerate(ends)]


def _may_weigh(graph: Graph, relation: Relation) -> bool:
    if not relation.weighs or not relation.premises:
        return False
    wanted = graph.relations if relation.kind in ON_INFERENCE else graph.claims
    return relation.target in wanted


def _edge(relation: Relation, draft: Draft, rated: Pool | None) -> Edge:
    weight = relation.weight
    if weight is None:
        weight = NATS[relation.strength or DEFAULT_STRENGTH]
    relevance = relation.relevance if relation.relevance is not None else 1.0
    return Edge(
        id=draft.name,
        sources=draft.sources,
        target=draft.target,
        kind=EdgeKind(relation.kind),
        weight=weight,
        relevance=rated.value if rated else relevance,
        group=relation.group,
    )


def informed_nodes(graph: Graph, stated: Mapping[str, Pool]) -> frozenset[str]:
    """Return the nodes on whose implied value some credence bears.

    Elsewhere the map only repeats its assumed 50 %, and the pages say nothing instead.
    """
    seen = set(stated) | {claim.id for claim in graph.claims.values() if claim.prior is not None}
    stack = list(seen)
    while stack:
        node = stack.pop()
        reached = [r.id for r in graph.outgoing.get(node, ()) if r.weighs]
        if node in graph.relations and graph.relations[node].weighs:
            reached.append(graph.relations[node].target)
        fresh = [other for other in reached if other not in seen]
        seen.update(fresh)
        stack.extend(fresh)
    return frozenset(seen)


def _numbers(
    graph: Graph, node: str, stated: Pool | None, result: RollUp, informed: frozenset[str]
) -> Numbers:
    values = credence_values(graph, node) if stated else ()
    implied = None
    if node in graph.claims and node in informed and _has_reasons(graph, node):
        implied = result.strengths.get(node)
    return Numbers(values, stated, contest(values) if values else None, implied)


def _has_reasons(graph: Graph, node: str) -> bool:
    return any(relation.weighs for relation in graph.incoming.get(node, ()))
