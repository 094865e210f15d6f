"""Looks at debates: read with the query that opens one, noted apart from what was looked at."""

from collections.abc import MutableMapping
from typing import Any

from sqlalchemy import ColumnElement, Select, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.debate.looking import Look, all_seen, as_of_now, looked
from app.models import Debate
from app.models import Look as Row
from app.services import clock

COLUMNS = tuple(getattr(Row, name).label(f"look_{name}") for name in Look._fields)


def with_look(query: Select[Any], account: ColumnElement[int]) -> Select[Any]:
    """Have a select of debates bring along how far an account has seen each."""
    own = (Row.debate_id == Debate.id) & (Row.account_id == account)
    return query.add_columns(*COLUMNS).outerjoin(Row, own)


def look_in(row: MutableMapping[str, Any]) -> Look | None:
    """Take the look, as it counts now, out of a row of such a select; None for who never looked."""
    found = [row.pop(column.name) for column in COLUMNS]
    return None if found[0] is None else as_of_now(Look._make(found), clock.now())


def note(session: Session, debate_id: int, account_id: int, revision: int) -> None:
    """Note that an account has looked at a revision of a debate."""
    before = _held(session, debate_id, account_id)
    _keep(session, debate_id, account_id, before, looked(before, revision, clock.now()))


def note_all_seen(session: Session, debate_id: int, account_id: int, revision: int) -> None:
    """Note that an account says it has seen all up to a revision."""
    before = _held(session, debate_id, account_id)
    _keep(session, debate_id, account_id, before, all_seen(before, revision, clock.now()))


def _held(session: Session, debate_id: int, account_id: int) -> Look | None:
    columns = (getattr(Row, name) for name in Look._fields)
    mine = (Row.debate_id == debate_id) & (Row.account_id == account_id)
    row = session.execute(select(*columns).where(mine).with_for_update()).one_or_none()
    return None if row is None else Look._make(row)


def _keep(
    session: Session, debate_id: int, account_id: int, before: Look | None, after: Look
) -> None:
    if before is not None:
        mine = (Row.debate_id == debate_id) & (Row.account_id == account_id)
        session.execute(update(Row).where(mine).values(after._asdict()))
        return
    names = {"debate_id": debate_id, "account_id": account_id}
    try:
        with session.begin_nested():
            session.execute(insert(Row).values({**names, **after._asdict()}))
    except IntegrityError:
        # Another page was opened at the same moment, or the debate is gone.
        return
