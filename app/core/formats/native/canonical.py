"""The native format cruxmap/1: its canonical order, its text, and what may refer to what.

A document is a dict of the shape that `cruxmap-1.schema.json` publishes. In canonical form
fields stand in the order of the schema, defaults and empty lists are left out, rows stand in
the natural order of their ids, credences oldest first: two documents that say the same have
one canonical text.
"""

import json
import re
from operator import itemgetter
from typing import Any

from app.core.formats.native.schema import Json, Shape, document_shape, lists
from app.core.formats.native.times import moment, moment_text

FORMAT = "cruxmap/1"
_DIGITS = re.compile(r"(\d+)", re.ASCII)
# Kinds of which a value stands as it is.
_PLAIN = frozenset({"string", "boolean"})
_REWORDED = ("claims", "relations", "cruxes")


def canonical(document: Json) -> Json:
    """Return a sound document in canonical form; the one given is left as it is."""
    ordered: Json = _ordered(document, document_shape())
    for key in _REWORDED:
        for row in ordered.get(key, ()):
            _without_lone_wording(row)
    origin = ordered["debate"].get("origin", {})
    if "changed" in origin:
        origin["changed"] = moment_text(moment(origin["changed"]))
    for key in ordered.keys() & {*lists()}:
        if key == "credences":
            ordered[key] = _oldest_first(ordered[key])
        else:
            ordered[key].sort(key=_by_id)
    return ordered


def dumps(document: Json) -> str:
    """Write a document as JSON, one row a line, so that versions can be compared by line."""
    parts = [f'"{key}": {_rows(value)}' for key, value in document.items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def natural(public_id: str) -> tuple[tuple[tuple[int, int | str], ...], str]:
    """Return a sort key by which c9 comes before c10.

    >>> sorted(["c10", "c9", "a"], key=natural)
    ['a', 'c9', 'c10']
    """
    stem = public_id.rstrip("0123456789")
    if stem.isalpha():  # as nearly all ids are: letters and one number
        number = public_id[len(stem) :]
        return (((1, stem), (0, int(number))) if number else ((1, stem),)), public_id
    parts = (part for part in _DIGITS.split(public_id) if part)
    key = tuple((0, int(part)) if part.isdecimal() else (1, part) for part in parts)
    return key, public_id


def _rows(value: object) -> str:
    if not isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return "[\n" + ",\n".join(" " + json.dumps(row, ensure_ascii=False) for row in value) + "\n]"


def _ordered(value: Any, shape: Shape) -> Any:
    if shape.kind == "array" and shape.items:
        if shape.items.kind in _PLAIN:
            return list(value)
        return [_ordered(each, shape.items) for each in value]
    if shape.kind == "object":
        return _object(value, shape)
    if shape.kind == "integer":
        return int(value)
    # Adding zero turns minus zero, which no database keeps, into zero.
    return float(value) + 0.0 if shape.kind == "number" else value


def _object(value: Json, shape: Shape) -> Json:
    found: Json = {}
    known = 0
    for key, each in shape.fields.items():
        if key in value:
            known += 1
            kept = value[key] if each.kind in _PLAIN else _ordered(value[key], each)
            if not (_is_nothing(kept) or (each.default is not None and kept == each.default)):
                found[key] = kept
    if known < len(value):
        rest = {key: _sorted(value[key]) for key in sorted(value.keys() - shape.fields.keys())}
        found |= {key: kept for key, kept in rest.items() if not _is_nothing(kept)}
    return found


def _is_nothing(value: object) -> bool:
    return not value and isinstance(value, (list, dict))


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(each) for each in value] if isinstance(value, list) else value


def _without_lone_wording(row: Json) -> None:
    wordings = row.get("wordings", [])
    if len(wordings) == 1:
        del row["wordings"]
    for wording in wordings:
        if "at" in wording:
            wording["at"] = moment_text(moment(wording["at"]))


def _by_id(row: Json) -> tuple[tuple[tuple[int, int | str], ...], str]:
    return natural(row["id"])


def _oldest_first(credences: list[Json]) -> list[Json]:
    dated = [(moment(row["at"]), row) for row in credences]
    for at, row in dated:
        row["at"] = moment_text(at)
    dated.sort(key=itemgetter(0))
    return [row for _, row in dated]
