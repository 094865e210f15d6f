"""Two people of the sources side by side: words only, never a number.

Everything is read from stances, undercuts, restatements and positions that stand in the graph.
Silence is no stance: what only one of the two speaks to is counted, not compared. Nor is hearsay:
what somebody reports of either is listed apart.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from app.core.debate.graph import Crux, Graph, Position, Relation, Stance, Verdict
from app.core.debate.holding import is_own
from app.core.vocabulary import PositionValue, RelationKind, Side, StanceValue


class Both(NamedTuple):
    """A node on which both take a stand, and the two stances."""

    node: str
    a: Stance
    b: Stance


class DisputedStep(NamedTuple):
    """A step that one draws or accepts and the other undercuts or denies.

    `drawn_by` and `disputed_by` are person ids; `undercuts` the arguments against the step;
    `shares_premises`: whoever disputes the step accepts every premise of it.
    """

    relation: Relation
    drawn_by: str
    disputed_by: str
    undercuts: tuple[Relation, ...]
    shares_premises: bool


class Restated(NamedTuple):
    """What one put forward as the other's position, and what came of it."""

    relation: Relation
    by: str
    of: str
    verdicts: tuple[Verdict, ...]


class OnCrux(NamedTuple):
    """A crux with the positions of both; None where one of them says nothing of it."""

    crux: Crux
    a: Position | None
    b: Position | None


@dataclass(frozen=True, slots=True)
class PeopleCompared:
    """Where two people agree, where they part, and how they understood each other."""

    shared: tuple[Both, ...]
    opposed: tuple[Both, ...]
    half_apart: tuple[Both, ...]
    reported: tuple[Both, ...]
    steps: tuple[DisputedStep, ...]
    restated: tuple[Restated, ...]
    cruxes: tuple[OnCrux, ...]
    only_a: int
    only_b: int


def compare_people(graph: Graph, a: str, b: str) -> PeopleCompared:
    """Put two people, by their ids, side by side; the most argued nodes come first."""
    held_a, held_b = standing(graph, a), standing(graph, b)
    both = [Both(node, held_a[node], held_b[node]) for node in held_a if node in held_b]
    both.sort(key=lambda row: (-len(graph.incoming.get(row.node, ())), row.node))
    return PeopleCompared(
        shared=tuple(row for row in both if _agree(row)),
        opposed=tuple(row for row in both if _oppose(row)),
        half_apart=tuple(row for row in both if not _agree(row) and not _oppose(row)),
        reported=tuple(_reported(graph, a, b)),
        steps=disputed_steps(graph, a, b),
        restated=restated_between(graph, a, b),
        cruxes=tuple(_on_cruxes(graph, a, b)),
        only_a=len(held_a.keys() - held_b.keys()),
        only_b=len(held_b.keys() - held_a.keys()),
    )


def standing(graph: Graph, person: str) -> dict[str, Stance]:
    """Return what a person holds at the end of the sources, by node; the last word counts.

    It is in their own words: what others report of them is not held against them.
    """
    return {stance.node: stance for stance in _sided(graph, person) if is_own(stance)}


def _sided(graph: Graph, person: str) -> list[Stance]:
    rows = (stance for stance in graph.stances if stance.person == person and stance.stands)
    sided = (stance for stance in rows if side_of(stance) is not None)
    return [stance for stance in sided if not graph.has_ended(stance.node)]


def _reported(graph: Graph, a: str, b: str) -> Iterator[Both]:
    """Yield the nodes on which a stand of one or both of two people is known by hearsay alone."""
    said = [
        {**{row.node: row for row in _sided(graph, person)}, **standing(graph, person)}
        for person in (a, b)
    ]
    for node in said[0]:
        if node in said[1] and (said[0][node].via or said[1][node].via):
            yield Both(node, said[0][node], said[1][node])


def disputed_steps(graph: Graph, a: str, b: str) -> tuple[DisputedStep, ...]:
    """List the steps that one of two people draws or accepts and the other disputes."""
    held = {person: standing(graph, person) for person in (a, b)}
    rows = [
        row
        for relation in graph.relations.values()
        if relation.premises and graph.weighs(relation)
        for drawer, disputer in ((a, b), (b, a))
        if (row := _disputed(graph, relation, drawer, disputer, held)) is not None
    ]
    return tuple(sorted(rows, key=lambda row: not row.shares_premises))


def _disputed(
    graph: Graph,
    relation: Relation,
    drawer: str,
    disputer: str,
    held: Mapping[str, Mapping[str, Stance]],
) -> DisputedStep | None:
    if not _draws(relation, drawer, held[drawer]):
        return None
    undercuts = tuple(
        other
        for other in graph.incoming.get(relation.id, ())
        if other.kind == RelationKind.UNDERCUTS
        and graph.weighs(other)
        and _draws(other, disputer, held[disputer])
    )
    own = held[disputer].get(relation.id)
    if not undercuts and not (own and side_of(own) is Side.AGAINST):
        return None
    shares = all(_accepts(held[disputer], premise) for premise in relation.premises)
    return DisputedStep(relation, drawer, disputer, undercuts, shares)


def _draws(relation: Relation, person: str, held: Mapping[str, Stance]) -> bool:
    """Tell whether somebody stands behind a step: drawn by them, or accepted in their words."""
    return relation.person == person or _accepts(held, relation.id)


def _accepts(held: Mapping[str, Stance], node: str) -> bool:
    return node in held and side_of(held[node]) is Side.FOR


def restated_between(graph: Graph, a: str, b: str) -> tuple[Restated, ...]:
    """List what each of two people put forward as the other's position."""
    return tuple(
        Restated(relation, relation.person, relation.owner, graph.verdicts_of.get(relation.id, ()))
        for relation in graph.relations.values()
        if relation.kind == RelationKind.RESTATES and relation.person and relation.owner
        if {relation.person, relation.owner} == {a, b} and a != b
    )


def _on_cruxes(graph: Graph, a: str, b: str) -> list[OnCrux]:
    rows = []
    for crux in graph.cruxes.values():
        said = {
            position.person: position
            for position in crux.positions
            if position.value != PositionValue.NOT_STATED
        }
        if a in said or b in said:
            rows.append(OnCrux(crux, said.get(a), said.get(b)))
    return sorted(rows, key=lambda row: row.a is None or row.b is None)


def _agree(row: Both) -> bool:
    """Tell whether both take one side, or say the same without one: to doubt is not to waver."""
    if side_of(row.a) is Side.NEITHER:
        return row.a.value == row.b.value
    return side_of(row.a) is side_of(row.b)


def _oppose(row: Both) -> bool:
    return {side_of(row.a), side_of(row.b)} == {Side.FOR, Side.AGAINST}


def side_of(stance: Stance) -> Side | None:
    """Return which side of its node a stance takes; None where it says nothing of that."""
    return StanceValue(stance.value).side
