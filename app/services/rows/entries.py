"""Single rows of a debate with all that belongs to them, as the two sides of edits hold them.

Accounts go by their public ids here: what a document calls them is settled when one is made.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    CompoundSelect,
    Select,
    cast,
    func,
    literal,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from app.core.debate.change import Entry
from app.core.debate.lists import SETTINGS, SHAPES
from app.core.debate.shape import NODES, Fields, Id, Several, Shape
from app.services.rows.columns import (
    WORDING,
    Bound,
    bound,
    bound_inner,
    order_of,
    owner_of,
    table_named,
)
from app.services.rows.reading import DebateRows


class Stored(NamedTuple):
    """An entry with the key under which its row is stored."""

    key: int
    entry: Entry


def read_entries(
    session: Session, debate_id: int, name: str, ids: Collection[Id]
) -> dict[Id, Stored]:
    """Read the rows of a list that have these ids, in two statements; unknown ids have none."""
    shape = SHAPES[name]
    if any(each.inner and each.inner.severals for each in shape.severals):
        return _from_all(session, debate_id, shape, ids)
    root = table_named(shape.tables[0])
    mine = root.c["debate_id"] == debate_id
    found = session.execute(
        _row_select(shape).where(mine, root.c["public_id"].in_(sorted(ids)))
    ).all()
    lists = _lists(session, shape, [row[0] for row in found])
    made = (_stored(shape, row, lists[row[0]]) for row in found)
    return {each.entry.row.id: each for each in made}


def read_settings(session: Session, debate_id: int) -> Entry:
    """Read what is said of a debate as a whole, in two statements."""
    table = table_named(SETTINGS.tables[0])
    row = session.execute(_row_select(SETTINGS).where(table.c["id"] == debate_id)).one()
    return _stored(SETTINGS, row, _lists(session, SETTINGS, [debate_id])[debate_id]).entry


def read_credences(session: Session, debate_id: int, node: int) -> list[Stored]:
    """Read the entries of the record of credences on a node, oldest first; one statement."""
    shape = SHAPES["credences"]
    table = table_named(shape.tables[0])
    mine = (table.c["debate_id"] == debate_id) & (table.c["node_id"] == node)
    rows = session.execute(_row_select(shape).where(mine).order_by(table.c["id"]))
    return [_stored(shape, row, {}) for row in rows]


def place_of(session: Session, debate_id: int, name: str, key: int) -> int:
    """Return where a row stands in its list, counted from 0."""
    shape = SHAPES[name]
    table = table_named(shape.tables[0])
    before = (table.c["debate_id"] == debate_id) & (table.c["id"] < key)
    counted = select(func.count()).select_from(table).where(before)
    if shape.space == NODES:
        counted = counted.where(table.c["kind"] == shape.singular)
    return session.scalar(counted) or 0


def _from_all(
    session: Session, debate_id: int, shape: Shape, ids: Collection[Id]
) -> dict[Id, Stored]:
    rows = DebateRows(session, debate_id)
    found = {row.id: row for row in rows.rows(shape.name) if row.id in ids}
    keys = {id_: key for key, id_ in rows.ids(shape.space).items() if id_ in found}
    return {id_: Stored(keys[id_], Entry(row)) for id_, row in found.items()}


def _stored(shape: Shape, row: Sequence[Any], lists: Mapping[str, tuple[Any, ...]]) -> Stored:
    values = _filled(row[1:], bound(shape))
    for several in shape.fields.severals:
        values.insert(shape.fields.places[several.name], lists.get(several.name, ()))
    beside = {name: lists[name] for name in shape.beside if name in lists}
    return Stored(row[0], Entry(shape.fields.row._make(values), beside))


def _row_select(shape: Shape) -> Select[Any]:
    root = table_named(shape.tables[0])
    found = select(root.c["id"], *map(_named, bound(shape)))
    for name in shape.tables[1:]:
        found = found.join(table_named(name), table_named(name).c["node_id"] == root.c["id"])
    wording = table_named(WORDING)
    if any(each.column.table is wording for each in bound(shape)):
        at = (wording.c["node_id"] == root.c["id"]) & (wording.c["number"] == root.c["wording"])
        found = found.join(wording, at, isouter=True)
    return found


def _named(each: Bound) -> Any:
    """Return the column of a field, or the public id of the row that it names."""
    if each.field.to is None:
        return each.column.label(f"field_{each.field.name}")
    return _public_id(each.field.to, each.column).label(f"field_{each.field.name}")


def _public_id(to: str, column: Any) -> Any:
    table = _table_of(to).alias()
    return select(table.c["public_id"]).where(table.c["id"] == column).scalar_subquery()


def _table_of(to: str) -> Any:
    if "." in to:
        name, field = to.split(".")
        several = next(each for each in SHAPES[name].severals if each.name == field)
        return table_named(several.table)
    return table_named("node" if to == NODES else SHAPES[to].tables[0])


def _lists(
    session: Session, shape: Shape, keys: Sequence[int]
) -> Mapping[int, dict[str, tuple[Any, ...]]]:
    """Read all ordered lists of some rows at once, by the keys of the rows."""
    found: defaultdict[int, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    if shape.severals and keys:
        inner = {each.name: each.inner for each in shape.severals}
        slots = _slots(shape)
        for name, owner, _, ref, *values in session.execute(_union(shape, slots, keys)):
            fields = inner[name]
            found[owner][name].append(ref if fields is None else _made(fields, slots, values))
    empty: dict[int, dict[str, tuple[Any, ...]]] = {key: {} for key in keys}
    return empty | {
        key: {name: tuple(rows) for name, rows in lists.items()} for key, lists in found.items()
    }


def _made(fields: Fields, slots: Mapping[str, Any], values: Sequence[Any]) -> Any:
    by_name = dict(zip(slots, values, strict=True))
    return fields.row._make(
        one.default if by_name[one.name] is None else by_name[one.name] for one in fields.ones
    )


def _filled(values: Sequence[Any], columns: Sequence[Bound]) -> list[Any]:
    return [
        each.field.default if value is None else value
        for value, each in zip(values, columns, strict=True)
    ]


def _slots(shape: Shape) -> dict[str, Any]:
    """Return the columns that rows inside lists need, by field, with their types."""
    public_id = table_named("node").c["public_id"].type
    return {
        each.field.name: public_id if each.field.to else each.column.type
        for several in shape.severals
        if several.inner
        for each in bound_inner(several)
    }


def _union(shape: Shape, slots: Mapping[str, Any], keys: Sequence[int]) -> CompoundSelect[Any]:
    selects = [_list_select(several, slots, keys) for several in shape.severals]
    return union_all(*selects).order_by(
        literal_column("1"), literal_column("2"), literal_column("3")
    )


def _list_select(several: Several, slots: Mapping[str, Any], keys: Sequence[int]) -> Select[Any]:
    table, owner = table_named(several.table), owner_of(several)
    text = table_named("node").c["public_id"].type
    named = _public_id(several.to, table.c[several.column]) if several.to else cast(null(), text)
    own = {each.field.name: _named(each) for each in bound_inner(several)} if several.inner else {}
    rest: Iterator[Any] = (own.get(name, cast(null(), kind)) for name, kind in slots.items())
    found = select(
        literal(several.name).label("list"), owner, order_of(table), named.label("ref"), *rest
    )
    return found.where(owner.in_(keys))
