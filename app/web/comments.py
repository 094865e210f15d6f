"""The conversation: comments in reply order, with the claims each one makes."""

from collections.abc import Collection, Iterable, Mapping
from typing import TypedDict

from fastapi import APIRouter, Response

from app.core.debate.graph import Claim, Graph
from app.core.vocabulary import ClaimKind
from app.services.comments import CommentRow, conversation
from app.services.stretches import read_words
from app.web.showing import words
from app.web.showing.chips import voicing
from app.web.showing.claim_parts import step_words
from app.web.showing.what_ifs import no_numbers
from app.web.showing.windows import Window
from app.web.site.deps import PageRoute, named_place
from app.web.site.frames import Frame
from app.web.site.kept_pages import Opened, TheDebatePages
from app.web.site.pages import Template

router = APIRouter(route_class=PageRoute)
DEEPEST = 6
# Of comments that nobody summed up the text is shown, so many of them and up to so many signs.
MOST_SAID, LONGEST_SAID = 200, 5_000


class StepRow(TypedDict):
    """A step of argument that a comment makes."""

    id: str
    kind: str
    verb: str
    aim: str
    on_step: bool


class SaidRow(TypedDict):
    """A comment; each of its claims with how its author stands to it, where they do not hold it.

    `said` is its text, where that is attached and nobody summed it up.
    """

    comment: CommentRow
    said: str | None
    depth: int
    to: str | None
    parent: str
    claims: list[tuple[Claim, str | None]]
    steps: list[StepRow]


class Conversation(Frame):
    """A stretch of the conversation; `hidden` claims about the talk are shown if `meta`."""

    graph: Graph
    rows: Window[SaidRow]
    meta: bool
    hidden: int


CONVERSATION = Template("comments/list.html", Conversation)


@router.get("/d/{slug}/conversation")
def show_conversation(pages: TheDebatePages, meta: bool = False) -> Response:
    """Show the comments as they reply to each other; talk about the talk only if asked.

    Of a long conversation it is a stretch: the first, or that of the comment asked for.
    """

    def values(now: Opened) -> Conversation:
        graph = now.graph
        rows = conversation(now.session, now.debate)
        at = named_place(now.request, "comment")
        names = {row.id: row.author or "somebody" for row in rows}
        place = next((n for n, row in enumerate(rows) if row.id == at), None)
        shown = now.lists.around("comments", place).cut("comments", rows)
        here = {row.id for row in shown}
        said = _said(now, shown)
        return {
            **now.frame("conversation", no_numbers),
            "graph": graph,
            "rows": shown.map(lambda row: _row(graph, row, names, here, meta, said)),
            "meta": meta,
            "hidden": sum(c.kind == ClaimKind.META for c in graph.claims.values()),
        }

    return pages.answer(lambda now: CONVERSATION.filled(values(now)))


def _said(now: Opened, shown: Iterable[CommentRow]) -> Mapping[str, str]:
    """Read the texts of comments without a summary, by the spans in which they stand first."""
    spans = [row.stretches[0].span for row in shown if not row.summary and row.stretches]
    return read_words(now.session, now.debate, spans, most=MOST_SAID, longest=LONGEST_SAID)


def _row(
    graph: Graph,
    row: CommentRow,
    names: Mapping[str, str],
    here: Collection[str],
    meta: bool,
    said: Mapping[str, str],
) -> SaidRow:
    claims = [graph.claims[node] for node in row.nodes if node in graph.claims]
    steps = [graph.relations[node] for node in row.nodes if node in graph.relations]
    return {
        "comment": row,
        "said": said.get(row.stretches[0].span) if row.stretches else None,
        "depth": min(row.depth, DEEPEST),
        "to": names.get(row.parent) if row.parent else None,
        "parent": f"#{row.parent}" if row.parent in here else f"?comment={row.parent}#{row.parent}",
        "claims": [
            (claim, voicing(graph, claim, row.author_id))
            for claim in claims
            if meta or claim.kind != ClaimKind.META
        ],
        "steps": [
            {
                "id": step.id,
                "kind": step.kind,
                "verb": words.RELATION[step.kind],
                "aim": step_words(graph, step.target)
                if step.target in graph.relations
                else f"#{step.target}",
                "on_step": step.target in graph.relations,
            }
            for step in steps
        ],
    }
