"""The people of a debate: who they are, what each holds, and who restated whom."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypedDict

from fastapi import APIRouter, Response

from app.core.debate.comparison import side_of
from app.core.debate.contested import people_split
from app.core.debate.graph import Claim, Crux, Graph, Person, Position, Relation, Stance
from app.core.debate.holding import is_own
from app.core.debate.put import claims_voiced
from app.core.debate.restatements import Restatement, restatements
from app.core.errors import NotFound
from app.core.vocabulary import Side, StanceValue
from app.services.stretches import read_words
from app.web.showing.ledger_rows import LedgerRow, ledger_row
from app.web.showing.node_rows import (
    OrderRow,
    order_row,
)
from app.web.showing.what_ifs import no_numbers
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
    """A person: how many claims they voice, accept, reject, or speak to without taking a side.

    `reported` are the stands that others report of them.
    """

    person: Person
    voiced: int
    accepts: int
    rejects: int
    neither: int
    reported: int


class SharedRow(TypedDict):
    """A node on which two or more take a stand: one cell a person."""

    node: str
    text: str
    cells: dict[str, Stance]
    apart: bool


class PeoplePage(Frame):
    """Everybody, where two or more take a stand, and the restatements."""

    people: Window[PersonLine]
    speakers: Window[Person]
    table: Window[SharedRow]
    restatements: Window[LedgerRow]


class Held(NamedTuple):
    """The stances of one kind: their heading, the name of their list, and all of them."""

    label: str
    name: str
    rows: list[Stance]


class PersonPage(Frame):
    """One person: stances in words, questions, restatements, cruxes.

    `said`: stretches of attached texts by their spans, shown in the place of quoted words.
    """

    person: Person
    graph: Graph
    said: Mapping[str, str]
    groups: list[Held]
    earlier: list[Stance]
    orders: list[OrderRow]
    voiced: int
    drawn: list[Relation]
    questions: list[Claim]
    restated: list[Restatement]
    restatement: Callable[[Restatement], LedgerRow]
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
        **now.frame("people", no_numbers),
        "people": lists.cut("everybody", _by_share(graph)).map(lambda p: lines(p)),
        "speakers": lists.cut("speakers", _speakers(graph), MOST_SPEAKERS),
        "table": lists.cut("table", shared_claims(graph)),
        "restatements": lists.cut("restatements", restatements(graph)).map(
            lambda row: ledger_row(graph, row)
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
    groups = [_group(label, [s for s in own if s.value == value]) for value, label in GROUPS]
    asked = [c for c in graph.claims.values() if c.asker == person.id]
    return {
        **now.frame("people", no_numbers),
        "person": person,
        "graph": graph,
        "said": _said(now, groups),
        "groups": [group for group in groups if group.rows],
        "earlier": [stance for stance in ever if not stance.stands],
        "orders": [
            order_row(graph, each) for each in graph.orders if person.id in (each.more, each.less)
        ],
        "voiced": claims_voiced(graph)[person.id],
        "drawn": [r for r in graph.relations.values() if r.person == person.id and graph.weighs(r)],
        "questions": asked,
        "restated": [row for row in restatements(graph) if person.id in (row.by, row.owner)],
        "restatement": lambda row: ledger_row(graph, row),
        "cruxes": [
            (crux, position)
            for crux in graph.cruxes.values()
            for position in crux.positions
            if position.person == person.id
        ],
    }


def _group(label: str, rows: list[Stance]) -> Held:
    return Held(label, label.lower().replace(" ", "-"), rows)


def _said(now: Opened, groups: Sequence[Held]) -> Mapping[str, str]:
    """Read the stretches that the stances on this page stand on, where anything is stated."""
    shown = (row for group in groups for row in now.lists.cut(group.name, group.rows))
    spans = [row.span for row in shown if row.span and row.value != StanceValue.NOT_STATED]
    return read_words(now.session, now.debate, spans)


def _person_lines(graph: Graph) -> Callable[[Person], PersonLine]:
    """Count what everybody holds and voices, once, and return what makes a person's line of it."""
    held = Counter((s.person, side_of(s)) for s in graph.stances if is_own(s))
    reported = Counter(s.person for s in graph.stances if s.stands and s.via and side_of(s))
    voiced = claims_voiced(graph)

    def line(person: Person) -> PersonLine:
        return {
            "person": person,
            "voiced": voiced[person.id],
            "accepts": held[person.id, Side.FOR],
            "rejects": held[person.id, Side.AGAINST],
            "neither": held[person.id, Side.NEITHER],
            "reported": reported[person.id],
        }

    return line


def _by_share(graph: Graph) -> list[Person]:
    """Put those who say most first: whoever is only spoken of comes last."""
    said = claims_voiced(graph)
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
                    "apart": people_split(graph, node),
                }
            )
    return sorted(found, key=lambda row: (not row["apart"], -len(row["cells"])))
