"""Between a document of the native format and a debate as a value, by the shapes of the model."""

from collections.abc import Sequence
from typing import Any

from app.core.debate.lists import SETTINGS, SHAPES
from app.core.debate.rows import Wording
from app.core.debate.shape import Fields, One, Several, Shape
from app.core.debate.whole import Debate
from app.core.formats.native.schema import Json
from app.core.formats.native.times import moment, moment_text

FORMAT = "cruxmap/1"
PRESENT = {"claims": "text", "relations": "warrant", "cruxes": "question"}


def debate_of(document: Json) -> Debate:
    """Return a sound document as a value; rows keep their order."""
    lists: dict[str, Any] = {
        name: tuple(row_of(each, shape.fields) for each in document.get(name, ()))
        for name, shape in SHAPES.items()
    }
    beside: dict[str, dict[str, tuple[Any, ...]]] = {}
    for shape in SHAPES.values():
        for name, several in shape.beside.items():
            kept = beside.setdefault(name, {})
            for row in document.get(shape.name, ()):
                if entries := entries_of(row.get(name, ()), several):
                    kept[row["id"]] = entries
    _add_lone_wordings(document, beside["wordings"])
    return Debate(row_of(document["debate"], SETTINGS.fields), **lists, beside=beside)


def document_of(debate: Debate) -> Json:
    """Return a debate as a document of all its rows, not yet in canonical form."""
    document: Json = {"format": FORMAT, "debate": json_of(debate.settings, SETTINGS.fields)}
    for name, shape in SHAPES.items():
        document[name] = [
            json_of(row, shape.fields) | _beside(row, shape, debate)
            for row in getattr(debate, name)
        ]
    return document


def row_of(given: Json, fields: Fields) -> Any:
    """Return what a document says of a row as a value of its class."""
    values = [_value(given, one) for one in fields.ones]
    for several in fields.severals:
        entries = entries_of(given.get(several.key, ()), several)
        values.insert(fields.places[several.name], entries)
    return fields.row._make(values)


def _value(given: Json, one: One) -> Any:
    if not one.key:
        # The present wording is the last one.
        return len(given.get("wordings", ())) or 1
    value = given.get(one.key)
    if value is None:
        return one.default
    if one.part is not None:
        return value[one.part]
    if one.is_listed:
        return tuple(value)
    return moment(value) if one.is_moment else value


def entries_of(given: Sequence[Any], several: Several) -> tuple[Any, ...]:
    """Return an ordered list of a document as values."""
    if several.inner is None:
        return tuple(given)
    return tuple(row_of(each, several.inner) for each in given)


def _add_lone_wordings(document: Json, wordings: dict[str, tuple[Any, ...]]) -> None:
    """Give each node that was never reworded its one wording."""
    for name, key in PRESENT.items():
        for row in document.get(name, ()):
            if key in row and row["id"] not in wordings:
                wordings[row["id"]] = (Wording(1, row[key], None, None),)


def json_of(row: Any, fields: Fields) -> Json:
    """Return a row as a document has it; what is not said is left out."""
    found: Json = {}
    for one in fields.ones:
        value = getattr(row, one.name)
        if not one.key or value is None or (one.default == "" == value):
            continue
        if one.part is not None:
            found.setdefault(one.key, []).append(value)
        else:
            found[one.key] = _told(value, one)
    for several in fields.severals:
        found[several.key] = listed(getattr(row, several.name), several)
    return found


def _told(value: Any, one: One) -> Any:
    if one.is_listed:
        return list(value)
    return moment_text(value) if one.is_moment else value


def listed(entries: Sequence[Any], several: Several) -> list[Any]:
    """Return an ordered list as a document has it."""
    if several.inner is None:
        return list(entries)
    return [json_of(each, several.inner) for each in entries]


def _beside(row: Any, shape: Shape, debate: Debate) -> Json:
    return {
        name: listed(debate.beside.get(name, {}).get(row.id, ()), several)
        for name, several in shape.beside.items()
    }
