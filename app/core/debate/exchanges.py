"""Who speaks to whom, and the shape of each pair's disagreement; docs/summary.md has the rules.

Two people speak to each other where each draws something in the text on what is the other's. What
an editor says of two people is told in the editor's words; where nobody did, the rows speak.
"""

from collections.abc import Iterator
from typing import NamedTuple

from app.core.debate.attacks import Challenge, sort_attacks
from app.core.debate.comparison import PeopleCompared, compare_people
from app.core.debate.graph import Graph, PairSentence, Relation
from app.core.debate.grouping import group_by
from app.core.debate.holding import author_of, owners
from app.core.debate.pairs import between, pairs
from app.core.debate.put import what_was_put
from app.core.vocabulary import Provenance

# What the rules read of a graph.
PARTS = ("claims", "relations", "stances", "voices", "people", "asked")


class Exchange(NamedTuple):
    """Two people, by their ids, and what each draws on what is the other's."""

    a: str
    b: str
    by_a: tuple[Relation, ...]
    by_b: tuple[Relation, ...]

    @property
    def is_mutual(self) -> bool:
        """Tell whether both speak to the other."""
        return bool(self.by_a and self.by_b)


class Dispute(NamedTuple):
    """Two people who speak to each other, or of whom an editor says where they part.

    `said` is what the editor says; `unanswered` are the challenges of either at the other that
    nobody meets in the text.
    """

    exchange: Exchange
    said: tuple[PairSentence, ...]
    found: PeopleCompared
    unanswered: tuple[Challenge, ...]


def exchanges(graph: Graph) -> tuple[Exchange, ...]:
    """List the pairs of speakers of whom one speaks to the other, those who say most first."""
    return graph.kept(PARTS, "exchanges", lambda: _found(graph))


def conversing(graph: Graph) -> tuple[Exchange, ...]:
    """List the pairs to tell of: those an editor writes of, in that order, then who says most."""
    known = {frozenset((row.a, row.b)): row for row in exchanges(graph)}
    written = {frozenset((row.a, row.b)): row for row in pairs(graph) if not row.is_noted}
    found = [
        _as_named(known.get(pair, Exchange(row.a, row.b, (), ())), row.a)
        for pair, row in written.items()
    ]
    found += [row for pair, row in known.items() if row.is_mutual and pair not in written]
    return tuple(found)


def _as_named(row: Exchange, first: str) -> Exchange:
    return row if row.a == first else Exchange(row.b, row.a, row.by_b, row.by_a)


def disputes(graph: Graph, most: int) -> tuple[Dispute, ...]:
    """Tell where the first pairs part."""
    return tuple(_dispute(graph, row) for row in conversing(graph)[:most])


def _dispute(graph: Graph, row: Exchange) -> Dispute:
    written = between(graph, row.a, row.b)
    return Dispute(
        row,
        written.sentences if written and not written.is_noted else (),
        compare_people(graph, row.a, row.b),
        unanswered_between(graph, row.a, row.b),
    )


def unanswered_between(graph: Graph, a: str, b: str) -> tuple[Challenge, ...]:
    """List the challenges without a reply that one of two people makes at what is the other's."""
    return tuple(
        row
        for row in sort_attacks(graph).unanswered
        if any(
            author_of(row.attack) == who and any(other in owners(graph, t) for t in row.targets)
            for who, other in ((a, b), (b, a))
        )
    )


def _found(graph: Graph) -> tuple[Exchange, ...]:
    speakers = frozenset(what_was_put(graph).speakers)
    arrows = group_by(
        ((row.person, other), row)
        for row in graph.relations.values()
        if row.person in speakers
        for other in _addressed(graph, row)
        if other in speakers
    )
    made = {
        pair: Exchange(a, b, arrows.get((a, b), ()), arrows.get((b, a), ()))
        for a, b in arrows
        if a is not None and (pair := frozenset((a, b)))
    }
    # Of a pair that stands twice the later way round is kept: put the first speaker first.
    order = {person: at for at, person in enumerate(graph.people)}
    turned = (_in_order(row, order) for row in made.values())
    return tuple(sorted(turned, key=lambda row: (-_said(row), order[row.a], order[row.b])))


def _in_order(row: Exchange, order: dict[str, int]) -> Exchange:
    if order[row.a] <= order[row.b]:
        return row
    return Exchange(row.b, row.a, row.by_b, row.by_a)


def _said(row: Exchange) -> int:
    return min(len(row.by_a), len(row.by_b)) * 1000 + len(row.by_a) + len(row.by_b)


def _addressed(graph: Graph, row: Relation) -> Iterator[str]:
    """Yield the persons to whom a relation speaks: whose words or view it is about."""
    if row.provenance == Provenance.INFERRED or not graph.stands(row):
        return
    view = owners(graph, row.target)
    asked = {one for premise in row.premises for one in graph.asked.get(premise, ())}
    told = {row.owner} if row.owner else set()
    # What is about one's own view too speaks to nobody else.
    others = view if row.person not in view else frozenset[str]()
    yield from sorted((told | asked | others) - {row.person})
