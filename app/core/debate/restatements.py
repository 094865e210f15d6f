"""The ledger of restatements: who put whose position how; docs/summary.md has the rule."""

from typing import NamedTuple

from app.core.debate.graph import Claim, Graph, Relation, Verdict
from app.core.vocabulary import RelationKind

PARTS = ("claims", "relations", "voices", "verdicts")


class Restatement(NamedTuple):
    """A position as somebody put it: `by` and `owner` are person ids, None where not known.

    `as_` is the claim in which it is put, None where it is put in the relation's own words; `of`
    is the node restated, None where a claim gives somebody's position without such a node.
    """

    node: str
    by: str | None
    owner: str | None
    as_: str | None
    of: str | None
    verdicts: tuple[Verdict, ...]


def restatements(graph: Graph) -> tuple[Restatement, ...]:
    """List all that is recorded as restated, whatever else it is recorded as.

    These are the relations that restate, and every other relation or claim that names an owner
    or carries a verdict: only what restates somebody is judged so.
    """
    return graph.kept(PARTS, "restatements", lambda: _found(graph))


def _found(graph: Graph) -> tuple[Restatement, ...]:
    relations = (
        _by_relation(graph, row) for row in graph.relations.values() if _restates(graph, row)
    )
    claims = (_by_claim(graph, row) for row in graph.claims.values() if row.id in graph.verdicts_of)
    return (*relations, *claims)


def _restates(graph: Graph, row: Relation) -> bool:
    return row.kind == RelationKind.RESTATES or row.owner is not None or row.id in graph.verdicts_of


def _by_relation(graph: Graph, row: Relation) -> Restatement:
    as_ = row.premises[0] if row.premises else None
    verdicts = graph.verdicts_of.get(row.id, ())
    return Restatement(row.id, row.person, row.owner, as_, row.target, verdicts)


def _by_claim(graph: Graph, row: Claim) -> Restatement:
    voices = graph.voices.get(row.id, ())
    verdicts = graph.verdicts_of[row.id]
    return Restatement(row.id, voices[0] if voices else None, None, row.id, None, verdicts)
