"""Writing a planned debate: every table in one statement, with keys taken beforehand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Column, Table, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

Keys = dict[str, Sequence[int]]
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one table, by columns; `is_named` when others refer to them by number."""

    table: Table
    columns: Mapping[str, Sequence[Any]]
    size: int
    is_named: bool = False


@dataclass(frozen=True, slots=True)
class Links:
    """Rows of a table that point at rows of the same table, as pairs of numbers."""

    table: Table
    column: str
    pairs: Sequence[tuple[int, int]]


Step = Batch | Links


def write_steps(session: Session, debate_id: int, steps: Iterable[Step], at: datetime) -> None:
    """Write all rows that were planned into a new debate; the plan stays as it is."""
    keys: Keys = {}
    for step in steps:
        if isinstance(step, Links):
            _link(session, step, keys)
            continue
        if step.is_named:
            keys[step.table.name] = _new_keys(session, step.table, step.size)
        session.execute(insert(step.table), _rows(step, keys, debate_id, at))


def _rows(batch: Batch, keys: Keys, debate_id: int, at: datetime) -> Rows:
    """Return a batch as rows, with keys in place of numbers."""
    columns: dict[str, Any] = dict(batch.columns)
    for column, table in _references(batch.table).items():
        if column in columns:
            key = keys.get(table, ())
            columns[column] = [None if n is None else key[n] for n in columns[column]]
    if batch.is_named:
        columns["id"] = keys[batch.table.name]
    same = {"debate_id": debate_id, "created_at": at}
    columns |= {name: [same[name]] * batch.size for name in same if name in batch.table.columns}
    return [
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    ]


def _link(session: Session, links: Links, keys: Keys) -> None:
    key = keys[links.table.name]
    values = [{"row_id": key[row], "link_id": key[link]} for row, link in links.pairs]
    statement = update(links.table).where(links.table.c.id == bindparam("row_id"))
    session.connection().execute(statement.values({links.column: bindparam("link_id")}), values)


def _new_keys(session: Session, table: Table, number: int) -> Sequence[int]:
    """Return keys that no row of a table has, or will have."""
    if session.get_bind().dialect.name == "sqlite":  # the transaction is the only one that writes
        first = session.scalar(select(func.coalesce(func.max(table.c.id), 0) + 1))
        return range(first or 1, (first or 1) + number)
    sequence = func.pg_get_serial_sequence(table.name, "id")
    counted = func.generate_series(1, number).table_valued("n")
    return session.scalars(select(func.nextval(sequence)).select_from(counted)).all()


@cache
def _references(table: Table) -> dict[str, str]:
    """Return the table whose keys stand in each column of a table."""
    return {
        column.name: _origin(column).table.name for column in table.columns if column.foreign_keys
    }


def _origin(column: Column[Any]) -> Column[Any]:
    # A claim's key is that of its node.
    while column.foreign_keys:
        column = next(iter(column.foreign_keys)).column
    return column
