"""JSON with places: what Python's reader lets pass is refused, and every value has its line."""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

from app.core.formats.native.faults import (
    SHOWN,
    Fault,
    ImportFaults,
    cut,
    field_path,
    item_path,
    outwards,
)

Places = dict[str, tuple[int, int]]

# What a file may hold at most, in marks that are quick to count; in texts they count as well.
# A debate of 40,000 claims in 20 MB has half as many of each.
MOST_MARKS = (
    ("opening brackets", (b"[", b"{"), 400_000),
    ("colons", (b":",), 800_000),
    ("commas", (b",",), 1_500_000),
)

_BLANK = re.compile(r"[ \t\n\r]*")
_TOO_LONG = re.compile(r"(?<!\d)\d{4300}")
_NO_DIGITS = "A number has more digits than can be read."
_TWICE = "This key stands here twice."
_NAME_SHOWN = 200
_value = json.JSONDecoder().raw_decode


def size_faults(data: bytes) -> Iterator[Fault]:
    """Say of a JSON text what it has so many of that reading it would take all memory."""
    for noun, marks, most in MOST_MARKS:
        held = sum(map(data.count, marks))
        if held > most:
            message = f"The file holds {held:,} {noun}; at most {most:,} are read."
            yield Fault("", message)


def read_json(text: str) -> Any:
    """Return the value of a JSON text; ImportFaults names the line and column of what is not.

    A key that stands twice in one object is a fault, and so is nesting that exhausts the reader.
    """
    objects = _Objects()
    try:
        value = json.loads(text, object_pairs_hook=objects.make)
    except json.JSONDecodeError as error:
        message = f"This is not JSON: {error.msg}."
        raise ImportFaults([Fault("", message, None, error.lineno, error.colno)]) from None
    except RecursionError:
        raise ImportFaults([Fault("", "The brackets are nested without end.")]) from None
    except ValueError:
        raise ImportFaults([_too_long(text)]) from None
    if objects.repeating:
        raise ImportFaults(_repeated(text, value))
    return value


def json_places(text: str, wanted: Collection[str]) -> Places:
    """Return line and column, from 1, of the values of a valid JSON text at wanted paths.

    With each path those of everything around it must be wanted too.
    """
    return {path: (line, column) for path, line, column in _places(text, wanted)}


class _Repeating(dict[str, Any]):
    """An object in which keys stand more than once; `names` are the first few of them."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        times = Counter(name for name, _ in pairs)
        self.names = list(islice((name for name in times if times[name] > 1), SHOWN + 1))


class _Objects:
    """Makes the objects of a text, and counts those in which a key stands twice."""

    repeating = 0

    def make(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        fields = dict(pairs)
        if len(fields) == len(pairs):
            return fields
        self.repeating += 1
        return _Repeating(pairs) if self.repeating <= SHOWN + 1 else fields


def _repeated(text: str, value: Any) -> list[Fault]:
    """Name the keys that stand twice, each where it stands again."""
    repeated = set(islice(_repeated_paths(value), SHOWN + 1))
    times: Counter[str] = Counter()
    found = []
    wanted = {path for name in repeated for path in outwards(name)}
    for path, line, column in _places(text, wanted):
        times[path] += 1
        if path in repeated and times[path] > 1:
            found.append(Fault(path, _TWICE, None, line, column))
            if len(found) > SHOWN:
                break
    return found or [Fault("", "A key stands twice in one object.")]


def _repeated_paths(value: Any) -> Iterator[str]:
    stack = [("", value)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, _Repeating):
            yield from (field_path(path, cut(name, _NAME_SHOWN)) for name in value.names)
        if isinstance(value, list):
            inner = [(item_path(path, at), item) for at, item in enumerate(value) if _is_open(item)]
        else:
            steps = ((field_path(path, cut(key, _NAME_SHOWN)), value[key]) for key in value)
            inner = [(step, item) for step, item in steps if _is_open(item)]
        stack += reversed(inner)


def _is_open(value: object) -> bool:
    return isinstance(value, (dict, list))


def _too_long(text: str) -> Fault:
    found = _TOO_LONG.search(text)
    at = found.start() if found else 0
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    return Fault("", _NO_DIGITS, None, line, column)


def _places(text: str, wanted: Collection[str]) -> Iterator[tuple[str, int, int]]:
    line, line_start, seen_to = 1, 0, 0
    with suppress(RecursionError):  # nested so that one step more is too much for the reader
        for path, at in _offsets(text, wanted):
            if breaks := text.count("\n", seen_to, at):
                line, line_start = line + breaks, text.rfind("\n", seen_to, at) + 1
            seen_to = at
            yield path, line, at - line_start + 1


def _offsets(text: str, wanted: Collection[str]) -> Iterator[tuple[str, int]]:
    """Find the values at wanted paths, in the order of the text.

    Python's own reader runs over everything else, so that a large text takes no longer than
    reading it did.
    """
    at = _after_blank(text, 0)
    yield "", at
    stack = [_Open("", text[at])] if text[at] in "[{" else []
    at += 1
    while stack:
        at = _after_blank(text, at)
        if text[at] in "]}":
            stack.pop()
            at += 1
            continue
        if text[at] == ",":
            at = _after_blank(text, at + 1)
        path, at = stack[-1].member(text, at)
        if path not in wanted:
            at = _value(text, at)[1]
            continue
        yield path, at
        if text[at] in "[{":
            stack.append(_Open(path, text[at]))
            at += 1
        else:
            at = _value(text, at)[1]


class _Open:
    """A list or an object that is being walked over."""

    def __init__(self, path: str, bracket: str) -> None:
        self.path = path
        self.is_list = bracket == "["
        self.count = 0

    def member(self, text: str, at: int) -> tuple[str, int]:
        """Return the path of the member that begins here, and where its value begins."""
        if self.is_list:
            self.count += 1
            return item_path(self.path, self.count - 1), at
        name, at = _value(text, at)
        return field_path(self.path, cut(name, _NAME_SHOWN)), _after_blank(
            text, _after_blank(text, at) + 1
        )


def _after_blank(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    assert found is not None
    return found.end()
