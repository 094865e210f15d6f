"""The frame of a debate's pages, and pages that are kept while nothing has changed."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from sys import getsizeof
from typing import Any

from fastapi import Request, Response

from app.core.debate.graph import Graph
from app.services.debates import OpenDebate
from app.services.kept import Kept
from app.web.showing.windows import WINDOW, Lists
from app.web.site.middleware import accepts_gzip, compress
from app.web.site.pages import VARY, render
from app.web.site.views import differing, suffix

Values = Mapping[str, Any]
ENTRY = 400  # bytes of an entry beside its key and bodies


@dataclass(frozen=True, slots=True)
class _Finished:
    body: bytes
    packed: bytes


class PageShelf:
    """Finished pages of visitors, the latest used ones, up to a number of bytes."""

    def __init__(self, most: int) -> None:
        self._pages: Kept[str, _Finished] = Kept(most)

    def get(self, key: str) -> _Finished | None:
        """Return a kept page, or None."""
        return self._pages.get(key)

    def put(self, key: str, page: _Finished) -> None:
        """Keep a page, unless it is larger than all the room."""
        size = ENTRY + getsizeof(key) + getsizeof(page.body) + getsizeof(page.packed)
        self._pages.put(key, page, size)

    def clear(self) -> None:
        """Forget all pages."""
        self._pages.clear()

    @property
    def size(self) -> int:
        """Return how many bytes are kept."""
        return self._pages.size


def tab_counts(graph: Graph) -> dict[str, int]:
    """Return the numbers beside the tabs."""
    return {
        "thread": sum(claim.kind == "claim" for claim in graph.claims.values()),
        "cruxes": len(graph.cruxes),
        "people": len(graph.people),
        "sources": len(graph.sources),
    }


def frame(debate: OpenDebate, graph: Graph, tab: str) -> dict[str, Any]:
    """Return the values that `debates/frame.html` needs."""
    return {
        "debate": debate,
        "tab": tab,
        "counts": tab_counts(graph),
        "view": suffix(debate),
        "said_at": partial(comment_address, debate.slug, graph.comments > WINDOW),
        "differing": differing(debate),
        "supposed": [(node, graph.text(node), value) for node, value in debate.suppose],
    }


def comment_address(slug: str, is_long: bool, comment: str) -> str:
    """Return where a comment stands; a long conversation must be told which stretch to show."""
    asked = f"?at={comment}" if is_long else ""
    return f"/d/{slug}/conversation{asked}#{comment}"


def debate_page(
    request: Request, debate: OpenDebate, template: str, make: Callable[[], Values]
) -> Response:
    """Answer a page of a debate: not at all if the browser has it, kept bytes if we have them.

    The key names revision, viewer and address, so a stale page or another's cannot be met;
    only pages of visitors are kept.
    """
    account = debate.actor.account_id
    key = f"{debate.id}/{debate.revision}/{account}/{debate.role}/{request.url}"
    etag = '"' + hashlib.sha256(key.encode()).hexdigest()[:24] + '"'
    headers = {**VARY, "ETag": etag, "Vary": "HX-Request, Cookie, Accept-Encoding"}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    shelf: PageShelf = request.app.state.pages
    kept = shelf.get(key) if account is None else None
    if kept is None:
        kept = _make(request, debate, template, make)
        if account is None:
            shelf.put(key, kept)
    return _answer(request, kept, headers)


def _make(
    request: Request, debate: OpenDebate, template: str, make: Callable[[], Values]
) -> _Finished:
    values = {
        "actor": debate.actor,
        "path": request.url.path,
        "registration": request.app.state.settings.registration,
        "lists": Lists.of(request),
        **make(),
    }
    body = render(template, values).encode()
    return _Finished(body, compress(body))


def _answer(request: Request, kept: _Finished, headers: dict[str, str]) -> Response:
    if accepts_gzip(request.scope["headers"]):
        packed = {**headers, "Content-Encoding": "gzip"}
        return Response(kept.packed, media_type="text/html; charset=utf-8", headers=packed)
    return Response(kept.body, media_type="text/html; charset=utf-8", headers=headers)
