"""The pages of an archive, made by the handlers of the site as a visitor is shown them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.core.permissions import ANONYMOUS
from app.services.debates import OpenDebate
from app.services.snapshots import Snapshot
from app.web import (
    changes,
    comments,
    compare,
    counted,
    digests,
    maps,
    nodes,
    open_list,
    overviews,
    people,
    sources,
    threads,
)
from app.web.archive.about import ABOUT, FILES, about
from app.web.archive.links import settled
from app.web.archive.pairs import PAIRS, compared_pairs
from app.web.archive.places import Place, Places, address_of
from app.web.help import HELP
from app.web.showing.map_choices import Asked
from app.web.site.kept_pages import DebatePages, Makes, Opened, SharedByDebates
from app.web.site.pages import Text, render

# Addresses whose files are remembered; a page of a node leads to some dozens.
MOST_TARGETS = 20_000


@dataclass(frozen=True)
class _Still(Opened):
    """A debate whose page is made for an archive; all of its pages are of one snapshot."""

    known: Snapshot

    @cached_property
    def snapshot(self) -> Snapshot:
        """What a visitor may know of the debate."""
        return self.known


@dataclass(frozen=True, slots=True)
class _StillPages(DebatePages):
    """Answers the page of a debate as it is read from a file."""

    @property
    def slug(self) -> str:
        """The debate's part of the address."""
        return self._opened.debate.slug

    def answer(self, make: Makes, *, looks: bool = False) -> Response:
        """Answer the page that `make` returns; nobody has looked at the debate by that."""
        now = self._opened
        shared: SharedByDebates = {
            "actor": ANONYMOUS,
            "path": now.request.url.path,
            "site": "",
            "registration": "closed",
            "still": True,
            "lists": now.lists,
        }
        made = make(now)
        assert not isinstance(made, Text), "an archive has pages; its files are the formats'"
        return Response(render(made, shared))


View = Callable[[_StillPages, str, Mapping[str, str]], Response]


def _thread(pages: _StillPages, _: str, asked: Mapping[str, str]) -> Response:
    return _below(pages, None, asked)


def _below(pages: _StillPages, root: str | None, asked: Mapping[str, str]) -> Response:
    start, show = int(asked.get("start", "0")), asked.get("show", "all")
    return threads.show_thread(pages, pages.slug, root, start, show)


def _history(pages: _StillPages, _: str, asked: Mapping[str, str]) -> Response:
    return changes.show_history(pages, int(asked["until"]) if "until" in asked else None)


# The views of an archive. A page of the site is here, or `left_out` says why it is not.
WHOLE: dict[str, View] = {
    "index": lambda pages, *_: overviews.show_debate(pages),
    "thread": _thread,
    "map": lambda pages, *_: maps.show_map(pages, Asked()),
    "conversation": lambda pages, _, asked: comments.show_conversation(pages, "meta" in asked),
    "cruxes": lambda pages, *_: open_list.list_cruxes(pages),
    "people": lambda pages, *_: people.list_people(pages),
    "compare": lambda pages, *_: pages.answer(lambda now: PAIRS.filled(compared_pairs(now))),
    "sources": lambda pages, *_: sources.list_sources(pages),
    "open": lambda pages, *_: open_list.list_open(pages),
    "digest": lambda pages, *_: digests.show_digest(pages),
    "history": _history,
    "about": lambda pages, *_: pages.answer(lambda now: ABOUT.filled(about(now))),
    "help": lambda pages, *_: pages.answer(lambda _: HELP.filled({})),
}
PARTS: dict[str, View] = {
    "n": lambda pages, of, _: nodes.show_node(pages, of),
    "people": lambda pages, of, _: people.show_person(pages, of),
    "s": lambda pages, of, _: sources.show_source(pages, of),
    "thread": _below,
    "counted": lambda pages, of, _: counted.show_counted(pages, of),
    "compare": lambda pages, *_: compare.compare(pages),
}


class _Target(NamedTuple):
    """A file that an address leads to, a place in it, and which page it is, if it is one."""

    file: str
    at: str = ""
    place: Place | None = None


@dataclass(frozen=True)
class Stills:
    """Makes the pages of one debate's archive, and finds what each leads to."""

    session: Session
    debate: OpenDebate
    snapshot: Snapshot
    places: Places

    def page(self, place: Place, found: Callable[[Place], None]) -> bytes:
        """Return the page of a place as it is read from disk; `found` is told where it leads."""
        path, query = address_of(self.debate.slug, place)
        makes = PARTS[place.view] if place.of else WHOLE[place.view]
        answer = makes(self._pages(path, query), place.of, dict(place.query))
        address = f"{path}?{query}" if query else path

        here = place.file

        def leads(address: str) -> str | None:
            target = self._target(address)
            if target is None:
                return None
            if target.place:
                found(target.place)
            at = f"#{target.at}" if target.at else ""
            return at if at and target.place == place else relative(target.file, here) + at

        return settled(bytes(answer.body).decode(), address, leads).encode()

    def _pages(self, path: str, query: str) -> _StillPages:
        scope = {
            **{"type": "http", "method": "GET", "path": path, "query_string": query.encode()},
            **{"headers": [], "scheme": "http", "server": ("archive", 80)},
        }
        return _StillPages(_Still(Request(scope), self.session, self.debate, self.snapshot))

    @cached_property
    def _target(self) -> Callable[[str], _Target | None]:
        """What finds the file that an address leads to; most are asked for by many pages."""
        return lru_cache(MOST_TARGETS)(self._found)

    def _found(self, address: str) -> _Target | None:
        path = urlsplit(address).path
        if path.startswith("/static/"):
            return _Target(path[1:])
        if path.startswith(FILES):
            return _Target(path.removeprefix(FILES))
        target = self.places.find(address)
        return _Target(target.place.file, target.at, target.place) if target else None


def relative(file: str, by: str) -> str:
    """Return how one file of an archive leads to another.

    >>> relative("static/css/app.css", "n/c1.html"), relative("n/c1.html", "index.html")
    ('../static/css/app.css', 'n/c1.html')
    """
    there, here = file.split("/"), by.split("/")[:-1]
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    return "/".join([*[".."] * (len(here) - shared), *there[shared:]])
