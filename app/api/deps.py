"""What API handlers ask for: who asks (by bearer token, never by cookie), a session, the debate."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Query, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.orm import Session

from app.core.errors import SignInNeeded
from app.core.permissions import ANONYMOUS, Actor
from app.db import Database
from app.services import tokens
from app.services.debates import POOLING, SEMANTICS, OpenDebate, open_debate
from app.services.viewing import seen_as

T = TypeVar("T")
bearer = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="Made with `cruxmap token add NAME`. Reading public debates needs none.",
)
Bearer = Annotated[HTTPAuthorizationCredentials | None, Security(bearer)]


def _actor(request: Request, session: Session, given: HTTPAuthorizationCredentials | None) -> Actor:
    if given is None:
        if "authorization" in request.headers:
            raise SignInNeeded("Send the token as “Authorization: Bearer TOKEN”.")
        return ANONYMOUS
    return tokens.actor_of(session, given.credentials, request.app.state.settings)


@dataclass(frozen=True, slots=True)
class Reading:
    """One request that only reads: its session, who asks, the debate that the address names."""

    session: Session
    actor: Actor
    debate: OpenDebate | None


def reading(request: Request, given: Bearer) -> Iterator[Reading]:
    """Open a session that sees one state of the database for the whole request."""
    slug = request.path_params.get("slug")
    with request.app.state.database.reading() as session:
        actor = _actor(request, session, given)
        yield Reading(session, actor, open_debate(session, actor, slug) if slug else None)


TheReading = Annotated[Reading, Depends(reading, scope="function")]


async def the_debate(at: TheReading, slug: str) -> OpenDebate:
    """Give the debate that the address names."""
    assert at.debate is not None, slug
    return at.debate


TheDebate = Annotated[OpenDebate, Depends(the_debate)]
_IF = Query(alias="if", description="what-ifs, as node:probability between commas")
_SEMANTICS = Query(description=f"one of {', '.join(SEMANTICS)}; else the debate's own")
_POOLING = Query(description=f"one of {', '.join(POOLING)}; else the debate's own")


async def the_view(
    debate: TheDebate,
    suppose: Annotated[str, _IF] = "",
    semantics: Annotated[str, _SEMANTICS] = "",
    pooling: Annotated[str, _POOLING] = "",
) -> OpenDebate:
    """Give the debate the way the query asks for: what-ifs, semantics, pooling."""
    return seen_as(debate, {"if": suppose, "semantics": semantics, "pooling": pooling})


TheView = Annotated[OpenDebate, Depends(the_view)]


@dataclass(frozen=True, slots=True)
class Writing:
    """One request that changes something, by the holder of a token."""

    database: Database
    actor: Actor

    def do(self, change: Callable[[Session], T]) -> T:
        """Make the change in one transaction, committed before the answer is sent."""
        with self.database.writing() as session:
            return change(session)


def writing(request: Request, given: Bearer) -> Writing:
    """Tell who asks for a change; SignInNeeded without a token, whatever the cookies."""
    if given is None:
        raise SignInNeeded("Changes need a token: send “Authorization: Bearer TOKEN”.")
    database: Database = request.app.state.database
    with database.reading() as session:
        return Writing(database, _actor(request, session, given))


TheWriting = Annotated[Writing, Depends(writing)]
