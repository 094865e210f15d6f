"""All cruxes with everybody's position, and the list of what stands open."""

from typing import TypedDict

from fastapi import APIRouter, Response

from app.core.debate.graph import Claim, Crux, Graph, Person, Position, Relation
from app.core.debate.grouping import MOST_NAMED
from app.core.debate.summary import TakenUp, Unanswered, answers, ranked_cruxes, summarise
from app.core.vocabulary import Outcome
from app.web.overviews import Challenge, Question, challenge, question
from app.web.showing.claim_parts import step_sentence
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


class TakenUpRow(Challenge):
    """An attack, and the replies that take it up with who gave them."""

    replies: list[tuple[str, str | None]]
    more: int


class AnsweredRow(Question):
    """A question, and its answers: claim, how it was taken, who gave it, note."""

    more: int
    answers: list[tuple[str, str | None, str | None, str | None]]


class OpenPage(Frame):
    """What has no answer or reply in these sources, and what has."""

    questions: Window[Question]
    answered: Window[AnsweredRow]
    challenges: Window[Challenge]
    taken_up: Window[TakenUpRow]
    foreseen: Window[TakenUpRow]
    open_cruxes: Window[Crux]


CRUXES = Template("cruxes/list.html", CruxesPage)
OPEN = Template("questions/list.html", OpenPage)


@router.get("/d/{slug}/cruxes")
def list_cruxes(pages: TheDebatePages) -> Response:
    """Show each crux: the question, who holds what, what hangs on it, how it came out."""

    def values(now: Opened) -> CruxesPage:
        cruxes = now.lists.cut("cruxes", ranked_cruxes(now.graph), MOST_CRUXES)
        return {
            **now.frame("cruxes"),
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
        asked = [Unanswered(q, None, graph.claims[q]) for q in summary.answered]
        attacks = summary.attacks
        cruxes = [crux for crux in ranked_cruxes(graph) if crux.outcome in (None, Outcome.OPEN)]
        return {
            **now.frame("open"),
            "questions": cut("questions", summary.questions).map(lambda r: question(graph, r)),
            "answered": cut("answered", asked).map(lambda r: _answered(graph, r)),
            "challenges": cut("unanswered", attacks.unanswered).map(lambda r: challenge(graph, r)),
            "taken_up": cut("taken-up", attacks.taken_up).map(lambda r: _taken_up(graph, r)),
            "foreseen": cut("foreseen", attacks.foreseen).map(lambda r: _taken_up(graph, r)),
            "open_cruxes": cut("cruxes", cruxes),
        }

    return pages.answer(lambda now: OPEN.filled(values(now)))


def _taken_up(graph: Graph, row: TakenUp) -> TakenUpRow:
    attack = row.attack
    line = challenge(graph, Unanswered(attack.id, attack, graph.claims.get(attack.premises[0])))
    shown = row.replies[:MOST_NAMED]
    found = [(r.id, _replier(graph, r)) for r in shown]
    return {**line, "replies": found, "more": len(row.replies) - len(found)}


def _replier(graph: Graph, relation: Relation) -> str | None:
    name = graph.account_name(relation.account)
    return graph.people[relation.person].short if relation.person else name


def _answered(graph: Graph, row: Unanswered) -> AnsweredRow:
    every = answers(graph, row.node)
    found = every[:MOST_NAMED]
    return {
        **question(graph, row),
        "more": len(every) - len(found),
        "answers": [
            (r.premises[0] if r.premises else r.id, r.taken, graph.name(r.person), r.note)
            for r in found
        ],
    }
