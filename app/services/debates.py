"""Debates: which there are, opening one with a role, making one, its settings."""

import re
import unicodedata
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Select, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.debate.change import changed
from app.core.debate.knowing import Audience, audience_of
from app.core.debate.lists import SETTINGS
from app.core.debate.looking import Look
from app.core.errors import Conflict, Forbidden, NotFound, SignInNeeded
from app.core.permissions import OPEN_ROLES, Action, Actor, Role, may, role_in
from app.core.texts import Typed
from app.core.vocabulary import Pooling, SemanticsName, Visibility
from app.models import Debate, Membership
from app.services import changes, clock, looks
from app.services.changes import Act
from app.services.debate_counts import listed_columns
from app.services.given import given
from app.services.installation import database_id
from app.services.moments import LOOKING, Moment
from app.services.rows.entries import read_settings
from app.services.tags import check_expected

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SLUG_MAX = 80
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
    semantics: str
    pooling: str
    blind: bool
    visibility: str
    open_role: str
    revision: int
    role: Role
    actor: Actor
    # How this reader looks at it: what-ifs, and the names of settings that are not its own.
    suppose: tuple[tuple[str, float], ...] = ()
    differs: tuple[str, ...] = ()
    at: Moment | None = None
    # How far this reader had seen it; None for who never looked.
    look: Look | None = None

    @property
    def audience(self) -> Audience:
        """Return what the actor who opened the debate may know of it."""
        return audience_of(self.role, self.actor.account_id, blind=self.blind)

    def may(self, action: Action) -> bool:
        """Tell whether the actor who opened the debate may do `action` in it.

        Nothing is changed in what is past.
        """
        return may(self.role, action) and (self.at is None or action in LOOKING)


@given
class DebateSettings:
    """What the owner of a debate may change, as typed."""

    title: str
    question: str | None = None
    summary: str | None = None
    semantics: str = "sbn"
    pooling: str = "geometric"
    blind: bool = False
    visibility: str = "public"
    open_role: str = "annotator"


@given
class NewDebate(DebateSettings):
    """A debate to be made; without a slug, one is made from the title."""

    slug: str | None = None


@given
class SettingsEdit(DebateSettings):
    """Settings changed; `seen` is the revision of the form that was filled in."""

    seen: int


def list_debates(session: Session, actor: Actor) -> list[DebateRow]:
    """List the debates that `actor` may read, by title, with their counts; one query."""
    listed = _with_membership(actor, *listed_columns(actor)).order_by(Debate.title)
    rows = session.execute(listed)
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


def open_debate(
    session: Session, actor: Actor, slug: str, action: Action = Action.READ
) -> OpenDebate:
    """Open a debate to do `action` in it.

    Raises NotFound for an unknown debate and, in the same words, for one that is hidden from
    the actor; SignInNeeded for a visitor whom an account might help; Forbidden otherwise.
    """
    return _opened(session, _the_debate(actor, slug), actor, slug, action)


def open_for_change(session: Session, actor: Actor, slug: str, action: Action) -> OpenDebate:
    """Open a debate as `open_debate` does, and hold off all other changes of it until commit.

    Rules that span rows (no cycle, no duplicate, the wording seen is the present one) hold only
    if nobody else changes the debate between the check and the write. Raises ConditionFailed
    where the session's changes expect another state (`app.services.tags.expect`).
    """
    held = _the_debate(actor, slug).with_for_update(of=Debate, key_share=True)
    debate = _opened(session, held, actor, slug, action)
    check_expected(session, debate)
    return debate


def create_debate(session: Session, actor: Actor, settings: NewDebate) -> str:
    """Make an empty debate that `actor` owns, and return its slug.

    Raises SignInNeeded, Invalid, and Conflict when the slug is taken.
    """
    if actor.account_id is None:
        raise SignInNeeded("Sign in to start a debate.")
    values = _checked(settings)
    slug = values.pop("slug") or _free_slug(session, values["title"])
    debate_id = _insert(session, {**values, "slug": slug})
    session.add(Membership(debate_id=debate_id, account_id=actor.account_id, role=Role.OWNER.value))
    changes.record(
        session, debate_id, actor, action="add", noun="debate", ref=slug[:40], after=values
    )
    return slug


def change_settings(session: Session, actor: Actor, slug: str, settings: SettingsEdit) -> int:
    """Change the settings of a debate, and return its new revision.

    If the settings have been changed since they were seen, Conflict shows both. Equal settings
    change nothing.
    """
    debate = open_for_change(session, actor, slug, Action.EDIT_DEBATE)
    values = _checked(settings)
    before = {name: getattr(debate, name) for name in values}
    differing = {name for name in values if values[name] != before[name]}
    if not differing:
        return debate.revision
    seen = max(0, min(settings.seen, debate.revision))
    if changes.changed_since(session, debate.id, seen, noun="debate"):
        raise _lost(differing, before, values)
    anew = changed(SETTINGS.name, read_settings(session, debate.id), **values)
    act = Act("change", "debate", slug[:40])
    return changes.make(session, debate.id, actor, act, [anew])


def _with_membership(actor: Actor, *columns: Any) -> Select[Any]:
    """Select `columns` of debates, then what decides the role: visibility, open role, own role."""
    own = (Membership.debate_id == Debate.id) & (Membership.account_id == actor.account_id)
    deciding = (Debate.visibility, Debate.open_role, Membership.role)
    return select(*columns, *deciding).outerjoin(Membership, own)


def _the_debate(actor: Actor, slug: str) -> Select[Any]:
    decided = {"database_id", "visibility", "open_role", "role", "actor"}
    decided |= {"suppose", "differs", "at", "look"}
    names = [field.name for field in fields(OpenDebate) if field.name not in decided]
    shown = [getattr(Debate, name) for name in names]
    known = database_id().label("database_id")
    return looks.with_look(_with_membership(actor, known, *shown), actor).where(Debate.slug == slug)


def _opened(
    session: Session, query: Select[Any], actor: Actor, slug: str, action: Action
) -> OpenDebate:
    # What no slug can be is not asked for: some databases refuse such text with an error.
    well_formed = SLUG.fullmatch(slug) and len(slug) <= SLUG_MAX
    row = session.execute(query).mappings().one_or_none() if well_formed else None
    if row is None:
        raise NotFound(HIDDEN)
    shown = {**row}
    membership, look = shown.pop("role"), looks.look_in(shown)
    role = role_in(
        actor,
        visibility=shown["visibility"],
        open_role=shown["open_role"],
        membership=membership,
    )
    if role is None:
        raise NotFound(HIDDEN)
    debate = OpenDebate(**shown, look=look, role=role, actor=actor)
    check_may(debate, action)
    return debate


def check_may(debate: OpenDebate, action: Action) -> None:
    """Raise SignInNeeded or Forbidden when whoever opened the debate may not do `action` in it."""
    if debate.may(action):
        return
    if debate.actor.account_id is None:
        raise SignInNeeded("Sign in to do this.")
    raise Forbidden("Your role in this debate does not allow this. Ask an owner of the debate.")


def _checked(settings: DebateSettings) -> dict[str, Any]:
    typed = Typed(asdict(settings))
    values: dict[str, Any] = {
        "title": typed.line("title"),
        "question": typed.maybe_line("question"),
        "summary": typed.maybe_text("summary"),
        "semantics": typed.choice("semantics", SemanticsName),
        "pooling": typed.choice("pooling", Pooling),
        "blind": settings.blind,
        "visibility": typed.choice("visibility", Visibility),
        "open_role": typed.choice("open_role", OPEN_ROLES),
    }
    if isinstance(settings, NewDebate):
        values["slug"] = typed.maybe_line("slug", limit=SLUG_MAX)
        if values["slug"] and not SLUG.fullmatch(values["slug"]):
            typed.fault("slug", "An address has small letters a–z, digits and single hyphens.")
    typed.check()
    return values


def _insert(session: Session, values: dict[str, Any]) -> int:
    try:
        with session.begin_nested():
            debate_id: int = session.execute(
                insert(Debate)
                .values(**values, revision=0, created_at=clock.now())
                .returning(Debate.id)
            ).scalar_one()
    except IntegrityError as error:
        taken = "Another debate has this address."
        raise Conflict(taken, fields={"slug": taken}) from error
    return debate_id


def _free_slug(session: Session, title: str) -> str:
    plain = unicodedata.normalize("NFKD", title.casefold())
    words = re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))
    stem = "-".join(words)[:60].strip("-") or "debate"
    near = select(Debate.slug).where(Debate.slug.startswith(stem, autoescape=True))
    taken = set(session.scalars(near))
    number = 1
    while (slug := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return slug


def _lost(differing: set[str], theirs: dict[str, Any], yours: dict[str, Any]) -> Conflict:
    def shown(values: dict[str, Any]) -> str:
        return "\n".join(f"{name}: {values[name]}" for name in sorted(differing))

    return Conflict(
        "Somebody changed the settings while you did.", yours=shown(yours), theirs=shown(theirs)
    )
