"""Values from the texts that attributes of a graph are."""

from typing import Any

from app.core.formats.native.faults import ImportFaults
from app.core.formats.native.json_reading import read_json
from app.core.formats.native.schema import Json

TRUTH = {"true": True, "1": True, "false": False, "0": False}
LONGEST_NUMBER = 40


class Unreadable(Exception):
    """What stands in an attribute is not what it should be; the text says why."""


def value_of(text: str, kind: str) -> Any:
    """Return the value of an attribute; what is no number or no truth is left for the checks.

    Raises Unreadable for a list or an object that is not JSON.

    >>> value_of("0.5", "number"), value_of("true", "boolean"), value_of("x", "integer")
    (0.5, True, 'x')
    """
    if kind in ("array", "object"):
        return _json(text, kind) if text.strip() else None
    if kind == "boolean":
        return TRUTH.get(text.strip().lower(), text)
    if kind not in ("number", "integer") or len(text) > LONGEST_NUMBER:
        return text
    try:
        return int(text) if kind == "integer" else float(text)
    except ValueError:
        return text


def rows_of(text: str) -> list[Json]:
    """Return a list of objects; Unreadable where it is anything else."""
    found = _json(text, "array")
    if not all(isinstance(row, dict) for row in found):
        raise Unreadable("This must be a list of objects in JSON.")
    rows: list[Json] = found
    return rows


def _json(text: str, kind: str) -> Any:
    try:
        found = read_json(text)
    except ImportFaults as error:
        raise Unreadable(f"In the JSON of this attribute: {error.faults[0].message}") from None
    if not isinstance(found, list if kind == "array" else dict):
        raise Unreadable(f"This must be {'a list' if kind == 'array' else 'an object'} in JSON.")
    return found
