"""Change records: the one door through which every accepted change of a debate goes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from app.core.debate.knowing import EVERYTHING, Audience
from app.core.errors import NotFound
from app.core.permissions import Actor
from app.models import Account, Change, Debate
from app.services import clock

Fields = Mapping[str, object]
LAST = 2**31 - 1
AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Recorded:
    """What came of an action: the public id it was about and the debate's revision now.

    `changed` is False when everything was already as asked, and no revision was made.
    """

    ref: str
    revision: int
    changed: bool = True


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change: which revision it made, who did what to what, and how it was before."""

    revision: int
    at: datetime
    account: str | None
    action: str
    noun: str
    ref: str | None
    before: Fields | None
    after: Fields | None


def record(
    session: Session,
    debate_id: int,
    actor: Actor,
    *,
    action: str,
    noun: str,
    ref: str | None,
    before: Fields | None = None,
    after: Fields | None = None,
) -> int:
    """Count the debate one revision up, note what made it so, and return the new revision.

    `action` is a verb ("add", "change", "remove"), `noun` the kind of thing, `ref` its public
    id. Raises NotFound when the debate is gone.
    """
    revision = session.scalar(
        update(Debate)
        .where(Debate.id == debate_id)
        .values(revision=Debate.revision + 1)
        .returning(Debate.revision)
        .execution_options(synchronize_session=False)
    )
    if revision is None:
        raise NotFound("There is no such debate.")
    session.add(
        Change(
            debate_id=debate_id,
            revision=revision,
            account_id=actor.account_id,
            at=clock.now(),
            action=action,
            noun=noun,
            ref=ref,
            before=None if before is None else dict(before),
            after=None if after is None else dict(after),
        )
    )
    session.flush()
    return revision


def list_changes(
    session: Session,
    debate_id: int,
    *,
    until: int | None = None,
    limit: int = 100,
    audience: Audience = EVERYTHING,
    open_nodes: Collection[str] = (),
) -> list[ChangeRow]:
    """List the changes of a debate, newest first; `until` leaves out later revisions.

    The caller has opened the debate. Credences that the audience may not know leave no line:
    it is shown its own, those on `open_nodes`, and no counts of imported ones.
    """
    found = select(
        Change.revision,
        Change.at,
        Account.name,
        Change.action,
        Change.noun,
        Change.ref,
        Change.before,
        Change.after,
    ).outerjoin(Account, Account.id == Change.account_id)
    found = found.where(Change.debate_id == debate_id).order_by(Change.revision.desc())
    if until is not None:
        found = found.where(Change.revision <= max(0, min(until, LAST)))
    if not audience.knows_all:
        found = found.where(or_(Change.noun != "credence", *_known(audience, open_nodes)))
    found = found.limit(max(0, min(limit, AT_ONCE)))
    rows = [ChangeRow(*row) for row in session.execute(found)]
    return rows if audience.knows_all else [_without_counts(row) for row in rows]


def _known(audience: Audience, open_nodes: Collection[str]) -> list[ColumnElement[bool]]:
    own = [] if audience.account is None else [Change.account_id == audience.account]
    return [*own, Change.ref.in_(sorted(open_nodes))]


def _without_counts(row: ChangeRow) -> ChangeRow:
    """Leave out how many credences, and of how many accounts, an import brought."""
    if row.action != "import" or row.after is None:
        return row
    after = {name: n for name, n in row.after.items() if name not in ("credences", "accounts")}
    return replace(row, after=after)


def changed_since(session: Session, debate_id: int, revision: int, *, noun: str) -> bool:
    """Tell whether anything called `noun` in the debate has changed after `revision`."""
    later = select(Change.id).where(
        Change.debate_id == debate_id, Change.revision > revision, Change.noun == noun
    )
    return session.scalar(later.limit(1)) is not None
