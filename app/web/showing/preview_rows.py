"""The first screen of a debate that is not there yet: its claims, else its comments or sources."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from app.core.debate.csl import reference
from app.core.debate.graph import WEIGHING, Graph
from app.core.debate.lists import SETTINGS, SHAPES
from app.core.debate.rows import Relation
from app.core.debate.source_rows import Comment
from app.core.debate.thread import reached_from, thread, tops
from app.core.debate.whole import Debate
from app.core.formats.building import shortened
from app.core.texts import clean_line
from app.web.showing.words import RELATION_MARK

FIRST = 16
DEEPEST = 6
WORDS = 160


class PreviewRow(NamedTuple):
    """A line: how deep it stands, what it is to the one above, its words, and what they are of."""

    depth: int
    kind: str
    mark: str
    text: str
    ids: tuple[str, ...]


class FirstScreen(NamedTuple):
    """The first lines of a debate, and how many more there are of what they show."""

    rows: Sequence[PreviewRow]
    more: int
    of: str


def first_screen(debate: Debate, texts: Mapping[str, str]) -> FirstScreen:
    """Return the first lines of a debate: of claims, else of comments, else of sources.

    `texts` are those of its sources that came with it. What no line shows is counted.
    """
    lines: Iterator[PreviewRow]
    if debate.claims:
        of, all_of, lines = "claim", len(debate.claims), _claims(debate)
    elif debate.comments:
        of, all_of, lines = "comment", len(debate.comments), _comments(debate, texts)
    else:
        of, all_of, lines = "source", len(debate.sources), _sources(debate)
    rows = list(islice(lines, FIRST))
    shown = {id_ for row in rows for id_ in row.ids}
    return FirstScreen(rows, all_of - len(shown), of)


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
    """Yield arguments from their heads down, then what argues for nothing: questions, answers."""
    graph = debate.graph
    reached = reached_from(graph, graph.theses)
    roots = (*graph.theses, *tops(graph, reached))
    for row in thread(graph, roots, max_depth=DEEPEST):
        kind = row.relation.kind if row.relation else ""
        yield _of_claims(graph, row.depth, kind, row.claims)
    yield from _talk(graph, debate, reached)


def _of_claims(graph: Graph, depth: int, kind: str, claims: tuple[str, ...]) -> PreviewRow:
    text = " · ".join(graph.text(claim) for claim in claims)
    return PreviewRow(depth, kind, RELATION_MARK.get(kind, ""), text, claims)


def _talk(graph: Graph, debate: Debate, reached: set[str]) -> Iterator[PreviewRow]:
    """Yield claims that are in no argument, each below what it asks, answers or restates."""
    said: dict[str, list[Relation]] = {}
    above: dict[str, Relation] = {}
    for relation in debate.relations:
        if relation.kind not in WEIGHING:
            said.setdefault(relation.target, []).append(relation)
            above |= {premise: relation for premise in relation.premises if premise not in above}
    rest = [claim.id for claim in debate.claims if claim.id not in reached]
    heads = [id_ for id_ in rest if id_ not in above or above[id_].target in reached]
    seen = set(reached)
    # Those that only lead to each other in a ring come last, from wherever it is entered.
    for head in (*heads, *rest):
        waiting = [(head, 0, above[head].kind if head in above else "")]
        while waiting:
            claim, depth, kind = waiting.pop()
            if claim in seen:
                continue
            seen.add(claim)
            yield _of_claims(graph, depth, kind, (claim,))
            below = [(each, one.kind) for one in said.get(claim, ()) for each in one.premises]
            deeper = min(depth + 1, DEEPEST)
            waiting += [(each, deeper, kind) for each, kind in reversed(below)]


def _comments(debate: Debate, texts: Mapping[str, str]) -> Iterator[PreviewRow]:
    """Yield comments with their first words, each below what it replies to, by time."""
    names = {person.id: person.name for person in debate.people}
    spans = {span.id: span for span in debate.spans}
    for depth, comment in _in_turn(debate.comments):
        who = names.get(comment.author or "", "somebody")
        posted = f", {comment.posted[:10]}" if comment.posted else ""
        span = next((spans[id_] for id_ in comment.spans if id_ in spans), None)
        text = texts.get(span.source, "")[span.start or 0 : span.end or 0] if span else ""
        said = clean_line(text[: 4 * WORDS]) or clean_line(comment.summary or "")
        words = f": {shortened(said, WORDS) if len(said) > WORDS else said}" if said else ""
        yield PreviewRow(min(depth, DEEPEST), "", "", f"{who}{posted}{words}", (comment.id,))


def _in_turn(comments: Iterable[Comment]) -> Iterator[tuple[int, Comment]]:
    by_id = {comment.id: comment for comment in comments}
    below: dict[str, list[Comment]] = {}
    for comment in sorted(by_id.values(), key=lambda each: each.posted or ""):
        below.setdefault(comment.parent if comment.parent in by_id else "", []).append(comment)
    waiting = deque((0, comment) for comment in below.get("", ()))
    while waiting:
        depth, comment = waiting.popleft()
        yield depth, comment
        replies = below.get(comment.id, ())
        waiting.extendleft((depth + 1, each) for each in reversed(replies))


def _sources(debate: Debate) -> Iterator[PreviewRow]:
    for source in debate.sources:
        yield PreviewRow(0, "", "", str(reference(source.csl)) or source.id, (source.id,))
