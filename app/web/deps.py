"""What handlers ask for: the database, a reading session, who is there, the debate.

One dependency opens all of it, in one step of a worker thread; the others only hand out its
parts, and are coroutines because each plain function would cost a trip to a thread of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import BackgroundTasks, Depends, Request
from sqlalchemy.orm import Session

from app.config import Settings
from app.core.permissions import Actor
from app.db import Database
from app.services import debates, sign_ins
from app.services.debates import OpenDebate
from app.web import presence, views

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
    """One request's reading: its session, who asks, and the debate that the address names."""

    session: Session
    actor: Actor
    debate: OpenDebate | None


def visiting(request: Request, later: BackgroundTasks) -> Iterator[Visit]:
    """Open a session that sees one state of the database for the whole request."""
    state = request.app.state
    with state.database.reading() as session:
        actor = _actor(request, session, later)
        yield Visit(session, actor, _debate(request, session, actor))


TheVisit = Annotated[Visit, Depends(visiting, scope="function")]


async def reading(visit: TheVisit) -> Session:
    """Give the request's reading session."""
    return visit.session


async def current_actor(visit: TheVisit) -> Actor:
    """Tell who asks, from the session cookie; a visitor without one."""
    return visit.actor


async def the_debate(visit: TheVisit, slug: str) -> OpenDebate:
    """Give the debate that the address names, seen the way the query asks for."""
    assert visit.debate is not None, slug
    return visit.debate


ReadSession = Annotated[Session, Depends(reading)]
CurrentActor = Annotated[Actor, Depends(current_actor)]
TheDebate = Annotated[OpenDebate, Depends(the_debate)]


def _actor(request: Request, session: Session, later: BackgroundTasks) -> Actor:
    settings: Settings = request.app.state.settings
    token = request.cookies.get(session_cookie(settings), "")
    actor = sign_ins.actor_of(session, token, settings)
    request.state.actor = actor
    if actor.account_id is not None and request.app.state.presence.is_due(token):
        later.add_task(presence.note, request.app.state.database, token, settings)
    return actor


def _debate(request: Request, session: Session, actor: Actor) -> OpenDebate | None:
    slug = request.path_params.get("slug")
    if slug is None:
        return None
    return views.seen_as(debates.open_debate(session, actor, slug), request.query_params)
