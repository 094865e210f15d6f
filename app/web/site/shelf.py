"""Finished pages of visitors, and how one is told: whole, compressed, or as one already has it.

Whatever made a page knows by its key whether it is still true.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from sys import getsizeof

from fastapi import Request, Response

from app.services.kept import Kept
from app.services.tags import Condition
from app.services.turns import Turns
from app.web.site.middleware import accepts_gzip
from app.web.site.pages import VARY

HTML = "text/html; charset=utf-8"
ENTRY = 400  # bytes of an entry beside its key and bodies


@dataclass(frozen=True, slots=True)
class Finished:
    """A page of a debate as it was made, under the key that named what it showed."""

    slug: str
    database: str
    revision: int
    key: str
    body: bytes
    packed: bytes
    media: str = HTML


class PageShelf:
    """The pages that were made last at each address, up to a number of bytes."""

    def __init__(self, most: int) -> None:
        self._pages: Kept[str, Finished] = Kept(most)
        self.turns = Turns()

    def get(self, address: str) -> Finished | None:
        """Return the page that was made last at an address, true or not any more, or None."""
        return self._pages.get(address)

    def put(self, address: str, page: Finished) -> None:
        """Keep a page, unless it is larger than all the room, or a later one is kept."""
        kept = self._pages.get(address)
        if kept and kept.database == page.database and kept.revision > page.revision:
            return
        held = (address, page.key, page.body, page.packed)
        self._pages.put(address, page, ENTRY + sum(map(getsizeof, held)))

    def clear(self) -> None:
        """Forget all pages."""
        self._pages.clear()

    @property
    def size(self) -> int:
        """Return how many bytes are kept."""
        return self._pages.size


def marked(key: str) -> dict[str, str]:
    """Return the headers by which a browser asks for the same thing again."""
    vary = f"{VARY['Vary']}, Accept-Encoding"
    return {**VARY, "Vary": vary, "ETag": f'"{hashlib.sha256(key.encode()).hexdigest()[:24]}"'}


def has_already(request: Request, headers: Mapping[str, str]) -> bool:
    """Tell whether the browser has what bears this mark."""
    given = Condition.read(request.headers.getlist("if-none-match"))
    return given is not None and given.names(headers["ETag"])


def told(request: Request, page: Finished) -> Response:
    """Answer a page, or that the browser has it already."""
    headers = marked(page.key)
    if has_already(request, headers):
        return Response(status_code=304, headers=headers)
    body = page.body
    if accepts_gzip(request.scope["headers"]):
        body, headers["Content-Encoding"] = page.packed, "gzip"
    return Response(body, media_type=page.media, headers=headers)
