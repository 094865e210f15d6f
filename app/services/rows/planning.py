"""What a debate becomes in the tables, worked out before a transaction is opened.

Rows refer to each other by number within their table; `writing.py` puts keys in their place. So a
plan can be made at leisure, and written with the database locked for the writing alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Table

from app.core.debate.lists import SETTINGS, SHAPES
from app.core.debate.shape import NODES, Id, One, Several, Shape
from app.core.debate.whole import Debate
from app.services.ids import new_id
from app.services.rows.columns import Bound, bound, bound_inner, table_named
from app.services.rows.writing import Batch, Links, Step

Values = dict[str, Any]
# Rows come after what their columns name; what a list names comes before any list but this.
ROWS = ("people", "sources", "comments", "spans", "quotes")
KINDS = tuple(name for name, shape in SHAPES.items() if shape.space == NODES)
SAYINGS = (
    *("stances", "credence_orders", "pair_sentences", "verdicts", "citations", "terms", "links"),
    "credences",
)


def planned(debate: Debate) -> list[Step]:
    """Return all that is to be written of a sound debate, except the debate's own row.

    Its accounts become accounts that cannot sign in, and keep their ids for later exports.
    """
    plan = _Plan(debate)
    plan.accounts()
    plan.rows(*ROWS[:2])
    plan.lists("sources")
    plan.rows(*ROWS[2:])
    plan.nodes()
    plan.rows(*SAYINGS)
    plan.lists(*(name for name in SHAPES if name != "sources"))
    plan.theses()
    plan.links()
    return plan.steps


class Owned(NamedTuple):
    """The entries of one ordered list, with number and id of the row they belong to."""

    number: int | None
    id: Id
    entries: Sequence[Any]


class _Plan:
    """One debate under way: the steps so far, and numbers by list or space and id."""

    def __init__(self, debate: Debate) -> None:
        self.debate = debate
        self.steps: list[Step] = []
        self.numbers: defaultdict[str, dict[Any, int]] = defaultdict(dict)

    def accounts(self) -> None:
        """Plan accounts that cannot sign in."""
        rows = [
            {
                "public_id": new_id(),
                "name": row.name,
                "name_key": None,
                "password_hash": None,
                "imported_id": row.id,
                "site_owner": False,
            }
            for row in self.debate.accounts
        ]
        self._name("accounts", (row.id for row in self.debate.accounts))
        self._add(table_named("account"), rows, is_named=True)

    def rows(self, *names: str) -> None:
        """Plan the rows of some lists in their first tables."""
        for shape in (SHAPES[name] for name in names):
            table, rows = table_named(shape.tables[0]), self._rows(shape)
            columns = [each for each in _of(shape, table) if not _is_late(shape, each)]
            if shape.fields.has_id:
                self._name(shape.space, (row.id for row in rows))
            values = [self._values(row, columns) for row in rows]
            self._add(table, values, is_named=shape.fields.has_id)

    def nodes(self) -> None:
        """Plan the nodes, then what each kind of them has of its own."""
        shapes, table = [SHAPES[name] for name in KINDS], table_named(SHAPES[KINDS[0]].tables[0])
        values: list[Values] = []
        for shape in shapes:
            columns = [each for each in _of(shape, table) if not _is_late(shape, each)]
            self._name(NODES, (row.id for row in self._rows(shape)))
            values += [
                self._values(row, columns) | {"kind": shape.singular} for row in self._rows(shape)
            ]
        self._add(table, values, is_named=True)
        for shape in shapes:
            own, numbers = table_named(shape.tables[1]), self.numbers[NODES]
            columns = _of(shape, own)
            rows = self._rows(shape)
            kind = [self._values(row, columns) | {"node_id": numbers[row.id]} for row in rows]
            self._add(own, kind)

    def lists(self, *names: str) -> None:
        """Plan the ordered lists of the rows of some lists."""
        for shape in (SHAPES[name] for name in names):
            for several in shape.severals:
                self._list(several, list(self._owned(shape, several)), shape.name)

    def theses(self) -> None:
        """Plan the theses of the debate."""
        (several,) = SETTINGS.fields.severals
        self._list(several, [Owned(None, "", self.debate.settings.theses)])

    def links(self) -> None:
        """Let rows point at rows of their own table, once all are there."""
        for shape in SHAPES.values():
            table, numbers = table_named(shape.tables[0]), self.numbers[shape.space]
            for each in (each for each in _of(shape, table) if _is_late(shape, each)):
                pairs = [
                    (numbers[row.id], link)
                    for row in self._rows(shape)
                    if (link := self._number(each.field, row)) is not None
                ]
                if pairs:
                    self.steps.append(Links(table, each.column.name, pairs))

    def _rows(self, shape: Shape) -> Sequence[Any]:
        rows: Sequence[Any] = getattr(self.debate, shape.name)
        return rows

    def _owned(self, shape: Shape, several: Several) -> Iterator[Owned]:
        numbers, beside = self.numbers[shape.space], self.debate.beside.get(several.name, {})
        kept = several.name in shape.beside
        for row in self._rows(shape):
            entries = beside.get(row.id, ()) if kept else getattr(row, several.name)
            if entries:
                yield Owned(numbers[row.id], row.id, entries)

    def _values(self, row: Any, columns: Iterable[Bound]) -> Values:
        return {
            each.column.name: self._number(each.field, row)
            if each.field.to
            else getattr(row, each.field.name)
            for each in columns
        }

    def _number(self, one: One, row: Any) -> int | None:
        """Return the number of the row that a field names, if it names one."""
        named = getattr(row, one.name)
        if named is None or one.to is None:
            return None
        # A rendering has its name within its source only.
        return self._numbers_of(one.to)[(row.source, named) if "." in one.to else named]

    def _numbers_of(self, to: str) -> dict[Any, int]:
        return self.numbers[SHAPES[to].space if to in SHAPES else to]

    def _name(self, space: str, ids: Iterable[Any]) -> None:
        numbers = self.numbers[space]
        for public_id in ids:
            numbers[public_id] = len(numbers)

    def _list(self, several: Several, owned: Sequence[Owned], name: str = "") -> None:
        table = table_named(several.table)
        entries = [(each, at, row) for each in owned for at, row in enumerate(each.entries)]
        values = [
            _owner(several, owner) | _place(table, at) | self._entry(several, row)
            for owner, at, row in entries
        ]
        named = several.inner is not None and several.inner.has_id
        self._add(table, values, is_named=named)
        if several.inner is None or not named:
            return
        self._name(f"{name}.{several.name}", ((owner.id, row.id) for owner, _, row in entries))
        for inner in several.inner.severals:
            self._list(
                inner,
                [
                    Owned(number, row.id, getattr(row, inner.name))
                    for number, (_, _, row) in enumerate(entries)
                ],
            )

    def _entry(self, several: Several, row: Any) -> Values:
        if several.to is not None:
            return {several.column: self._numbers_of(several.to)[row]}
        return self._values(row, bound_inner(several))

    def _add(self, table: Table, rows: Sequence[Values], *, is_named: bool = False) -> None:
        if rows:
            names = dict.fromkeys(name for row in rows for name in row)
            columns = {name: [row.get(name) for row in rows] for name in names}
            self.steps.append(Batch(table, columns, len(rows), is_named))


def _of(shape: Shape, table: Table) -> list[Bound]:
    return [each for each in bound(shape) if each.column.table is table]


def _is_late(shape: Shape, each: Bound) -> bool:
    """Tell whether a field names rows of its own table, which must all be there before."""
    return each.field.to in (shape.name, shape.space)


def _owner(several: Several, owner: Owned) -> Values:
    # Only the debate's own lists have no numbered owner: the writing knows the debate.
    return {} if owner.number is None else {several.owner: owner.number}


def _place(table: Table, at: int) -> Values:
    return {"position": at} if "position" in table.c else {}
