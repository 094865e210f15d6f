"""Taking changes back: each by a change of its own, which can be taken back in turn."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property

from sqlalchemy.orm import Session

from app.core.debate.applying import apply, conflicts
from app.core.debate.change import Change, Edit, Entry, added, changed, invert
from app.core.debate.conflicts import Conflict, ConflictKind
from app.core.debate.counting import present
from app.core.debate.knowing import opened
from app.core.debate.lists import SETTINGS
from app.core.debate.references import with_accounts
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.permissions import Action, Actor
from app.core.texts import Typed, clean_name
from app.core.vocabulary import ENDED
from app.services import changes, clock
from app.services.changes import Act, Recorded
from app.services.debates import OpenDebate, open_for_change
from app.services.given import given
from app.services.graphs import read_debate
from app.services.history import (
    ChangeRow,
    find_change,
    find_withdrawal,
    later_changes,
    list_changes,
)
from app.services.nodes import LISTS, check_own, find_entry, find_node, keys_of
from app.services.rows.accounts import public_ids
from app.services.standing import Standing, StandsAgainst

MOST_AT_ONCE = 200


@given
class Undoing:
    """Why a change is taken back, in the actor's words."""

    reason: str | None = None


@given
class Run:
    """All that the account called `name` did from the revision `since` on, and why it goes."""

    name: str
    since: int
    reason: str | None = None


class CannotUndo(StandsAgainst):
    """A change cannot be taken back."""


def may_try(debate: OpenDebate, row: ChangeRow) -> bool:
    """Tell whether a change can be offered to whoever opened the debate to be taken back.

    Others may have built on it; that is found out when it is tried.
    """
    needed = Action.EDIT_DEBATE if _changes_settings(row) else Action.RATE
    if not row.edits or row.undone_by is not None or not debate.may(needed):
        return False
    is_anothers = any(edit.list == "credences" for edit in row.edits)
    return _is_own(debate, row) or (debate.may(Action.EDIT_NODE) and not is_anothers)


def restoring(session: Session, debate: OpenDebate, noun: str, ref: str) -> int | None:
    """Return the change to take back so that a withdrawn claim or relation is restored.

    None where the record does not hold it, or it is not for whoever opened the debate to do.
    """
    if not debate.may(Action.RATE):
        return None
    row = find_withdrawal(session, debate.id, noun, ref)
    return row.revision if row and may_try(debate, row) else None


def restore(session: Session, actor: Actor, slug: str, ref: str) -> Recorded:
    """Let a claim or relation that ended stand again, however it did: one's own, or as an editor.

    Raises NotFound, Forbidden, and CannotUndo where it would say what another one says by now.
    """
    debate = open_for_change(session, actor, slug, Action.ADD_NODE)
    node = find_node(session, debate, ref)
    check_own(debate, node.account_id)
    if node.status not in ENDED:
        return Recorded(ref, debate.revision, changed=False)
    entry = find_entry(session, debate, LISTS[node.kind], ref).entry
    edit = changed(LISTS[node.kind], entry, status=None, superseded_by=None)
    if found := conflicts(read_debate(session, debate.id), Change((edit,))):
        message = f"{ref!r} cannot stand again as the debate now is."
        raise CannotUndo(message, Standing(found, ()))
    act = Act("restore", node.kind, ref)
    return changes.make(session, debate.id, actor, act, [edit], keys=keys_of(node))


def _is_own(debate: OpenDebate, row: ChangeRow) -> bool:
    return row.account_id is not None and row.account_id == debate.actor.account_id


def _changes_settings(row: ChangeRow) -> bool:
    """Tell whether a change says something else of the debate than which claims head it."""
    whole = [edit for edit in row.edits or () if edit.list == SETTINGS.name]
    return any(edit.changed.keys() - {"theses"} for edit in whole)


def undo(
    session: Session, actor: Actor, slug: str, revision: int, form: Undoing | None = None
) -> Recorded:
    """Take back the change that made a revision: one's own, or any as an editor.

    A credence is only ever taken back by who gave it. Raises NotFound, Forbidden, Invalid where
    the record does not hold what was changed or it was taken back already, and CannotUndo with
    what stands against it.
    """
    debate = open_for_change(session, actor, slug, Action.RATE)
    work = _Undoing(session, debate, form.reason if form else None)
    return work.undo(find_change(session, debate.id, revision))


def undo_run(session: Session, actor: Actor, slug: str, run: Run) -> list[Recorded]:
    """Take back what an account did from a revision on, newest first (editors).

    All or nothing. What was taken back already, what holds no edits, and others' credences, which
    are theirs to take back, are passed over.
    """
    debate = open_for_change(session, actor, slug, Action.EDIT_NODE)
    if run.since < 1:
        fault = "Name the change to begin with, by its number."
        raise Invalid(fault, {"since": fault})
    found = list_changes(
        session, debate.id, since=run.since, by=clean_name(run.name), limit=MOST_AT_ONCE + 1
    )
    if len(found) > MOST_AT_ONCE:
        fault = f"These are more than {MOST_AT_ONCE} changes: choose a later one to begin with."
        raise Invalid(fault, {"since": fault})
    work = _Undoing(session, debate, run.reason)
    # What a change took back stands again once that is taken back: each is looked at in its turn.
    done = [work.undo(row) for row in work.in_turn(found) if may_try(debate, row)]
    if not done:
        fault = (
            f"“{clean_name(run.name)}” has changed nothing here since change {run.since} "
            "that can be taken back."
        )
        raise Invalid(fault, {"name": fault})
    return done


class _Undoing:
    """A debate in which changes are being taken back, one after the other."""

    def __init__(self, session: Session, debate: OpenDebate, reason: str | None) -> None:
        typed = Typed({"reason": reason})
        self.reason = typed.maybe_text("reason")
        typed.check()
        self.session, self.open = session, debate
        # Records have accounts by their public ids, a debate by what documents call them.
        self.public = public_ids(session, debate.id)
        self.documents = {public: id_ for id_, public in self.public.items()}
        self.debate = read_debate(session, debate.id)

    def in_turn(self, rows: Iterable[ChangeRow]) -> Iterator[ChangeRow]:
        """Yield changes as they are when their turn comes."""
        return (find_change(self.session, self.open.id, row.revision) for row in rows)

    def undo(self, row: ChangeRow) -> Recorded:
        """Take one change back, or raise why it cannot be."""
        change = self._inverse(row)
        if found := conflicts(self.debate, change):
            raise self._refused(row, found)
        self.debate = apply(self.debate, change)
        act = Act("undo", row.noun, row.ref, self.reason, undoes=row.revision)
        edits = with_accounts(change.edits, self.public)
        made = changes.make(self.session, self.open.id, self.open.actor, act, edits)
        return replace(made, ref=row.ref or self.open.slug)

    def _inverse(self, row: ChangeRow) -> Change:
        self._check(row)
        edits = with_accounts(row.edits or (), self.documents)
        turned = invert(Change(edits, accounts=self.debate.accounts))
        return replace(turned, edits=tuple(self._credences_kept(turned.edits)))

    def _check(self, row: ChangeRow) -> None:
        own = _is_own(self.open, row)
        if not own and row.noun == "credence" and self._hides(row.ref):
            raise NotFound(f"This debate has no change {row.revision}.")
        if _changes_settings(row) and not self.open.may(Action.EDIT_DEBATE):
            raise Forbidden("Only owners of this debate take back a change of its settings.")
        if not own and not self.open.may(Action.EDIT_NODE):
            raise Forbidden("Only who made a change, and the editors of this debate, take it back.")
        if not row.edits:
            raise Invalid("The record of this change does not hold what was changed.")
        if not own and any(edit.list == "credences" for edit in row.edits):
            raise Forbidden("A credence is somebody's: only who gave it takes it back.")
        if row.undone_by is not None:
            raise Invalid(f"This was taken back already, by change {row.undone_by}.")

    def _hides(self, node: str | None) -> bool:
        """Tell whether others' credences on a node are not for the actor to know of."""
        return not self.open.audience.knows_all and node not in self._open_nodes

    @cached_property
    def _open_nodes(self) -> frozenset[str]:
        account = self.documents.get(changes.author(self.session, self.open.actor) or "")
        if account is None:
            return frozenset()
        return opened(present(self.debate.credences), account, self.debate.wording_of)

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
        if row not in same or same[-1]._replace(at=row.at) != row:
            raise CannotUndo(
                "A later credence was given here: it counts instead of this one.",
                Standing((Conflict(ConflictKind.DATA, "credences", row.node),), ()),
            )
        # What follows it in the record are entries that were taken back themselves.
        turn = same.index(row)
        gone = row._replace(value=None, ill_posed=False, withdrawn=True, note=None)
        before = same[turn - 1] if turn else gone
        return added("credences", before._replace(at=clock.not_before(same[-1].at)))

    def _refused(self, row: ChangeRow, found: tuple[Conflict, ...]) -> CannotUndo:
        told = tuple(each for each in found if each.list != "credences" or not self._hides(each.id))
        rows = {(each.list, each.id) for each in told}
        later = later_changes(self.session, self.open.id, row.revision, rows)
        named = ", ".join(str(revision) for revision in later[:20])
        rests = f" Later changes rest on it: {named}." if later else ""
        message = f"Change {row.revision} cannot be taken back as the debate now is.{rests}"
        return CannotUndo(message, Standing(told, tuple(later), len(told) < len(found)))
