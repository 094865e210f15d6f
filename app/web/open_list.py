"""All cruxes with everybody's position, and the list of what stands open."""

from typing import Any

from fastapi import APIRouter, Request, Response

from app.core.graph import Crux, Graph
from app.core.summary import TakenUp, Unanswered, answers, ranked_cruxes, summarise
from app.services.snapshots import load_snapshot
from app.web.deps import PageRoute, ReadSession, TheDebate
from app.web.frames import debate_page, frame
from app.web.overviews import challenge, question
from app.web.parts import step_sentence

router = APIRouter(route_class=PageRoute)


@router.get("/d/{slug}/cruxes")
def list_cruxes(request: Request, session: ReadSession, debate: TheDebate) -> Response:
    """Show each crux: the question, who holds what, what hangs on it, how it came out."""
    graph = load_snapshot(session, debate).graph

    def values() -> dict[str, Any]:
        return {
            **frame(debate, graph, "cruxes"),
            "cruxes": [crux_line(graph, crux) for crux in ranked_cruxes(graph)],
        }

    return debate_page(request, debate, "cruxes/list.html", values)


def crux_line(graph: Graph, crux: Crux) -> dict[str, Any]:
    """Return a crux as the list shows it."""
    return {
        "crux": crux,
        "named_by": graph.people[crux.named_by].name if crux.named_by else None,
        "positions": [(graph.people[p.person], p) for p in crux.positions],
        "hanging": [
            (
                node,
                step_sentence(graph, node) if node in graph.relations else graph.text(node),
            )
            for node in crux.claims
        ],
        "conclusion": graph.claims.get(crux.conclusion) if crux.conclusion else None,
    }


@router.get("/d/{slug}/open")
def list_open(request: Request, session: ReadSession, debate: TheDebate) -> Response:
    """Show questions without an answer and attacks without a reply, in these sources."""
    snapshot = load_snapshot(session, debate)
    graph = snapshot.graph

    def values() -> dict[str, Any]:
        summary = summarise(graph, snapshot.weighing)
        asked = [Unanswered(q, None, graph.claims[q]) for q in summary.answered]
        attacks = summary.attacks
        return {
            **frame(debate, graph, "open"),
            "questions": [question(graph, row) for row in summary.questions],
            "answered": [_answered(graph, row) for row in asked],
            "challenges": [challenge(graph, row) for row in attacks.unanswered],
            "taken_up": [_taken_up(graph, row) for row in attacks.taken_up],
            "foreseen": [_taken_up(graph, row) for row in attacks.foreseen],
            "open_cruxes": [c for c in ranked_cruxes(graph) if c.outcome in (None, "open")],
        }

    return debate_page(request, debate, "questions/list.html", values)


def _taken_up(graph: Graph, row: TakenUp) -> dict[str, Any]:
    attack = row.attack
    line = challenge(graph, Unanswered(attack.id, attack, graph.claims.get(attack.premises[0])))
    found = [(r.id, graph.people[r.person].short if r.person else r.account) for r in row.replies]
    return line | {"replies": found}


def _answered(graph: Graph, row: Unanswered) -> dict[str, Any]:
    found = answers(graph, row.node)
    return question(graph, row) | {
        "answers": [
            (r.premises[0] if r.premises else r.id, r.taken, graph.name(r.person), r.note)
            for r in found
        ]
    }
