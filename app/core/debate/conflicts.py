"""What stands against a change: edits that do not fit, rows that would be missing or said twice."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.core.debate.change import Edit, Entry, row_id
from app.core.debate.lists import SETTINGS, SHAPES
from app.core.debate.references import Reference, references
from app.core.debate.shape import NODES, Id, Shape
from app.core.debate.whole import Debate
from app.core.vocabulary import ENDED

Touched = Mapping[tuple[str, Id], Edit]


class ConflictKind(StrEnum):
    """Why an edit cannot be applied, by the names of SQLite's session extension."""

    DATA = "data"
    NOT_FOUND = "not found"
    CONFLICT = "conflict"
    CONSTRAINT = "constraint"
    FOREIGN_KEY = "foreign key"


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing that stands against a change.

    `list` and `id` name the row: for DATA, NOT_FOUND, CONFLICT and CONSTRAINT one that is to be
    edited, with the `fields` that stand against it; for FOREIGN_KEY the one that names, in
    `fields`, a row that would be missing, `other`. For CONSTRAINT `other` is the row that says
    the same already.
    """

    kind: ConflictKind
    list: str
    id: Id
    fields: tuple[str, ...] = ()
    other: Id | None = None


class Conflicting(Exception):
    """A change cannot be applied to a debate; `conflicts` say why."""

    def __init__(self, conflicts: tuple[Conflict, ...]) -> None:
        super().__init__(f"{len(conflicts)} conflicts")
        self.conflicts = conflicts


def sharing(space: str) -> list[str]:
    """Return the lists whose rows share a space of ids."""
    return [name for name, shape in SHAPES.items() if shape.space == space]


def dangling(after: Debate, touched: Touched) -> Iterator[Conflict]:
    """Yield what names rows that are not there: rows edited, and any whose other was removed."""
    gone = {(edit.shape.space, id_) for (_, id_), edit in touched.items() if not edit.after}
    known = _Known(after)
    for shape, entry in _entries(after) if gone else _edited(touched):
        id_ = row_id(shape.name, entry.row)
        is_edited = (shape.name, id_) in touched
        for named in references(shape, entry):
            space = named.to if named.to == NODES else SHAPES[named.to].space
            if (is_edited or (space, named.id) in gone) and not known.has(space, named):
                yield Conflict(ConflictKind.FOREIGN_KEY, shape.name, id_, (named.field,), named.id)


class _Known:
    """Which ids a debate has, by space; made when first asked."""

    def __init__(self, debate: Debate) -> None:
        self.debate = debate
        self.ids: dict[str, set[Id]] = {}

    def has(self, space: str, named: Reference) -> bool:
        # Accounts are nobody's to remove here, and come along with a change.
        if space == "accounts":
            return True
        if space not in self.ids:
            lists = (getattr(self.debate, name) for name in sharing(space))
            self.ids[space] = {row.id for rows in lists for row in rows}
        return named.id in self.ids[space]


def _edited(touched: Touched) -> Iterator[tuple[Shape, Entry]]:
    return ((edit.shape, edit.after) for edit in touched.values() if edit.after)


def _entries(debate: Debate) -> Iterator[tuple[Shape, Entry]]:
    yield SETTINGS, Entry(debate.settings)
    for name, shape in SHAPES.items():
        for row in getattr(debate, name):
            yield shape, entry_of(debate, shape, row)


def entry_of(debate: Debate, shape: Shape, row: Any) -> Entry:
    """Return a row of a debate with what is kept beside it."""
    found = {name: debate.beside.get(name, {}).get(row.id, ()) for name in shape.beside}
    return Entry(row, {name: rows for name, rows in found.items() if rows})


def doubles(after: Debate, touched: Touched) -> Iterator[Conflict]:
    """Yield standing claims and arrows that would say what another one says already."""
    for name, said, field in (("claims", _sentence, "text"), ("relations", _arrow, "premises")):
        edited = {id_ for (of, id_), edit in touched.items() if of == name and edit.after}
        rows = getattr(after, name) if edited else ()
        first: dict[object, Id] = {}
        for row in sorted(rows, key=lambda row: row.id in edited):
            key = said(row)
            other = first.setdefault(key, row.id) if key is not None else row.id
            if other != row.id and row.id in edited:
                yield Conflict(ConflictKind.CONSTRAINT, name, row.id, (field,), other)


def _sentence(claim: Any) -> object:
    return None if claim.status in ENDED else claim.text


def _arrow(relation: Any) -> object:
    if relation.status in ENDED:
        return None
    return relation.kind, relation.target, frozenset(relation.premises)
