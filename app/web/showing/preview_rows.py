"""The first screen of a debate that is not there yet: its claims as a thread, or its comments."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from app.core.debate.lists import SETTINGS, SHAPES
from app.core.debate.thread import reached_from, thread, tops
from app.core.debate.whole import Debate
from app.web.showing.words import RELATION_MARK

FIRST = 16
DEEPEST = 6


class PreviewRow(NamedTuple):
    """A line: how deep it stands, what it is to the one above, and its words."""

    depth: int
    kind: str
    mark: str
    text: str


class FirstScreen(NamedTuple):
    """The first lines of a debate, and how many more of them there are."""

    rows: Sequence[PreviewRow]
    more: int
    of: str


def first_screen(debate: Debate) -> FirstScreen:
    """Return the first lines of a debate's thread, of its comments where it has no claims."""
    rows = list(_claims(debate)) if debate.claims else list(_comments(debate))
    of = "line" if debate.claims else "comment"
    return FirstScreen(rows[:FIRST], max(len(rows) - FIRST, 0), of)


def counted_lists(counts: Mapping[str, int]) -> str:
    """Return how many rows there are of each list, as people say it.

    >>> counted_lists({"claims": 2, "cruxes": 1})
    '2 claims, 1 crux'
    """
    return ", ".join(_counted(name, number) for name, number in counts.items() if number)


def counts_of(debate: Debate) -> Mapping[str, int]:
    """Return how many rows of each list a debate has."""
    return {name: len(getattr(debate, name)) for name in SHAPES}


def _counted(name: str, number: int) -> str:
    if name == SETTINGS.name:
        return "which claims head it"
    if number == 1:
        return f"1 {SHAPES[name].singular}"
    return f"{number:,} {name.replace('_', ' ')}"


def _claims(debate: Debate) -> Iterator[PreviewRow]:
    graph = debate.graph
    roots = (*graph.theses, *tops(graph, reached_from(graph, graph.theses)))
    for row in thread(graph, roots, max_depth=DEEPEST):
        kind = row.relation.kind if row.relation else ""
        text = " · ".join(graph.text(claim) for claim in row.claims)
        yield PreviewRow(row.depth, kind, RELATION_MARK.get(kind, ""), text)


def _comments(debate: Debate) -> Iterator[PreviewRow]:
    names = {person.id: person.name for person in debate.people}
    depths: dict[str, int] = {}
    for comment in debate.comments:
        depths[comment.id] = depths.get(comment.parent or "", -1) + 1
        who = names.get(comment.author or "", "somebody")
        posted = f", {comment.posted[:10]}" if comment.posted else ""
        yield PreviewRow(min(depths[comment.id], DEEPEST), "", "", f"{who}{posted}")
