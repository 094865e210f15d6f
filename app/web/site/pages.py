"""Jinja, and the three ways to answer: a page, a partial, or a redirect."""

import hashlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cache
from sys import getsizeof
from typing import Generic, NamedTuple, Protocol, TypedDict, TypeVar

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app import __version__
from app.core.permissions import Actor
from app.paths import STATIC, TEMPLATES
from app.services.kept import Kept
from app.web.showing import words
from app.web.site import addresses

VARY = {"Vary": "HX-Request, Cookie", "Cache-Control": "private, no-cache"}
Values = Mapping[str, object]
C = TypeVar("C", bound=Values)


class Filled(NamedTuple):
    """The name of a template, and what it is filled with."""

    template: str
    values: Values


class Text(NamedTuple):
    """What is sent as it stands, and its media type."""

    body: str
    media: str


@dataclass(frozen=True, slots=True)
class Template(Generic[C]):
    """A template and the type of what it is filled with; a test holds each to the other."""

    name: str
    context: type[C]

    def filled(self, values: C) -> Filled:
        """Return the template with its values, to be rendered with what all pages are given."""
        return Filled(self.name, values)


class Shared(TypedDict):
    """What every page and piece is given beside its own values, for the frame around it.

    `still`: it will be read from a file, where nothing answers. `site` is where the site is read,
    "" where nobody knows: what is printed says from where it is.
    """

    actor: Actor | None
    path: str
    site: str
    registration: str
    still: bool


class ErrorNotice(TypedDict):
    """An error in words; `extra` is what its fields and its place in a file say."""

    title: str
    message: str
    extra: Mapping[str, object]


class ErrorPage(ErrorNotice):
    """The same on a page of its own, with the number of the answer."""

    status: int


ERROR = Template("errors/show.html", ErrorPage)
ERROR_NOTICE = Template("errors/_notice.html", ErrorNotice)


class HasSlug(Protocol):
    """What a card needs to know of its debate."""

    @property
    def slug(self) -> str:
        """The debate's part of the address."""
        ...

    @property
    def still(self) -> bool:
        """Whether the card will be read from a file."""
        ...


class CardPiece(TypedDict):
    """A card in the list of a thread or of what bears on a node."""

    card: Hashable
    debate: HasSlug


CARD = Template("threads/_card.html", CardPiece)


@cache
def static_url(path: str) -> str:
    """Return the address of a static file, with a mark that changes when the file does."""
    digest = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]
    return f"/static/{path}?v={digest}"


@cache
def environment() -> Environment:
    """Return the one template environment: autoescaping, and strict about unknown names."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.globals.update(static_url=static_url, to=addresses, version=__version__, words=words)
    env.filters.update(words.FILTERS)
    return env


def render(filled: Filled, shared: Values | None = None) -> str:
    """Render a template with its values; they come before those that are shared."""
    values = {**shared, **filled.values} if shared else filled.values
    return environment().get_template(filled.template).render(values)


# A card's values weigh half as much as its markup, measured; a test compares.
SHARE_OF_KEY = 0.5
_cards: Kept[tuple[str, bool, Hashable], Markup] = Kept(32_000_000)


def keep_cards(most: int) -> None:
    """Set how many bytes of rendered cards this process keeps."""
    _cards.resize(most)


def render_card(debate: HasSlug, card: Hashable) -> Markup:
    """Render a card, or return what an equal card looked like before.

    The card itself is the key, and holds all that the template shows: it can be shared by all
    readers, and is rendered anew only when something it shows has changed.
    """
    key = (debate.slug, debate.still, card)
    found = _cards.get(key)
    if found is None:
        found = Markup(render(CARD.filled({"card": card, "debate": debate})))
        _cards.put(key, found, int(getsizeof(found) * (1 + SHARE_OF_KEY)))
    return found


def site_of(request: Request) -> str:
    """Return where the site is read, without a slash."""
    base: str = request.app.state.settings.base_url
    return base.rstrip("/")


def shared_with(request: Request) -> Shared:
    """Return what the frame around every page needs to know."""
    return {
        "actor": getattr(request.state, "actor", None),
        "path": request.url.path,
        "site": site_of(request),
        "registration": request.app.state.settings.registration,
        "still": False,
    }


def page(request: Request, filled: Filled, status: int = 200) -> HTMLResponse:
    """Answer a whole page."""
    return HTMLResponse(render(filled, shared_with(request)), status, headers=VARY)


def wants_partial(request: Request) -> bool:
    """Tell whether htmx asks for a piece; the only place that looks at its headers."""
    if request.headers.get("HX-Request") != "true":
        return False
    return request.headers.get("HX-Request-Type", "partial") != "full"


def respond(request: Request, *, partial: Callable[[], Filled], otherwise: str) -> Response:
    """Answer an action: the changed pieces, made now, to htmx; a redirect to a plain form."""
    if wants_partial(request):
        return page(request, partial())
    return RedirectResponse(otherwise, 303, headers=VARY)


def go(request: Request, address: str) -> Response:
    """Send a reader to another page; htmx must open it, not put it into a slot of this one."""
    if request.headers.get("HX-Request") == "true":
        return Response(status_code=204, headers={**VARY, "HX-Redirect": address})
    return RedirectResponse(address, 303, headers=VARY)


def error_page(
    request: Request, status: int, *, title: str, message: str, extra: Mapping[str, object]
) -> HTMLResponse:
    """Answer an error as a page, or as a short notice to htmx."""
    notice: ErrorNotice = {"title": title, "message": message, "extra": extra}
    if wants_partial(request):
        return page(request, ERROR_NOTICE.filled(notice), status)
    return page(request, ERROR.filled({**notice, "status": status}), status)
