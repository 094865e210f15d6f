"""Why a claim's implied number is what it is, as numbers: what pages and programs are told.

Where it starts, what each reason does, which reasons do not count, and which claims further away
would move it. Credences are in [0, 1].
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.core.debate.edge_ids import relation_of
from app.core.debate.graph import Graph
from app.core.debate.uncounted import Hides, Uncounted, assumed_sources, uncounted
from app.core.debate.weighing import Weighing
from app.core.engine.network import Edge
from app.core.measures.explain import Influence, influences
from app.core.measures.gap import Explained
from app.core.measures.reason_effects import ReasonEffect
from app.core.measures.shared_claims import NoExactValueError, exact_value, shared_claims

MOST_FAR = 5
LEAST_SWING = 0.01


@dataclass(frozen=True, slots=True)
class Explanation:
    """An implied number explained; without one, only why its reasons do not count.

    `reasons` come with the premises that only an assumption holds up. `shared` are claims that
    reach it by two or more ways, `once` what it is with those counted once.
    """

    implied: float | None
    explained: Explained | None
    reasons: tuple[tuple[ReasonEffect, tuple[str, ...]], ...]
    uncounted: tuple[Uncounted, ...]
    shared: tuple[str, ...]
    once: float | None
    far: tuple[Influence, ...]


def explain(graph: Graph, weighing: Weighing, node: str, hides: Hides) -> Explanation:
    """Explain the implied number of a claim, or say why its reasons give none.

    `hides` tells of which nodes the reader may not know what others think.
    """
    implied = weighing.implied(node)
    left_out = tuple(uncounted(graph, weighing, node, hides))
    if implied is None or node in weighing.supposed:
        return Explanation(implied, None, (), left_out, (), None, ())
    effects = weighing.effects(node)
    edges = edges_of(weighing, effects)
    return Explanation(
        implied,
        weighing.explained(node),
        tuple((each, assumed_sources(weighing, edges[each.edge])) for each in effects.values()),
        left_out,
        shared_claims(weighing.plan, node),
        counted_once(graph, weighing, node),
        from_afar(graph, weighing, node),
    )


def counted_once(graph: Graph, weighing: Weighing, node: str) -> float | None:
    """Return a claim's value with the claims that reach it twice counted once.

    None where nothing is shared, where what-ifs hold, or where there is no exact value.
    """
    if weighing.supposed or node not in graph.claims or not shared_claims(weighing.plan, node):
        return None
    try:
        found = exact_value(weighing.plan, node, semantics=weighing.semantics)
    except NoExactValueError:
        return None
    return found.exact if found.shared else None


def from_afar(graph: Graph, weighing: Weighing, node: str) -> tuple[Influence, ...]:
    """List the claims below the direct reasons that would move a claim most if they were settled.

    The swing is the claim's value were they certain, less its value were they certainly false.
    """
    if weighing.supposed or node not in graph.claims:
        return ()
    listed = (graph.relations[relation_of(edge)] for edge in weighing.effects(node))
    direct = {premise for relation in listed for premise in relation.premises}
    limit = MOST_FAR * 3
    found = influences(weighing.plan, node, semantics=weighing.semantics, limit=limit, aside=direct)
    rows = [
        row
        for row in sorted(found, key=lambda row: -abs(row.swing))
        if row.node in graph.claims and abs(row.swing) >= LEAST_SWING
    ]
    return tuple(rows[:MOST_FAR])


def edges_of(weighing: Weighing, effects: Iterable[str]) -> Mapping[str, Edge]:
    """Return the edges of the relations whose effects are told, by id."""
    named = dict.fromkeys(map(relation_of, effects))
    return {edge.id: edge for name in named for edge in weighing.edges_of[name]}
