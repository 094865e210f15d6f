"""Making a debate, and its settings: what it is called, how it weighs, who may see and do what."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.debate.change import changed
from app.core.debate.lists import SETTINGS
from app.core.errors import Conflict, SignInNeeded
from app.core.licences import licence_named
from app.core.permissions import OPEN_ROLES, Action, Actor, Role
from app.core.texts import Typed, clean_line, slug_of
from app.core.vocabulary import Pooling, SemanticsName, Visibility
from app.models import Debate, Membership
from app.services import changes, clock
from app.services.changes import Act
from app.services.debates import SLUG, SLUG_MAX, open_for_change
from app.services.given import given
from app.services.rows.entries import read_settings

AUTHOR_MAX = 200
AUTHORS = 200


@given
class DebateSettings:
    """What the owner of a debate may change, as typed; `authors` are lines of names."""

    title: str
    question: str | None = None
    summary: str | None = None
    semantics: str = "sbn"
    pooling: str = "geometric"
    blind: bool = False
    visibility: str = "public"
    open_role: str = "annotator"
    licence: str | None = None
    authors: tuple[str, ...] = ()


@given
class NewDebate(DebateSettings):
    """A debate to be made; without a slug, one is made from the title."""

    slug: str | None = None


@given
class SettingsEdit(DebateSettings):
    """Settings changed; `seen` is the revision of the form that was filled in."""

    seen: int


def create_debate(session: Session, actor: Actor, settings: NewDebate) -> str:
    """Make an empty debate that `actor` owns, and return its slug.

    Raises SignInNeeded, Invalid, and Conflict when the slug is taken.
    """
    if actor.account_id is None:
        raise SignInNeeded("Sign in to start a debate.")
    values = _checked(settings)
    slug = values.pop("slug") or free_slug(session, slug_of(values["title"]))
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
    return changes.make(session, debate.id, actor, act, [anew]).revision


def _checked(settings: DebateSettings) -> dict[str, Any]:
    given_ = asdict(settings)
    lines = [line for each in given_.pop("authors") for line in each.splitlines()]
    typed = Typed(given_)
    values: dict[str, Any] = {
        "title": typed.line("title"),
        "question": typed.maybe_line("question"),
        "summary": typed.maybe_text("summary"),
        "semantics": typed.choice("semantics", SemanticsName),
        "pooling": typed.choice("pooling", Pooling),
        "blind": settings.blind,
        "visibility": typed.choice("visibility", Visibility),
        "open_role": typed.choice("open_role", OPEN_ROLES),
        "licence": _licence(typed),
        "authors": _names(typed, lines),
    }
    if isinstance(settings, NewDebate):
        values["slug"] = typed.maybe_line("slug", limit=SLUG_MAX)
        if values["slug"] and not SLUG.fullmatch(values["slug"]):
            typed.fault("slug", "An address has small letters a–z, digits and single hyphens.")
    typed.check()
    return values


def _licence(typed: Typed) -> str | None:
    """Return a licence in its own spelling where it is one by its SPDX id, else as typed."""
    words = typed.maybe_line("licence")
    known = licence_named(words) if words else None
    return known.id if known else words


def _names(typed: Typed, lines: Iterable[str]) -> tuple[str, ...]:
    """Return the names of authors, a line each; what is too long or too much is a fault."""
    names = tuple(filter(None, map(clean_line, lines)))
    longest = max(map(len, names), default=0)
    if longest > AUTHOR_MAX:
        message = f"A name holds {longest:,} characters; at most {AUTHOR_MAX} fit. One a line."
        typed.fault("authors", message)
    if len(names) > AUTHORS:
        typed.fault("authors", f"These are {len(names):,} names; at most {AUTHORS} fit.")
    return names


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


def free_slug(session: Session, stem: str) -> str:
    """Return a slug that no debate has yet: the one wished for, or with a number behind it."""
    near = select(Debate.slug).where(Debate.slug.startswith(stem, autoescape=True))
    taken = set(session.scalars(near))
    number = 1
    while (slug := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return slug


def _lost(differing: set[str], theirs: dict[str, Any], yours: dict[str, Any]) -> Conflict:
    def shown(values: dict[str, Any]) -> str:
        said = {name: values[name] for name in sorted(differing)}
        said |= {name: ", ".join(each) for name, each in said.items() if isinstance(each, tuple)}
        return "\n".join(f"{name}: {value}" for name, value in said.items())

    return Conflict(
        "Somebody changed the settings while you did.", yours=shown(yours), theirs=shown(theirs)
    )
