"""A whole debate written into its tables: a few statements each, in an order that holds."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Table, bindparam, insert, update
from sqlalchemy.orm import Session

from app.core.debate.lists import SETTINGS, SHAPES
from app.core.debate.shape import NODES, Id, One, Several, Shape
from app.core.debate.whole import Debate
from app.services.ids import new_id
from app.services.rows.columns import Bound, bound, bound_inner, table_named

Values = dict[str, Any]
# Rows come after what their columns name; what a list names comes before any list but this.
ROWS = ("people", "sources", "comments", "spans", "quotes")
KINDS = tuple(name for name, shape in SHAPES.items() if shape.space == NODES)
SAYINGS = ("stances", "credence_orders", "verdicts", "citations", "terms", "links", "credences")


def write_debate(session: Session, debate_id: int, debate: Debate, at: datetime) -> None:
    """Write everything of a sound debate except the debate's own row.

    Its accounts become accounts that cannot sign in, and keep their ids for later exports.
    """
    writing = _Writing(session, debate_id, debate, at)
    writing.accounts()
    writing.rows(*ROWS[:2])
    writing.lists("sources")
    writing.rows(*ROWS[2:], *KINDS)
    writing.kinds()
    writing.rows(*SAYINGS)
    writing.lists(*(name for name in SHAPES if name != "sources"))
    writing.theses()
    writing.links()


class Owned(NamedTuple):
    """The entries of one ordered list, with key and id of the row they belong to."""

    key: Any
    id: Id
    entries: Sequence[Any]


class _Writing:
    """One debate under way: the keys of what was written so far, by list or space and id."""

    def __init__(self, session: Session, debate_id: int, debate: Debate, at: datetime) -> None:
        self.session = session
        self.debate = debate
        self.own: Values = {"debate_id": debate_id, "created_at": at}
        self.keys: defaultdict[str, dict[Any, int]] = defaultdict(dict)

    def accounts(self) -> None:
        """Write accounts that cannot sign in."""
        rows = [
            {
                "public_id": new_id(),
                "name": row.name,
                "name_key": None,
                "password_hash": None,
                "imported_id": row.id,
                "site_owner": False,
                "created_at": self.own["created_at"],
            }
            for row in self.debate.accounts
        ]
        keys = self._insert_keyed(table_named("account"), rows)
        named = (row.id for row in self.debate.accounts)
        self.keys["accounts"] = dict(zip(named, keys, strict=True))

    def rows(self, *names: str) -> None:
        """Write the rows of some lists into their first tables."""
        for shape in (SHAPES[name] for name in names):
            table, rows = table_named(shape.tables[0]), self._rows(shape)
            columns = [each for each in _of(shape, table) if not _is_late(shape, each)]
            own = self._own(shape, table)
            values = [self._values(row, columns) | own for row in rows]
            if shape.fields.has_id:
                keys = self._insert_keyed(table, values)
                self.keys[shape.space].update(zip((row.id for row in rows), keys, strict=True))
            else:
                self._insert(table, values)

    def kinds(self) -> None:
        """Write what each kind of node has of its own."""
        for shape in (SHAPES[name] for name in KINDS):
            table = table_named(shape.tables[1])
            columns, keys = _of(shape, table), self.keys[NODES]
            values = [
                self._values(row, columns) | {"node_id": keys[row.id]} for row in self._rows(shape)
            ]
            self._insert(table, values)

    def lists(self, *names: str) -> None:
        """Write the ordered lists of the rows of some lists."""
        for shape in (SHAPES[name] for name in names):
            for several in shape.severals:
                self._list(several, list(self._owned(shape, several)), shape.name)

    def links(self) -> None:
        """Let rows point at rows of their own table, now that all are there."""
        for shape in SHAPES.values():
            table, keys = table_named(shape.tables[0]), self.keys[shape.space]
            for each in (each for each in _of(shape, table) if _is_late(shape, each)):
                links = [
                    {"row_key": keys[row.id], "link_key": link}
                    for row in self._rows(shape)
                    if (link := self._key(each.field, row)) is not None
                ]
                if links:
                    to = update(table).where(table.c["id"] == bindparam("row_key"))
                    to = to.values({each.column.name: bindparam("link_key")})
                    self.session.connection().execute(to, links)

    def theses(self) -> None:
        """Write the theses of the debate."""
        (several,) = SETTINGS.fields.severals
        self._list(several, [Owned(self.own["debate_id"], "", self.debate.settings.theses)])

    def _rows(self, shape: Shape) -> Sequence[Any]:
        rows: Sequence[Any] = getattr(self.debate, shape.name)
        return rows

    def _owned(self, shape: Shape, several: Several) -> Iterator[Owned]:
        keys, beside = self.keys[shape.space], self.debate.beside.get(several.name, {})
        for row in self._rows(shape):
            kept = several.name in shape.beside
            entries = beside.get(row.id, ()) if kept else getattr(row, several.name)
            if entries:
                yield Owned(keys[row.id], row.id, entries)

    def _own(self, shape: Shape, table: Table) -> Values:
        kind = {"kind": shape.singular} if shape.space == NODES else {}
        return kind | {name: value for name, value in self.own.items() if name in table.c}

    def _values(self, row: Any, columns: Iterable[Bound]) -> Values:
        return {
            each.column.name: self._key(each.field, row)
            if each.field.to
            else getattr(row, each.field.name)
            for each in columns
        }

    def _key(self, one: One, row: Any) -> int | None:
        """Return the key of the row that a field names, if it names one."""
        named = getattr(row, one.name)
        if named is None or one.to is None:
            return None
        # A rendering has its name within its source only.
        return self._keys_of(one.to)[(row.source, named) if "." in one.to else named]

    def _keys_of(self, to: str) -> dict[Any, int]:
        return self.keys[SHAPES[to].space if to in SHAPES else to]

    def _list(self, several: Several, owned: Sequence[Owned], name: str = "") -> None:
        table = table_named(several.table)
        entries = [(each, at, row) for each in owned for at, row in enumerate(each.entries)]
        values = [
            {several.owner: owner.key} | _place(table, at) | self._entry(several, row)
            for owner, at, row in entries
        ]
        if several.inner is None or not several.inner.has_id:
            return self._insert(table, values)
        keys = self._insert_keyed(table, values)
        made = [(key, owner, row) for key, (owner, _, row) in zip(keys, entries, strict=True)]
        self.keys[f"{name}.{several.name}"] = {(own.id, row.id): key for key, own, row in made}
        for inner in several.inner.severals:
            self._list(
                inner, [Owned(key, row.id, getattr(row, inner.name)) for key, _, row in made]
            )
        return None

    def _entry(self, several: Several, row: Any) -> Values:
        if several.to is not None:
            return {several.column: self._keys_of(several.to)[row]}
        return self._values(row, bound_inner(several))

    def _insert(self, table: Table, values: Sequence[Values]) -> None:
        if values:
            self.session.execute(insert(table), values)

    def _insert_keyed(self, table: Table, values: Sequence[Values]) -> Sequence[int]:
        if not values:
            return []
        statement = insert(table).returning(table.c["id"], sort_by_parameter_order=True)
        return self.session.execute(statement, values).scalars().all()


def _of(shape: Shape, table: Table) -> list[Bound]:
    return [each for each in bound(shape) if each.column.table is table]


def _is_late(shape: Shape, each: Bound) -> bool:
    """Tell whether a field names rows of its own table, which must all be there before."""
    return each.field.to in (shape.name, shape.space)


def _place(table: Table, at: int) -> Values:
    return {"position": at} if "position" in table.c else {}
