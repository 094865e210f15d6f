"""Stances: what a person of the sources holds of a node, as an editor reads it."""

import math
from collections.abc import Sequence
from typing import Annotated, Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.core.debate import rows
from app.core.debate.change import Edit, added, changed, removed
from app.core.errors import NotFound
from app.core.permissions import Action, Actor
from app.core.texts import Typed
from app.core.vocabulary import StanceValue, Sureness
from app.models import Person
from app.services import changes
from app.services.changes import Act, Recorded
from app.services.debates import OpenDebate, open_for_change
from app.services.given import Probability, Word, given
from app.services.ids import new_id
from app.services.nodes import PUBLIC_ID, pick_node
from app.services.rows.editing import Keys
from app.services.rows.entries import Stored, place_of, read_entries


@given
class StanceEdit:
    """What a person holds of a node, as an editor reads it."""

    value: str
    words: str | None = None
    # The analyst's wide reading.
    range: tuple[Probability, Probability] | None = None
    condition: str | None = None
    sureness: Annotated[str, Word(Sureness, named=False)] | None = None
    note: str | None = None


@given
class NewStance(StanceEdit):
    """A stance with the person and the node, by id."""

    person: str
    node: str


def add(session: Session, actor: Actor, slug: str, form: NewStance) -> Recorded:
    """Note what a person holds of a node, by public ids (editors); return the stance's id.

    Raises Invalid with every field at fault.
    """
    debate = open_for_change(session, actor, slug, Action.EDIT_NODE)
    typed, values = _read(form)
    who = _person(session, debate, form.person, typed)
    aim = pick_node(session, debate, form.node, typed, "node")
    typed.check()
    assert aim is not None
    row = rows.Stance(
        id=new_id(),
        person=form.person,
        node=aim.ref,
        **values,
        from_comment=None,
        until_comment=None,
        ended_how=None,
        span=None,
        via=(),
    )
    keys = {("people", row.person): who, ("nodes", row.node): aim.id}
    return _make(session, debate, "add", added("stances", row), keys)


def edit(session: Session, actor: Actor, slug: str, ref: str, form: StanceEdit) -> Recorded:
    """Read a stance anew (editors); its person and node stay. Raises as `add`."""
    debate = open_for_change(session, actor, slug, Action.EDIT_NODE)
    found = _find(session, debate, ref)
    typed, values = _read(form)
    typed.check()
    anew = changed("stances", found.entry, **values)
    if not anew.changed:
        return Recorded(ref, debate.revision, changed=False)
    return _make(session, debate, "change", anew, {("stances", ref): found.key})


def remove(session: Session, actor: Actor, slug: str, ref: str) -> Recorded:
    """Remove a stance (editors)."""
    debate = open_for_change(session, actor, slug, Action.EDIT_NODE)
    found = _find(session, debate, ref)
    place = place_of(session, debate.id, "stances", found.key)
    gone = removed("stances", found.entry, place=place, key=found.key)
    return _make(session, debate, "remove", gone)


def _make(
    session: Session, debate: OpenDebate, action: str, done: Edit, keys: Keys | None = None
) -> Recorded:
    act = Act(action, "stance", done.id)
    return changes.make(session, debate.id, debate.actor, act, [done], keys=keys)


def _read(form: StanceEdit) -> tuple[Typed, dict[str, Any]]:
    typed = Typed(
        {
            "value": form.value,
            "words": form.words,
            "condition": form.condition,
            "sureness": form.sureness,
            "note": form.note,
        }
    )
    low, high = _range(typed, form.range)
    values: dict[str, Any] = {
        "value": typed.choice("value", StanceValue),
        "words": typed.maybe_line("words"),
        "low": low,
        "high": high,
        "condition": typed.maybe_line("condition"),
        "sureness": typed.maybe_choice("sureness", Sureness),
        "note": typed.maybe_text("note"),
    }
    if values["condition"] and values["value"] != StanceValue.ACCEPTS_IF:
        typed.fault("condition", "Only who accepts on a condition (accepts_if) has one.")
    return typed, values


def _range(typed: Typed, ends: Sequence[float] | None) -> tuple[float | None, float | None]:
    if ends is None:
        return None, None
    if len(ends) != 2 or not all(map(math.isfinite, ends)) or not 0 <= ends[0] <= ends[1] <= 1:
        typed.fault("range", "A range is two numbers from 0 to 1, the lower one first.")
        return None, None
    return ends[0], ends[1]


def _person(session: Session, debate: OpenDebate, ref: str, typed: Typed) -> int:
    found = None
    if PUBLIC_ID.fullmatch(ref):
        mine: ColumnElement[bool] = Person.debate_id == debate.id
        found = session.scalar(select(Person.id).where(mine, Person.public_id == ref))
    if found is None:
        typed.fault("person", "Choose a person of this debate.")
    return found or 0


def _find(session: Session, debate: OpenDebate, ref: str) -> Stored:
    found = None
    if PUBLIC_ID.fullmatch(ref):
        found = read_entries(session, debate.id, "stances", [ref]).get(ref)
    if found is None:
        raise NotFound("There is no such stance in this debate.")
    return found
