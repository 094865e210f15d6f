"""Bringing another debate, or an edited file of this one, into a debate that is there.

Nothing that is here goes. Where a file is one of this debate, its rows go by their ids, and what
it says otherwise than a file of today would is changed. Where it is of another, what is here
already is used, and everything else is added under ids that are free.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from app.core.debate.change import Entry
from app.core.debate.conflicts import entry_of
from app.core.debate.lists import SHAPES
from app.core.debate.matching import folded
from app.core.debate.references import renamed
from app.core.debate.shape import NODES, Id, Shape
from app.core.debate.whole import Debate

LISTS = tuple(name for name in SHAPES if name not in ("accounts", "credences"))
# Lists that others name come first, so that what is the same is told by what it names.
FIRST = ("people", "sources", "claims", "relations")
Rows = dict[tuple[str, Id], Entry]


def updated(present: Debate, base: Debate, edited: Debate) -> Debate:
    """Return a debate with what an edited file of it says otherwise than `base`, one of today.

    Fields that the file's format does not carry stay as they are.
    """
    here, today, new = _rows(present), _rows(base), _rows(edited)
    for key, entry in new.items():
        if key not in here:
            here[key] = entry
        elif key in today:
            here[key] = _patched(SHAPES[key[0]], here[key], today[key], entry)
    theses = present.settings.theses
    if edited.settings.theses != base.settings.theses:
        theses = edited.settings.theses
    return _debate(present, here, theses)


def added(present: Debate, other: Debate, same: Mapping[Id, Id]) -> Debate:
    """Return a debate with the rows of another added; `same` names claims here for some of it."""
    here, names = _rows(present), _Names(present, other, same)
    for key, entry in _rows(other).items():
        if key not in names.here:
            ours = names.renamed(SHAPES[key[0]], entry)
            here[key[0], ours.row.id] = ours
    claims = names.by_space["claims"]
    theses = (*present.settings.theses, *(claims[each] for each in other.settings.theses))
    return _debate(present, here, tuple(dict.fromkeys(theses)))


class _Names:
    """What the rows of another debate are called here, by list, and which of them are here."""

    def __init__(self, present: Debate, other: Debate, same: Mapping[Id, Id]) -> None:
        self.by_space: dict[str, dict[Id, Id]] = {name: {} for name in (*SHAPES, NODES)}
        self.here: set[tuple[str, Id]] = set()
        here = _rows(present)
        self.taken = {(SHAPES[name].space, id_) for name, id_ in here}
        self.known = {
            (name, said): id_
            for (name, id_), entry in here.items()
            if (said := _said(name, entry.row)) is not None
        }
        for name in (*FIRST, *(name for name in LISTS if name not in FIRST)):
            for row in _in_turn(name, getattr(other, name)):
                self._name(SHAPES[name], row, same.get(row.id) if name == "claims" else None)

    def renamed(self, shape: Shape, entry: Entry) -> Entry:
        """Return a row under its name here, naming others by theirs."""
        for space, names in self.by_space.items():
            if names:
                entry = renamed(shape, entry, space, names)
        return Entry(entry.row._replace(id=self.by_space[shape.name][entry.row.id]), entry.beside)

    def _name(self, shape: Shape, row: Any, here: Id | None) -> None:
        entry = Entry(row)
        for space, names in self.by_space.items():
            if names:
                entry = renamed(shape, entry, space, names)
        said = _said(shape.name, entry.row)
        here = here or (self.known.pop((shape.name, said), None) if said is not None else None)
        new = here or self._free(shape, row.id)
        if here:
            self.here.add((shape.name, row.id))
        for space in {shape.name, shape.space}:
            self.by_space[space][row.id] = new

    def _free(self, shape: Shape, wanted: Id) -> Id:
        number, found = 1, wanted
        while (shape.space, found) in self.taken:
            number += 1
            found = f"{wanted[:34]}-{number}"
        self.taken.add((shape.space, found))
        return found


def _said(name: str, row: Any) -> Any:
    """Return what makes two rows of a list the same, None where nothing does.

    Claims are matched by whoever asks. Spans and comments name each other, so they go by where
    and when they are, or else by their ids, too.
    """
    if name == "people":
        return folded(row.name)
    if name == "sources":
        return folded(str(row.csl.get("title", ""))), row.csl.get("URL")
    if name == "relations":
        return row.kind, frozenset(row.premises), row.target
    if name == "comments":
        return (row.source, row.author, row.posted) if row.posted else repr(row)
    if name == "spans":
        return (row.source, row.start, row.end, row.hash) if row.hash else repr(row)
    return None if name == "claims" else repr(row._replace(id=""))


def _rows(debate: Debate) -> Rows:
    return {
        (name, row.id): entry_of(debate, SHAPES[name], row)
        for name in LISTS
        for row in getattr(debate, name)
    }


def _in_turn(name: str, rows: Iterable[Any]) -> Iterable[Any]:
    """Return relations so that each comes after the one it aims at; other lists as they are."""
    if name != "relations":
        return rows
    by_id = {row.id: row for row in rows}
    done: dict[Id, Any] = {}
    for first in by_id.values():
        path: dict[Id, Any] = {}
        row = first
        while row is not None and row.id not in done and row.id not in path:
            path[row.id] = row
            row = by_id.get(row.target)
        done.update(reversed(path.items()))
    return done.values()


def _patched(shape: Shape, here: Entry, base: Entry, edited: Entry) -> Entry:
    before, after = _all_fields(shape, base), _all_fields(shape, edited)
    changed = {name: value for name, value in after.items() if value != before[name]}
    if changed.keys() - {"wordings", "wording"}:
        return here.with_fields(changed)
    return here


def _all_fields(shape: Shape, entry: Entry) -> dict[str, Any]:
    return {**dict.fromkeys(shape.beside, ()), **entry.fields()}


def _debate(present: Debate, rows: Rows, theses: tuple[Id, ...]) -> Debate:
    lists: dict[str, Any] = {name: tuple(_of(name, rows)) for name in LISTS}
    beside: dict[str, dict[Id, tuple[Any, ...]]] = {}
    for (_, id_), entry in rows.items():
        for field, entries in entry.beside.items():
            beside.setdefault(field, {})[id_] = entries
    return replace(
        present, settings=present.settings._replace(theses=theses), **lists, beside=beside
    )


def _of(name: str, rows: Rows) -> Iterator[Any]:
    return (entry.row for (of, _), entry in rows.items() if of == name)
