"""The one description of the model: what a row class says of its fields, read once.

A row class of `app.core.debate.rows` stands for a list of `cruxmap/1`. A field is a plain value
in a column of its own name unless its annotation says otherwise, with `Is` for a single value
and `Many` for an ordered list in a table of its own. Whatever reads, writes, checks or lists
rows goes by the `Shape` that is made of that.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

Id = str
NODES = "nodes"


@dataclass(frozen=True, slots=True)
class Is:
    """What a single value is, where it is more than a plain value in a column of its name.

    `to` is the list whose rows it names. `key` is its name in a document (empty: it stands in
    none). `column` may name a table before a dot. `default` stands for a value left out.
    `part` is its place in a document's pair of numbers. `any_kind` marks a reference whose kind
    depends on the row: another rule checks it.
    """

    to: str | None = None
    key: str | None = None
    column: str | None = None
    default: object = None
    part: int | None = None
    any_kind: bool = False


@dataclass(frozen=True, slots=True)
class Many:
    """An ordered list in `table`, by `owner`, the column that holds the key of its row.

    References have `to` and a `column`; rows of their own have the class that the field's
    annotation names.
    """

    table: str
    owner: str
    to: str | None = None
    column: str = ""


@dataclass(frozen=True, slots=True)
class One:
    """A field that holds one value: its name, its name in a document, its column.

    A value that is a list of texts is one value, too: it stands in one column.
    """

    name: str
    key: str
    column: str
    to: str | None = None
    default: object = None
    part: int | None = None
    any_kind: bool = False
    is_moment: bool = False
    is_listed: bool = False
    is_required: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Several:
    """A field that holds an ordered list: of references, or of rows with a shape of their own."""

    name: str
    table: str
    owner: str
    to: str | None = None
    column: str = ""
    inner: "Fields | None" = None

    @property
    def key(self) -> str:
        """Return its name in a document."""
        return self.name


@dataclass(frozen=True, eq=False)
class Fields:
    """The fields of a row class, in order."""

    row: type[Any]
    ones: tuple[One, ...]
    severals: tuple[Several, ...]

    @cached_property
    def has_id(self) -> bool:
        """Tell whether rows have an id of their own."""
        return any(one.name == "id" for one in self.ones)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each field stands in a row."""
        return {name: at for at, name in enumerate(self.row._fields)}

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The names of the fields in a document, pairs once."""
        named = (*(one.key for one in self.ones if one.key), *(each.key for each in self.severals))
        return tuple(dict.fromkeys(named))

    @cached_property
    def required(self) -> frozenset[str]:
        """The names in a document of the fields that no row is without."""
        return frozenset(one.key for one in self.ones if one.is_required)

    def references(self, before: str = "") -> Iterator[tuple[str, str]]:
        """Yield the path of every reference in a document, and the list it names a row of."""
        for one in self.ones:
            if one.to and one.key and not one.any_kind:
                yield f"{before}{one.key}", one.to
        for each in self.severals:
            path = f"{before}{each.key}[]"
            if each.to:
                yield path, each.to
            if each.inner:
                yield from each.inner.references(f"{path}.")


@dataclass(frozen=True, eq=False)
class Shape:
    """A list of `cruxmap/1`: its name, what one of its rows is called, its tables, its fields.

    `tables` are those of the row itself: the first holds its key and its id. `beside` are lists
    that belong to the rows but are kept apart from them, by id (`Debate.beside`). `space` is
    the space of ids it shares with others.
    """

    name: str
    singular: str
    tables: tuple[str, ...]
    fields: Fields
    beside: Mapping[str, Several] = field(default_factory=dict)
    space: str = ""

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The names of all its fields in a document."""
        return (*self.fields.keys, *self.beside)

    @cached_property
    def severals(self) -> tuple[Several, ...]:
        """All ordered lists of its rows."""
        return (*self.fields.severals, *self.beside.values())

    @cached_property
    def references(self) -> tuple[tuple[str, str], ...]:
        """The path of every reference in a document, and the list it names a row of."""
        outer = Fields(self.fields.row, (), tuple(self.beside.values())).references()
        return (*self.fields.references(), *outer)

    @cached_property
    def inner_ids(self) -> tuple[str, ...]:
        """The fields that hold rows with ids of their own."""
        return tuple(each.key for each in self.severals if each.inner and each.inner.has_id)


class _Told(NamedTuple):
    """What an annotation says: the type, and what stands beside it."""

    type: Any
    more: Is | Many | None


def shape(
    name: str,
    singular: str,
    row: type[Any],
    *tables: str,
    beside: type[Any] | None = None,
    space: str = "",
) -> Shape:
    """Make the shape of a list of a row class; `beside` describes what is kept beside its rows."""
    kept = {each.name: each for each in _fields_of(beside).severals} if beside else {}
    return Shape(name, singular, tables, _fields_of(row), kept, space or name)


def _fields_of(row: type[Any]) -> Fields:
    told = {name: _told(hint) for name, hint in get_type_hints(row, include_extras=True).items()}
    ones, severals = [], []
    for name, (kind, more) in told.items():
        if isinstance(more, Many):
            severals.append(_several(name, kind, more))
        else:
            ones.append(_one(name, kind, more or Is()))
    return Fields(row, tuple(ones), tuple(severals))


def _told(hint: Any) -> _Told:
    more = [each for each in getattr(hint, "__metadata__", ()) if isinstance(each, Is | Many)]
    bare = get_args(hint)[0] if hasattr(hint, "__metadata__") else hint
    return _Told(bare, more[0] if more else None)


def _one(name: str, kind: Any, more: Is) -> One:
    plain = "public_id" if name == "id" else f"{name}_id" if more.to else name
    key = name if more.key is None else more.key
    may_lack = not key or more.default is not None or type(None) in get_args(kind)
    return One(
        name,
        key,
        more.column or plain,
        more.to,
        more.default,
        more.part,
        more.any_kind,
        is_moment=datetime in (kind, *get_args(kind)),
        is_listed=get_origin(kind) is tuple,
        is_required=not may_lack,
    )


def _several(name: str, kind: Any, more: Many) -> Several:
    items = get_args(kind)[0] if get_origin(kind) is tuple else None
    inner = None if more.to else _fields_of(items) if items else None
    return Several(name, more.table, more.owner, more.to, more.column, inner)
