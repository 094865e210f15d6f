"""What the published schema says of a document, fault by fault and in our own sentences.

The library tells whether a value is sound, without copying it. Where one is not, its parts are
asked in turn: so faults come one by one, and looking may stop after the first few of millions.
"""

from collections.abc import Iterator
from functools import cache, cached_property
from typing import Any

from jsonschema_rs import Draft202012Validator

from app.core.formats.native.faults import Fault, field_path, item_path, quoted
from app.core.formats.native.schema import Json, inlined

KINDS = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object with named fields",
}
# What speaks of the parts of a value, or only to people.
NO_CHECK = frozenset(
    {"$schema", "$id", "title", "description", "default", "properties", "items"}
    | {"additionalProperties"}
)


def schema_faults(document: object) -> Iterator[Fault]:
    """Find what the schema forbids in a document, in the order of the schema."""
    yield from _whole().faults(document, "", None)


@cache
def _whole() -> "_Rules":
    return _Rules(inlined())


class _Rules:
    """One schema inside the schema: what holds of a value, of its fields and of its items."""

    def __init__(self, schema: Json) -> None:
        self.schema = schema

    @cached_property
    def validator(self) -> Draft202012Validator:
        return Draft202012Validator(self.schema)

    @cached_property
    def own(self) -> list[tuple[str, Any, Draft202012Validator]]:
        """Return each rule about the value itself, with what checks this rule alone."""
        return [
            (name, limit, Draft202012Validator({name: limit}))
            for name, limit in self.schema.items()
            if name not in NO_CHECK
        ]

    @cached_property
    def fields(self) -> dict[str, "_Rules"]:
        return {key: _Rules(inner) for key, inner in self.schema.get("properties", {}).items()}

    @cached_property
    def items(self) -> "_Rules":
        return _Rules(self.schema.get("items", {}))

    def faults(self, value: Any, path: str, row: str | None) -> Iterator[Fault]:
        """Find the faults of a value and of everything in it; `row` is the row it is part of."""
        if self.validator.is_valid(value):
            return
        for name, limit, validator in self.own:
            if not validator.is_valid(value):
                hint = "" if path else _other_kind(value)
                yield Fault(path, _sentence(name, limit, value) + hint, row)
        if isinstance(value, dict):
            yield from self._of_fields(value, path, row)
        elif isinstance(value, list):
            yield from self._of_items(value, path, row)

    def _of_fields(self, value: Json, path: str, row: str | None) -> Iterator[Fault]:
        if self.schema.get("additionalProperties") is False:
            for key in value:
                if key not in self.fields:
                    yield Fault(
                        field_path(path, key), f"There is no field {quoted(key)} here.", row
                    )
        for key, rules in self.fields.items():
            if key in value:
                yield from rules.faults(value[key], field_path(path, key), row)

    def _of_items(self, value: list[Any], path: str, row: str | None) -> Iterator[Fault]:
        is_row = path and "." not in path and "[" not in path
        is_valid = self.items.validator.is_valid
        for at, item in enumerate(value):
            if not is_valid(item):
                name = _id(item) if is_row else row
                yield from self.items.faults(item, item_path(path, at), name)


def _id(row: object) -> str | None:
    found = row.get("id") if isinstance(row, dict) else None
    return found if isinstance(found, str) else None


def _other_kind(document: object) -> str:
    """Return what to think of a document without the two fields that every debate begins with."""
    if isinstance(document, dict):
        if "format" in document or "debate" in document:
            return ""
        has = f"this has {', '.join(map(quoted, [*document][:4]))}" if document else "this has none"
    else:
        has = "this is none"
    return (
        f" A debate of Cruxmap begins with the fields “format” and “debate”; {has}. If it is of"
        " another program, name its format."
    )


def _sentence(name: str, limit: Any, value: Any) -> str:
    match name:
        case "required":
            lacking = [key for key in limit if key not in value]
            verb = "is" if len(lacking) == 1 else "are"
            return f"{', '.join(quoted(key) for key in lacking)} {verb} missing."
        case "type":
            return f"This must be {KINDS[limit]}, not {quoted(value)}."
        case "enum" | "const":
            choices = limit if isinstance(limit, list) else [limit]
            return f"{quoted(value)} is none of: {', '.join(map(str, choices))}."
        case "minLength":
            return "This must not be empty."
        case "maxLength" | "maxItems":
            parts = "characters" if name == "maxLength" else "entries"
            return f"This has {len(value):,} {parts}; at most {limit:,} fit."
        case "minimum" | "maximum":
            side = "least" if name == "minimum" else "most"
            return f"{quoted(value)} must be at {side} {limit}."
        case "pattern":
            return f"{quoted(value)} is not of the form {limit}."
    return f"{quoted(value)} does not fit: {name} {limit}."
