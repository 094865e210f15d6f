"""Actions: done, or refused and shown again; the one place where a refusal is caught.

A handler says what is to be done, by which page a refusal is shown, and where to go after. What
is done ends before anything is shown: no session is open within another.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Annotated, NamedTuple, TypeVar

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.core import errors as e
from app.core.permissions import Actor, Proposal
from app.db import Database
from app.services.changes import Recorded
from app.trips import Found
from app.web.site import addresses as to
from app.web.site.deps import Visit
from app.web.site.forms import Form, Sent, done, show_form
from app.web.site.pages import Filled, respond

# What a form can answer by itself, keeping everything that was typed.
REFUSED = (e.Invalid, e.Conflict, e.TooMany, e.SignInNeeded)
T = TypeVar("T")


class Shown(NamedTuple):
    """A form on its page; `whole`: htmx is given the page too, for there is no piece of it."""

    filled: Filled
    form: Form
    whole: bool = False


def onward(slug: str, made: Recorded, address: str) -> str:
    """Return where to go on to: to a suggestion, where it was only suggested."""
    return to.suggestion(slug, made.suggestion) if made.suggestion else address


Again = Callable[[Session, Form], Shown]
Then = Callable[[T], Response | str]


@dataclass(frozen=True, slots=True)
class Acting:
    """One request that changes something, and who asks for it; nothing is open for it."""

    request: Request
    database: Database
    actor: Actor

    @classmethod
    def of(cls, visit: Visit) -> "Acting":
        """Take a visit that is to change something."""
        return cls(visit.request, visit.request.app.state.database, visit.actor)

    def as_sent(self, sent: Sent) -> Actor:
        """Return who acts; where the form says so, only as one who suggests it."""
        if not sent.ticked("suggest"):
            return self.actor
        return replace(self.actor, proposal=Proposal(sent.maybe("reason")))

    def write(
        self,
        sent: Sent,
        do: Callable[[Session], T],
        *,
        then: Then[T],
        again: Again | None = None,
        secret: Iterable[str] = (),
    ) -> Response:
        """Do something in one transaction, committed before the answer is sent."""

        def written(database: Database) -> T:
            with database.writing() as session:
                return do(session)

        return self.run(sent, written, then=then, again=again, secret=secret)

    def run(
        self,
        sent: Sent,
        do: Callable[[Database], T],
        *,
        then: Then[T],
        again: Again | None = None,
        secret: Iterable[str] = (),
    ) -> Response:
        """Do something that opens its sessions itself, and answer.

        `then` returns an answer, or the address to go on to. A refusal is shown by `again`, from
        a session of its own, with all that was sent but the `secret` fields; without `again`,
        and where that raises, it is an error as any other.
        """
        try:
            made = do(self.database)
        except REFUSED as error:
            if again is None:
                raise
            return self._refused(sent.refused(error, secret=secret), again)
        after = then(made)
        return done(self.request, after) if isinstance(after, str) else after

    def pieces(self, make: Callable[[Session], Filled], otherwise: str) -> Response:
        """Answer the pieces of a page that were changed to htmx; a plain form goes elsewhere.

        They are made in a session that sees what was committed just now.
        """

        def made() -> Filled:
            with self.database.reading() as session:
                return make(session)

        return respond(self.request, partial=made, otherwise=otherwise)

    def _refused(self, form: Form, again: Again) -> Response:
        with self.database.reading() as session:
            filled, shown, whole = again(session, form)
            return show_form(self.request, filled, shown, whole=whole)


TheActing = Annotated[Acting, Found(Acting.of)]
