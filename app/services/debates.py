"""Debates: which there are, opening one with a role, making one, its settings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Integer, Select, bindparam, select
from sqlalchemy.orm import Session

from app.core.debate.knowing import Audience, audience_of
from app.core.debate.looking import Look
from app.core.errors import Forbidden, NotFound, SignInNeeded
from app.core.permissions import ANONYMOUS, Action, Actor, Role, may, role_in
from app.models import Debate, Membership
from app.services import looks
from app.services.debate_counts import listed_columns, waiting
from app.services.installation import database_id
from app.services.moments import LOOKING, Moment
from app.services.tags import check_expected

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SLUG_MAX = 80
ACCOUNT = bindparam("account", type_=Integer)
HIDDEN = "There is no such debate, or it is not open to you."


@dataclass(frozen=True, slots=True)
class DebateRow:
    """A line of the list of debates."""

    slug: str
    title: str
    question: str | None
    visibility: str
    revision: int
    role: Role
    claims: int
    relations: int
    cruxes: int
    people: int
    raters: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class OpenDebate:
    """A debate as one actor may see it, with the role they have in it."""

    id: int
    database_id: str
    slug: str
    title: str
    question: str | None
    summary: str | None
    language: str | None
    licence: str | None
    authors: tuple[str, ...]
    # What the file that it was made of says of where it was written.
    origin: Mapping[str, Any] | None
    semantics: str
    pooling: str
    blind: bool
    visibility: str
    open_role: str
    revision: int
    # How many suggestions wait for an editor.
    waiting: int
    role: Role
    actor: Actor
    # How this reader looks at it: what-ifs, and the names of settings that are not its own.
    suppose: tuple[tuple[str, float], ...] = ()
    differs: tuple[str, ...] = ()
    at: Moment | None = None
    # How far this reader had seen it; None for who never looked.
    look: Look | None = None
    # Whether its pages are to be read from files, where nothing can be asked for or done.
    still: bool = False

    @property
    def audience(self) -> Audience:
        """Return what the actor who opened the debate may know of it."""
        return audience_of(self.role, self.actor.account_id, blind=self.blind)

    def may(self, action: Action) -> bool:
        """Tell whether the actor who opened the debate may do `action` in it.

        Nothing is changed in what is past.
        """
        needed = self.actor.needs(action)
        return may(self.role, needed) and (self.at is None or needed in LOOKING)


def list_debates(session: Session, actor: Actor) -> list[DebateRow]:
    """List the debates that `actor` may read, by title, with their counts; one query."""
    listed = _with_membership(*listed_columns(actor)).order_by(Debate.title)
    rows = session.execute(listed, {"account": actor.account_id})
    found = []
    for row in rows.mappings():
        role = role_in(
            actor,
            visibility=row["visibility"],
            open_role=row["open_role"],
            membership=row["role"],
        )
        if role is not None:
            shown = {field.name: row[field.name] for field in fields(DebateRow)}
            found.append(DebateRow(**{**shown, "role": role}))
    return found


def list_suggestable(session: Session, actor: Actor) -> list[DebateRow]:
    """List the debates for which `actor` may suggest something, by title."""
    found = list_debates(session, actor)
    return [row for row in found if may(row.role, Action.SUGGEST)]


def open_debate(
    session: Session, actor: Actor, slug: str, action: Action = Action.READ
) -> OpenDebate:
    """Open a debate to do `action` in it.

    Raises NotFound for an unknown debate and, in the same words, for one that is hidden from
    the actor; SignInNeeded for a visitor whom an account might help; Forbidden otherwise.
    """
    return _opened(session, _the_debate(), actor, slug, action)


def stilled(debate: OpenDebate) -> OpenDebate:
    """Return a debate as an archive of its pages shows it, whoever opened it.

    An archive is handed on: it holds what a reader without an account may know.
    """
    nobody = replace(debate, actor=ANONYMOUS, role=Role.READER, look=None, waiting=0)
    return replace(nobody, suppose=(), differs=(), at=None, still=True)


def as_visitors_know(connection: Connection, slug: str) -> OpenDebate | None:
    """Open a debate for somebody who is not signed in; None where `open_debate` would refuse."""
    debate = _found(connection, _the_debate(), ANONYMOUS, slug)
    return debate if debate and debate.may(Action.READ) else None


def open_for_change(session: Session, actor: Actor, slug: str, action: Action) -> OpenDebate:
    """Open a debate as `open_debate` does, and hold off all other changes of it until commit.

    Rules that span rows (no cycle, no duplicate, the wording seen is the present one) hold only
    if nobody else changes the debate between the check and the write. Raises ConditionFailed
    where the session's changes expect another state (`app.services.tags.expect`).
    """
    held = _the_debate().with_for_update(of=Debate, key_share=True)
    debate = _opened(session, held, actor, slug, action)
    check_expected(session, debate)
    return debate


def _with_membership(*columns: Any) -> Select[Any]:
    """Select `columns` of debates, then what decides the role: visibility, open role, own role.

    Whose own role that is, is the parameter `account`; a visitor has none.
    """
    own = (Membership.debate_id == Debate.id) & (Membership.account_id == ACCOUNT)
    deciding = (Debate.visibility, Debate.open_role, Membership.role)
    return select(*columns, *deciding).outerjoin(Membership, own)


@cache
def _the_debate() -> Select[Any]:
    """Select the debate of the parameter `slug`, as `account` may know it.

    Every request asks this; to write it down takes longer than to have it answered.
    """
    decided = {"database_id", "visibility", "open_role", "role", "actor"}
    decided |= {"suppose", "differs", "at", "look", "still", "waiting"}
    names = [field.name for field in fields(OpenDebate) if field.name not in decided]
    shown = [getattr(Debate, name) for name in names]
    known = database_id().label("database_id")
    found = looks.with_look(_with_membership(known, *shown, waiting()), ACCOUNT)
    return found.where(Debate.slug == bindparam("slug"))


def is_slug(text: str) -> bool:
    """Tell whether a text can be the address of a debate.

    >>> [is_slug(text) for text in ("on-tea-2", "On tea", "-tea", "")]
    [True, False, False, False]
    """
    return bool(SLUG.fullmatch(text)) and len(text) <= SLUG_MAX


def _opened(
    session: Session, query: Select[Any], actor: Actor, slug: str, action: Action
) -> OpenDebate:
    debate = _found(session, query, actor, slug)
    if debate is None:
        raise NotFound(HIDDEN)
    check_may(debate, action)
    return debate


def _found(
    session: Session | Connection, query: Select[Any], actor: Actor, slug: str
) -> OpenDebate | None:
    # What no slug can be is not asked for: some databases refuse such text with an error.
    asked = {"slug": slug, "account": actor.account_id}
    row = session.execute(query, asked).mappings().one_or_none() if is_slug(slug) else None
    if row is None:
        return None
    shown = {**row}
    membership, look = shown.pop("role"), looks.look_in(shown)
    role = role_in(
        actor,
        visibility=shown["visibility"],
        open_role=shown["open_role"],
        membership=membership,
    )
    return None if role is None else OpenDebate(**shown, look=look, role=role, actor=actor)


def check_may(debate: OpenDebate, action: Action) -> None:
    """Raise SignInNeeded or Forbidden when whoever opened the debate may not do `action` in it."""
    if debate.may(action):
        return
    if debate.actor.account_id is None:
        raise SignInNeeded("Sign in to do this.")
    raise Forbidden("Your role in this debate does not allow this. Ask an owner of the debate.")
