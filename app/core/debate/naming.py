"""What the rows of a file are called in a debate that is there, and which of them it has already.

An id that stands in a file is the file's word on which row is meant. An id that its reader gave
says nothing: such a row is one that is here if both say the same, else it is new.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.core.debate.change import Entry
from app.core.debate.conflicts import entry_of
from app.core.debate.lists import SHAPES
from app.core.debate.matching import folded, same_words
from app.core.debate.references import references, renamed
from app.core.debate.shape import NODES, Id, Shape
from app.core.debate.whole import Debate

LISTS = tuple(name for name in SHAPES if name not in ("accounts", "credences"))
# Lists that others name come first, so that what is the same is told by what it names.
FIRST = ("people", "sources", "claims", "relations")
Key = tuple[str, Id]
Rows = dict[Key, Entry]


@dataclass(frozen=True, slots=True)
class Ids:
    """Which ids of a file count, and how rows that are new get theirs.

    `made` are the rows, by list and id, whose ids the file's reader gave. `taken` are ids, by the
    space they share, that belong to others though no row has them yet. `fresh` gives an id that
    nobody else was given; without it new rows are numbered.
    """

    made: Collection[Key] = frozenset()
    taken: Collection[Key] = frozenset()
    fresh: Callable[[], Id] | None = None


AS_WRITTEN = Ids()


def rows_of(debate: Debate) -> Rows:
    """Return the rows of a debate by list and id, without accounts and credences."""
    return {
        (name, row.id): entry_of(debate, SHAPES[name], row)
        for name in LISTS
        for row in getattr(debate, name)
    }


def with_rows(debate: Debate, rows: Rows, theses: tuple[Id, ...]) -> Debate:
    """Return a debate with other rows and theses; accounts and credences are left as they are."""
    lists: dict[str, list[Any]] = {name: [] for name in LISTS}
    beside: dict[str, dict[Id, tuple[Any, ...]]] = {}
    for (name, id_), entry in rows.items():
        lists[name].append(entry.row)
        for field, entries in entry.beside.items():
            beside.setdefault(field, {})[id_] = entries
    told: dict[str, Any] = {name: tuple(found) for name, found in lists.items()}
    settings = debate.settings._replace(theses=theses)
    return replace(debate, settings=settings, **told, beside=beside)


def settled(present: Debate, other: Debate, ids: Ids) -> Debate:
    """Return an edited file's debate with each row whose id its reader gave called as it is here.

    Such a row is the one that says the same, in the file itself or here; what is here stands for
    it. Else it gets an id that is free.
    """
    if not ids.made:
        return other
    all_rows, here = rows_of(other), rows_of(present)
    made = {key: entry for key, entry in all_rows.items() if key in ids.made}
    written = {key: entry for key, entry in all_rows.items() if key not in made}
    ground = with_rows(present, {**here, **written}, ())
    coming = with_rows(other, made, ())
    known = same_words(ground.claims, coming.claims)
    same = {id_: match.here.id for id_, match in known.items()}
    names = Names(ground, coming, same, ids)
    found = {key: names.renamed(SHAPES[key[0]], entry) for key, entry in written.items()}
    new = {key: names.renamed(SHAPES[key[0]], entry) for key, entry in made.items()}
    called = {key: (key[0], entry.row.id) for key, entry in new.items()}
    there = {(_space(name), id_) for name, id_ in (*written, *called.values())}
    for key, entry in new.items():
        at_hand = here.get(called[key])
        is_whole = at_hand is not None and _all_there(SHAPES[key[0]], at_hand, there)
        found.setdefault(called[key], at_hand if is_whole and at_hand else entry)
    claims = names.by_space["claims"]
    return with_rows(other, found, _renamed_all(other.settings.theses, claims))


def _all_there(shape: Shape, entry: Entry, there: Collection[Key]) -> bool:
    """Tell whether a debate of these rows has all that an entry names."""
    named = (each for each in references(shape, entry) if each.to != "accounts")
    return all((_space(each.to), each.id) in there for each in named)


def _space(name: str) -> str:
    return SHAPES[name].space if name in SHAPES else name


def _renamed_all(ids: Iterable[Id], names: Mapping[Id, Id]) -> tuple[Id, ...]:
    return tuple(dict.fromkeys(names.get(each, each) for each in ids))


class Names:
    """What the rows of another debate are called here, by list, and which of them are here."""

    def __init__(
        self, present: Debate, other: Debate, same: Mapping[Id, Id], ids: Ids = AS_WRITTEN
    ) -> None:
        """Name all rows of another debate; `same` names the claims here for some of its claims."""
        self.by_space: dict[str, dict[Id, Id]] = {name: {} for name in (*SHAPES, NODES)}
        self.here: set[Key] = set()
        self._ids = ids
        here = rows_of(present)
        self._taken = {(SHAPES[name].space, id_) for name, id_ in here} | set(ids.taken)
        self._known = {
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
        own = self.by_space[shape.name].get(entry.row.id, entry.row.id)
        return Entry(entry.row._replace(id=own), entry.beside)

    def _name(self, shape: Shape, row: Any, here: Id | None) -> None:
        entry = Entry(row)
        for space, names in self.by_space.items():
            if names:
                entry = renamed(shape, entry, space, names)
        said = _said(shape.name, entry.row)
        here = here or (self._known.pop((shape.name, said), None) if said is not None else None)
        new = here or self._free(shape, row.id)
        if here:
            self.here.add((shape.name, row.id))
        for space in {shape.name, shape.space}:
            self.by_space[space][row.id] = new

    def _free(self, shape: Shape, wanted: Id) -> Id:
        number, found = 1, wanted
        fresh = self._ids.fresh if (shape.name, wanted) in self._ids.made else None
        if fresh:
            found = fresh()
        while (shape.space, found) in self._taken:
            number += 1
            found = fresh() if fresh else f"{wanted[:34]}-{number}"
        self._taken.add((shape.space, found))
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
