"""All cruxes with everybody's position, and the list of what stands open."""

from typing import TypedDict

from fastapi import APIRouter, Response

from app.core.debate.graph import Claim, Crux, Graph, Person, Position, Relation
from app.core.debate.grouping import MOST_NAMED
from app.core.debate.load import Bearing
from app.core.debate.summary import answers, ranked_cruxes, summarise
from app.core.vocabulary import Outcome
from app.web.showing.challenges import (
    ChallengeRow,
    Question,
    challenge_rows,
    question,
)
from app.web.showing.claim_parts import step_sentence
from app.web.showing.what_ifs import no_numbers
from app.web.showing.windows import Window
from app.web.site.deps import PageRoute
from app.web.site.frames import Frame
from app.web.site.kept_pages import Opened, TheDebatePages
from app.web.site.pages import Template

router = APIRouter(route_class=PageRoute)
MOST_CRUXES = 100


class CruxLine(TypedDict):
    """A crux as the list shows it, the first of what it has most of."""

    crux: Crux
    named_by: str | None
    positions: list[tuple[Person, Position]]
    hanging: list[tuple[str, str]]
    conclusion: Claim | None
    marked_by: str | None


class CruxesPage(Frame):
    """All cruxes with everybody's position."""

    cruxes: Window[CruxLine]


class BearingRow(TypedDict):
    """A claim on which much rests without support, and how many claims hang on it."""

    id: str
    text: str
    above: list[str]


class AnsweredRow(Question):
    """A question, and its answers: claim, how it was taken, who gave it, note."""

    more: int
    answers: list[tuple[str, str | None, str | None, str | None]]


class OpenPage(Frame):
    """What has no answer or reply in these sources, and what has.

    `made` counts the challenges; `one_sided`: nobody speaks here who could reply.
    """

    questions: Window[Question]
    answered: Window[AnsweredRow]
    challenges: Window[ChallengeRow]
    seen_answers: Window[ChallengeRow]
    touched: Window[ChallengeRow]
    taken_up: Window[ChallengeRow]
    foreseen: Window[ChallengeRow]
    bearing: Window[BearingRow]
    open_cruxes: Window[Crux]
    made: int
    one_sided: bool


CRUXES = Template("cruxes/list.html", CruxesPage)
OPEN = Template("questions/list.html", OpenPage)


@router.get("/d/{slug}/cruxes")
def list_cruxes(pages: TheDebatePages) -> Response:
    """Show each crux: the question, who holds what, what hangs on it, how it came out."""

    def values(now: Opened) -> CruxesPage:
        cruxes = now.lists.cut("cruxes", ranked_cruxes(now.graph), MOST_CRUXES)
        return {
            **now.frame("cruxes", no_numbers),
            "cruxes": cruxes.map(lambda crux: crux_line(now.graph, crux)),
        }

    return pages.answer(lambda now: CRUXES.filled(values(now)))


def crux_line(graph: Graph, crux: Crux) -> CruxLine:
    """Return a crux for the list."""
    return {
        "crux": crux,
        "named_by": graph.people[crux.named_by].name if crux.named_by else None,
        "positions": [(graph.people[p.person], p) for p in crux.positions[:MOST_NAMED]],
        "hanging": [
            (
                node,
                step_sentence(graph, node) if node in graph.relations else graph.text(node),
            )
            for node in crux.claims[:MOST_NAMED]
        ],
        "conclusion": graph.claims.get(crux.conclusion) if crux.conclusion else None,
        "marked_by": graph.account_name(crux.account),
    }


@router.get("/d/{slug}/open")
def list_open(pages: TheDebatePages) -> Response:
    """Show questions without an answer and attacks without a reply, in these sources."""

    def values(now: Opened) -> OpenPage:
        graph, cut = now.graph, now.lists.cut
        summary = summarise(graph, now.snapshot.weighing)
        attacks, rows = summary.attacks, challenge_rows
        cruxes = [crux for crux in ranked_cruxes(graph) if crux.outcome in (None, Outcome.OPEN)]
        return {
            **now.frame("open", no_numbers),
            "questions": cut("questions", summary.questions).map(lambda r: question(graph, r)),
            "answered": cut("answered", summary.answered).map(lambda q: _answered(graph, q)),
            "challenges": cut("unanswered", attacks.unanswered).map(
                rows(graph, attacks.unanswered)
            ),
            "seen_answers": cut("seen-answers", attacks.seen).map(rows(graph, attacks.seen)),
            "touched": cut("touched", attacks.touched).map(rows(graph, attacks.touched)),
            "taken_up": cut("taken-up", attacks.taken_up).map(rows(graph, attacks.taken_up)),
            "foreseen": cut("foreseen", attacks.foreseen).map(rows(graph, attacks.foreseen)),
            "bearing": cut("bearing", summary.bearing).map(lambda r: _bearing(graph, r)),
            "open_cruxes": cut("cruxes", cruxes),
            "made": attacks.made,
            "one_sided": summary.is_one_sided,
        }

    return pages.answer(lambda now: OPEN.filled(values(now)))


def _bearing(graph: Graph, row: Bearing) -> BearingRow:
    return {"id": row.node, "text": graph.text(row.node), "above": list(row.above)}


def _by(graph: Graph, row: Relation) -> str:
    """Say who draws a relation; one that nobody signs is the analyst's reading."""
    by = graph.people[row.person].name if row.person else graph.account_name(row.account)
    return by or "the analyst"


def _answered(graph: Graph, asked: str) -> AnsweredRow:
    every = answers(graph, asked)
    found = every[:MOST_NAMED]
    return {
        **question(graph, asked),
        "more": len(every) - len(found),
        "answers": [
            (r.premises[0] if r.premises else r.id, r.taken, _by(graph, r), r.note) for r in found
        ],
    }
