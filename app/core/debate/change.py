"""A change as a value: what one account did to a debate at one moment, as edits of its rows.

A list of edits is a changeset; its operations and the kinds of conflict are those of SQLite's
session extension. An edit holds both sides of a row whole, so it can be read, applied and taken
back without anything else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from app.core.debate.lists import SETTINGS, SHAPES
from app.core.debate.rows import Account
from app.core.debate.shape import Id, Shape

Beside = Mapping[str, tuple[Any, ...]]
NOTHING: Beside = MappingProxyType({})


class Entry(NamedTuple):
    """A row of a list with what is kept beside it: its wordings, where it stands, who voices it.

    Lists that are empty do not stand in `beside`.
    """

    row: Any
    beside: Beside = NOTHING

    def fields(self) -> dict[str, Any]:
        """Return everything it says, by the names of fields."""
        return {**self.row._asdict(), **self.beside}

    def with_fields(self, fields: Mapping[str, Any]) -> "Entry":
        """Return the entry with these fields instead of its own."""
        own = {name: value for name, value in fields.items() if name in self.row._fields}
        beside = {**self.beside, **{name: fields[name] for name in fields.keys() - own.keys()}}
        return Entry(self.row._replace(**own), _full(beside))


@dataclass(frozen=True, slots=True)
class Edit:
    """One row added (nothing before), changed, or removed (nothing after).

    `list` is a list of `cruxmap/1`, or "debate" for what is said of it as a whole. `id` names the
    row; an entry of the record of credences has none of its own and goes by its node. `place` is
    where a removed row stood, and a restored one stands, counted from 0; None: last. `key` is
    whatever number the place is kept by where rows are stored.
    """

    list: str
    id: Id
    before: Entry | None
    after: Entry | None
    place: int | None = None
    key: int | None = None

    @property
    def shape(self) -> Shape:
        """Return the shape of its list."""
        return SETTINGS if self.list == SETTINGS.name else SHAPES[self.list]

    @property
    def changed(self) -> dict[str, tuple[Any, Any]]:
        """Return what differs between both sides, by the names of fields; ends are both given."""
        old = self.before.fields() if self.before else {}
        new = self.after.fields() if self.after else {}
        pairs = {name: (old.get(name), new.get(name)) for name in {**old, **new}}
        return {name: (a, b) for name, (a, b) in pairs.items() if a != b}


@dataclass(frozen=True, slots=True)
class Change:
    """One act: its edits, by which account (its id, None for the program), when, and why.

    `accounts` are those that the edits name.
    """

    edits: tuple[Edit, ...]
    actor: Id | None = None
    at: datetime | None = None
    reason: str | None = None
    accounts: tuple[Account, ...] = ()


def added(name: str, row: Any, /, **beside: tuple[Any, ...]) -> Edit:
    """Return the edit that puts a row last in a list."""
    return Edit(name, row_id(name, row), None, Entry(row, _full(beside)))


def changed(name: str, before: Entry, /, **fields: Any) -> Edit:
    """Return the edit that gives a row other values in some fields."""
    return Edit(name, row_id(name, before.row), before, before.with_fields(fields))


def removed(name: str, before: Entry, *, place: int, key: int | None = None) -> Edit:
    """Return the edit that takes a row out of its list, in which it stands at `place`."""
    return Edit(name, row_id(name, before.row), before, None, place, key)


def row_id(name: str, row: Any) -> Id:
    """Return by what a row of a list is named."""
    if name == SETTINGS.name:
        found: Id = row.slug
        return found
    named: Id = row.id if SHAPES[name].fields.has_id else row.node
    return named


def invert(change: Change) -> Change:
    """Return the change that takes this one back: each edit turned round, the last one first."""
    turned = (replace(each, before=each.after, after=each.before) for each in change.edits)
    return replace(change, edits=tuple(turned)[::-1])


def concat(first: Change, second: Change) -> Change:
    """Return one change that does what two do in turn; actor, time and reason are the second's.

    Edits of one row become one, and what is added and removed again is left out.
    """
    accounts = dict.fromkeys((*first.accounts, *second.accounts))
    edits = merged((*first.edits, *second.edits))
    return replace(second, edits=edits, accounts=tuple(accounts))


def merged(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return a changeset in which those edits of one row that can be are one.

    A row stays in the place where it was added; only a removal and a restoring have their turn.
    Entries of a record without ids are left as they are.
    """
    kept: list[Edit | None] = []
    at: dict[tuple[str, Id], int] = {}
    for edit in edits:
        name, whole = (edit.list, edit.id), edit.shape.fields.has_id or edit.list == SETTINGS.name
        turn = at.get(name) if whole and edit.before else None
        earlier = None if turn is None else kept[turn]
        if turn is None or earlier is None:
            at[name] = len(kept)
            kept.append(edit)
        elif edit.after:
            both = replace(earlier, after=_altered(earlier.after or edit.before, edit))
            kept[turn] = both if both.before != both.after else None
        elif earlier.before:
            kept[turn] = None
            at[name] = len(kept)
            kept.append(replace(edit, before=earlier.before))
        elif earlier.place is None:
            kept[turn] = None
        else:
            kept.append(edit)
            del at[name]
    return tuple(edit for edit in kept if edit)


def _altered(entry: Entry | None, edit: Edit) -> Entry | None:
    """Return a row with what an edit changed of it, which may have been made of an earlier one."""
    return entry and entry.with_fields({name: new for name, (_, new) in edit.changed.items()})


def _full(beside: Beside) -> Beside:
    return {name: rows for name, rows in beside.items() if rows}
