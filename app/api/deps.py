"""What API handlers ask for: who asks (by bearer token, never by cookie), a session, the debate."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Query, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.orm import Session

from app.core.errors import SignInNeeded
from app.core.permissions import ANONYMOUS, Actor
from app.core.vocabulary import Pooling, SemanticsName
from app.db import Database
from app.services import tokens
from app.services.debates import OpenDebate, open_debate
from app.services.tags import Condition, expect
from app.services.viewing import View
from app.trips import Found, TripRoute

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
    """One request that only reads, in its trip: its session, and who asks."""

    caller: "Caller"
    session: Session
    actor: Actor

    def debate(self) -> OpenDebate:
        """Open the debate that the address names."""
        return open_debate(self.session, self.actor, self.caller.request.path_params["slug"])

    def writing(self) -> "Writing":
        """Tell who asks for a change; SignInNeeded without a token, whatever the cookies."""
        if self.caller.given is None:
            raise SignInNeeded("Changes need a token: send “Authorization: Bearer TOKEN”.")
        return Writing(self.caller.database, self.actor, self.caller.expected)


@dataclass(frozen=True, slots=True)
class Writing:
    """One request that changes something, by the holder of a token."""

    database: Database
    actor: Actor
    expected: Condition | None

    def do(self, change: Callable[[Session], T]) -> T:
        """Make the change in one transaction, committed before the answer is sent.

        Raises ConditionFailed where the debate is not as the request's `If-Match` expects it.
        """
        with self.database.writing() as session:
            expect(session, self.expected)
            return change(session)


@dataclass(frozen=True, slots=True)
class Caller:
    """A request of a program that has been read; nothing is open for it yet."""

    request: Request
    given: HTTPAuthorizationCredentials | None

    @property
    def database(self) -> Database:
        """The application's database."""
        database: Database = self.request.app.state.database
        return database

    @property
    def expected(self) -> Condition | None:
        """The condition on which a change is to be made."""
        return Condition.read(self.request.headers.getlist("if-match"))

    def visit(self, session: Session) -> Reading:
        """Tell who asks, by the token."""
        return Reading(self, session, _actor(self.request, session, self.given))


async def arrive(request: Request, given: Bearer) -> Caller:
    """Take a request of a program."""
    request.state.arrival = caller = Caller(request, given)
    return caller


class ApiRoute(TripRoute):
    """A route of the API; every router of it names it as its `route_class`."""

    arrive = staticmethod(arrive)


TheReading = Annotated[Reading, Found(lambda reading: reading, reading=True)]
TheWriting = Annotated[Writing, Found(Reading.writing)]
_IF = Query(alias="if", description="what-ifs, as node:probability between commas")
_AT = Query(alias="at", description="as of a revision, a day (its end, UTC) or a time")
_SEMANTICS = Query(description=f"one of {', '.join(SemanticsName)}; else the debate's own")
_POOLING = Query(description=f"one of {', '.join(Pooling)}; else the debate's own")


async def the_view(
    suppose: Annotated[str, _IF] = "",
    semantics: Annotated[str, _SEMANTICS] = "",
    pooling: Annotated[str, _POOLING] = "",
    moment: Annotated[str, _AT] = "",
) -> View:
    """Read how the debate is to be seen: when, what-ifs, semantics, pooling."""
    return {"if": suppose, "semantics": semantics, "pooling": pooling, "at": moment}


async def the_moment(moment: Annotated[str, _AT] = "") -> View:
    """Read when the debate is to be seen."""
    return {"at": moment}


TheMoment = Annotated[View, Depends(the_moment)]
TheView = Annotated[View, Depends(the_view)]

# Said to the description alone: a condition may come in several lines, which are read together.
_HAS = Header(alias="If-None-Match", description="tags of what one has; 304 if it is still so")
_ONLY = Header(
    alias="If-Match",
    description="tags of what was read of the debate; 412 if it is at none of their revisions",
)


async def _if_none_match(given: Annotated[str | None, _HAS] = None) -> None:
    """Describe the condition of a request that reads."""


async def _if_match(given: Annotated[str | None, _ONLY] = None) -> None:
    """Describe the condition of a request that changes something."""


HAS = [Depends(_if_none_match)]
ONLY_IF = [Depends(_if_match)]
