"""The native format cruxmap/1: its canonical order, its text, and what may refer to what.

A document is a dict of the shape that `cruxmap-1.schema.json` publishes. In canonical form
fields stand in the order of the schema, defaults and empty lists are left out, rows stand in
the natural order of their ids, credences oldest first: two documents that say the same have
one canonical text.
"""

import json
import re
from datetime import datetime
from typing import Any

from app.core.formats.native.schema import Json, Shape, document_shape, lists
from app.core.formats.native.times import moment, moment_text

FORMAT = "cruxmap/1"
_DIGITS = re.compile(r"(\d+)", re.ASCII)
_REWORDED = ("claims", "relations", "cruxes")


def canonical(document: Json) -> Json:
    """Return a sound document in canonical form; the one given is left as it is."""
    ordered: Json = _ordered(document, document_shape())
    for key in _REWORDED:
        for row in ordered.get(key, ()):
            _without_lone_wording(row)
    for credence in ordered.get("credences", ()):
        credence["at"] = moment_text(moment(credence["at"]))
    origin = ordered["debate"].get("origin", {})
    if "changed" in origin:
        origin["changed"] = moment_text(moment(origin["changed"]))
    for key in lists():
        if key in ordered:
            ordered[key].sort(key=_oldest if key == "credences" else _by_id)
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
    parts = (part for part in _DIGITS.split(public_id) if part)
    key = tuple((0, int(part)) if part.isdecimal() else (1, part) for part in parts)
    return key, public_id


def _rows(value: object) -> str:
    if not isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return "[\n" + ",\n".join(" " + json.dumps(row, ensure_ascii=False) for row in value) + "\n]"


def _ordered(value: Any, shape: Shape) -> Any:
    if shape.kind == "array" and shape.items:
        return [_ordered(each, shape.items) for each in value]
    if shape.kind == "object":
        return _object(value, shape)
    if shape.kind == "integer":
        return int(value)
    # Adding zero turns minus zero, which no database keeps, into zero.
    return float(value) + 0.0 if shape.kind == "number" else value


def _object(value: Json, shape: Shape) -> Json:
    known = {key: _ordered(value[key], each) for key, each in shape.fields.items() if key in value}
    rest = {key: _sorted(value[key]) for key in sorted(value.keys() - shape.fields.keys())}
    return {
        key: kept
        for key, kept in (known | rest).items()
        if kept not in ([], {}) and (key in rest or not _is_default(kept, shape.fields[key]))
    }


def _is_default(value: object, shape: Shape) -> bool:
    return shape.default is not None and value == shape.default


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


def _oldest(row: Json) -> datetime:
    return moment(row["at"])
