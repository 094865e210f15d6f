"""One's own credences in a debate: do they fit together, and what to rate next."""

from typing import Any

from fastapi import APIRouter, Response

from app.core.debate.account_check import AccountCheck, check_account
from app.core.debate.graph import Graph
from app.core.debate.two_sides import credences_by_account, held
from app.core.errors import SignInNeeded
from app.web.showing.claim_parts import step_words
from app.web.showing.coherence_words import finding_sentence, own_gap_sentence, program_sentence
from app.web.showing.figures import points
from app.web.site.deps import PageRoute
from app.web.site.kept_pages import Opened, TheDebatePages

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/d/{slug}/mine")
def show_mine(pages: TheDebatePages) -> Response:
    """Show the reader's own credences against each other; nobody else's enter."""
    return pages.answer("coherence/mine.html", _values)


def _values(now: Opened) -> dict[str, Any]:
    if now.account is None:
        raise SignInNeeded("Sign in to see your own credences.")
    graph = now.graph
    own = credences_by_account(graph).get(now.account, {})
    suppose = dict(now.debate.suppose)
    found = check_account(held(graph, suppose), {**own, **suppose}, semantics=now.debate.semantics)
    return {
        **now.frame("mine"),
        "findings": _findings(graph, found),
        "has_rules": bool(found.rules),
        "rated": len(own),
        "gaps": _gaps(graph, found),
        "programs": _programs(graph, found),
        "next": _next(graph, found),
        "mine": [_own(graph, node, value) for node, value in own.items()],
        "older": _older(graph, now.account),
    }


def _findings(graph: Graph, found: AccountCheck) -> list[dict[str, Any]]:
    return [
        {"soft": row.soft, "sentence": finding_sentence(row, graph.text)} for row in found.findings
    ]


def _gaps(graph: Graph, found: AccountCheck) -> list[dict[str, Any]]:
    return [
        {
            "id": row.node,
            "text": graph.text(row.node),
            "stated": row.stated,
            "implied": row.implied,
            "sentence": own_gap_sentence(row),
        }
        for row in found.gaps
    ]


def _programs(graph: Graph, found: AccountCheck) -> list[dict[str, Any]]:
    return [
        {
            "claims": [node for node in row.claims if node in graph.claims],
            "sentence": program_sentence(row, graph.text),
            "coherent": row.repair is not None and row.repair.coherent,
        }
        for row in found.programs
    ]


def _next(graph: Graph, found: AccountCheck) -> list[dict[str, Any]]:
    return [
        {
            "id": row.node,
            "text": graph.text(row.node),
            "thesis": row.thesis,
            "thesis_text": graph.text(row.thesis),
            "points": points(row.swing),
            "up": row.swing > 0,
        }
        for row in found.next
    ]


def _own(graph: Graph, node: str, value: float) -> dict[str, Any]:
    step = node in graph.relations
    text = f"The step {step_words(graph, node)}" if step else graph.text(node)
    return {"id": node, "text": text, "value": value, "step": step}


def _older(graph: Graph, account: int) -> list[dict[str, Any]]:
    """List one's credences that were given to a wording that is no longer the present one."""
    return [
        {"id": row.node, "text": graph.text(row.node), "wording": row.wording}
        for row in graph.credences
        if row.account == account and (node := graph.node(row.node)) is not None
        if row.wording != node.wording
    ]
