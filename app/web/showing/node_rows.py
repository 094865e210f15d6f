"""Lines of tables and lists about one node: stances, verdicts, talk, and what it bears on."""

from typing import TypedDict

from app.core.debate.graph import CredenceOrder, Graph, Person, Relation, Stance, Verdict
from app.core.debate.grouping import MOST_NAMED
from app.web.showing import words
from app.web.showing.claim_parts import step_words

MOST_VERDICTS = 10


class StanceRow(TypedDict):
    """A stance for the table: words first, the analyst's range apart."""

    person: Person
    stance: Stance
    value: str
    range: tuple[float | None, float | None] | None
    via: list[tuple[str, str | None]]


def stance_row(graph: Graph, stance: Stance) -> StanceRow:
    """Return a stance for the table."""
    return {
        "person": graph.people[stance.person],
        "stance": stance,
        "value": words.STANCE[stance.value],
        "range": (stance.low, stance.high) if stance.low is not None else None,
        "via": [(graph.people[person].name, hedge) for person, hedge in stance.via],
    }


class OrderRow(TypedDict):
    """Who is said to be more confident of a node than whom; no numbers."""

    node: str
    text: str
    more: Person
    less: Person
    said_by: Person | None
    words: str | None
    span: str | None


def order_row(graph: Graph, order: CredenceOrder) -> OrderRow:
    """Return a line about two people's confidence."""
    return {
        "node": order.node,
        "text": graph.text(order.node),
        "more": graph.people[order.more],
        "less": graph.people[order.less],
        "said_by": graph.people[order.said_by] if order.said_by else None,
        "words": order.words,
        "span": order.span,
    }


class VerdictRow(TypedDict):
    """A verdict in words."""

    by: str | None
    value: str
    note: str | None
    disputes: str | None
    comment: str | None
    span: str | None


def verdict_row(graph: Graph, verdict: Verdict) -> VerdictRow:
    """Return a verdict in words."""
    return {
        "by": graph.people[verdict.by].name if verdict.by else None,
        "value": words.VERDICT[verdict.value],
        "note": verdict.note,
        "disputes": verdict.disputes,
        "comment": verdict.comment,
        "span": verdict.span,
    }


class TalkRow(TypedDict):
    """A line about a restatement, concession, question or answer."""

    id: str
    kind: str
    words: str
    other: str | None
    text: str
    verdicts: list[VerdictRow]
    more_verdicts: int
    extent: str | None
    condition: str | None
    taken: str | None


def talk_row(graph: Graph, relation: Relation, here: str) -> TalkRow:
    """Return the line about talk as it stands on the page of the node `here`."""
    others = [p for p in relation.premises if p != here]
    other = relation.target if relation.target != here else (others[0] if others else None)
    verdicts = graph.verdicts_of.get(relation.id, ())
    return {
        "id": relation.id,
        "kind": relation.kind,
        "words": _talk_words(graph, relation, here),
        "other": other,
        "text": graph.text(other) if other else relation.warrant,
        "verdicts": [verdict_row(graph, verdict) for verdict in verdicts[:MOST_VERDICTS]],
        "more_verdicts": max(0, len(verdicts) - MOST_VERDICTS),
        "extent": relation.extent,
        "condition": relation.condition,
        "taken": relation.taken,
    }


def _talk_words(graph: Graph, relation: Relation, here: str) -> str:
    who = graph.people[relation.person].short if relation.person else "Somebody"
    owner = graph.people[relation.owner].short if relation.owner else "somebody"
    inward = relation.target == here
    here_or_there = words.TALK[relation.kind]
    return here_or_there[0 if inward else 1].format(who=who, owner=owner)


class UseRow(TypedDict):
    """A line about what a claim bears on."""

    id: str
    kind: str
    verb: str
    on_step: bool
    target: str
    text: str
    with_: tuple[str, ...]
    more: int


def use_row(graph: Graph, relation: Relation) -> UseRow:
    """Return a line about what a claim bears on."""
    on_step = relation.target in graph.relations
    aim = step_words(graph, relation.target) if on_step else graph.text(relation.target)
    return {
        "id": relation.id,
        "kind": relation.kind,
        "verb": words.RELATION[relation.kind],
        "on_step": on_step,
        "target": relation.target,
        "text": aim,
        "with_": relation.premises[:MOST_NAMED],
        "more": max(0, len(relation.premises) - MOST_NAMED),
    }
