"""Pages of a debate that are kept while nothing has changed.

A handler is given `DebatePages` and no session: what it gives to `answer` is asked for only when
neither the browser nor the shelf has the page, so nothing can be loaded before they are asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app import __version__
from app.core.debate.graph import Graph
from app.core.permissions import Action
from app.db import end
from app.services.debates import OpenDebate
from app.services.news import SinceThen, load_news
from app.services.packing import compress
from app.services.snapshots import Snapshot, load_snapshot
from app.trips import Found
from app.web.showing.what_ifs import Shows, moves_of
from app.web.showing.windows import Lists
from app.web.site import looking
from app.web.site.deps import Visit
from app.web.site.frames import SEEN, Frame, frame
from app.web.site.pages import Filled, Shared, Text, render, shared_with, site_of
from app.web.site.past_links import keep_moment
from app.web.site.shelf import HTML, Finished, PageShelf, has_already, marked, told


class SharedByDebates(Shared):
    """What the pages of debates are given beside that: how far the address asks for lists."""

    lists: Lists


@dataclass(frozen=True)
class Opened:
    """A debate whose page has to be made, while its session is open."""

    request: Request
    session: Session
    debate: OpenDebate

    @cached_property
    def snapshot(self) -> Snapshot:
        """What the reader may know of the debate, weighed as they look at it."""
        return load_snapshot(self.session, self.debate)

    @cached_property
    def news(self) -> SinceThen | None:
        """What is new to the reader since they last looked; None where nothing is."""
        return load_news(self.session, self.debate, self.snapshot)

    @property
    def graph(self) -> Graph:
        """The graph of the snapshot."""
        return self.snapshot.graph

    @property
    def account(self) -> int | None:
        """The account that reads; None for a visitor."""
        return self.debate.actor.account_id

    @property
    def lists(self) -> Lists:
        """How far the address asks for the page's lists."""
        return Lists.of(self.request)

    def leave(self) -> None:
        """End the session, with the graph in hand: what follows only computes, and long."""
        _ = self.snapshot
        end(self.session)

    def frame(self, tab: str, shows: Shows | None = None) -> Frame:
        """Return the values that `debates/frame.html` needs.

        `shows` gives the claims whose implied numbers the page shows, in case of a what-if; without
        it, the page says nothing of how many of those move.
        """
        framed = frame(self.debate, self.graph, tab, self.seen)
        return {**framed, "moves": moves_of(self.snapshot, shows)}

    @property
    def site(self) -> str:
        """Where the site is read, without a slash; "" for what is read from a file."""
        return "" if self.debate.still else site_of(self.request)

    @property
    def seen(self) -> int | None:
        """The revision that the address says was seen; None where there can be no such."""
        given = self.request.query_params.get(SEEN, "")
        number = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else -1
        return number if 0 < number <= self.debate.revision else None


Makes = Callable[[Opened], Filled | Text]


@dataclass(frozen=True, slots=True)
class DebatePages:
    """Answers the page of a debate: not at all, from the shelf, or made now."""

    _opened: Opened

    @classmethod
    def of(cls, visit: Visit) -> "DebatePages":
        """Open the debate that the address names, seen the way the query asks for."""
        return cls(Opened(visit.request, visit.session, visit.debate()))

    def answer(self, make: Makes, *, looks: bool = False) -> Response:
        """Answer the page, or the text, that `make` returns.

        The key names revision, viewer and address, so a stale page or another's cannot be met;
        only pages of visitors are kept. What `make` raises is neither kept nor marked. A page that
        says what is new counts as a look at the debate (`looks`), once it has been answered.
        """
        request, address = self._opened.request, str(self._opened.request.url)
        key = key_of(self._opened.debate, address)
        if has_already(request, marks := marked(key)):
            answer = Response(status_code=304, headers=marks)
        else:
            answer = told(request, self._finished(address, key, make))
        if looks:
            self._note_look()
        return answer

    def _note_look(self) -> None:
        debate, arrival = self._opened.debate, self._opened.request.state.arrival
        if looking.is_to_be_noted(debate):
            whose = (debate.id, debate.actor.account_id, debate.revision)
            arrival.later.add_task(looking.note, arrival.database, *whose)

    def _finished(self, address: str, key: str, make: Makes) -> Finished:
        if self._opened.account is not None:
            return _made(self._opened, key, make)
        shelf: PageShelf = self._opened.request.app.state.pages
        with shelf.turns.of(key):
            found = shelf.get(address)
            if found is None or found.key != key:
                found = _made(self._opened, key, make)
                shelf.put(address, found)
        return found


TheDebatePages = Annotated[DebatePages, Found(DebatePages.of, reading=True)]


def key_of(debate: OpenDebate, address: str) -> str:
    """Name what one reader is shown at an address, as long as nothing changes.

    What is past names the present too: its page leads there, and tells how far it is. Whoever may
    decide on suggestions is told how many wait.
    """
    waiting = f"/{debate.waiting}" if debate.may(Action.EDIT_NODE) else ""
    reader = f"{debate.actor.account_id}/{debate.role}/{_new_since(debate)}"
    revision = f"{debate.revision}of{debate.at.latest}" if debate.at else debate.revision
    state = f"{debate.database_id}/{debate.id}/{revision}"
    return f"{__version__}/{state}/{reader}{waiting}/{address}"


def _new_since(debate: OpenDebate) -> int | None:
    """Return from where what is new to the reader is counted; None where nothing can be."""
    look = debate.look
    return look.since if look and look.since < debate.revision else None


def _made(now: Opened, key: str, make: Makes) -> Finished:
    made, debate = make(now), now.debate
    if isinstance(made, Text):
        body, media = made.body.encode(), made.media
    else:
        shared: SharedByDebates = {**shared_with(now.request), "lists": now.lists}
        body, media = keep_moment(render(made, shared), debate).encode(), HTML
    revision = debate.at.latest if debate.at else debate.revision
    return Finished(debate.slug, debate.database_id, revision, key, body, compress(body), media)
