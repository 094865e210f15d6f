"""The list of debates, and a debate's overview with the contested-node summary."""

from collections.abc import Mapping, Sequence
from typing import TypedDict

from fastapi import APIRouter, Request, Response

from app.core.debate.graph import Claim, Graph, Stance
from app.core.debate.pairs import pairs
from app.core.debate.put import claims_voiced
from app.core.debate.summary import Split, Summary, summarise
from app.core.figures import points
from app.core.permissions import Action
from app.core.vocabulary import PersonKind
from app.services import debates
from app.services.debates import DebateRow, OpenDebate
from app.services.snapshots import Snapshot
from app.web.showing import words
from app.web.showing.challenges import ChallengeRow, Question, challenge, in_turn, question
from app.web.showing.claim_parts import Part, Viewer, part_of, step_sentence
from app.web.showing.news_words import NewsLine, news_line
from app.web.showing.pair_rows import PairRow, pair_row
from app.web.showing.rights import Rights, rights
from app.web.showing.windows import Window
from app.web.site.deps import CurrentActor, PageRoute, ReadSession
from app.web.site.frames import Frame
from app.web.site.kept_pages import Opened, TheDebatePages
from app.web.site.pages import Template, page

router = APIRouter(route_class=PageRoute)
MOST = 6
MOST_PAIRS = 12


class ContestedRow(TypedDict):
    """A claim on which speakers stand apart."""

    part: Part
    attacks: int


class ContestedStep(TypedDict):
    """A step on which speakers stand apart, and who stands where."""

    id: str
    step: str
    warrant: str
    accepting: str
    rejecting: str
    attacks: int


class ApartRow(TypedDict):
    """A node on which accounts are apart, and what that is worth at a thesis."""

    node: str
    part: Part | None
    step: str
    named: bool
    disagreement: float
    n: int
    stake: str | None
    thesis: str | None


class CruxRow(TypedDict):
    """A crux in the summary; `n` nodes hang on it."""

    id: str
    question: str
    outcome: str | None
    named_by: str | None
    n: int


class SummaryPart(TypedDict):
    """What `debates/_summary.html` shows."""

    debate: OpenDebate
    summary: Summary
    contested: list[ContestedRow]
    contested_steps: list[ContestedStep]
    more_contested: bool
    by_accounts: list[ApartRow]
    cruxes: list[CruxRow]
    challenges: list[ChallengeRow]
    questions: list[Question]


class Speaker(TypedDict):
    """A person beside the overview, and how much they say."""

    id: str
    name: str
    said: str


class Overview(Frame, SummaryPart):
    """A debate's overview."""

    news: NewsLine | None
    pairs: Window[PairRow]
    theses: list[Claim]
    people: list[Speaker]
    rights: Rights | None
    may: Mapping[str, bool]


class DebatesPage(TypedDict):
    """The debates that a reader may open."""

    debates: list[DebateRow]


DEBATES = Template("debates/list.html", DebatesPage)
OVERVIEW = Template("debates/show.html", Overview)


@router.get("/")
def list_debates(request: Request, session: ReadSession, actor: CurrentActor) -> Response:
    """List the debates that this reader may open."""
    return page(request, DEBATES.filled({"debates": debates.list_debates(session, actor)}))


@router.get("/d/{slug}")
def show_debate(pages: TheDebatePages) -> Response:
    """Show what is contested, by whom, and what stands open."""

    def values(now: Opened) -> Overview:
        summary = summary_values(now.snapshot, now.debate)
        rows = (*summary["contested"], *summary["by_accounts"])
        parts = [part.id for row in rows if (part := row["part"])]
        return {
            **now.frame("overview", lambda: parts),
            **summary,
            "news": news_line(now.graph, now.news),
            "pairs": now.lists.cut("pairs", pairs(now.graph), MOST_PAIRS).map(
                lambda pair: pair_row(now.graph, pair)
            ),
            "theses": [now.graph.claims[claim] for claim in now.graph.theses],
            "people": _people(now.graph),
            "rights": rights(now.debate),
            "may": {action.value: now.debate.may(action) for action in Action},
        }

    return pages.answer(lambda now: OVERVIEW.filled(values(now)), looks=True)


def summary_values(snapshot: Snapshot, debate: OpenDebate) -> SummaryPart:
    """Return what `debates/_summary.html` needs."""
    graph = snapshot.graph
    viewer = Viewer(debate.actor.account_id)
    summary = summarise(graph, snapshot.weighing)
    claims = [split for split in summary.by_people if split.node in graph.claims]
    steps = [split for split in summary.by_people if split.node in graph.relations]
    return {
        "debate": debate,
        "summary": summary,
        "contested": [_contested(snapshot, split, viewer) for split in claims[:MOST]],
        "contested_steps": [_contested_step(graph, split) for split in steps[:MOST]],
        "more_contested": len(summary.contested) > len(claims[:MOST]),
        "by_accounts": _apart(snapshot, summary, viewer, claims[:MOST]),
        "cruxes": _cruxes(graph, summary),
        "challenges": [challenge(graph, row) for row in in_turn(summary.attacks.unanswered)[:MOST]],
        "questions": [question(graph, asked) for asked in summary.questions[:MOST]],
    }


def _contested(snapshot: Snapshot, split: Split, viewer: Viewer) -> ContestedRow:
    return {"part": part_of(snapshot, split.node, viewer), "attacks": split.attacks}


def _contested_step(graph: Graph, split: Split) -> ContestedStep:
    return {
        "id": split.node,
        "step": step_sentence(graph, split.node),
        "warrant": graph.relations[split.node].warrant,
        "accepting": _names(graph, split.accepting),
        "rejecting": _names(graph, split.rejecting),
        "attacks": split.attacks,
    }


def _names(graph: Graph, stances: Sequence[Stance]) -> str:
    return ", ".join(graph.people[stance.person].short for stance in stances)


def _apart(
    snapshot: Snapshot, summary: Summary, viewer: Viewer, above: Sequence[Split]
) -> list[ApartRow]:
    graph, rows = snapshot.graph, summary.by_accounts
    shown = {split.node for split in above}
    return [
        {
            "node": row.node,
            "part": part_of(snapshot, row.node, viewer) if row.node in graph.claims else None,
            "step": step_sentence(graph, row.node),
            "named": row.node not in shown,
            "disagreement": row.disagreement,
            "n": row.n,
            "stake": points(row.stake) if row.stake and row.stake >= 0.005 else None,
            "thesis": row.thesis,
        }
        for row in rows[:MOST]
    ]


def _cruxes(graph: Graph, summary: Summary) -> list[CruxRow]:
    return [
        {
            "id": crux.id,
            "question": crux.question,
            "outcome": crux.outcome,
            "named_by": graph.people[crux.named_by].name
            if crux.named_by
            else graph.account_name(crux.account),
            "n": len(crux.claims),
        }
        for crux in summary.cruxes[:MOST]
    ]


def _people(graph: Graph) -> list[Speaker]:
    said = claims_voiced(graph)
    ranked = sorted(graph.people.values(), key=lambda person: -said[person.id])
    return [
        {
            "id": person.id,
            "name": person.name,
            "said": words.count(said[person.id], "claim")
            if said[person.id]
            else "at second hand only"
            if person.kind == PersonKind.ABSENT
            else "",
        }
        for person in ranked
    ]
