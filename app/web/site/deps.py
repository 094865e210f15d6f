"""What handlers ask for: the database, a reading session, who is there, the debate.

The session and what is found with it are opened within the trip of the handler (`app/trips.py`):
a handler that asks for the session runs while it is open, any other after it was closed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Annotated

from fastapi import BackgroundTasks, Depends, Request
from sqlalchemy.orm import Session

from app.config import Settings
from app.core.permissions import Actor
from app.db import Database
from app.services import debates, sign_ins
from app.services.debates import OpenDebate
from app.services.moments import is_moment
from app.trips import Found, TripRoute
from app.web.site import presence, views

COOKIE = "cruxmap_session"


async def the_database(request: Request) -> Database:
    """Return the application's database."""
    database: Database = request.app.state.database
    return database


async def the_settings(request: Request) -> Settings:
    """Return the application's settings."""
    settings: Settings = request.app.state.settings
    return settings


TheDatabase = Annotated[Database, Depends(the_database)]
TheSettings = Annotated[Settings, Depends(the_settings)]


def session_cookie(settings: Settings) -> str:
    """Return the cookie's name; the __Host- prefix needs https."""
    return f"__Host-{COOKIE}" if settings.secure_cookies else COOKIE


@dataclass(frozen=True, slots=True)
class Visit:
    """One request in its trip: its session, and who asks."""

    request: Request
    session: Session
    actor: Actor

    def debate(self) -> OpenDebate:
        """Open the debate that the address names, seen the way the query asks for."""
        debate = debates.open_debate(self.session, self.actor, self.request.path_params["slug"])
        return views.seen_as(self.session, debate, self._view)

    @property
    def _view(self) -> Mapping[str, str]:
        """What the address asks for; in older ones “at” may name a place instead of a time."""
        query = self.request.query_params
        is_place = self.request.url.path.endswith(("/conversation", "/compare"))
        if is_place and not is_moment(query.get("at", "")):
            return {name: value for name, value in query.items() if name != "at"}
        return query


def named_place(request: Request, name: str) -> str | None:
    """Return the place that the address asks for, by its name or, in older ones, by “at”."""
    old = request.query_params.get("at", "")
    return request.query_params.get(name) or (None if is_moment(old) else old) or None


@dataclass(frozen=True, slots=True)
class Visitor:
    """A request for a page that has been read; nothing is open for it yet."""

    request: Request
    later: BackgroundTasks

    @property
    def database(self) -> Database:
        """The application's database."""
        database: Database = self.request.app.state.database
        return database

    def visit(self, session: Session) -> Visit:
        """Tell who asks, from the session cookie; a visitor without one."""
        state, settings = self.request.app.state, self.request.app.state.settings
        token = self.request.cookies.get(session_cookie(settings), "")
        actor = sign_ins.actor_of(session, token, settings)
        self.request.state.actor = actor
        if actor.account_id is not None and state.presence.is_due(token):
            self.later.add_task(presence.note, self.database, token, settings)
        return Visit(self.request, session, actor)


async def arrive(request: Request, later: BackgroundTasks) -> Visitor:
    """Take a request for a page."""
    request.state.arrival = visitor = Visitor(request, later)
    return visitor


class PageRoute(TripRoute):
    """A route of pages; every router of pages names it as its `route_class`."""

    arrive = staticmethod(arrive)


ReadSession = Annotated[Session, Found(attrgetter("session"), reading=True)]
CurrentActor = Annotated[Actor, Found(attrgetter("actor"))]
TheDebate = Annotated[OpenDebate, Found(Visit.debate)]
