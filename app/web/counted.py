"""The rows behind a number of the overview: exactly those that it counts."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from fastapi import APIRouter, Response

from app.core.debate.graph import Graph, Relation
from app.core.debate.summary import Summary, summarise
from app.core.errors import NotFound
from app.web.showing import words
from app.web.showing.challenges import aim
from app.web.showing.claim_parts import shortened
from app.web.showing.windows import Window
from app.web.site.deps import PageRoute
from app.web.site.frames import Frame
from app.web.site.kept_pages import Opened, TheDebatePages
from app.web.site.pages import Template

router = APIRouter(route_class=PageRoute)
MOST_PREMISES = 3


class CountedRow(NamedTuple):
    """A node, person or account that was counted, in words."""

    id: str
    text: str


class CountedPage(Frame):
    """What was counted, by which rule, row by row."""

    what: str
    title: str
    rule: str
    rows: Window[CountedRow]


class Counted(NamedTuple):
    """One number of the overview: what it is called, its rule, and the rows it counts."""

    title: str
    rule: str
    rows: Callable[[Graph, Summary], Sequence[CountedRow]]


COUNTED = Template("debates/counted.html", CountedPage)


def _speakers(graph: Graph, summary: Summary) -> list[CountedRow]:
    return [CountedRow(each, graph.people[each].name) for each in summary.put.speakers]


def _claims(graph: Graph, nodes: Sequence[str]) -> list[CountedRow]:
    return [CountedRow(each, graph.text(each)) for each in nodes]


def _steps(graph: Graph, nodes: Sequence[str]) -> list[CountedRow]:
    return [CountedRow(each, step_said(graph, graph.relations[each])) for each in nodes]


def _accounts(graph: Graph, summary: Summary) -> list[CountedRow]:
    given = Counter((row.account, row.name) for row in graph.credences)
    return [
        CountedRow(str(account), f"{name}: {words.count(n, 'credence')}")
        for (account, name), n in sorted(given.items())
    ]


def step_said(graph: Graph, relation: Relation) -> str:
    """Say a step in words: its premises, what it does, and to what."""
    premises = [f"“{shortened(graph.text(each))}”" for each in relation.premises[:MOST_PREMISES]]
    more = len(relation.premises) - len(premises)
    said = " and ".join(premises) + (f" and {more} more" if more else "")
    return f"{said} {relation.kind} {aim(graph, relation.target)}"


COUNTS: dict[str, Counted] = {
    "speakers": Counted(
        "Speakers",
        "Those who put a claim into words in these sources; whoever is only spoken of is none.",
        _speakers,
    ),
    "claims": Counted(
        "Claims that speakers put",
        "Claims that a speaker puts into words, held or not; without speakers, all claims.",
        lambda graph, summary: _claims(graph, summary.put.claims),
    ),
    "inferences": Counted(
        "Inferences that speakers draw",
        "Reasons and attacks that a speaker draws in the text, none by the analyst; without "
        "speakers, all inferences.",
        lambda graph, summary: _steps(graph, summary.put.inferences),
    ),
    "on-steps": Counted(
        "Inferences about inferences",
        "Of the inferences that speakers draw, those that bear on another inference.",
        lambda graph, summary: _steps(graph, summary.put.on_steps),
    ),
    "challenges": Counted(
        "Challenges",
        "Attacks that their author asserts, on the view of somebody else, each once.",
        lambda graph, summary: _steps(graph, [c.attack.id for c in summary.attacks.challenges]),
    ),
    "questions": Counted(
        "Questions",
        "All that are asked, answered or not.",
        lambda graph, summary: _claims(graph, (*summary.questions, *summary.answered)),
    ),
    "accounts": Counted(
        "Accounts that rated something",
        "Those with a credence that stands and that you may see.",
        _accounts,
    ),
}


@router.get("/d/{slug}/counted/{what}")
def show_counted(pages: TheDebatePages, what: str) -> Response:
    """Show the rows that a number of the overview counts."""
    return pages.answer(lambda now: COUNTED.filled(_values(now, what)))


def _values(now: Opened, what: str) -> CountedPage:
    counted = COUNTS.get(what)
    if counted is None:
        raise NotFound("Nothing is counted by that name.")
    rows = counted.rows(now.graph, summarise(now.graph, now.snapshot.weighing))
    return {
        **now.frame("overview"),
        "what": what,
        "title": counted.title,
        "rule": counted.rule,
        "rows": now.lists.cut("rows", rows),
    }
