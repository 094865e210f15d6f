"""The people of a debate: who they are, what each holds, and who restated whom."""

from collections import Counter
from collections.abc import Callable
from typing import TypedDict

from fastapi import APIRouter, Response

from app.core.debate.comparison import side_of
from app.core.debate.contested import sides_on
from app.core.debate.graph import Claim, Crux, Graph, Person, Position, Relation, Stance, Verdict
from app.core.errors import NotFound
from app.core.vocabulary import RelationKind, Side, StanceValue, VerdictValue
from app.web.showing import words
from app.web.showing.node_rows import (
    MOST_VERDICTS,
    OrderRow,
    VerdictRow,
    order_row,
    verdict_row,
)
from app.web.showing.windows import Window
from app.web.site.deps import PageRoute
from app.web.site.frames import Frame
from app.web.site.kept_pages import Opened, TheDebatePages
from app.web.site.pages import Template

router = APIRouter(route_class=PageRoute)
GROUPS = (
    ("accepts", "Accepts"),
    ("accepts_if", "Accepts on a condition"),
    ("rejects", "Rejects"),
    ("denies_known", "Denies it is known"),
    ("doubts", "Doubts"),
    ("undecided", "Is undecided about"),
    ("voices", "Voices without holding"),
    ("not_stated", "Not stated"),
)
MOST_SPEAKERS = 40
SAID = frozenset(value for value in StanceValue if value.side)


class PersonLine(TypedDict):
    """A person, and how many claims they voice, accept, reject, or are unsure of."""

    person: Person
    voiced: int
    accepts: int
    rejects: int
    unsure: int


class SharedRow(TypedDict):
    """A node on which two or more take a stand: one cell a person."""

    node: str
    text: str
    cells: dict[str, Stance]
    apart: bool


class LedgerVerdict(VerdictRow):
    """A verdict, said so that one sees whose it is."""

    said: str


class Restatement(TypedDict):
    """A line of the ledger: who restated whom, as what, and the verdict."""

    id: str
    who: str
    owner: str
    as_: str
    as_id: str
    of: str
    of_id: str
    verdicts: list[LedgerVerdict]
    more_verdicts: int


class PeoplePage(Frame):
    """Everybody, where two or more take a stand, and the restatements."""

    people: Window[PersonLine]
    speakers: Window[Person]
    table: Window[SharedRow]
    restatements: Window[Restatement]


class PersonPage(Frame):
    """One person: stances in words, questions, restatements, cruxes."""

    person: Person
    graph: Graph
    groups: list[tuple[str, list[Stance]]]
    earlier: list[Stance]
    orders: list[OrderRow]
    voiced: int
    drawn: list[Relation]
    questions: list[Claim]
    restated: list[Relation]
    restatement: Callable[[Relation], Restatement]
    cruxes: list[tuple[Crux, Position]]


PEOPLE = Template("people/list.html", PeoplePage)
PERSON = Template("people/show.html", PersonPage)


@router.get("/d/{slug}/people")
def list_people(pages: TheDebatePages) -> Response:
    """Show everybody, the claims on which two or more take a stand, and the restatements."""

    return pages.answer(lambda now: PEOPLE.filled(_people_values(now)))


def _people_values(now: Opened) -> PeoplePage:
    graph, lists = now.graph, now.lists
    lines = _person_lines(graph)
    return {
        **now.frame("people"),
        "people": lists.cut("everybody", _by_share(graph)).map(lambda p: lines(p)),
        "speakers": lists.cut("speakers", _speakers(graph), MOST_SPEAKERS),
        "table": lists.cut("table", shared_claims(graph)),
        "restatements": lists.cut("restatements", _restatements(graph)).map(
            lambda relation: restatement(graph, relation)
        ),
    }


@router.get("/d/{slug}/people/{person_id}")
def show_person(pages: TheDebatePages, person_id: str) -> Response:
    """Show one person: stances in words, questions, restatements, cruxes."""
    return pages.answer(lambda now: PERSON.filled(_person_values(now, person_id)))


def _person_values(now: Opened, person_id: str) -> PersonPage:
    graph = now.graph
    person = graph.people.get(person_id)
    if person is None:
        raise NotFound("There is no such person in this debate.")
    ever = [stance for stance in graph.stances if stance.person == person.id]
    own = [stance for stance in ever if stance.stands]
    asked = [c for c in graph.claims.values() if c.asker == person.id]
    return {
        **now.frame("people"),
        "person": person,
        "graph": graph,
        "groups": [
            (label, [s for s in own if s.value == value])
            for value, label in GROUPS
            if any(s.value == value for s in own)
        ],
        "earlier": [stance for stance in ever if not stance.stands],
        "orders": [
            order_row(graph, each) for each in graph.orders if person.id in (each.more, each.less)
        ],
        "voiced": sum(person.id in voices for voices in graph.voices.values()),
        "drawn": [r for r in graph.relations.values() if r.person == person.id and r.weighs],
        "questions": asked,
        "restated": [r for r in _restatements(graph) if person.id in (r.person, r.owner)],
        "restatement": lambda relation: restatement(graph, relation),
        "cruxes": [
            (crux, position)
            for crux in graph.cruxes.values()
            for position in crux.positions
            if position.person == person.id
        ],
    }


def _person_lines(graph: Graph) -> Callable[[Person], PersonLine]:
    """Count what everybody holds and voices, once, and return what makes a person's line of it."""
    held = Counter((s.person, side_of(s)) for s in graph.stances if s.stands)
    voiced = Counter(person for voices in graph.voices.values() for person in set(voices))

    def line(person: Person) -> PersonLine:
        return {
            "person": person,
            "voiced": voiced[person.id],
            "accepts": held[person.id, Side.FOR],
            "rejects": held[person.id, Side.AGAINST],
            "unsure": held[person.id, Side.NEITHER],
        }

    return line


def _by_share(graph: Graph) -> list[Person]:
    """Put those who say most first: whoever is only spoken of comes last."""
    said = Counter(person for voices in graph.voices.values() for person in voices)
    return sorted(graph.people.values(), key=lambda person: -said[person.id])


def _speakers(graph: Graph) -> list[Person]:
    known = {stance.person for stance in graph.stances}
    return [person for person in _by_share(graph) if person.id in known]


def shared_claims(graph: Graph) -> list[SharedRow]:
    """List the nodes on which two or more people take a stand: one line, one cell a person."""
    found: list[SharedRow] = []
    for node, rows in graph.stances_of.items():
        standing = {s.person: s for s in rows if s.stands and s.value in SAID}
        if len(standing) > 1:
            found.append(
                {
                    "node": node,
                    "text": graph.text(node),
                    "cells": {s.person: s for s in rows if s.stands},
                    "apart": sides_on(graph, node).are_split,
                }
            )
    return sorted(found, key=lambda row: (not row["apart"], -len(row["cells"])))


def _restatements(graph: Graph) -> list[Relation]:
    return [r for r in graph.relations.values() if r.kind == RelationKind.RESTATES]


def restatement(graph: Graph, relation: Relation) -> Restatement:
    """Return a line of the ledger: who restated whom, as what, and the verdict."""
    verdicts = graph.verdicts_of.get(relation.id, ())
    return {
        "id": relation.id,
        "who": graph.people[relation.person].name if relation.person else "Somebody",
        "owner": graph.people[relation.owner].name if relation.owner else "nobody in particular",
        "as_": graph.text(relation.premises[0]) if relation.premises else relation.warrant,
        "as_id": relation.premises[0] if relation.premises else relation.id,
        "of": graph.text(relation.target),
        "of_id": relation.target,
        "verdicts": [
            {**verdict_row(graph, v), "said": verdict_words(graph, relation, v)}
            for v in verdicts[:MOST_VERDICTS]
        ],
        "more_verdicts": max(0, len(verdicts) - MOST_VERDICTS),
    }


def verdict_words(graph: Graph, relation: Relation, verdict: Verdict) -> str:
    """Say a verdict so that nobody takes the restater's own word for the owner's."""
    if verdict.by is None:
        return words.VERDICT[verdict.value]
    who = graph.people[verdict.by].name
    if verdict.by == relation.person:
        return (
            f"{who} stands by it"
            if verdict.value == VerdictValue.ACCEPTED
            else f"{who} takes it back"
        )
    if verdict.disputes:
        return f"{who} disputes that verdict"
    return f"{words.VERDICT[verdict.value]} by {who}"
