"""Which reasons do not count in a claim's implied number and why, and which rest on an assumption.

A reason that nobody rated has no effect on anything; that it is there must not be forgotten. And
a claim that nobody rated starts from an assumed 50 %: where only its own unrated chain holds it
up, what it does is more the assumption's doing than anybody's.
"""

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from app.core.debate.graph import Graph, Relation
from app.core.debate.weighing import Weighing
from app.core.engine.network import Edge
from app.core.vocabulary import Basis

Hides = Callable[[str], bool]


class Because(StrEnum):
    """Why a reason does not count."""

    ENDED = "ended"
    PREMISE_ENDED = "premise_ended"
    NO_PREMISE = "no_premise"
    SUPPOSED = "supposed"
    HIDDEN = "hidden"
    EARLIER_WORDING = "earlier_wording"
    ILL_POSED = "ill_posed"
    UNRATED = "unrated"


class Uncounted(NamedTuple):
    """A reason that does not count: why, and the premises, or the step, that this lies in."""

    relation: Relation
    because: Because
    nodes: tuple[str, ...]


def uncounted(graph: Graph, weighing: Weighing, node: str, hides: Hides) -> list[Uncounted]:
    """List the reasons at a claim that its implied number leaves out, each with the first cause.

    Those on the claim come first, then what bears on its counted reasons, and on those in turn.
    `hides` tells of which nodes the reader may not know what others think.
    """
    return [
        _why(graph, weighing, relation, hides)
        for relation in _at(graph, weighing, node)
        if relation.id not in weighing.edges_of
    ]


def assumed_sources(weighing: Weighing, edge: Edge) -> tuple[str, ...]:
    """Return what a counted reason starts from that only an assumption and a chain hold up.

    Nobody rated them, no prior is given, and each of the reasons for and against them has a
    premise of which the same is true.
    """
    return tuple(source for source in edge.sources if _is_assumed(weighing, source))


def _is_assumed(weighing: Weighing, claim: str) -> bool:
    if claim not in weighing.informed or _has_number(weighing, claim):
        return False
    edges = weighing.reasons_of.get(claim, ())
    return not any(all(_has_number(weighing, s) for s in edge.sources) for edge in edges)


def _has_number(weighing: Weighing, claim: str) -> bool:
    """Tell whether somebody gave a claim a number: a credence, a prior, or a what-if."""
    given = claim in weighing.pooled or claim in weighing.supposed
    return given or weighing.network.bases.get(claim) is not None


def _at(graph: Graph, weighing: Weighing, node: str) -> Iterator[Relation]:
    """Walk what bears on a node and on its counted reasons, breadth first."""
    waiting, seen = [node], {node}
    while waiting:
        found = [each for here in waiting for each in graph.arguments.get(here, ())]
        found = [each for each in found if each.id not in seen]
        yield from found
        seen.update(each.id for each in found)
        waiting = [each.id for each in found if each.id in weighing.edges_of]


def _why(graph: Graph, weighing: Weighing, relation: Relation, hides: Hides) -> Uncounted:
    ended = [premise for premise in relation.premises if graph.has_ended(premise)]
    missing = [p for p in relation.premises if p not in weighing.informed and p not in ended]
    if graph.has_ended(relation.id):
        return Uncounted(relation, Because.ENDED, ())
    if not relation.premises:
        return Uncounted(relation, Because.NO_PREMISE, ())
    if relation.target in weighing.supposed:
        return Uncounted(relation, Because.SUPPOSED, (relation.target,))
    if ended and (relation.basis != Basis.ANY or not missing):
        return Uncounted(relation, Because.PREMISE_ENDED, tuple(ended))
    return Uncounted(relation, *_unrated(graph, missing, hides))


def _unrated(graph: Graph, missing: Sequence[str], hides: Hides) -> tuple[Because, tuple[str, ...]]:
    """Say why premises have no number: the first cause of those that any of them has."""
    causes = {premise: _cause(graph, premise, hides) for premise in missing}
    first = next((b for b in Because if b in causes.values()), Because.UNRATED)
    return first, tuple(premise for premise, cause in causes.items() if cause is first)


def _cause(graph: Graph, premise: str, hides: Hides) -> Because:
    if graph.counted_of.get(premise):
        return Because.ILL_POSED
    if graph.credences_of.get(premise):
        return Because.EARLIER_WORDING
    return Because.HIDDEN if hides(premise) else Because.UNRATED
