"""Data blocks and front matter: YAML without aliases and tags, read as JSON where it is that."""

import json
import re
from typing import Any

from app.core.formats.native.faults import ImportFaults
from app.core.formats.native.schema import Json
from app.core.formats.native.yaml_reading import read_yaml

_BLOCK = re.compile(r"\{[ \t]*\n")
DEEPEST = 64


class BadData(Exception):
    """What is wrong with a block of data, and how far into it, in lines and columns from 1."""

    def __init__(self, message: str, line: int | None, column: int | None) -> None:
        super().__init__(message)
        self.message = message
        self.line, self.column = line or 1, column or 1

    def after(self, line: int, column: int) -> tuple[int, int]:
        """Return where it is in a file, by where the block begins."""
        return line + self.line - 1, self.column + (column - 1 if self.line == 1 else 0)


def data_of(image: str) -> Json:
    """Return what a block in braces says; one that begins with a line end is YAML inside them."""
    if image[1:2] == '"':
        try:
            return _json(image)
        except (ValueError, RecursionError):
            pass  # YAML tells where
    if _BLOCK.match(image):
        return _fields(yaml_of(" " + image[1:-1]))
    return _fields(yaml_of(image))


def yaml_of(text: str) -> Any:
    """Return what YAML says; BadData where it is none."""
    try:
        return read_yaml(text)
    except ImportFaults as error:
        fault = error.faults[0]
        raise BadData(fault.message, fault.line, fault.column) from None


def _fields(found: Any) -> Json:
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise BadData("Data are fields with values.", 1, 1)
    return found


def _json(image: str) -> Json:
    """Return what an object in JSON says; ValueError where a name stands twice in one."""
    found: Json
    try:
        found, end = _SCAN(image, 0)
    except StopIteration:
        raise ValueError from None
    # As many names as colons after quotation marks: then none of them stands twice.
    colons = image.count('":')
    is_plain = end == len(image) and (colons == len(found) or colons == _names(found))
    return found if is_plain else _carefully(image)


def _carefully(image: str) -> Json:
    found: Json = _CAREFUL.decode(image)
    return found


def _names(found: Json) -> int:
    """Count the names in an object, and in those that lists in it hold."""
    names = len(found)
    for value in found.values():
        if type(value) is list:
            names += sum(len(each) for each in value if type(each) is dict)
    return names


def _refuse(word: str) -> Any:
    raise ValueError(word)


def _once(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


_SCAN = json.JSONDecoder(parse_constant=_refuse).scan_once  # type: ignore[attr-defined]  # C
_CAREFUL = json.JSONDecoder(parse_constant=_refuse, object_pairs_hook=_once)
