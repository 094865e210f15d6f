"""What handlers ask for: the database, a reading session, who is there, the debate."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import BackgroundTasks, Depends, Request
from sqlalchemy.orm import Session

from app.config import Settings
from app.core.permissions import Actor
from app.db import Database
from app.services import debates, sign_ins
from app.web import presence, views

COOKIE = "cruxmap_session"


def the_database(request: Request) -> Database:
    """Return the application's database."""
    database: Database = request.app.state.database
    return database


def the_settings(request: Request) -> Settings:
    """Return the application's settings."""
    settings: Settings = request.app.state.settings
    return settings


TheDatabase = Annotated[Database, Depends(the_database)]
TheSettings = Annotated[Settings, Depends(the_settings)]


def reading(database: TheDatabase) -> Iterator[Session]:
    """Give a session that sees one state of the database for the whole request."""
    with database.reading() as session:
        yield session


ReadSession = Annotated[Session, Depends(reading, scope="function")]


def session_cookie(settings: Settings) -> str:
    """Return the cookie's name; the __Host- prefix needs https."""
    return f"__Host-{COOKIE}" if settings.secure_cookies else COOKIE


def current_actor(
    request: Request, session: ReadSession, settings: TheSettings, later: BackgroundTasks
) -> Actor:
    """Tell who asks, from the session cookie; a visitor without one."""
    token = request.cookies.get(session_cookie(settings), "")
    actor = sign_ins.actor_of(session, token, settings)
    request.state.actor = actor
    if actor.account_id is not None and request.app.state.presence.is_due(token):
        later.add_task(presence.note, request.app.state.database, token, settings)
    return actor


CurrentActor = Annotated[Actor, Depends(current_actor)]


def the_debate(
    request: Request, slug: str, session: ReadSession, actor: CurrentActor
) -> debates.OpenDebate:
    """Open the debate that the address names, to read it the way the query asks for."""
    return views.seen_as(debates.open_debate(session, actor, slug), request.query_params)


TheDebate = Annotated[debates.OpenDebate, Depends(the_debate)]
