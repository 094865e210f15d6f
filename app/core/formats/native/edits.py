"""Edits as change records and other programs have them: each side a row of `cruxmap/1`."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from app.core.debate.change import Edit, Entry, row_id
from app.core.debate.lists import SETTINGS, SHAPES
from app.core.debate.shape import Shape
from app.core.formats.native.cleaning import cleaned
from app.core.formats.native.faults import Fault, Faults
from app.core.formats.native.schema import Json
from app.core.formats.native.schema_faults import schema_faults
from app.core.formats.native.values import FORMAT, entries_of, json_of, listed, row_of


class UnknownEdit(ValueError):
    """An edit names a list or a field that this program does not know, or lacks one."""


def edit_json(edit: Edit) -> Json:
    """Return an edit as JSON; what it lacks is left out."""
    told = {
        "list": edit.list,
        "id": edit.id,
        "before": _entry_json(edit.shape, edit.before),
        "after": _entry_json(edit.shape, edit.after),
        "place": edit.place,
        "key": edit.key,
    }
    return {name: value for name, value in told.items() if value is not None}


def edit_of(given: Json) -> Edit:
    """Return an edit that was written as JSON; raises UnknownEdit for what it cannot be."""
    try:
        shape = SETTINGS if given["list"] == SETTINGS.name else SHAPES[given["list"]]
        before, after = (_entry_of(shape, given.get(side)) for side in ("before", "after"))
        if shape is SETTINGS and not (before and after):
            raise UnknownEdit("What is said of a debate as a whole is neither added nor removed.")
        row = (after or before or _missing()).row
        place, key = given.get("place"), given.get("key")
        return Edit(shape.name, row_id(shape.name, row), before, after, place, key)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UnknownEdit(f"No edit of this program: {error}") from error


def read_edits(given: Sequence[Json]) -> tuple[Edit, ...]:
    """Return edits that a program sent, each side cleaned and held against the schema.

    Raises ImportFaults with the faults in them, and UnknownEdit.
    """
    faults = Faults()
    for at, each in enumerate(given):
        for side in ("before", "after"):
            faults.add_news(_side_faults(each, side, f"edits[{at}].{side}"))
    faults.check()
    return tuple(map(edit_of, given))


def _side_faults(given: Json, side: str, path: str) -> Iterator[Fault]:
    """Find what is wrong with one side of an edit, as a row in a document of its own."""
    name, row = given.get("list"), given.get(side)
    if row is None or not (name == SETTINGS.name or (isinstance(name, str) and name in SHAPES)):
        return
    document = {"format": FORMAT, "debate": {"slug": "x", "title": "x"}}
    document |= {name: row if name == SETTINGS.name else [row]}
    faults = Faults()
    cleaned(document, faults)
    faults.add_news(schema_faults(document))
    for fault in faults.found:
        inner = re.sub(r"^\w+(\[0\])?", path, fault.path)
        yield Fault(inner, fault.message, fault.row)


def _entry_json(shape: Shape, entry: Entry | None) -> Json | None:
    if entry is None:
        return None
    lists = {name: listed(rows, shape.beside[name]) for name, rows in entry.beside.items()}
    told = json_of(entry.row, shape.fields) | lists
    return {name: value for name, value in told.items() if value not in ([], {})}


def _entry_of(shape: Shape, given: Json | None) -> Entry | None:
    if given is None:
        return None
    if unknown := given.keys() - set(shape.keys):
        raise UnknownEdit(f"{shape.name} have no {', '.join(sorted(unknown))}.")
    if missing := shape.fields.required - given.keys():
        raise UnknownEdit(f"{shape.name} are not without {', '.join(sorted(missing))}.")
    beside: dict[str, tuple[Any, ...]] = {
        name: entries_of(given[name], several)
        for name, several in shape.beside.items()
        if name in given
    }
    return Entry(row_of(given, shape.fields), beside)


def _missing() -> Entry:
    raise UnknownEdit("An edit has a row before it, or after it, or both.")
