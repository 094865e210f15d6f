"""Stances: what a person of the sources holds of a node, as an editor reads it."""

import math
from collections.abc import Sequence
from typing import Annotated

from sqlalchemy import ColumnElement, Row, delete, insert, select, update
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.core.permissions import Action, Actor
from app.core.texts import Typed
from app.core.vocabulary import StanceValue, Sureness
from app.models import Node, Person, Stance
from app.services import changes
from app.services.changes import Recorded
from app.services.debates import OpenDebate, open_for_change
from app.services.given import Probability, Word, given
from app.services.ids import new_id
from app.services.nodes import PUBLIC_ID, pick_node


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
    ref = new_id()
    session.execute(
        insert(Stance).values(
            debate_id=debate.id, public_id=ref, person_id=who, node_id=aim.id, **values
        )
    )
    after = {"person": form.person, "node": form.node, **values}
    revision = changes.record(
        session, debate.id, actor, action="add", noun="stance", ref=ref, after=after
    )
    return Recorded(ref, revision)


def edit(session: Session, actor: Actor, slug: str, ref: str, form: StanceEdit) -> Recorded:
    """Read a stance anew (editors); its person and node stay. Raises as `add`."""
    debate = open_for_change(session, actor, slug, Action.EDIT_NODE)
    row = _find(session, debate, ref)
    typed, values = _read(form)
    typed.check()
    before = {name: getattr(row, name) for name in values}
    if before == values:
        return Recorded(ref, debate.revision, changed=False)
    session.execute(update(Stance).where(Stance.id == row.id).values(**values))
    revision = changes.record(
        session,
        debate.id,
        actor,
        action="change",
        noun="stance",
        ref=ref,
        before=before,
        after=values,
    )
    return Recorded(ref, revision)


def remove(session: Session, actor: Actor, slug: str, ref: str) -> Recorded:
    """Remove a stance (editors)."""
    debate = open_for_change(session, actor, slug, Action.EDIT_NODE)
    row = _find(session, debate, ref)
    session.execute(delete(Stance).where(Stance.id == row.id))
    before = {"person": row.person, "node": row.node, "value": row.value, "words": row.words}
    revision = changes.record(
        session, debate.id, actor, action="remove", noun="stance", ref=ref, before=before
    )
    return Recorded(ref, revision)


def _read(form: StanceEdit) -> tuple[Typed, dict[str, object]]:
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
    values: dict[str, object] = {
        "value": typed.choice("value", StanceValue),
        "words": typed.maybe_line("words"),
        "range_low": low,
        "range_high": high,
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


def _find(session: Session, debate: OpenDebate, ref: str) -> Row[*tuple[object, ...]]:
    columns = [
        Stance.id,
        *(Stance.value, Stance.words, Stance.range_low, Stance.range_high),
        *(Stance.condition, Stance.sureness, Stance.note),
        Person.public_id.label("person"),
        Node.public_id.label("node"),
    ]
    row = None
    if PUBLIC_ID.fullmatch(ref):
        row = session.execute(
            select(*columns)
            .join(Person, Person.id == Stance.person_id)
            .join(Node, Node.id == Stance.node_id)
            .where(Stance.debate_id == debate.id, Stance.public_id == ref)
        ).one_or_none()
    if row is None:
        raise NotFound("There is no such stance in this debate.")
    return row
