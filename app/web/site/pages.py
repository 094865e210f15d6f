"""Jinja, and the three ways to answer: a page, a partial, or a redirect."""

import hashlib
from collections.abc import Hashable, Mapping
from functools import cache
from sys import getsizeof
from typing import Any, Protocol

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app import __version__
from app.paths import STATIC, TEMPLATES
from app.services.kept import Kept
from app.web.showing import words
from app.web.site import addresses

VARY = {"Vary": "HX-Request, Cookie", "Cache-Control": "private, no-cache"}


class HasSlug(Protocol):
    """What a card needs to know of its debate."""

    @property
    def slug(self) -> str:
        """The debate's part of the address."""
        ...


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


def render(template: str, values: Mapping[str, Any]) -> str:
    """Fill a template."""
    return environment().get_template(template).render(values)


# A card's values weigh half as much as its markup, measured; a test compares.
SHARE_OF_KEY = 0.5
_cards: Kept[tuple[str, str, Hashable], Markup] = Kept(32_000_000)


def keep_cards(most: int) -> None:
    """Set how many bytes of rendered cards this process keeps."""
    _cards.resize(most)


def render_card(template: str, debate: HasSlug, card: Hashable) -> Markup:
    """Fill a card's template, or return what an equal card looked like before.

    The card itself is the key, and holds all that the template shows: it can be shared by all
    readers, and is rendered anew only when something it shows has changed.
    """
    key = (template, debate.slug, card)
    found = _cards.get(key)
    if found is None:
        found = Markup(render(template, {"card": card, "debate": debate}))
        _cards.put(key, found, int(getsizeof(found) * (1 + SHARE_OF_KEY)))
    return found


def page(
    request: Request, template: str, values: Mapping[str, Any] | None = None, status: int = 200
) -> HTMLResponse:
    """Answer a whole page; `actor` and `path` are there for the frame around it."""
    shared = {
        "actor": getattr(request.state, "actor", None),
        "path": request.url.path,
        "registration": request.app.state.settings.registration,
    }
    html = render(template, {**shared, **(values or {})})
    return HTMLResponse(html, status, headers=VARY)


def wants_partial(request: Request) -> bool:
    """Tell whether htmx asks for a piece; the only place that looks at its headers."""
    if request.headers.get("HX-Request") != "true":
        return False
    return request.headers.get("HX-Request-Type", "partial") != "full"


def respond(
    request: Request,
    *,
    partial: str,
    values: Mapping[str, Any],
    otherwise: str,
    status: int = 200,
) -> Response:
    """Answer an action: the changed pieces to htmx, a redirect to a plain form."""
    if wants_partial(request):
        shared = {"actor": getattr(request.state, "actor", None), "path": request.url.path}
        return HTMLResponse(render(partial, {**shared, **values}), status, headers=VARY)
    return RedirectResponse(otherwise, 303, headers=VARY)


def go(request: Request, address: str) -> Response:
    """Send a reader to another page; htmx must open it, not put it into a slot of this one."""
    if request.headers.get("HX-Request") == "true":
        return Response(status_code=204, headers={**VARY, "HX-Redirect": address})
    return RedirectResponse(address, 303, headers=VARY)


def error_page(
    request: Request, status: int, *, title: str, message: str, extra: Mapping[str, Any]
) -> HTMLResponse:
    """Answer an error as a page, or as a short notice to htmx."""
    template = "errors/_notice.html" if wants_partial(request) else "errors/show.html"
    values = {"status": status, "title": title, "message": message, "extra": dict(extra)}
    return page(request, template, values, status)
