"""The map: the argument as a hanging tree of cards, and the same as a picture to take along."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.config import Settings
from app.core.debate.graph import Graph
from app.core.debate.maps.choosing import View, all_roots
from app.core.debate.maps.drawing import Map, drawn_map
from app.core.errors import NotFound
from app.core.formats.png import painted
from app.core.formats.svg import picture
from app.core.formats.svg_words import short, whole_words
from app.core.permissions import Action, Actor
from app.services.debates import OpenDebate, open_debate
from app.services.painting import paint
from app.services.snapshots import Snapshot, load_snapshot
from app.services.viewing import seen_as
from app.web.showing.drawings import (
    PageLinks,
    Reason,
    Selected,
    Small,
    drawing,
    reasons,
    selected_claim,
    small,
)
from app.web.showing.map_choices import (
    DEEPEST,
    DEPTH,
    DOWN,
    RIGHT,
    SIZE,
    SIZES,
    Asked,
    Tools,
    files_of,
    kept_of,
    tools_of,
)
from app.web.site import addresses as to
from app.web.site.deps import CurrentActor, PageRoute, ReadSession, TheSettings
from app.web.site.frames import Frame
from app.web.site.kept_pages import Opened, TheDebatePages, key_of
from app.web.site.pages import Template
from app.web.site.shelf import has_already, marked

router = APIRouter(route_class=PageRoute, include_in_schema=False)
KEPT_VIEW = ("at", "if", "semantics", "pooling")


class MapPage(Frame, Tools):
    """The map of a debate, or below one claim.

    `drawn` is what stands within a drawing of `width` and `height`, shown at `shown_width` and
    `shown_height`; `roots` are the claims at its heads.
    """

    drawn: Markup
    width: float
    height: float
    shown_width: float
    shown_height: float
    size: int
    is_down: bool
    number: int
    said: list[str]
    files: list[tuple[str, str]]
    kept: list[tuple[str, str]]
    root: str
    heading: str
    thread_href: str | None
    small: Small | None
    reasons: list[Reason]
    selected: Selected | None
    rooted_href: str


MAP = Template("maps/show.html", MapPage)


async def asked_for(
    root: str = "",
    depth: int = DEPTH,
    direction: str = RIGHT,
    remarks: bool = False,
    readings: bool = False,
    size: int = SIZE,
    show: str = "",
) -> Asked:
    """Read how a map is asked for; what cannot be is as near to it as can be."""
    return Asked(
        root.strip().removeprefix("#"),
        min(max(depth, 1), DEEPEST),
        DOWN if direction == DOWN else RIGHT,
        remarks,
        readings,
        min(SIZES, key=lambda each: abs(each - size)),
        show,
    )


TheAsked = Annotated[Asked, Depends(asked_for)]


@router.get("/d/{slug}/map")
def show_map(pages: TheDebatePages, asked: TheAsked) -> Response:
    """Show the argument as a tree of cards, from the theses or from one claim."""
    return pages.answer(lambda now: MAP.filled(_values(now, asked)))


@dataclass(frozen=True, slots=True)
class _Taking:
    """One request for a map as a file, as the page of the map is asked for."""

    request: Request
    session: Session
    actor: Actor
    settings: Settings
    slug: str
    asked: Asked

    def sent(self, ending: str, media: str, make: Callable[[OpenDebate, str], bytes]) -> Response:
        """Send what is made of the drawing; what the client has already is not sent again."""
        debate = _opened(self.request, self.session, self.actor, self.slug)
        headers = marked(key_of(debate, str(self.request.url)))
        if has_already(self.request, headers):
            return Response(status_code=304, headers=headers)
        body = make(debate, _picture(self.session, debate, self.asked, self.settings))
        headers["Content-Disposition"] = _attached(debate, self.asked, ending)
        return Response(body, media_type=media, headers=headers)


@router.get("/d/{slug}/map/svg")
def send_svg(
    request: Request,
    session: ReadSession,
    actor: CurrentActor,
    settings: TheSettings,
    slug: str,
    asked: TheAsked,
) -> Response:
    """Send the map as it is asked for, as a drawing in SVG."""
    take = _Taking(request, session, actor, settings, slug, asked)
    return take.sent("svg", "image/svg+xml", lambda _, drawing: drawing.encode())


@router.get("/d/{slug}/map/png")
def send_png(
    request: Request,
    session: ReadSession,
    actor: CurrentActor,
    settings: TheSettings,
    slug: str,
    asked: TheAsked,
) -> Response:
    """Send the map as it is asked for, as a picture in PNG."""

    def paint_it(debate: OpenDebate, drawing: str) -> bytes:
        return painted(drawing, {"Title": debate.title}, paint)

    return _Taking(request, session, actor, settings, slug, asked).sent(
        "png", "image/png", paint_it
    )


def _opened(request: Request, session: Session, actor: Actor, slug: str) -> OpenDebate:
    """Open a debate to take its map along, seen the way the query asks for."""
    query = {key: request.query_params.get(key, "") for key in KEPT_VIEW}
    return seen_as(session, open_debate(session, actor, slug, Action.EXPORT), query)


def _picture(session: Session, debate: OpenDebate, asked: Asked, settings: Settings) -> str:
    snapshot = load_snapshot(session, debate)
    found = _drawn(snapshot, asked, _roots(snapshot.graph, asked), None)
    address = (
        f"{settings.base_url.rstrip('/')}{to.debate(debate.slug)}" if settings.base_url else ""
    )
    below = [f"Below #{asked.root}."] if asked.root else []
    told = " ".join([*below, *whole_words(snapshot.graph, found)])
    return picture(snapshot.graph, found, [debate.title, told], address)


def _attached(debate: OpenDebate, asked: Asked, ending: str) -> str:
    root = "".join(sign for sign in asked.root if sign.isalnum())
    stem = "-".join(filter(None, (debate.slug, "map", root)))
    return f'attachment; filename="{stem}.{ending}"'


def _roots(graph: Graph, asked: Asked) -> tuple[str, ...]:
    """Return the claims at the heads of a map; a step leads to the claim that it bears on."""
    if not asked.root:
        return graph.theses or all_roots(graph)
    here, seen = asked.root, set[str]()
    while here in graph.relations and here not in seen:
        seen.add(here)
        here = graph.relations[here].target
    if here in graph.claims:
        return (here,)
    crux = graph.cruxes.get(here)
    hanging = [each for each in (crux.claims if crux else ()) if each in graph.claims]
    if not hanging:
        raise NotFound(f"There is no claim #{asked.root[:40]} in this debate.")
    return tuple(hanging)


def _drawn(snapshot: Snapshot, asked: Asked, roots: tuple[str, ...], own: int | None) -> Map:
    view = View(
        roots,
        depth=asked.depth,
        is_down=asked.direction == DOWN,
        remarks=asked.remarks,
        readings=asked.readings,
        own=own,
    )
    return drawn_map(snapshot.graph, snapshot.weighing, view)


def _heading(graph: Graph, root: str, roots: tuple[str, ...]) -> str:
    crux = graph.cruxes.get(root)
    return crux.question if crux else short(graph, roots[0]) if root else ""


def _as_thread(graph: Graph, slug: str, root: str, roots: tuple[str, ...]) -> str | None:
    """Return the thread that shows the same; there is none below several claims of a crux."""
    thread = to.debate(slug, "thread")
    if not root or root in graph.claims or root in graph.relations:
        return f"{thread}?root={root}" if root else thread
    return f"{thread}?root={roots[0]}" if len(roots) == 1 else None


def _values(now: Opened, asked: Asked) -> MapPage:
    graph, slug, still = now.graph, now.debate.slug, now.debate.still
    roots = _roots(graph, asked)
    found = _drawn(now.snapshot, asked, roots, now.account)
    selected = asked.show if asked.show in graph.claims else (roots[0] if roots else "")

    def at(**changes: object) -> str:
        query = asked.query(**changes)
        return to.debate(slug, "map") + (f"?{query}" if query else "")

    links = PageLinks(slug, lambda node: at(show=node), lambda node: at(root=node, show=""), still)
    return {
        **now.frame("map", lambda: (card.node for card in found.cards)),
        "drawn": drawing(graph, found, links, asked.show),
        "width": found.width,
        "height": found.height,
        "shown_width": round(found.width * asked.size / 100),
        "shown_height": round(found.height * asked.size / 100),
        "size": asked.size,
        "is_down": asked.direction == DOWN,
        "number": len(found.cards),
        "said": list(whole_words(graph, found)),
        **tools_of(graph, asked, at),
        "files": files_of(slug, asked),
        "kept": kept_of(asked),
        "root": asked.root,
        "heading": _heading(graph, asked.root, roots),
        "thread_href": _as_thread(graph, slug, asked.root, roots),
        "small": None
        if asked.direction == DOWN or not found.cards
        else small(graph, found, selected),
        "reasons": reasons(graph, roots, found),
        "selected": selected_claim(now.snapshot, selected) if selected else None,
        "rooted_href": at(root=selected, show=""),
    }
