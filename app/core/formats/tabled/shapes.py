"""The tables of a debate and their columns, made of the shapes of the model and the schema."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from app.core.debate.lists import SETTINGS, SHAPES
from app.core.debate.shape import NODES, Fields, One, Several
from app.core.formats.native.schema import Json, inlined

DEBATE = "debate"
POSITION = "position"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the field of a document it holds, and of a pair of numbers which of the two.

    `to` is the list whose rows it names; `rules` is what the published schema says of a value,
    and `default` of one that is left out.
    """

    name: str
    key: str = ""
    part: int | None = None
    to: str | None = None
    rules: Mapping[str, Any] = field(default_factory=dict)
    is_required: bool = False
    default: object = None

    @property
    def kind(self) -> str:
        """Return what its values are, in the words of JSON Schema."""
        return str(self.rules.get("type", "string"))


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table: the columns that tell whose row each is, and those of the row itself.

    `inside` is the table of the rows that hold these, under the field `key`. Where the list is
    one of references, `value` is their column.
    """

    name: str
    called: str
    owners: tuple[Column, ...]
    columns: tuple[Column, ...]
    value: Column | None = None
    inside: "Table | None" = None
    key: str = ""
    has_id: bool = False

    @property
    def has_position(self) -> bool:
        """Tell whether a column says in which order rows stand."""
        return self.name != DEBATE and not (self.has_id and self.inside is None)

    @property
    def own(self) -> tuple[Column, ...]:
        """Return the columns of the row itself."""
        return (self.value,) if self.value else self.columns

    @property
    def header(self) -> tuple[str, ...]:
        """Return the names of all columns in their order."""
        position = (POSITION,) if self.has_position else ()
        owners = (column.name for column in self.owners)
        return (*owners, *position, *(column.name for column in self.own))


@cache
def tables() -> tuple[Table, ...]:
    """Return every table, those of rows before those of what is in them."""
    whole = inlined()["properties"]
    found = list(_tables(DEBATE, DEBATE, SETTINGS.fields, {}, whole[DEBATE]))
    for name, shape in SHAPES.items():
        rules = whole[name]["items"]
        found += _tables(name, shape.tables[-1], shape.fields, shape.beside, rules)
    return tuple(found)


@cache
def named() -> Mapping[str, Table]:
    """Return the tables by name; those in others also by the last part, where it tells one."""
    found = {table.name: table for table in tables()}
    short: dict[str, list[Table]] = {}
    for table in tables():
        if table.inside:
            short.setdefault(table.key, []).append(table)
    alone = {key: each[0] for key, each in short.items() if len(each) == 1}
    return alone | found


@cache
def inner(name: str) -> tuple[Table, ...]:
    """Return the tables of the lists that the rows of a table hold."""
    return tuple(each for each in tables() if each.inside and each.inside.name == name)


def called(to: str) -> str:
    """Return what one row of a list is called as a column."""
    return "node" if to == NODES else SHAPES[to].tables[-1]


def _tables(
    name: str, noun: str, fields: Fields, beside: Mapping[str, Several], rules: Json
) -> Iterator[Table]:
    columns = tuple(_columns(fields, rules))
    table = Table(name, noun, (), columns, has_id=fields.has_id)
    yield table
    for several in (*fields.severals, *beside.values()):
        yield from _inner(table, several, rules["properties"][several.key]["items"])


def _inner(table: Table, several: Several, rules: Json) -> Iterator[Table]:
    owners = (*table.owners, *_owner(table))
    name = f"{table.name}_{several.key}"
    if several.inner is None:
        value = Column(_free(several, owners), several.key, None, several.to, rules, True)
        yield Table(name, "", owners, (), value, table, several.key)
        return
    columns = tuple(_columns(several.inner, rules))
    made = Table(
        name, several.table, owners, columns, None, table, several.key, several.inner.has_id
    )
    yield made
    for deeper in several.inner.severals:
        yield from _inner(made, deeper, rules["properties"][deeper.key]["items"])


def _owner(table: Table) -> tuple[Column, ...]:
    """Return what tells a row of a table in the tables below it; a debate is only one."""
    if table.name == DEBATE:
        return ()
    if table.has_id:
        to = table.name if table.inside is None else None
        return (Column(table.called, "id", None, to, table.columns[0].rules, True),)
    return (Column(f"{table.called}_{POSITION}", POSITION, rules={"type": "integer"}),)


def _free(several: Several, owners: tuple[Column, ...]) -> str:
    name = called(several.to) if several.to else several.key
    return several.key if name in {column.name for column in owners} else name


def _columns(fields: Fields, rules: Json) -> Iterator[Column]:
    for one in fields.ones:
        if one.key:
            yield _column(one, rules["properties"][one.key], one.key in rules["required"])


def _column(one: One, rules: Json, is_required: bool) -> Column:
    default = rules.get("default")
    if one.part is None:
        return Column(one.key, one.key, None, one.to, rules, is_required, default)
    return Column(one.column, one.key, one.part, one.to, rules["items"], is_required, default)
