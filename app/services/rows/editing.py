"""Writing edits into the tables, by the shapes of the model: the rows that one change alters."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, delete, exists, insert, select, update
from sqlalchemy.orm import Session

from app.core.debate.change import Edit, Entry
from app.core.debate.lists import SETTINGS, SHAPES
from app.core.debate.references import references
from app.core.debate.shape import NODES, Id, Several
from app.services.rows.columns import (
    Bound,
    bound,
    bound_inner,
    order_of,
    owner_of,
    table_named,
)
from app.services.rows.entries import place_of

Keys = Mapping[tuple[str, Id], int]
Values = dict[str, Any]
# No column is called so: by it a statement for many rows tells which one.
ROW = "key of the row"


def write_edits(
    session: Session, debate_id: int, edits: Iterable[Edit], at: datetime, keys: Keys | None = None
) -> tuple[Edit, ...]:
    """Write edits that fit the debate, which the caller holds; return them with what they became.

    `keys` are those of rows, by space and id, that the caller knows already. A restored row gets
    its old key back if nothing else has it by now; otherwise it stands last.
    """
    found = tuple(edits)
    work = _Writing(session, debate_id, at, dict(keys or {}))
    work.look_up(found)
    return tuple([edit for run in _runs(found) for edit in work.write(run)])


class _Writing:
    """One changeset under way: the keys of the rows that it names."""

    def __init__(
        self, session: Session, debate_id: int, at: datetime, keys: dict[tuple[str, Id], int]
    ) -> None:
        self.session = session
        self.debate_id = debate_id
        self.at = at
        self.keys = keys

    def look_up(self, edits: Iterable[Edit]) -> None:
        """Find the keys of all rows that the edits name; one statement for each space."""
        wanted: defaultdict[str, set[Id]] = defaultdict(set)
        for space, id_ in _names(edits):
            if (space, id_) not in self.keys:
                wanted[space].add(id_)
        for space, ids in wanted.items():
            table = table_named("node" if space == NODES else SHAPES[space].tables[0])
            found = select(table.c["id"], table.c["public_id"])
            found = found.where(table.c["public_id"].in_(sorted(ids)))
            if "debate_id" in table.c:
                found = found.where(table.c["debate_id"] == self.debate_id)
            self.keys |= {(space, id_): key for key, id_ in self.session.execute(found)}

    def write(self, run: Sequence[Edit]) -> list[Edit]:
        """Write edits that go together; added rows are returned with the keys they were given."""
        if _alters(run[0]):
            self._alter(run)
            return [*run]
        return [self._add(edit) if edit.before is None else self._remove(edit) for edit in run]

    def _remove(self, edit: Edit) -> Edit:
        key = self._row_key(edit)
        table = table_named(edit.shape.tables[0])
        self.session.execute(delete(table).where(table.c["id"] == key))
        return replace(edit, key=key)

    def _add(self, edit: Edit) -> Edit:
        after = edit.after
        assert after is not None
        root, *more = map(table_named, edit.shape.tables)
        values = self._values(after.row, [b for b in bound(edit.shape) if b.column.table is root])
        values |= {"debate_id": self.debate_id}
        if "created_at" in root.c:
            values["created_at"] = self.at
        if edit.shape.space == NODES:
            values["kind"] = edit.shape.singular
        is_restored = edit.key is not None and self._is_free(root, edit.key)
        if is_restored:
            values["id"] = edit.key
        key: int = self.session.execute(insert(root).returning(root.c["id"]), values).scalar_one()
        if edit.shape.fields.has_id:
            self.keys[edit.shape.space, edit.id] = key
        for table in more:
            columns = [b for b in bound(edit.shape) if b.column.table is table]
            own = self._values(after.row, columns) | {"node_id": key}
            self.session.execute(insert(table), own)
        for several in edit.shape.severals:
            self._insert_list(several, key, _entries(several, after))
        if not is_restored:
            return replace(edit, place=None, key=None)
        return replace(edit, place=place_of(self.session, self.debate_id, edit.list, key))

    def _alter(self, run: Sequence[Edit]) -> None:
        """Write what differs in rows of a list, by one statement for rows that differ alike."""
        alike: defaultdict[tuple[str, ...], list[Values]] = defaultdict(list)
        for edit in run:
            assert edit.before is not None
            assert edit.after is not None
            key, changed = self._row_key(edit), edit.changed
            for name, columns in _by_table(edit, changed):
                values = self._values(edit.after.row, columns)
                alike[name, *values].append({**values, ROW: key})
            for several in edit.shape.severals:
                if several.name in changed:
                    self._alter_list(several, key, edit.before, edit.after)
        for (name, *_), rows in alike.items():
            table = table_named(name)
            mine = table.c["id" if "id" in table.c else "node_id"] == bindparam(ROW)
            self.session.execute(update(table).where(mine), rows)

    def _row_key(self, edit: Edit) -> int:
        if edit.list == SETTINGS.name:
            return self.debate_id
        return self.keys[edit.shape.space, edit.id] if edit.key is None else edit.key

    def _alter_list(self, several: Several, key: int, before: Entry, after: Entry) -> None:
        """Write what a list gained at its end, or all of it anew when it changed otherwise."""
        old, new = _entries(several, before), _entries(several, after)
        kept = len(old) if new[: len(old)] == old else 0
        if kept < len(old):
            owner = owner_of(several)
            self.session.execute(delete(owner.table).where(owner == key))
        self._insert_list(several, key, new, start=kept)

    def _insert_list(
        self, several: Several, key: int, entries: tuple[Any, ...], start: int = 0
    ) -> None:
        table = table_named(several.table)
        rows = [
            self._entry(several, entry) | _place(table, at) | {several.owner: key}
            for at, entry in enumerate(entries)
        ][start:]
        if not rows:
            return
        if several.inner is None or not several.inner.severals:
            self.session.execute(insert(table), rows)
            return
        for entry, row in zip(entries[start:], rows, strict=True):
            made = insert(table).values(row).returning(table.c["id"])
            inner_key = self.session.execute(made).scalar_one()
            for inner in several.inner.severals:
                self._insert_list(inner, inner_key, getattr(entry, inner.name))

    def _entry(self, several: Several, entry: Any) -> Values:
        if several.to is not None:
            return {several.column: self._key(several.to, entry)}
        return self._values(entry, bound_inner(several))

    def _values(self, row: Any, columns: Iterable[Bound]) -> Values:
        return {each.column.name: self._value(row, each) for each in columns}

    def _value(self, row: Any, each: Bound) -> Any:
        value = getattr(row, each.field.name)
        if value is None or each.field.to is None:
            return value
        if "." in each.field.to:
            return self._inner_key(each.field.to, row, value)
        return self._key(each.field.to, value)

    def _key(self, to: str, id_: Id) -> int:
        return self.keys[to if to == NODES else SHAPES[to].space, id_]

    def _inner_key(self, to: str, row: Any, id_: Id) -> int | None:
        """Return the key of a rendering, which has its name within its source only."""
        name, field = to.split(".")
        several = next(each for each in SHAPES[name].severals if each.name == field)
        table, outer = table_named(several.table), table_named(SHAPES[name].tables[0])
        source = select(outer.c["id"]).where(
            outer.c["debate_id"] == self.debate_id, outer.c["public_id"] == row.source
        )
        mine = table.c[several.owner].in_(source) & (table.c["public_id"] == id_)
        return self.session.scalar(select(table.c["id"]).where(mine))

    def _is_free(self, table: Table, key: int) -> bool:
        taken: ColumnElement[bool] = table.c["id"] == key
        return not self.session.scalar(select(exists().where(taken)))


def _runs(edits: Iterable[Edit]) -> Iterator[list[Edit]]:
    """Yield edits in turn, but at once those that alter different rows of one list."""
    run: list[Edit] = []
    ids: set[Id] = set()
    for edit in edits:
        goes_along = run and _alters(edit) and _alters(run[0]) and edit.list == run[0].list
        if run and (not goes_along or edit.id in ids):
            yield run
            run, ids = [], set()
        run.append(edit)
        ids.add(edit.id)
    if run:
        yield run


def _alters(edit: Edit) -> bool:
    return edit.before is not None and edit.after is not None


def _by_table(edit: Edit, changed: Collection[str]) -> Iterator[tuple[str, list[Bound]]]:
    """Yield the changed fields of a row that have columns, table by table."""
    for name in edit.shape.tables:
        of = [each for each in bound(edit.shape) if each.column.table.name == name]
        if columns := [each for each in of if each.field.name in changed]:
            yield name, columns


def _names(edits: Iterable[Edit]) -> Iterator[tuple[str, Id]]:
    """Yield the rows whose keys writing needs, by space and id, but for those made on the way."""
    made: set[tuple[str, Id]] = set()
    for edit in edits:
        if edit.list != SETTINGS.name and edit.before and edit.key is None:
            yield edit.shape.space, edit.id
        if edit.after:
            changed = edit.changed
            for named in references(edit.shape, edit.after):
                space = named.to if named.to == NODES else SHAPES[named.to].space
                if named.field in changed and (space, named.id) not in made:
                    yield space, named.id
        if edit.before is None:
            made.add((edit.shape.space, edit.id))


def _entries(several: Several, entry: Entry) -> tuple[Any, ...]:
    if several.name in entry.row._fields:
        found: tuple[Any, ...] = getattr(entry.row, several.name)
        return found
    return entry.beside.get(several.name, ())


def _place(table: Table, at: int) -> Values:
    name = order_of(table).name
    # Wordings are numbered by themselves, from 1.
    return {name: at} if name == "position" else {}
