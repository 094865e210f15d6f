"""How much there is in a debate: what was withdrawn or superseded is not counted."""

from collections.abc import Iterator

from app.core.debate.graph import ENDED, Claim, Graph
from app.core.debate.put import is_on_step, what_was_put
from app.core.vocabulary import ClaimKind


def counts(graph: Graph) -> dict[str, int]:
    """Count the claims and relations of a debate that have not ended, its people and sources."""
    kinds = [claim.kind for claim in standing_claims(graph)]
    relations = [r for r in graph.relations.values() if r.status not in ENDED]
    weighing = [r for r in relations if graph.weighs(r)]
    return {
        "claims": kinds.count(ClaimKind.CLAIM),
        "questions": kinds.count(ClaimKind.QUESTION),
        "meta": kinds.count(ClaimKind.META),
        "relations": len(relations),
        "weighing": len(weighing),
        "on_steps": sum(is_on_step(graph, r) for r in weighing),
        "people": len(graph.people),
        "speakers": len(what_was_put(graph).speakers),
        "sources": len(graph.sources),
        "cruxes": len(graph.cruxes),
    }


def standing_claims(graph: Graph) -> Iterator[Claim]:
    """Yield the claims that are neither withdrawn nor superseded."""
    return (claim for claim in graph.claims.values() if claim.status not in ENDED)
