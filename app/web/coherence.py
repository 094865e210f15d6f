"""One's own credences in a debate: do they fit together, and what to rate next."""

from typing import TypedDict

from fastapi import APIRouter, Response

from app.core.debate.account_check import AccountCheck, check_account
from app.core.debate.graph import Graph
from app.core.debate.two_sides import credences_by_account, held
from app.core.errors import SignInNeeded
from app.core.figures import exact_percent, points
from app.web.showing.claim_parts import step_words
from app.web.showing.coherence_words import finding_sentence, own_gap_sentence, program_sentence
from app.web.site.deps import PageRoute
from app.web.site.frames import Frame
from app.web.site.kept_pages import Opened, TheDebatePages
from app.web.site.pages import Template

router = APIRouter(route_class=PageRoute, include_in_schema=False)


class FindingRow(TypedDict):
    """What must go together and does not; `soft`: it is only worth a note."""

    soft: bool
    sentence: str


class GapRow(TypedDict):
    """A claim on which one's credence differs from what one's reasons give."""

    id: str
    text: str
    stated: float
    implied: float
    complete: bool
    reasons: int
    sentence: str


class ProgramRow(TypedDict):
    """Claims that were checked together, and what came of it."""

    claims: list[str]
    sentence: str | None
    coherent: bool


class NextRow(TypedDict):
    """A claim without one's credence that could move a thesis."""

    id: str
    text: str
    thesis: str
    thesis_text: str
    points: str
    up: bool


class OwnRow(TypedDict):
    """One's credence on a node."""

    id: str
    text: str
    value: float
    step: bool


class OlderRow(TypedDict):
    """A node that was worded anew since one rated it."""

    id: str
    text: str
    wording: int
    value: str


class MinePage(Frame):
    """One's own credences against each other and against the map."""

    findings: list[FindingRow]
    has_rules: bool
    rated: int
    gaps: list[GapRow]
    programs: list[ProgramRow]
    next: list[NextRow]
    mine: list[OwnRow]
    older: list[OlderRow]


MINE = Template("coherence/mine.html", MinePage)


@router.get("/d/{slug}/mine")
def show_mine(pages: TheDebatePages) -> Response:
    """Show the reader's own credences against each other; nobody else's enter."""
    return pages.answer(lambda now: MINE.filled(_values(now)))


def _values(now: Opened) -> MinePage:
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


def _findings(graph: Graph, found: AccountCheck) -> list[FindingRow]:
    return [
        {"soft": row.soft, "sentence": finding_sentence(row, graph.text)} for row in found.findings
    ]


def _gaps(graph: Graph, found: AccountCheck) -> list[GapRow]:
    return [
        {
            "id": row.node,
            "text": graph.text(row.node),
            "stated": row.stated,
            "implied": row.implied,
            "complete": row.is_complete,
            "reasons": row.reasons,
            "sentence": own_gap_sentence(row),
        }
        for row in found.gaps
    ]


def _programs(graph: Graph, found: AccountCheck) -> list[ProgramRow]:
    return [
        {
            "claims": [node for node in row.claims if node in graph.claims],
            "sentence": program_sentence(row, graph.text),
            "coherent": row.repair is not None and row.repair.coherent,
        }
        for row in found.programs
    ]


def _next(graph: Graph, found: AccountCheck) -> list[NextRow]:
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


def _own(graph: Graph, node: str, value: float) -> OwnRow:
    step = node in graph.relations
    text = f"The step {step_words(graph, node)}" if step else graph.text(node)
    return {"id": node, "text": text, "value": value, "step": step}


def _older(graph: Graph, account: int) -> list[OlderRow]:
    """List one's credences that were given to a wording that is no longer the present one."""
    return [
        {
            "id": row.node,
            "text": graph.text(row.node),
            "wording": row.wording,
            "value": "ill-posed" if row.value is None else exact_percent(row.value),
        }
        for row in graph.credences
        if row.account == account and (node := graph.node(row.node)) is not None
        if row.wording != node.wording
    ]
