"""From a debate's relations to the edges that the roll-up weighs.

Only relations between informed claims become edges: what nobody rated has no effect, and what
was withdrawn or superseded is never informed (`Graph.weighs`).
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from app.core.debate.edge_ids import edge_id
from app.core.debate.graph import ENDED, ON_INFERENCE, Claim, Graph, Relation
from app.core.engine.network import Edge, EdgeKind, Network
from app.core.vocabulary import Basis, Strength

NATS: dict[str, float] = {
    Strength.WEAK: math.log(1.5),
    Strength.MODERATE: math.log(3),
    Strength.STRONG: math.log(10),
    Strength.DECISIVE: math.log(100),
}
DEFAULT_STRENGTH = Strength.MODERATE
NO_NAMES: Mapping[str, Sequence[str]] = MappingProxyType({})


def network_of(
    graph: Graph,
    stated: Mapping[str, float],
    informed: Collection[str],
    supposed: Mapping[str, float] | None = None,
) -> Network:
    """Build the network of a graph: claims as nodes, relations between informed ones as edges.

    A relation with a supposed credence applies to just that degree, whatever bears on it.
    """
    drafts = edge_drafts(graph, informed, supposed or {})
    edges = edges_of(graph, drafts, {**stated, **(supposed or {})})
    made = tuple(edge for own in edges.values() for edge in own)
    inner = {edge.target for edge in made}
    return Network(bases_of(graph.claims.values(), inner, stated), made)


def bases_of(
    claims: Iterable[Claim], inner: Collection[str], stated: Mapping[str, float]
) -> dict[str, float | None]:
    """Return where claims start: a leaf from what is stated of it, an inner one from a prior.

    What has ended starts nowhere.
    """
    bases: dict[str, float | None] = {}
    for claim in claims:
        if claim.status in ENDED:
            bases[claim.id] = None
            continue
        rated = None if claim.id in inner else stated.get(claim.id)
        bases[claim.id] = claim.prior if rated is None else rated
    return bases


def edges_of(
    graph: Graph, drafts: Mapping[str, Sequence["Draft"]], stated: Mapping[str, float]
) -> dict[str, tuple[Edge, ...]]:
    """Give drafts their numbers, by relation; `stated` are pooled or supposed credences."""
    edges = {}
    for name, own in drafts.items():
        relation = graph.relations[name]
        relevance = _relevance(relation, stated)
        edges[name] = tuple(_edge(relation, draft, relevance) for draft in own)
    return edges


def _relevance(relation: Relation, stated: Mapping[str, float]) -> float:
    if relation.id in stated:
        return stated[relation.id]
    return relation.relevance if relation.relevance is not None else 1.0


class Draft(NamedTuple):
    """An edge before it has numbers."""

    name: str
    sources: tuple[str, ...]
    target: str


def edge_drafts(
    graph: Graph,
    informed: Collection[str],
    supposed: Collection[str] = (),
    *,
    of: Iterable[Relation] | None = None,
    others: Mapping[str, Sequence[str]] = NO_NAMES,
) -> dict[str, list[Draft]]:
    """Draft the edges of each weighing relation: one, or one a premise where any will do.

    A relation on an inference bears on every edge of that inference. Relations that ended, that
    lack an informed premise, whose target ended, or that bear on a supposed inference have none.
    `of` are the relations in question, if not all; `others` the edges of the rest, by relation.
    """
    drafts: dict[str, list[Draft]] = {}
    asked = graph.relations.values() if of is None else of
    may = [relation for relation in asked if _may_weigh(graph, relation, informed, supposed)]
    waiting = may
    while waiting:
        later = []
        for relation in waiting:
            if relation.kind not in ON_INFERENCE:
                drafts[relation.id] = _drafts(relation, informed, [relation.target])
            elif relation.target in drafts:
                targets = [draft.name for draft in drafts[relation.target]]
                drafts[relation.id] = _drafts(relation, informed, targets)
            elif relation.target in others:
                drafts[relation.id] = _drafts(relation, informed, others[relation.target])
            else:
                later.append(relation)
        if len(later) == len(waiting):
            break
        waiting = later
    return {relation.id: drafts[relation.id] for relation in may if relation.id in drafts}


def _drafts(relation: Relation, informed: Collection[str], targets: Sequence[str]) -> list[Draft]:
    sources = [relation.premises]
    if relation.basis == Basis.ANY:
        sources = [(premise,) for premise in relation.premises if premise in informed]
    ends = [(some, target) for some in sources for target in targets]
    if len(ends) == 1:
        return [Draft(relation.id, *ends[0])]
    return [Draft(edge_id(relation.id, number), *end) for number, end in enumerate(ends)]


def _may_weigh(
    graph: Graph, relation: Relation, informed: Collection[str], supposed: Collection[str]
) -> bool:
    if not relation.premises or not graph.weighs(relation):
        return False
    enough = any if relation.basis == Basis.ANY else all
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
    return informed_from(
        graph, (c.id for c in graph.claims.values() if c.id in rated or c.prior is not None)
    )


def informed_from(
    graph: Graph, given: Iterable[str], known: Collection[str] = frozenset()
) -> frozenset[str]:
    """Return the informed claims, where some are `known` and others given in addition.

    Claims that are known and given count as such again, because a relation starts there anew.
    None that has ended is informed, whatever is given of it.
    """
    stack = [node for node in given if not graph.has_ended(node)]
    seen = {*known, *stack}
    while stack:
        for relation in graph.outgoing.get(stack.pop(), ()):
            target = relation.target
            if target in seen or target not in graph.claims or not graph.weighs(relation):
                continue
            if relation.basis == Basis.ANY or seen.issuperset(relation.premises):
                seen.add(target)
                stack.append(target)
    return frozenset(seen)
