"""Credences of accounts: given, changed and withdrawn, each an entry that is never altered."""

import math
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.core.debate import rows
from app.core.debate.change import added
from app.core.debate.graph import ENDED, WEIGHING
from app.core.errors import Invalid, SignInNeeded
from app.core.permissions import Action, Actor
from app.core.texts import Typed
from app.models import Account, Credence
from app.services import changes, clock
from app.services.changes import Act, Recorded
from app.services.debates import OpenDebate, open_for_change
from app.services.given import Probability, given
from app.services.nodes import NodeRow, check_wording, find_node
from app.services.snapshots import load_snapshot

LATEST = (
    select(
        Credence.wording,
        Credence.value,
        Credence.ill_posed,
        Credence.withdrawn,
        Credence.note,
        Credence.at,
    )
    .where(
        Credence.node_id == bindparam("node"),
        Credence.account_id == bindparam("account"),
    )
    .order_by(Credence.id.desc())
    .limit(1)
)


@given
class NewCredence:
    """One's credence in a node at the wording that was seen, or that it is ill-posed."""

    value: Probability | None = None
    wording: int
    ill_posed: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class CredenceEntry:
    """One entry of the record: a probability in [0, 1], or ill-posed, or withdrawn."""

    account: str
    name: str
    wording: int
    value: float | None
    ill_posed: bool
    withdrawn: bool
    note: str | None
    at: datetime
    is_mine: bool


@dataclass(frozen=True, slots=True)
class _Answer:
    wording: int
    value: float | None
    ill_posed: bool
    withdrawn: bool
    note: str | None

    def repeats(self, latest: "_Answer") -> bool:
        """Tell whether this adds nothing to the latest answer; no new note keeps the old one."""
        return latest == replace(self, note=self.note or latest.note)


class _Latest(NamedTuple):
    answer: _Answer
    at: datetime


def give(
    session: Session,
    actor: Actor,
    slug: str,
    ref: str,
    credence: NewCredence,
) -> Recorded:
    """Give a node one's credence, a probability in [0, 1], or call it ill-posed.

    The same answer again adds nothing. Raises NotFound, Invalid with the fields `value`, `note`
    and `wording`, and Conflict with both wordings when the node has been reworded since.
    """
    debate = open_for_change(session, actor, slug, Action.RATE)
    node = find_node(session, debate, ref)
    _check_rateable(node)
    typed = Typed({"note": credence.note})
    value, ill_posed = credence.value, credence.ill_posed
    _check_value(typed, value, ill_posed=ill_posed)
    note = typed.maybe_line("note")
    answer = _Answer(credence.wording, value, ill_posed, withdrawn=False, note=note)
    typed.check()
    check_wording(session, node, credence.wording)
    return _add(session, debate, node, answer)


def withdraw(session: Session, actor: Actor, slug: str, ref: str) -> Recorded:
    """Take one's credence back; the record keeps what it was. Without one, nothing happens."""
    debate = open_for_change(session, actor, slug, Action.RATE)
    node = find_node(session, debate, ref)
    latest = _latest(session, debate, node)
    if latest is None or latest.answer.withdrawn:
        return Recorded(ref, debate.revision, changed=False)
    answer = _Answer(node.wording, None, ill_posed=False, withdrawn=True, note=None)
    return _add(session, debate, node, answer)


def history(session: Session, debate: OpenDebate, ref: str) -> list[CredenceEntry]:
    """List the credences given to a node, newest first.

    Others' are among them where whoever opened the debate may know them. Needs a reading session.
    """
    node = find_node(session, debate, ref)
    entries = _entries(session, node, debate.actor)
    hidden = load_snapshot(session, debate).hides(ref)
    return [entry for entry in entries if entry.is_mine or not hidden]


def _check_rateable(node: NodeRow) -> None:
    if node.kind == "crux" or node.is_question:
        raise Invalid("A question is neither likely nor unlikely: give a credence to an answer.")
    if node.kind == "relation" and node.relation_kind not in WEIGHING:
        raise Invalid("This arrow is no reason for or against anything, so there is no credence.")
    if node.status in ENDED:
        raise Invalid(f"This is {node.status} and weighs nothing: restore it to rate it.")


def _check_value(typed: Typed, value: float | None, *, ill_posed: bool) -> None:
    if ill_posed and value is not None:
        typed.fault("value", "Give either a number or “ill-posed”, not both.")
    elif value is None and not ill_posed:
        typed.fault("value", "Give a number from 0 to 1 (0 % to 100 %), or say “ill-posed”.")
    elif value is not None and not (math.isfinite(value) and 0 <= value <= 1):
        typed.fault("value", "A credence is a number from 0 to 1 (0 % to 100 %).")


def _add(session: Session, debate: OpenDebate, node: NodeRow, answer: _Answer) -> Recorded:
    if debate.actor.account_id is None:
        raise SignInNeeded("A credence is somebody's: sign in to give one.")
    latest = _latest(session, debate, node)
    if latest is not None and answer.repeats(latest.answer):
        return Recorded(node.ref, debate.revision, changed=False)
    account = changes.author(session, debate.actor)
    assert account is not None
    at = clock.not_before(latest and latest.at)
    entry = rows.CredenceEntry(node=node.ref, account=account, at=at, **asdict(answer))
    act = Act("withdraw" if answer.withdrawn else "give", "credence", node.ref)
    keys = {("nodes", node.ref): node.id, ("accounts", account): debate.actor.account_id}
    edits = [added("credences", entry)]
    return changes.make(session, debate.id, debate.actor, act, edits, keys=keys)


def _latest(session: Session, debate: OpenDebate, node: NodeRow) -> _Latest | None:
    asked = {"node": node.id, "account": debate.actor.account_id}
    row = session.execute(LATEST, asked).first()
    return _Latest(_Answer(*row[:-1]), row.at) if row else None


def _entries(session: Session, node: NodeRow, actor: Actor) -> list[CredenceEntry]:
    rows = session.execute(
        select(
            Account.public_id,
            Account.name,
            Credence.wording,
            Credence.value,
            Credence.ill_posed,
            Credence.withdrawn,
            Credence.note,
            Credence.at,
            Credence.account_id,
        )
        .join(Account, Account.id == Credence.account_id)
        .where(Credence.node_id == node.id)
        .order_by(Credence.id.desc())
    )
    return [CredenceEntry(*row[:-1], is_mine=row[-1] == actor.account_id) for row in rows]
