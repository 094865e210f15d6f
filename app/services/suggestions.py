"""Suggestions: changes not applied yet, judged as the debate now is, accepted or declined."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.core.debate.change import Change, Edit, Entry
from app.core.debate.conflicts import Conflict, ConflictKind, entry_of
from app.core.debate.differing import CONTENT
from app.core.debate.graph import Graph
from app.core.debate.judging import Judgement, Lapsing, Readiness, judge, lapsing
from app.core.debate.lists import SHAPES
from app.core.debate.references import accounts_in, with_accounts
from app.core.debate.shape import Id
from app.core.errors import Invalid
from app.core.permissions import Action, Actor
from app.core.texts import Typed
from app.core.vocabulary import SuggestionState
from app.models import Suggestion
from app.services import changes, clock
from app.services.changes import Act, Recorded
from app.services.debates import OpenDebate, open_for_change
from app.services.given import given
from app.services.graphs import read_debate
from app.services.history import later_changes
from app.services.rows.accounts import named_with
from app.services.snapshots import Snapshot, load_snapshot
from app.services.soundness import check_sound
from app.services.standing import Standing, StandsAgainst
from app.services.suggestion_rows import SuggestionRow, find_suggestion


@given
class Decision:
    """What is said of a suggestion that is decided on."""

    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A suggestion that waits, as the debate now is: what it would do, and what stands against it.

    `after` is the graph it would make. `now` are the rows, by list and id, that have become
    otherwise than it has them.
    """

    readiness: Readiness
    edits: tuple[Edit, ...]
    standing: Standing
    lapsing: tuple[Lapsing, ...]
    after: Graph
    now: Mapping[tuple[str, Id], Entry]


class CannotAccept(StandsAgainst):
    """A suggestion does not fit the debate any more."""


def may_withdraw(debate: OpenDebate, row: SuggestionRow) -> bool:
    """Tell whether whoever opened the debate may take a suggestion of theirs back."""
    own = row.account_id is not None and row.account_id == debate.actor.account_id
    return own and row.is_open and debate.may(Action.SUGGEST)


def judged(
    session: Session, debate: OpenDebate, rows: Sequence[SuggestionRow]
) -> dict[str, Judged]:
    """Judge the suggestions among `rows` that wait, as the debate now is, by their public ids.

    Credences that count no more are those that the reader may know.
    """
    waiting = [row for row in rows if row.is_open]
    if not waiting:
        return {}
    work, snapshot = _Present(session, debate), load_snapshot(session, debate)
    return {row.id: work.told(row, snapshot) for row in waiting}


def accept(
    session: Session, actor: Actor, slug: str, ref: str, form: Decision | None = None
) -> Recorded:
    """Make a suggestion part of the debate as it now is (editors).

    The record names whoever accepted it, and the suggestion whoever proposed it. What is there
    already is not made again. Raises Invalid when it was decided on already or would make the
    debate unsound, and CannotAccept with what stands against it.
    """
    debate = open_for_change(session, actor, slug, Action.EDIT_NODE)
    row, reason = _waiting(session, debate, ref), _reason(form)
    work = _Present(session, debate)
    found = work.judge(row)
    if found.readiness is Readiness.STALE:
        raise work.refused(row, found)
    if found.readiness is Readiness.THERE:
        _decide(session, debate, row, SuggestionState.ACCEPTED, reason)
        return Recorded(row.ref or slug, debate.revision, changed=False, suggestion=row.id)
    check_sound(work.debate, found.after)
    act = Act(row.action, row.noun, row.ref, reason, suggestion=row.id)
    made = changes.make(session, debate.id, actor, act, work.stored(found.change.edits))
    _decide(session, debate, row, SuggestionState.ACCEPTED, reason, made.revision)
    return replace(made, ref=row.ref or slug, suggestion=row.id)


def decline(
    session: Session, actor: Actor, slug: str, ref: str, form: Decision | None = None
) -> Recorded:
    """Decline a suggestion, with a word to whoever proposed it (editors). Raises Invalid."""
    debate = open_for_change(session, actor, slug, Action.EDIT_NODE)
    row, reason = _waiting(session, debate, ref), _reason(form)
    if reason is None:
        fault = "Say why, so that whoever proposed it knows."
        raise Invalid(fault, {"reason": fault})
    _decide(session, debate, row, SuggestionState.DECLINED, reason)
    return Recorded(row.ref or slug, debate.revision, changed=False, suggestion=row.id)


def withdraw(
    session: Session, actor: Actor, slug: str, ref: str, form: Decision | None = None
) -> Recorded:
    """Take back a suggestion of one's own that waits. Raises NotFound and Invalid."""
    debate = open_for_change(session, actor, slug, Action.SUGGEST)
    row, reason = _waiting(session, debate, ref), _reason(form)
    if not may_withdraw(debate, row):
        raise Invalid("Only whoever proposed it withdraws a suggestion; an editor declines it.")
    _decide(session, debate, row, SuggestionState.WITHDRAWN, reason)
    return Recorded(row.ref or slug, debate.revision, changed=False, suggestion=row.id)


class _Present:
    """A debate as it now is, whole, with the accounts that suggestions name beside its own."""

    def __init__(self, session: Session, debate: OpenDebate) -> None:
        self.session, self.open = session, debate
        self.debate = read_debate(session, debate.id)

    def judge(self, row: SuggestionRow) -> Judgement:
        """Judge a suggestion, in which accounts go by public ids as in records."""
        also = accounts_in(row.edits)
        named = named_with(self.session, self.open.id, also)
        self.documents = dict(named.documents)
        # Who is gone is nobody any more.
        names: dict[Id, Any] = {**dict.fromkeys(also), **named.documents}
        return judge(self.debate, Change(with_accounts(row.edits, names), accounts=named.rows))

    def stored(self, edits: Iterable[Edit]) -> tuple[Edit, ...]:
        """Return edits of the last judgement as records have them."""
        return with_accounts(edits, {id_: public for public, id_ in self.documents.items()})

    def told(self, row: SuggestionRow, snapshot: Snapshot) -> Judged:
        """Judge a suggestion for a reader."""
        found = self.judge(row)
        return Judged(
            found.readiness,
            found.change.edits,
            self._standing(row, found, snapshot),
            tuple(lapsing(snapshot.graph, found.change.edits)),
            # What does not fit would be no sound graph.
            (self.debate if found.conflicts else found.after).graph,
            {(each.list, each.id): self._entry(each) for each in found.conflicts if _differs(each)},
        )

    def refused(self, row: SuggestionRow, found: Judgement) -> CannotAccept:
        """Return what is to be raised when something stands against a suggestion."""
        standing = self._standing(row, found)
        named = ", ".join(str(revision) for revision in standing.later[:20])
        since = f" What it changes has been changed since: {named}." if named else ""
        message = f"Suggestion {row.id} does not fit the debate as it now is.{since}"
        return CannotAccept(message, standing)

    def _entry(self, conflict: Conflict) -> Entry:
        rows = getattr(self.debate, conflict.list)
        row = next(each for each in rows if each.id == conflict.id)
        return entry_of(self.debate, SHAPES[conflict.list], row)

    def _standing(
        self, row: SuggestionRow, found: Judgement, snapshot: Snapshot | None = None
    ) -> Standing:
        if not found.conflicts:
            return Standing((), ())
        told = tuple(
            each for each in found.conflicts if not self._hides(each.list, each.id, snapshot)
        )
        rows = {(each.list, each.id) for each in told}
        later = later_changes(self.session, self.open.id, row.base, rows)
        return Standing(told, tuple(later), len(told) < len(found.conflicts))

    def _hides(self, name: str, node: Id, snapshot: Snapshot | None) -> bool:
        """Tell whether a conflict is about credences that are not for the reader to know of."""
        if name != "credences" or self.open.audience.knows_all:
            return False
        return snapshot is None or snapshot.hides(node)


def _differs(conflict: Conflict) -> bool:
    return conflict.kind is ConflictKind.DATA and conflict.list in CONTENT


def _waiting(session: Session, debate: OpenDebate, ref: str) -> SuggestionRow:
    row = find_suggestion(session, debate, ref)
    if not row.is_open:
        raise Invalid(f"This suggestion was {row.state.value} already.")
    return row


def _decide(
    session: Session,
    debate: OpenDebate,
    row: SuggestionRow,
    state: SuggestionState,
    reason: str | None,
    revision: int | None = None,
) -> None:
    values = {
        "state": state.value,
        "decided_by_id": debate.actor.account_id,
        "decided_at": clock.now(),
        "decision": reason,
        "revision": revision,
    }
    session.execute(update(Suggestion).where(Suggestion.id == row.key).values(values))


def _reason(form: Decision | None) -> str | None:
    typed = Typed({"reason": form.reason if form else None})
    reason = typed.maybe_text("reason")
    typed.check()
    return reason
