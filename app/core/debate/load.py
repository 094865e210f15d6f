"""The claims on which much rests while nothing is given for them; docs/summary.md has the rule."""

from typing import NamedTuple

from app.core.debate.graph import ENDED, Claim, Graph
from app.core.debate.standing import claims_above
from app.core.vocabulary import CitationRole, ClaimKind, RelationKind

# How many other claims have to hang on a claim before it is said to bear a load.
MUCH = 5
PARTS = ("claims", "relations", "citations", "theses")


class Bearing(NamedTuple):
    """A claim without support, and the claims above it that hang on it, nearest first."""

    node: str
    above: tuple[str, ...]


def bearing_without_support(graph: Graph) -> tuple[Bearing, ...]:
    """List the claims on which much rests and for which nothing is given, the heaviest first."""
    return graph.kept(PARTS, "bearing without support", lambda: _found(graph))


def _found(graph: Graph) -> tuple[Bearing, ...]:
    rows = [
        Bearing(claim.id, tuple(claims_above(graph, claim.id)))
        for claim in graph.claims.values()
        if _may_bear(graph, claim) and not is_supported(graph, claim.id)
    ]
    heavy = [row for row in rows if len(row.above) >= MUCH]
    return tuple(sorted(heavy, key=lambda row: -len(row.above)))


def _may_bear(graph: Graph, claim: Claim) -> bool:
    stands = claim.status not in ENDED and claim.id not in graph.theses
    return claim.kind == ClaimKind.CLAIM and stands and claim.id in graph.outgoing


def is_supported(graph: Graph, node: str) -> bool:
    """Tell whether anything is given for a claim: a reason that stands, or a work that backs it."""
    rows = graph.incoming.get(node, ())
    cited = graph.citations_of.get(node, ())
    return any(graph.weighs(row) and row.kind == RelationKind.SUPPORTS for row in rows) or any(
        each.role == CitationRole.SUPPORTS for each in cited
    )
