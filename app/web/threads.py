"""The argument tree from the theses, or from one node."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypedDict
from urllib.parse import urlencode

from fastapi import APIRouter, Response
from markupsafe import Markup

from app.core.debate.connected import connected_with_theses
from app.core.debate.contested import contested_in_order
from app.core.debate.graph import ON_INFERENCE, Claim, Crux, Graph
from app.core.debate.laid_out import STRUCTURE, LaidOut, laid_out
from app.core.debate.standing import way_down
from app.core.debate.thread import Row, lined
from app.core.errors import NotFound
from app.core.vocabulary import ClaimKind
from app.services.snapshots import Snapshot
from app.web.showing import words
from app.web.showing.cards import MOST_PARTS, cards
from app.web.showing.claim_parts import Viewer, ended_status
from app.web.showing.news_words import NewsLine, marks_of, news_line
from app.web.showing.outlines import OutlineBar, bar_of
from app.web.site import addresses as to
from app.web.site.deps import PageRoute
from app.web.site.frames import Frame
from app.web.site.kept_cards import rendered
from app.web.site.kept_pages import Opened, TheDebatePages
from app.web.site.pages import Template, render_card

router = APIRouter(route_class=PageRoute)
Marks = Mapping[str, str]
WINDOW = 200
MAX_DEPTH = 8
NEW = "new"
FILTERS = {"cruxes": "At a crux", "contested": "Contested", "steps": "On steps", NEW: "New"}
MOST_PLACES = 20


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter above the thread."""

    label: str
    href: str
    current: bool
    count: int | None = None


class NewsHere(NamedTuple):
    """Where on this page something is new, in its order; `more` places are not named.

    `others` is whether something is new in what this page does not show.
    """

    line: NewsLine
    places: tuple[str, ...]
    more: int
    others: bool
    all_href: str


class BesideRow(TypedDict):
    """A claim outside the rows, with the relation by which it is about another node."""

    id: str
    text: str
    relation: str
    verb: str
    is_premise: bool
    other: str
    status: str | None


class ThreadPage(Frame):
    """A window of the rows of a thread.

    `beside` are claims that stand in no row and are about what does; `apart` are those that
    nothing connects with a thesis.
    """

    rows: list[Markup]
    news: NewsHere | None
    outline: OutlineBar | None
    root: str | None
    filtered: bool
    trail: list[Claim]
    chips: list[Chip]
    start: int
    first_href: str
    next_href: str | None
    remaining: int
    beside: list[BesideRow]
    apart: list[Claim]
    cruxes: list[Crux]


THREAD = Template("threads/show.html", ThreadPage)


@router.get("/d/{slug}/thread")
def show_thread(
    pages: TheDebatePages,
    slug: str,
    root: str | None = None,
    start: int = 0,
    show: str = "all",
    readings: bool = False,
) -> Response:
    """Show the argument tree, a window of rows at a time."""
    asked = _Asked(slug, root, max(0, start), show, readings)
    return pages.answer(lambda now: THREAD.filled(_values(now, asked)), looks=True)


@dataclass(frozen=True, slots=True)
class _Asked:
    slug: str
    root: str | None
    start: int
    show: str
    readings: bool
    still: bool = False

    def href(self, **changes: object) -> str:
        values = {"root": self.root, "show": self.show, "readings": self.readings, **changes}
        kept = {k: str(v).lower() for k, v in values.items() if v and (k, v) != ("show", "all")}
        return to.debate(self.slug, "thread") + (f"?{urlencode(kept)}" if kept else "")

    def below(self, root: str) -> str:
        # An archive has a thread of its own only where another one breaks off.
        if self.still:
            return to.node(self.slug, root)
        return self.href(root=root, show="all")


def _values(now: Opened, asked: _Asked) -> ThreadPage:
    snapshot, graph, asked = now.snapshot, now.graph, replace(asked, still=now.debate.still)
    if asked.root and asked.root not in graph.claims and asked.root not in graph.relations:
        raise NotFound(f"There is no claim or relation #{asked.root} in this debate.")
    laid = laid_out(graph, asked.root, MAX_DEPTH)
    marks = marks_of(now.news)
    # A filter looks at every row, however deep: what it counts must be what it shows.
    is_filtered = asked.show in FILTERS
    chosen = _chosen(snapshot, laid, asked, marks) if is_filtered else laid.rows
    after = asked.start + WINDOW
    if is_filtered:
        window: Sequence[Row] = list(lined(chosen, asked.start, after))
    else:
        window = laid.window(asked.start, WINDOW)
    return {
        **now.frame("thread", lambda: (claim for row in window for claim in row.claims)),
        "rows": _cards(now, asked, window, marks, {} if is_filtered else laid.below_cuts(marks)),
        "news": _news_here(now, asked, window, marks),
        "outline": _bar(graph, laid, asked, window),
        "root": asked.root,
        "filtered": is_filtered,
        "trail": way_down(graph, asked.root) if asked.root else [],
        "chips": _chips(snapshot, laid, asked, marks),
        "start": asked.start,
        "first_href": asked.href(),
        "next_href": asked.href(start=after) if after < len(chosen) else None,
        "remaining": max(0, len(chosen) - after),
        "beside": [] if asked.root else _beside(graph, laid),
        "apart": [] if asked.root else _apart(graph, laid),
        "cruxes": _cruxes(graph),
    }


def _cards(
    now: Opened, asked: _Asked, window: Sequence[Row], marks: Marks, below: Mapping[str, int]
) -> list[Markup]:
    viewer = Viewer(now.account, asked.readings, marks, below)
    if asked.root is None and asked.show not in FILTERS and not asked.still:
        return rendered(now.snapshot, now.debate, window, viewer, "thread")
    return [render_card(now.debate, card) for card in cards(now.snapshot, window, viewer)]


def _news_here(now: Opened, asked: _Asked, window: Sequence[Row], marks: Marks) -> NewsHere | None:
    """Name the places of a window where something is new, so that each can be gone to."""
    line = news_line(now.graph, now.news)
    if line is None:
        return None
    shown = (node for row in window for node in _named(row))
    here = [node for node in dict.fromkeys(shown) if node in marks]
    places, others = tuple(here[:MOST_PLACES]), len(here) < len(marks)
    return NewsHere(line, places, len(here) - len(places), others, asked.href(show=NEW))


def _named(row: Row) -> list[str]:
    """Return the nodes that have a place of their own in a row; others stand further up."""
    own = [claim for claim in row.claims[:MOST_PARTS] if claim not in row.repeated]
    return [row.key, *own] if row.relation else own


def _bar(graph: Graph, laid: LaidOut, asked: _Asked, window: Sequence[Row]) -> OutlineBar | None:
    def made() -> OutlineBar | None:
        return bar_of(graph, laid.rows, {row.key for row in window}, asked.below)

    if asked.root or asked.show in FILTERS:
        return made()
    return graph.kept((*STRUCTURE, "claims"), ("bar", asked), made)


def _chosen(snapshot: Snapshot, laid: LaidOut, asked: _Asked, marks: Marks) -> Sequence[Row]:
    at_crux = snapshot.graph.cruxes_of
    tests: dict[str, Callable[[Row], bool]] = {
        "cruxes": lambda row: any(node in at_crux for node in (row.key, *row.claims)),
        "steps": lambda row: bool(row.relation and row.relation.kind in ON_INFERENCE),
        NEW: lambda row: any(node in marks for node in (row.key, *row.claims)),
    }
    if asked.show == "contested":
        rows = _rows_with(laid.deep, _contested(snapshot, laid, asked))
    else:
        rows = [row for row in laid.deep if tests[asked.show](row)]
    # What a line led to may be left out: a chosen row stands by itself.
    return [row._replace(tint=None, depth=0, beside=False, forked=False) for row in rows]


def _contested(snapshot: Snapshot, laid: LaidOut, asked: _Asked) -> Sequence[str]:
    """List the contested claims that a thread can show: the whole one shows all there are."""
    found = contested_in_order(snapshot.graph, snapshot.weighing)
    return [node for node in found if node in laid.placed.reached] if asked.root else found


def _rows_with(rows: Sequence[Row], claims: Sequence[str]) -> list[Row]:
    """Choose for each claim the first row in which it stands; one that has none gets its own."""
    waiting, found = dict.fromkeys(claims), list[Row]()
    for row in rows:
        here = waiting.keys() & set(row.claims)
        if here:
            found.append(row)
            waiting = {node: None for node in waiting if node not in here}
    return [*found, *(Row(node, 0, None, (node,)) for node in waiting)]


def _chips(snapshot: Snapshot, laid: LaidOut, asked: _Asked, marks: Marks) -> list[Chip]:
    graph = snapshot.graph
    counts = {
        "cruxes": laid.count(frozenset(graph.cruxes_of), graph),
        "contested": len(_contested(snapshot, laid, asked)),
        "steps": laid.steps,
        NEW: laid.count(frozenset(marks), graph),
    }
    whole = Chip("All", asked.href(show="all"), asked.show not in FILTERS, len(laid.rows))
    chosen = [
        Chip(label, asked.href(show=name), asked.show == name, counts[name])
        for name, label in FILTERS.items()
        if name != NEW or marks or asked.show == NEW
    ]
    readings = Chip("Analyst's readings", asked.href(readings=not asked.readings), asked.readings)
    return [whole, *chosen, *([] if asked.still else [readings])]


def _outside(graph: Graph, laid: LaidOut) -> list[Claim]:
    """List the claims that stand in no row, but for talk about the talk."""
    rows = graph.claims.values()
    return [c for c in rows if c.id not in laid.placed.reached and c.kind != ClaimKind.META]


def _apart(graph: Graph, laid: LaidOut) -> list[Claim]:
    """List the claims outside the rows that nothing connects with a thesis."""

    def made() -> list[Claim]:
        connected = connected_with_theses(graph)
        return [claim for claim in _outside(graph, laid) if claim.id not in connected]

    return graph.kept((*STRUCTURE, "claims"), "apart", made)


def _beside(graph: Graph, laid: LaidOut) -> list[BesideRow]:
    """List the claims outside the rows that something connects with a thesis, and what does."""

    def made() -> list[BesideRow]:
        connected = connected_with_theses(graph)
        claims = (claim for claim in _outside(graph, laid) if claim.id in connected)
        return [_beside_row(graph, claim) for claim in claims]

    return graph.kept((*STRUCTURE, "claims"), "beside", made)


def _beside_row(graph: Graph, claim: Claim) -> BesideRow:
    drawn = graph.outgoing.get(claim.id, ())
    relation = (*drawn, *graph.incoming.get(claim.id, ()))[0]
    premise = relation.premises[0] if relation.premises else relation.id
    return {
        "id": claim.id,
        "text": claim.text,
        "relation": relation.id,
        "verb": words.RELATION[relation.kind],
        "is_premise": bool(drawn),
        "other": relation.target if drawn else premise,
        "status": ended_status(claim),
    }


def _cruxes(graph: Graph) -> list[Crux]:
    return list(graph.cruxes.values())[:12]
