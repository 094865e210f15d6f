"""The people of a debate: who they are, what each holds, and who restated whom."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import TypedDict

from fastapi import APIRouter, Response

from app.core.debate.comparison import side_of
from app.core.debate.contested import people_split
from app.core.debate.graph import Claim, Crux, Graph, Person, Position, Relation, Stance, Verdict
from app.core.debate.holding import is_own
from app.core.debate.put import claims_voiced
from app.core.debate.restatements import Restatement, restatements
from app.core.errors import NotFound
from app.core.vocabulary import ClaimKind, RelationKind, Side, StanceValue, VerdictValue
from app.services.stretches import read_words
from app.web.showing import words
from app.web.showing.node_rows import (
    MOST_VERDICTS,
    OrderRow,
    VerdictRow,
    order_row,
    verdict_row,
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


class LedgerVerdict(VerdictRow):
    """A verdict, said so that one sees whose it is."""

    said: str


class LedgerRow(TypedDict):
    """A line of the ledger: who restated whom, as what, and the verdict.

    `kind` is what it is recorded as where that is something else; `marks` say how far it is a
    reading, and where it is put as a question.
    """

    id: str
    who: str
    owner: str | None
    kind: str | None
    marks: list[str]
    as_: str
    as_id: str
    of: str | None
    of_id: str | None
    verdicts: list[LedgerVerdict]
    more_verdicts: int


class PeoplePage(Frame):
    """Everybody, where two or more take a stand, and the restatements."""

    people: Window[PersonLine]
    speakers: Window[Person]
    table: Window[SharedRow]
    restatements: Window[LedgerRow]


class PersonPage(Frame):
    """One person: stances in words, questions, restatements, cruxes.

    `said`: stretches of attached texts by their spans, shown in the place of quoted words.
    """

    person: Person
    graph: Graph
    said: Mapping[str, str]
    groups: list[tuple[str, list[Stance]]]
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
            lambda row: restatement(graph, row)
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
    spans = [s.span for s in own if s.span and s.value != StanceValue.NOT_STATED]
    said = read_words(now.session, now.debate, spans)
    asked = [c for c in graph.claims.values() if c.asker == person.id]
    return {
        **now.frame("people", no_numbers),
        "person": person,
        "graph": graph,
        "said": said,
        "groups": [
            (label, [s for s in own if s.value == value])
            for value, label in GROUPS
            if any(s.value == value for s in own)
        ],
        "earlier": [stance for stance in ever if not stance.stands],
        "orders": [
            order_row(graph, each) for each in graph.orders if person.id in (each.more, each.less)
        ],
        "voiced": claims_voiced(graph)[person.id],
        "drawn": [r for r in graph.relations.values() if r.person == person.id and graph.weighs(r)],
        "questions": asked,
        "restated": [row for row in restatements(graph) if person.id in (row.by, row.owner)],
        "restatement": lambda row: restatement(graph, row),
        "cruxes": [
            (crux, position)
            for crux in graph.cruxes.values()
            for position in crux.positions
            if position.person == person.id
        ],
    }


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


def restatement(graph: Graph, row: Restatement) -> LedgerRow:
    """Return a line of the ledger: who restated whom, as what, and the verdict."""
    own = graph.relations.get(row.node)
    as_ = graph.text(row.as_) if row.as_ else own.warrant if own else ""
    return {
        "id": row.node,
        "who": graph.people[row.by].name if row.by else "Somebody",
        "owner": graph.people[row.owner].name if row.owner else None,
        "kind": words.RELATION[own.kind] if own and own.kind != RelationKind.RESTATES else None,
        "marks": _marks(graph, row),
        "as_": as_,
        "as_id": row.as_ or row.node,
        "of": graph.text(row.of) if row.of else None,
        "of_id": row.of,
        "verdicts": [
            {**verdict_row(graph, v), "said": verdict_words(graph, row, v)}
            for v in row.verdicts[:MOST_VERDICTS]
        ],
        "more_verdicts": max(0, len(row.verdicts) - MOST_VERDICTS),
    }


def _marks(graph: Graph, row: Restatement) -> list[str]:
    node = graph.relations.get(row.node) or graph.claims.get(row.node)
    put = graph.claims.get(row.as_ or "")
    return [
        *(["put as a question"] if put and put.kind == ClaimKind.QUESTION else []),
        *([words.PROVENANCE["inferred"]] if node and node.provenance == "inferred" else []),
        *([words.READING[node.sureness]] if node and node.sureness in words.READING else []),
    ]


def verdict_words(graph: Graph, row: Restatement, verdict: Verdict) -> str:
    """Say a verdict so that nobody takes the restater's own word for the owner's."""
    if verdict.by is None:
        return words.VERDICT[verdict.value]
    who = graph.people[verdict.by].name
    if verdict.by == row.by:
        return (
            f"{who} stands by it"
            if verdict.value == VerdictValue.ACCEPTED
            else f"{who} takes it back"
        )
    if verdict.disputes:
        return f"{who} disputes that verdict"
    return f"{words.VERDICT[verdict.value]} by {who}"
