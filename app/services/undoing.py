"""Taking changes back: each by a change of its own, which can be taken back in turn."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.core.debate.applying import apply, conflicts
from app.core.debate.change import Change, Edit, Entry, added, invert
from app.core.debate.conflicts import Conflict, ConflictKind
from app.core.debate.references import with_accounts
from app.core.errors import Conflict as Refused
from app.core.errors import Forbidden, Invalid
from app.core.permissions import Action, Actor
from app.core.texts import Typed
from app.services import changes, clock
from app.services.changes import Act, Recorded
from app.services.debates import OpenDebate, open_for_change
from app.services.given import given
from app.services.graphs import read_debate
from app.services.history import ChangeRow, find_change, later_changes, list_changes
from app.services.rows.accounts import public_ids

MOST_AT_ONCE = 200


@given
class Undoing:
    """Why a change is taken back, in the actor's words."""

    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands against taking a change back: conflicts, and later changes that rest on it."""

    conflicts: tuple[Conflict, ...]
    later: tuple[int, ...]


class CannotUndo(Refused):
    """A change cannot be taken back; `standing` says what stands against it."""

    def __init__(self, message: str, standing: Standing) -> None:
        super().__init__(message)
        self.standing = standing


def undo(
    session: Session, actor: Actor, slug: str, revision: int, form: Undoing | None = None
) -> Recorded:
    """Take back the change that made a revision: one's own, or any as an editor.

    A credence is only ever taken back by who gave it. Raises NotFound, Forbidden, Invalid where
    the record does not hold what was changed or it was taken back already, and CannotUndo with
    what stands against it.
    """
    debate = open_for_change(session, actor, slug, Action.RATE)
    work = _Undoing(session, debate, form or Undoing())
    return work.undo(find_change(session, debate.id, revision))


def undo_run(
    session: Session, actor: Actor, slug: str, name: str, since: int, form: Undoing | None = None
) -> list[Recorded]:
    """Take back what the account called `name` did from a revision on, newest first (editors).

    All or nothing. What was taken back already, and what holds no edits, is passed over.
    """
    debate = open_for_change(session, actor, slug, Action.EDIT_NODE)
    found = list_changes(session, debate.id, limit=MOST_AT_ONCE + 1)
    run = [row for row in found if row.account == name and row.revision >= since]
    wanted = [row for row in run if row.edits and row.undone_by is None]
    if not wanted:
        fault = f"“{name}” has changed nothing here since change {since} that can be taken back."
        raise Invalid(fault, {"name": fault})
    work = _Undoing(session, debate, form or Undoing())
    return [work.undo(row) for row in wanted]


class _Undoing:
    """A debate in which changes are being taken back, one after the other."""

    def __init__(self, session: Session, debate: OpenDebate, form: Undoing) -> None:
        typed = Typed({"reason": form.reason})
        self.reason = typed.maybe_text("reason")
        typed.check()
        self.session, self.open = session, debate
        # Records have accounts by their public ids, a debate by what documents call them.
        self.public = public_ids(session, debate.id)
        self.documents = {public: id_ for id_, public in self.public.items()}
        self.debate = read_debate(session, debate.id)

    def undo(self, row: ChangeRow) -> Recorded:
        """Take one change back, or raise why it cannot be."""
        change = self._inverse(row)
        if found := conflicts(self.debate, change):
            raise self._refused(row, found)
        self.debate = apply(self.debate, change)
        act = Act("undo", row.noun, row.ref, self.reason, undoes=row.revision)
        edits = with_accounts(change.edits, self.public)
        revision = changes.make(self.session, self.open.id, self.open.actor, act, edits)
        return Recorded(row.ref or self.open.slug, revision)

    def _inverse(self, row: ChangeRow) -> Change:
        self._check(row)
        edits = with_accounts(row.edits or (), self.documents)
        turned = invert(Change(edits, accounts=self.debate.accounts))
        return replace(turned, edits=tuple(self._credences_kept(turned.edits)))

    def _check(self, row: ChangeRow) -> None:
        own = row.account_id is not None and row.account_id == self.open.actor.account_id
        if not own and not self.open.may(Action.EDIT_NODE):
            raise Forbidden("Only who made a change, and the editors of this debate, take it back.")
        if not row.edits:
            raise Invalid("The record of this change does not hold what was changed.")
        if row.undone_by is not None:
            raise Invalid(f"This was taken back already, by change {row.undone_by}.")
        if not own and any(edit.list == "credences" for edit in row.edits):
            raise Forbidden("A credence is somebody's: only who gave it takes it back.")

    def _credences_kept(self, edits: Iterable[Edit]) -> Iterator[Edit]:
        """Yield edits in which no entry is taken from the record of credences.

        What an account held before is added to it instead; nothing is ever altered there.
        """
        for edit in edits:
            if edit.list == "credences" and edit.after is None and edit.before:
                yield self._held_before(edit.before)
            else:
                yield edit

    def _held_before(self, given: Entry) -> Edit:
        row = given.row
        same = [
            entry
            for entry in self.debate.credences
            if (entry.node, entry.account) == (row.node, row.account)
        ]
        if not same or same[-1] != row:
            raise CannotUndo(
                "A later credence was given here: it counts instead of this one.",
                Standing((Conflict(ConflictKind.DATA, "credences", row.node),), ()),
            )
        gone = row._replace(value=None, ill_posed=False, withdrawn=True, note=None)
        before = same[-2] if len(same) > 1 else gone
        return added("credences", before._replace(at=clock.now()))

    def _refused(self, row: ChangeRow, found: tuple[Conflict, ...]) -> CannotUndo:
        rows = {(each.list, each.id) for each in found}
        later = later_changes(self.session, self.open.id, row.revision, rows)
        told = ", ".join(str(revision) for revision in later[:20])
        rests = f" Later changes rest on it: {told}." if later else ""
        message = f"Change {row.revision} cannot be taken back as the debate now is.{rests}"
        return CannotUndo(message, Standing(found, tuple(later)))
