"""JSON with places: what Python's reader lets pass is refused, and every value has its line."""

import json
import re
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from app.core.formats.native_faults import Fault, ImportFaults, path_text
from app.core.formats.native_text import DEEPEST

Places = dict[str, tuple[int, int]]

# A string that never ends is a token all the same: else each quotation mark in it would be tried
# as a beginning, and the rest be read as often as there are marks.
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)
_TOO_LONG = re.compile(r"(?<!\d)\d{4300}")
_NO_DIGITS = "A number has more digits than can be read."


class _RepeatedKeyError(Exception):
    pass


def read_json(text: str) -> Any:
    """Return the value of a JSON text; ImportFaults names the line and column of what is not.

    A key that stands twice in one object is a fault, and so is nesting that exhausts the reader.
    """
    try:
        return _loaded(text)
    except json.JSONDecodeError as error:
        message = f"This is not JSON: {error.msg}."
        raise ImportFaults([Fault("", message, None, error.lineno, error.colno)]) from None
    except RecursionError:
        raise ImportFaults([Fault("", "The brackets are nested without end.")]) from None
    except ValueError:
        raise ImportFaults([_too_long(text)]) from None


def _loaded(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_pairs)
    except _RepeatedKeyError:
        json.loads(text)  # what follows the repeated key may be no JSON, and has no places then
        raise ImportFaults(list(_repeated(text))) from None


def json_places(text: str, wanted: Collection[str]) -> Places:
    """Return line and column, from 1, of the values of a valid JSON text at wanted paths."""
    places: Places = {}
    for value in _values(text):
        if len(value.path) <= DEEPEST and (path := path_text(value.path)) in wanted:
            places[path] = (value.line, value.column)
            if len(places) == len(wanted):
                break
    return places


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _RepeatedKeyError
    return found


def _repeated(text: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for value in _values(text):
        path = path_text(value.path)
        if path in seen:
            yield Fault(path, "This key stands here twice.", None, value.line, value.column)
        seen.add(path)


def _too_long(text: str) -> Fault:
    found = _TOO_LONG.search(text)
    at = found.start() if found else 0
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    return Fault("", _NO_DIGITS, None, line, column)


class _Value(NamedTuple):
    path: list[str | int]
    line: int
    column: int


def _values(text: str) -> Iterator[_Value]:
    """Walk over all values of a valid JSON text; each path is good until the next step."""
    path: list[str | int] = []
    is_key, line, line_start, seen_to = False, 1, 0, 0
    for token in _TOKEN.finditer(text):
        start, word = token.start(), token.group()
        if breaks := text.count("\n", seen_to, start):
            line, line_start = line + breaks, text.rfind("\n", 0, start) + 1
        seen_to = start
        if word in "]},:":
            is_key = _move(path, word)
        elif is_key:
            path[-1] = json.loads(word)
        else:
            yield _Value(path, line, start - line_start + 1)
            is_key = _enter(path, word)


def _move(path: list[str | int], word: str) -> bool:
    """Leave a container, or go on inside it; tell whether a key follows."""
    if word in "]}":
        path.pop()
    elif word == "," and isinstance(path[-1], int):
        path[-1] += 1
    return word == "," and isinstance(path[-1], str)


def _enter(path: list[str | int], word: str) -> bool:
    """Go into a container that begins here, if one does; tell whether a key follows."""
    if word in "[{":
        path.append(0 if word == "[" else "")
    return word == "{"
