"""The history of a debate: its change records, newest first, as their reader may know them."""

from collections.abc import Collection, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.debate.change import Edit
from app.core.debate.knowing import EVERYTHING, Audience
from app.core.errors import NotFound
from app.core.formats.native.edits import UnknownEdit, edit_of
from app.core.texts import fold_name
from app.models import Account, Change, Suggestion
from app.services.history_filters import ALL, Filter

Fields = Mapping[str, object]
LAST = 2**31 - 1
AT_ONCE = 1000
PROPOSER = aliased(Account)


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change: which revision it made, who did what to what, and how it was before.

    `before` and `after` are the fields that it changed, or what was told of it besides. `edits`
    hold it whole; None: it cannot be taken back. `undoes` is the revision that it took back,
    `undone_by` the one that took it back. `account_ref` is the account's public id. `suggestion`
    is the public id of the suggestion that was accepted, and `suggested_by` who proposed it.
    """

    revision: int
    at: datetime
    account: str | None
    action: str
    noun: str
    ref: str | None
    reason: str | None
    undoes: int | None
    account_id: int | None
    account_ref: str | None
    before: Fields | None
    after: Fields | None
    edits: tuple[Edit, ...] | None
    undone_by: int | None
    suggestion: str | None = None
    suggested_by: str | None = None


def list_changes(
    session: Session,
    debate_id: int,
    *,
    until: int | None = None,
    since: int = 0,
    by: str | None = None,
    limit: int = 100,
    audience: Audience = EVERYTHING,
    open_nodes: Collection[str] = (),
    asked: Filter = ALL,
) -> list[ChangeRow]:
    """List the changes of a debate, newest first, those `asked` for.

    `until` leaves out later revisions, `since` earlier ones, `by` what others did than the account
    of that name. The caller has opened the debate. Credences that the audience may not know leave
    no line and no edit: it is shown its own, those on `open_nodes`, and no counts of imported ones.
    """
    mine = [Change.debate_id == debate_id, *asked.conditions(audience)]
    found = _selected().where(*mine).order_by(Change.revision.desc())
    if until is not None:
        found = found.where(Change.revision <= max(0, min(until, LAST)))
    if since > 0:
        found = found.where(Change.revision >= min(since, LAST))
    if by is not None:
        found = found.where(Account.name_key == fold_name(by))
    if not audience.knows_all:
        found = found.where(or_(Change.noun != "credence", *_known(audience, open_nodes)))
    rows = session.execute(found.limit(max(0, min(limit, AT_ONCE)))).all()
    undone = undoings(session, debate_id) if rows else {}
    made = [_row(row, undone) for row in rows]
    if audience.knows_all:
        return made
    own = _public_id(session, audience)
    return [_as_known(row, own, open_nodes) for row in made]


def find_withdrawal(session: Session, debate_id: int, noun: str, ref: str) -> ChangeRow | None:
    """Return the latest change that withdrew a claim or a relation and still stands, if any did."""
    mine = (Change.debate_id == debate_id) & (Change.noun == noun) & (Change.ref == ref)
    found = _selected().where(mine, Change.action == "withdraw").order_by(Change.revision.desc())
    row = session.execute(found.limit(1)).one_or_none()
    return None if row is None else _row(row, undoings(session, debate_id))


def find_change(session: Session, debate_id: int, revision: int) -> ChangeRow:
    """Return the change that made a revision, whole; NotFound when there is none."""
    asked = max(0, min(revision, LAST))
    mine = (Change.debate_id == debate_id) & (Change.revision == asked)
    row = session.execute(_selected().where(mine)).one_or_none()
    if row is None:
        raise NotFound(f"This debate has no change {revision}.")
    return _row(row, undoings(session, debate_id))


def undoings(session: Session, debate_id: int) -> dict[int, int]:
    """Return by revision which later one took it back, unless that was taken back itself."""
    mine = (Change.debate_id == debate_id) & Change.undoes.is_not(None)
    found = select(Change.revision, Change.undoes).where(mine).order_by(Change.revision.desc())
    undone: dict[int, int] = {}
    for revision, undoes in session.execute(found):
        if revision not in undone and undoes is not None:
            undone.setdefault(undoes, revision)
    return undone


def later_changes(
    session: Session, debate_id: int, after: int, rows: Set[tuple[str, str]]
) -> list[int]:
    """Return the revisions after one that edited any of these rows, given by list and id."""
    mine = (Change.debate_id == debate_id) & (Change.revision > after)
    found = select(Change.revision, Change.edits).where(mine).order_by(Change.revision)
    return [
        revision for revision, edits in session.execute(found) if not rows.isdisjoint(_named(edits))
    ]


def _named(edits: object) -> Iterator[tuple[str, str]]:
    """Yield the list and the id of each edit of a record, whichever program wrote it."""
    for edit in edits if isinstance(edits, list) else ():
        if isinstance(edit, dict):
            yield str(edit.get("list")), str(edit.get("id"))


def _selected() -> Select[Any]:
    columns = (
        Change.revision,
        Change.at,
        Account.name,
        Account.public_id,
        *(Change.action, Change.noun, Change.ref, Change.reason, Change.undoes),
        *(Change.account_id, Change.before, Change.after, Change.edits, Change.suggestion),
        PROPOSER.name.label("suggested_by"),
    )
    own = (Suggestion.debate_id == Change.debate_id) & (Suggestion.public_id == Change.suggestion)
    return (
        select(*columns)
        .outerjoin(Account, Account.id == Change.account_id)
        .outerjoin(Suggestion, own)
        .outerjoin(PROPOSER, PROPOSER.id == Suggestion.account_id)
    )


def edits_between(
    session: Session, debate_id: int, after: int, until: int
) -> tuple[Edit, ...] | None:
    """Return all edits of the revisions after one up to another, oldest first.

    None where a record is missing, or does not hold what it changed.
    """
    mine = (Change.debate_id == debate_id) & (Change.revision > after) & (Change.revision <= until)
    found = select(Change.edits).where(mine).order_by(Change.revision)
    records = [edits_of(edits) for edits in session.scalars(found)]
    if len(records) != until - after or None in records:
        return None
    return tuple(edit for edits in records for edit in edits or ())


def whole_since(session: Session, debate_id: int, latest: int) -> int:
    """Return the revision after which all records up to the latest hold what they changed."""
    mine = Change.debate_id == debate_id
    found = select(Change.revision, Change.edits).where(mine).order_by(Change.revision.desc())
    for revision, edits in session.execute(found):
        if revision < latest or edits_of(edits) is None:
            break
        latest = revision - 1
    return latest


def _known(audience: Audience, open_nodes: Collection[str]) -> list[ColumnElement[bool]]:
    own = [] if audience.account is None else [Change.account_id == audience.account]
    return [*own, Change.ref.in_(sorted(open_nodes))]


def _row(row: Row[Any], undone: Mapping[int, int]) -> ChangeRow:
    edits = edits_of(row.edits)
    before, after = row.before, row.after
    if edits and before is None and after is None:
        before, after = _sides(row)
    return ChangeRow(
        revision=row.revision,
        at=row.at,
        account=row.name,
        action=row.action,
        noun=row.noun,
        ref=row.ref,
        reason=row.reason,
        undoes=row.undoes,
        account_id=row.account_id,
        account_ref=row.public_id,
        before=before,
        after=after,
        edits=edits,
        undone_by=undone.get(row.revision),
        suggestion=row.suggestion,
        suggested_by=row.suggested_by,
    )


def edits_of(given: object) -> tuple[Edit, ...] | None:
    """Return the edits of a record; None where it has none that this program knows."""
    try:
        return tuple(map(edit_of, given)) if isinstance(given, list) else None
    except UnknownEdit:
        return None


def _sides(row: Row[Any]) -> tuple[Fields | None, Fields | None]:
    """Return what the edit of the row that a change is about altered, field by field."""
    # A credence goes by its node: of a node that goes with its credences, the node is told.
    told = [each for each in row.edits if (each["list"] == "credences") == (row.noun == "credence")]
    about = next((each for each in told if each["id"] == row.ref), told[0] if told else {})
    before, after = about.get("before"), about.get("after")
    if before is None or after is None:
        return before, after
    differing = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return (
        {name: before[name] for name in differing if name in before},
        {name: after[name] for name in differing if name in after},
    )


def _public_id(session: Session, audience: Audience) -> str | None:
    if audience.account is None:
        return None
    return session.scalar(select(Account.public_id).where(Account.id == audience.account))


def _as_known(row: ChangeRow, own: str | None, open_nodes: Collection[str]) -> ChangeRow:
    """Leave out others' hidden credences, and how many of them an import brought."""
    if row.action == "import" and row.after is not None:
        counted = ("credences", "accounts")
        after = {name: n for name, n in row.after.items() if name not in counted}
        return replace(row, after=after)
    if row.edits is None:
        return row
    known = (edit for edit in row.edits if _may_be_known(edit, own, open_nodes))
    return replace(row, edits=tuple(known))


def _may_be_known(edit: Edit, own: str | None, open_nodes: Collection[str]) -> bool:
    entry = edit.after or edit.before
    if edit.list != "credences" or entry is None:
        return True
    return entry.row.account == own or edit.id in open_nodes
