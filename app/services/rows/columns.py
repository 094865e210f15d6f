"""Which column each field of the model stands in: bound by name, and checked when loaded.

A field that has no column, a column that no field stands in, and two fields that would stand in
each other's columns are faults that stop the program before it reads or writes a row.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Column, Table

from app.core.debate.lists import SETTINGS, SHAPES
from app.core.debate.shape import Fields, One, Several, Shape
from app.models import Base

# What the database keeps for itself: keys, order, and when a row was written.
OWN = {"id", "debate_id", "public_id", "position", "created_at"}
OWN_OF = {
    "node": {"kind"},
    "debate": {"revision", "bundled_revision", "bundled_hash"},
    "account": {"name_key", "password_hash", "imported_id", "site_owner"},
}
WORDING = "wording"


class ShapeFault(Exception):
    """The description of the model and the tables do not agree."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A field of one value with the column it stands in."""

    field: One
    column: Column[object]


def table_named(name: str) -> Table:
    """Return a table by its name."""
    return Base.metadata.tables[name]


@cache
def bound(shape: Shape) -> tuple[Bound, ...]:
    """Return the single fields of a list with their columns, in the order of the row."""
    return _bound(shape.fields, shape.tables)


@cache
def bound_inner(several: Several) -> tuple[Bound, ...]:
    """Return the single fields of rows inside others, with their columns."""
    assert several.inner is not None
    return _bound(several.inner, (several.table,))


def owner_of(several: Several) -> Column[object]:
    """Return the column that says to which row an entry of a list belongs."""
    return table_named(several.table).c[several.owner]


def order_of(table: Table) -> Column[object]:
    """Return the column that keeps a list in order."""
    return table.c["position"] if "position" in table.c else table.c["number"]


def _bound(fields: Fields, tables: Sequence[str]) -> tuple[Bound, ...]:
    return tuple(Bound(one, _column(one, tables)) for one in fields.ones)


def _column(one: One, tables: Sequence[str]) -> Column[object]:
    table, _, name = one.column.rpartition(".")
    # A kind of node has columns of its own, which come before those that all kinds share.
    for each in (table,) if table else reversed(tables):
        if name in table_named(each).c:
            return table_named(each).c[name]
    raise ShapeFault(f"{' and '.join(tables)} have no column {name!r} for {one.name!r}.")


def check(shapes: Iterable[Shape]) -> None:
    """Raise ShapeFault unless every field has its column, and every column its field."""
    used: defaultdict[str, set[str]] = defaultdict(set)
    for shape in shapes:
        _check_fields(shape.name, shape.fields, bound(shape), used)
        for name in shape.tables[1:]:
            used[name].add("node_id")
        for several in _nested(shape.severals):
            used[several.table] |= {several.owner, several.column}
            if several.inner:
                _check_fields(several.name, several.inner, bound_inner(several), used)
    for name, columns in used.items():
        left = {c.name for c in table_named(name).c} - columns - OWN - OWN_OF.get(name, set())
        if left:
            raise ShapeFault(f"Nothing stands in {', '.join(sorted(left))} of {name}.")


def _nested(severals: Sequence[Several]) -> Iterator[Several]:
    for several in severals:
        yield several
        if several.inner:
            yield from _nested(several.inner.severals)


def _check_fields(
    name: str, fields: Fields, columns: Sequence[Bound], used: Mapping[str, set[str]]
) -> None:
    """Take note of the columns of some fields; no two may share one, nor swap theirs."""
    if len({each.column for each in columns}) < len(columns):
        raise ShapeFault(f"Two fields of {name} stand in one column.")
    names = {one.name for one in fields.ones}
    for each in columns:
        used[each.column.table.name].add(each.column.name)
        other = each.column.name
        if "." not in each.field.column and other != each.field.name and other in names:
            raise ShapeFault(f"{each.field.name!r} of {name} stands in the column of {other!r}.")


check((SETTINGS, *SHAPES.values()))
