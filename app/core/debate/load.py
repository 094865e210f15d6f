"""The claims on which much rests while nothing is given for them; docs/summary.md has the rule."""

from collections.abc import Iterator
from typing import NamedTuple

from app.core.debate.graph import ENDED, Claim, Graph, Relation
from app.core.debate.standing import reached
from app.core.vocabulary import CitationRole, ClaimKind, Provenance, RelationKind

# How many other claims have to rest on a claim before it is said to bear a load.
MUCH = 3
PARTS = ("claims", "relations", "citations", "theses")


class Bearing(NamedTuple):
    """A claim without support, and the claims that rest on it, nearest first, at most 25."""

    node: str
    above: tuple[str, ...]


def bearing_without_support(graph: Graph) -> tuple[Bearing, ...]:
    """List the claims on which much rests and for which nothing is given, the heaviest first."""
    return graph.kept(PARTS, "bearing without support", lambda: _found(graph))


def _found(graph: Graph) -> tuple[Bearing, ...]:
    rows = [
        Bearing(claim.id, tuple(reached(claim.id, lambda node: _held_up(graph, node))))
        for claim in graph.claims.values()
        if _may_bear(graph, claim) and not is_supported(graph, claim.id)
    ]
    heavy = [row for row in rows if len(row.above) >= MUCH]
    return tuple(sorted(heavy, key=lambda row: -len(row.above)))


def _held_up(graph: Graph, node: str) -> Iterator[str]:
    """Yield the claims that a claim is given for: those it is held against do not rest on it."""
    if not graph.has_ended(node):
        for row in graph.outgoing.get(node, ()):
            if _holds_up(graph, row):
                yield row.target
            elif row.kind == RelationKind.BACKS and graph.weighs(row):
                step = graph.relations.get(row.target)
                yield from (step.target,) if step and _holds_up(graph, step) else ()


def _holds_up(graph: Graph, row: Relation) -> bool:
    is_reason = row.kind == RelationKind.SUPPORTS and row.target in graph.claims
    return is_reason and row.provenance != Provenance.INFERRED and graph.weighs(row)


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
