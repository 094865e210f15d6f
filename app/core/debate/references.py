"""What the rows of a debate name: references followed, and who would miss a row."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from app.core.debate.change import Edit, Entry
from app.core.debate.shape import Fields, Id, Several, Shape


class Reference(NamedTuple):
    """A field that names a row of a list, or of the space of ids that lists share."""

    field: str
    to: str
    id: Id


def references(shape: Shape, entry: Entry) -> Iterator[Reference]:
    """Yield all that an entry of a list names, lists inside it and beside it included."""
    yield from _in_row(entry.row, shape.fields)
    for name, entries in entry.beside.items():
        yield from _in_list(entries, shape.beside[name])


def _in_row(row: Any, fields: Fields) -> Iterator[Reference]:
    for one in fields.ones:
        named = getattr(row, one.name)
        # What is named within another row has no place of its own.
        if one.to and named is not None and "." not in one.to:
            yield Reference(one.name, one.to, named)
    for several in fields.severals:
        yield from _in_list(getattr(row, several.name), several)


def _in_list(entries: Iterable[Any], several: Several) -> Iterator[Reference]:
    for each in entries:
        if several.to:
            yield Reference(several.name, several.to, each)
        elif several.inner:
            yield from (
                Reference(several.name, found.to, found.id)
                for found in _in_row(each, several.inner)
            )


def accounts_in(edits: Iterable[Edit]) -> frozenset[Id]:
    """Return the accounts that edits leave named."""
    entries = ((edit.shape, edit.after) for edit in edits if edit.after)
    named = (each for shape, entry in entries for each in references(shape, entry))
    return frozenset(each.id for each in named if each.to == "accounts")


def with_accounts(edits: Iterable[Edit], names: Mapping[Id, Id]) -> tuple[Edit, ...]:
    """Return edits in which accounts go by other ids; those unknown stay."""

    def side(edit: Edit, entry: Entry | None) -> Entry | None:
        return entry and renamed(edit.shape, entry, "accounts", names)

    return tuple(
        replace(each, before=side(each, each.before), after=side(each, each.after))
        for each in edits
    )


def renamed(shape: Shape, entry: Entry, to: str, names: Mapping[Id, Id]) -> Entry:
    """Return an entry in which rows of the list `to` go by other ids; those unknown stay."""
    beside = {
        name: _list_renamed(rows, shape.beside[name], to, names)
        for name, rows in entry.beside.items()
    }
    return Entry(_row_renamed(entry.row, shape.fields, to, names), beside)


def _row_renamed(row: Any, fields: Fields, to: str, names: Mapping[Id, Id]) -> Any:
    new: dict[str, Any] = {
        one.name: names[named]
        for one in fields.ones
        if one.to == to and (named := getattr(row, one.name)) in names
    }
    for several in fields.severals:
        new[several.name] = _list_renamed(getattr(row, several.name), several, to, names)
    return row._replace(**new)


def _list_renamed(
    entries: tuple[Any, ...], several: Several, to: str, names: Mapping[Id, Id]
) -> tuple[Any, ...]:
    if several.to == to:
        return tuple(names.get(each, each) for each in entries)
    if several.inner is None:
        return entries
    return tuple(_row_renamed(each, several.inner, to, names) for each in entries)
