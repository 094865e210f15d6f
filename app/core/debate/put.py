"""What the speakers of a debate put, and what is there beside it; docs/summary.md has the rule."""

from collections import Counter
from typing import NamedTuple

from app.core.debate.graph import WEIGHING, Graph, Relation
from app.core.vocabulary import ClaimKind, PersonKind, Provenance

PARTS = ("claims", "relations", "people", "voices")
SPEAKING = frozenset({PersonKind.NAMED, PersonKind.UNNAMED})


class Put(NamedTuple):
    """The ids of who speaks, of the claims and inferences they put, and of those on inferences.

    Where nobody speaks, they are all claims and inferences of the debate.
    """

    speakers: tuple[str, ...]
    claims: tuple[str, ...]
    inferences: tuple[str, ...]
    on_steps: tuple[str, ...]


def what_was_put(graph: Graph) -> Put:
    """Tell what speakers put: the claims they voice, and the inferences they draw in the text."""
    return graph.kept(PARTS, "put", lambda: _put(graph))


def _put(graph: Graph) -> Put:
    voicing = {person for voices in graph.voices.values() for person in voices}
    speakers = [
        row.id for row in graph.people.values() if row.id in voicing and row.kind in SPEAKING
    ]
    known = frozenset(speakers)
    claims = [
        row.id
        for row in graph.claims.values()
        if row.kind == ClaimKind.CLAIM
        and not graph.has_ended(row.id)
        and (not known or known.intersection(graph.voices.get(row.id, ())))
    ]
    inferences = [row for row in graph.relations.values() if _is_put(graph, row, known)]
    on_steps = (row.id for row in inferences if is_on_step(graph, row))
    return Put(tuple(speakers), tuple(claims), tuple(r.id for r in inferences), tuple(on_steps))


def claims_voiced(graph: Graph) -> Counter[str]:
    """Count, for each person, the claims they put into words: standing ones, and no questions."""
    return Counter(
        person
        for row in graph.claims.values()
        if row.kind == ClaimKind.CLAIM and not graph.has_ended(row.id)
        for person in set(graph.voices.get(row.id, ()))
    )


def _is_put(graph: Graph, row: Relation, speakers: frozenset[str]) -> bool:
    if not graph.weighs(row):
        return False
    is_drawn = row.person in speakers and row.provenance != Provenance.INFERRED
    return is_drawn or not speakers


def is_on_step(graph: Graph, relation: Relation) -> bool:
    """Tell whether a relation bears on an inference and not on a claim."""
    target = graph.relations.get(relation.target)
    return relation.kind in WEIGHING and target is not None and target.kind in WEIGHING
