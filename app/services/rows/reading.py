"""Rows of one debate as values of the model: narrow selects, one a table, whatever the size."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import Column, Select, Table, select
from sqlalchemy.orm import Session

from app.core.debate.lists import SETTINGS, SHAPES
from app.core.debate.rows import Settings
from app.core.debate.shape import NODES, Fields, Id, Several, Shape
from app.services.rows.accounts import NamedAccounts, named_accounts
from app.services.rows.columns import (
    WORDING,
    Bound,
    bound,
    bound_inner,
    order_of,
    owner_of,
    table_named,
)

Chain = Sequence[tuple[str, str]]
Lists = Mapping[int, tuple[Any, ...]]


class DebateRows:
    """One debate being read: what was read is kept, so that no table is asked twice."""

    def __init__(self, session: Session, debate_id: int) -> None:
        self.session = session
        self.debate_id = debate_id
        self._ids: dict[str, dict[int, Id]] = {}
        self._rows: dict[str, tuple[Any, ...]] = {}
        self._lists: dict[str, Lists] = {}

    @cached_property
    def settings(self) -> Settings:
        """Return what is said of the debate as a whole."""
        (settings,) = self._read(SETTINGS)
        assert isinstance(settings, Settings)
        return settings

    @cached_property
    def accounts(self) -> NamedAccounts:
        """Return the accounts that anything in the debate names."""
        return named_accounts(self.session, self.debate_id)

    def rows(self, name: str) -> tuple[Any, ...]:
        """Return a list of the debate, in the order in which its rows were written."""
        if name not in self._rows:
            self._rows[name] = self._read(SHAPES[name])
        return self._rows[name]

    def beside(self, name: str) -> dict[Id, tuple[Any, ...]]:
        """Return a list that nodes do not carry themselves, by their ids."""
        shape = next(each for each in SHAPES.values() if name in each.beside)
        ids = self.ids(shape.space)
        return {ids[key]: rows for key, rows in self.listed(shape, name).items()}

    def listed(self, shape: Shape, name: str) -> Lists:
        """Return one ordered list of a shape, by the keys of the rows it belongs to."""
        several = next(each for each in shape.severals if each.name == name)
        return self._list(several, ((shape.tables[0], ""),))

    def named(self, name: str, *columns: Column[Any]) -> dict[Id, tuple[Any, ...]]:
        """Return some columns of a list by public id, when nothing else of it is wanted."""
        table = table_named(SHAPES[name].tables[0])
        found = select(table.c["id"], table.c["public_id"], *columns).where(self._mine(table))
        rows = self.execute(found.order_by(table.c["id"]))
        self._ids[name] = _pairs(rows)
        return {row[1]: tuple(row[2:]) for row in rows}

    def ids(self, space: str) -> dict[int, Id]:
        """Return the public ids of a list, or of all nodes, by key."""
        if space not in self._ids:
            self._ids[space] = self._read_ids(space)
        return self._ids[space]

    def execute(self, statement: Select[Any]) -> Sequence[Any]:
        """Run a select."""
        return self.session.execute(statement).all()

    def _read_ids(self, space: str) -> dict[int, Id]:
        if space == "accounts":
            return dict(self.accounts.ids)
        if "." in space:
            return self._read_inner_ids(*space.split("."))
        table = table_named("node" if space == NODES else SHAPES[space].tables[0])
        return _pairs(self.execute(_naming(table).where(self._mine(table))))

    def _read_inner_ids(self, name: str, field: str) -> dict[int, Id]:
        shape = SHAPES[name]
        several = next(each for each in shape.severals if each.name == field)
        found = _naming(table_named(several.table))
        return _pairs(self.execute(self._within(found, several, ((shape.tables[0], ""),))))

    def _mine(self, table: Table) -> Any:
        column = table.c["debate_id"] if "debate_id" in table.c else table.c["id"]
        return column == self.debate_id

    def _read(self, shape: Shape) -> tuple[Any, ...]:
        root = table_named(shape.tables[0])
        columns = bound(shape)
        found = self.execute(_joined(shape, columns).where(self._mine(root)).order_by(root.c.id))
        if shape.space == shape.name and shape.fields.has_id:
            at = 1 + shape.fields.places["id"]
            self._ids.setdefault(shape.name, {row[0]: row[at] for row in found})
        lists = [
            (shape.fields.places[each.name], self._list(each, ((shape.tables[0], ""),)))
            for each in shape.fields.severals
        ]
        make = self._maker(shape.fields, columns, lists)
        return tuple(make(row) for row in found)

    def _list(self, several: Several, chain: Chain) -> Lists:
        """Return an ordered list by the key of its owner; `chain` leads up to the debate."""
        if several.table not in self._lists:
            self._lists[several.table] = self._read_list(several, chain)
        return self._lists[several.table]

    def _read_list(self, several: Several, chain: Chain) -> Lists:
        table, owner = table_named(several.table), owner_of(several)
        columns = () if several.inner is None else bound_inner(several)
        own = [table.c[several.column]] if several.inner is None else _labelled(columns)
        key = table.c.get("id", owner)
        found = self._within(select(key, *own, owner.label("owner")), several, chain)
        rows = self.execute(found.order_by(owner, order_of(table)))
        if several.inner is None:
            names = self.ids(_space_of(several.to))
            return _grouped((row[2], names[row[1]]) for row in rows)
        lists = [
            (
                several.inner.places[each.name],
                self._list(each, (*chain, (several.table, several.owner))),
            )
            for each in several.inner.severals
        ]
        make = self._maker(several.inner, columns, lists)
        return _grouped((row[-1], make(row[:-1])) for row in rows)

    def _within(self, found: Select[Any], several: Several, chain: Chain) -> Select[Any]:
        owner = owner_of(several)
        for name, above in reversed(chain):
            table = table_named(name)
            found = found.join(table, table.c["id"] == owner)
            if not above:
                return found.where(self._mine(table))
            owner = table.c[above]
        return found

    def _maker(
        self, fields: Fields, columns: Sequence[Bound], lists: Sequence[tuple[int, Lists]]
    ) -> Callable[[Sequence[Any]], Any]:
        """Return what makes a row of the model from a key and its columns, in their order."""
        refer = [
            (at, self.ids(_space_of(each.field.to)))
            for at, each in enumerate(columns)
            if each.field.to
        ]
        fill = [
            (at, each.field.default)
            for at, each in enumerate(columns)
            if each.field.default is not None
        ]
        make = fields.row._make

        def made(row: Sequence[Any]) -> Any:
            values = list(row[1:])
            for at, names in refer:
                if values[at] is not None:
                    values[at] = names[values[at]]
            for at, default in fill:
                if values[at] is None:
                    values[at] = default
            for at, found in lists:
                values.insert(at, found.get(row[0], ()))
            return make(values)

        return made


def _joined(shape: Shape, columns: Sequence[Bound]) -> Select[Any]:
    root = table_named(shape.tables[0])
    found = select(root.c.id, *_labelled(columns))
    for name in shape.tables[1:]:
        found = found.join(table_named(name), table_named(name).c["node_id"] == root.c["id"])
    wording = table_named(WORDING)
    if any(each.column.table is wording for each in columns):
        at = (wording.c["node_id"] == root.c["id"]) & (wording.c["number"] == root.c["wording"])
        found = found.join(wording, at, isouter=True)
    return found


def _labelled(columns: Iterable[Bound]) -> list[Any]:
    return [each.column.label(f"field_{each.field.name}") for each in columns]


def _naming(table: Table) -> Select[Any]:
    return select(table.c["id"], table.c["public_id"])


def _space_of(to: str | None) -> str:
    assert to is not None
    return SHAPES[to].space if to in SHAPES else to


def _pairs(rows: Iterable[Any]) -> dict[int, Id]:
    return {row[0]: row[1] for row in rows}


def _grouped(pairs: Iterable[tuple[int, Any]]) -> Lists:
    groups: dict[int, list[Any]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in groups.items()}
