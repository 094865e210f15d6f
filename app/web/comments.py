"""The conversation: comments in reply order, with the claims each one makes."""

from typing import Any

from fastapi import APIRouter, Request, Response

from app.core.graph import Graph
from app.services.comments import CommentRow, conversation
from app.services.snapshots import load_snapshot
from app.web import words
from app.web.deps import PageRoute, ReadSession, TheDebate
from app.web.frames import debate_page, frame
from app.web.parts import step_words, voiced_only

router = APIRouter(route_class=PageRoute)
DEEPEST = 6


@router.get("/d/{slug}/conversation")
def show_conversation(
    request: Request, session: ReadSession, debate: TheDebate, meta: bool = False
) -> Response:
    """Show the comments as they reply to each other; talk about the talk only if asked."""
    snapshot = load_snapshot(session, debate)

    def values() -> dict[str, Any]:
        rows = conversation(session, debate)
        names = {row.id: row.author or "somebody" for row in rows}
        return {
            **frame(debate, snapshot.graph, "conversation"),
            "rows": [_row(snapshot.graph, row, names, meta) for row in rows],
            "meta": meta,
            "hidden": sum(c.kind == "meta" for c in snapshot.graph.claims.values()),
        }

    return debate_page(request, debate, "comments/list.html", values)


def _row(graph: Graph, row: CommentRow, names: dict[str, str], meta: bool) -> dict[str, Any]:
    claims = [graph.claims[node] for node in row.nodes if node in graph.claims]
    steps = [graph.relations[node] for node in row.nodes if node in graph.relations]
    return {
        "comment": row,
        "depth": min(row.depth, DEEPEST),
        "to": names.get(row.parent) if row.parent else None,
        "claims": [
            (claim, voiced_only(graph, claim, row.author_id))
            for claim in claims
            if meta or claim.kind != "meta"
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
