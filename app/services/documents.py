"""Documents of the native format as they come in: from bytes to a dict found sound."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from app.core.formats.native import Fault, ImportFaults, reference_faults
from app.core.formats.native_faults import SHOWN, path_text, quoted
from app.core.formats.native_json import Places, json_places, read_json
from app.core.formats.native_schema import Json, inlined
from app.core.formats.native_text import cleaned
from app.services.documents_yaml import read_yaml, yaml_places

KINDS = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object with named fields",
}


class SoundDocument(Json):
    """A document in which no fault was found; importing it does not look again."""


def read_document(data: bytes, name: str, *, max_bytes: int | None = None) -> SoundDocument:
    """Read a JSON or YAML file of the native format and check all of it.

    The kind is told by the ending of `name`, else by the first character. Raises ImportFaults
    with every fault, each with its path, line and column.
    """
    if max_bytes is not None and len(data) > max_bytes:
        message = f"The file holds {len(data):,} bytes; at most {max_bytes:,} are read."
        raise ImportFaults([Fault("", message)])
    text = _decoded(data)
    read, places = _reader(text, name)
    document = read(text)
    try:
        return check_document(document)
    except ImportFaults as found:
        raise ImportFaults(_placed(found.faults, text, places)) from None


def check_document(document: object) -> SoundDocument:
    """Return a cleaned copy of a document, or raise ImportFaults with every fault in it."""
    faults: list[Fault] = []
    clean = cleaned(document, faults)
    faults += _schema_faults(clean)
    if isinstance(clean, dict):
        # What the schema says of a field is enough; of a whole row both may be news.
        told = {fault.path for fault in faults if "." in fault.path}
        faults += [fault for fault in reference_faults(clean) if fault.path not in told]
    if faults:
        raise ImportFaults(_limited(faults))
    return SoundDocument(clean)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        message = "The file is not UTF-8 text: this byte cannot be read."
        raise ImportFaults([Fault("", message, None, line, column)]) from None


def _reader(
    text: str, name: str
) -> tuple[Callable[[str], object], Callable[[str, set[str]], Places]]:
    ending = name.rsplit(".", 1)[-1].lower()
    is_json = ending == "json" or (ending not in ("yaml", "yml") and text.lstrip()[:1] in "{[")
    return (read_json, json_places) if is_json else (read_yaml, yaml_places)


def _placed(
    faults: Iterable[Fault], text: str, places: Callable[[str, set[str]], Places]
) -> list[Fault]:
    """Give each fault the place of what it names, or of the nearest thing around it."""
    faults = list(faults)
    wanted = {path for fault in faults for path in _outwards(fault.path)}
    found = places(text, wanted)
    placed = []
    for fault in faults:
        nearest = next((path for path in _outwards(fault.path) if path in found), None)
        line, column = found[nearest] if nearest is not None else (None, None)
        placed.append(replace(fault, line=line, column=column))
    return sorted(placed, key=lambda fault: (fault.line or 0, fault.column or 0))


def _outwards(path: str) -> Iterator[str]:
    yield path
    while path:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
        yield path


def _limited(faults: list[Fault]) -> list[Fault]:
    if len(faults) <= SHOWN:
        return faults
    return [*faults[:SHOWN], Fault("", "There are more faults; mend these first.")]


@cache
def _validator() -> Any:
    # In Python's regular expressions $ also matches before a last line break, \d any digit.
    def pattern(_validator: object, pattern: str, value: object, _schema: Json) -> Any:
        if isinstance(value, str) and not re.fullmatch(pattern, value, re.ASCII):
            yield ValidationError(pattern)

    make: Callable[..., Any] = extend
    return make(Draft202012Validator, {"pattern": pattern})(inlined())


def _schema_faults(document: object) -> list[Fault]:
    return [
        fault for error in _validator().iter_errors(document) for fault in _told(error, document)
    ]


def _told(error: Any, document: object) -> Iterator[Fault]:
    parts = list(error.absolute_path)
    row = _row_id(document, parts)
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        for key in error.instance:
            if key not in known:
                message = f"There is no field {quoted(key)} here."
                yield Fault(path_text([*parts, key]), message, row)
        return
    yield Fault(path_text(parts), _message(error), row)


def _row_id(document: Any, parts: list[str | int]) -> str | None:
    if len(parts) < 2 or not isinstance(parts[1], int):
        return None
    row = document[parts[0]][parts[1]]
    found = row.get("id") if isinstance(row, dict) else None
    return found if isinstance(found, str) else None


def _message(error: Any) -> str:
    value, limit = error.instance, error.validator_value
    match error.validator:
        case "required":
            lacking = [key for key in limit if key not in value]
            return f"{', '.join(quoted(key) for key in lacking)} is missing."
        case "type":
            return f"This must be {KINDS[limit]}, not {quoted(value)}."
        case "enum" | "const":
            choices = limit if isinstance(limit, list) else [limit]
            return f"{quoted(value)} is none of: {', '.join(map(str, choices))}."
        case "minLength":
            return "This must not be empty."
        case "maxLength":
            return f"This has {len(value):,} characters; at most {limit:,} fit."
        case "minimum" | "maximum":
            side = "least" if error.validator == "minimum" else "most"
            return f"{quoted(value)} must be at {side} {limit}."
        case "pattern":
            return f"{quoted(value)} is not of the form {error.message}."
    return f"{quoted(value)} does not fit: {error.validator} {limit}."
