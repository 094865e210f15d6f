"""The published schema as data: it names every field, and so the order in which they stand."""

import json
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

Json = dict[str, Any]


@cache
def schema() -> Json:
    """Return the JSON Schema of cruxmap/1 as published; do not change what is returned."""
    text = files("app.core.formats.native").joinpath("cruxmap-1.schema.json").read_text("utf-8")
    loaded: Json = json.loads(text)
    return loaded


@cache
def inlined() -> Json:
    """Return the schema without references inside it, which is checked twice as fast."""
    whole = schema()
    resolved = _inline({key: whole[key] for key in whole if key != "$defs"}, whole["$defs"])
    assert isinstance(resolved, dict)
    return resolved


@dataclass(frozen=True, slots=True)
class Shape:
    """The shape of a value: an object's fields in order, a list's items, or a plain kind."""

    kind: str
    fields: dict[str, "Shape"] = field(default_factory=dict)
    items: "Shape | None" = None
    default: object = None


@cache
def document_shape() -> Shape:
    """Return the shape of a whole document."""
    return _shape(inlined())


@cache
def lists() -> tuple[str, ...]:
    """Return the names of the lists of a document, in order."""
    return tuple(key for key, shape in document_shape().fields.items() if shape.kind == "array")


@cache
def field_names() -> frozenset[str]:
    """Return the names of all fields, wherever they stand."""
    found: set[str] = set()
    shapes = [document_shape()]
    while shapes:
        shape = shapes.pop()
        found |= shape.fields.keys()
        shapes += [*shape.fields.values(), *([shape.items] if shape.items else [])]
    return frozenset(found)


def _inline(part: object, definitions: Json) -> object:
    if isinstance(part, list):
        return [_inline(each, definitions) for each in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        found = _inline(definitions[part["$ref"].rsplit("/", 1)[1]], definitions)
        assert isinstance(found, dict)
        return found | {key: part[key] for key in part if key in ("default",)}
    return {
        key: _inline(value, definitions)
        for key, value in part.items()
        if not (key == "description" and isinstance(value, str))
    }


def _shape(part: Json) -> Shape:
    items = part.get("items")
    return Shape(
        kind=part.get("type", "string"),
        fields={key: _shape(value) for key, value in part.get("properties", {}).items()},
        items=_shape(items) if items else None,
        default=part.get("default"),
    )
