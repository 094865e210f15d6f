"""YAML, the part of it that JSON can say: no aliases, no tags, no dates, no repeated keys.

The text is read as a stream of events, so depth, size and aliases are refused before anything
grows.
Words are read as in YAML 1.2: `yes`, `no` and 2024-01-01 are strings.
"""

import re
from collections.abc import Collection, Iterable
from typing import Any, NoReturn

import yaml

from app.core.formats.native.cleaning import DEEPEST
from app.core.formats.native.faults import (
    Fault,
    Faults,
    ImportFaults,
    cut,
    field_path,
    item_path,
    path_text,
    quoted,
)
from app.core.formats.native.json_reading import Places

# Keys, values, lists and objects: those of 12,000 claims. YAML is read slowly.
MOST_NODES = 500_000
TOO_LARGE = (
    f"Up to here there are {MOST_NODES:,} keys, values, lists and objects, the most that is read"
    " as YAML; send a debate of this size as JSON."
)
WRITE_OUT = "write the value out."

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,30})", re.ASCII)
_FLOAT = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+][0-9]+)?", re.ASCII)
_WORDS: dict[str, object] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_NO_NUMBER = re.compile(r"[-+]?\.(inf|Inf|INF|nan|NaN|NAN)")


def read_yaml(text: str) -> Any:
    """Return the value of a YAML text; ImportFaults names line and column of what is amiss."""
    return _build(text, _Builder())


def yaml_places(text: str, wanted: Collection[str]) -> Places:
    """Return line and column, from 1, of the values of a readable YAML text at wanted paths.

    With each path those of everything around it must be wanted too.
    """
    builder = _Builder(wanted)
    _build(text, builder)
    return builder.places


def _build(text: str, builder: "_Builder") -> Any:
    try:
        return builder.build(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (None, None)
        message = f"This is not YAML: {error.problem or error.context}."
        raise ImportFaults([Fault("", message, None, *place)]) from None
    except yaml.YAMLError:
        message = "This is not YAML: it holds a character that YAML does not allow."
        raise ImportFaults([Fault("", message)]) from None


class _Frame:
    """A list or an object that is still being filled; its path, where anything in it is wanted."""

    __slots__ = ("container", "key", "path", "step")

    def __init__(self, container: Any, path: str | None) -> None:
        self.container = container
        self.path = path
        self.key: str | None = None
        self.step: str | int = 0

    @property
    def awaits_key(self) -> bool:
        return isinstance(self.container, dict) and self.key is None

    def next_path(self) -> str | None:
        if self.path is None:
            return None
        if isinstance(self.container, list):
            return item_path(self.path, len(self.container))
        return field_path(self.path, str(self.key))

    def put(self, value: Any) -> None:
        if isinstance(self.container, list):
            self.step = len(self.container)
            self.container.append(value)
        else:
            self.step = str(self.key)
            self.container[self.key] = value
            self.key = None


class _Builder:
    """Builds plain values from events, without recursion; or only finds the places wanted."""

    def __init__(self, wanted: Collection[str] | None = None) -> None:
        self.top: list[Any] = []
        self.stack: list[_Frame] = []
        self.wanted = wanted
        self.places: Places = {}
        self.repeated = Faults()
        self.nodes = 0

    def build(self, events: Iterable[yaml.Event]) -> Any:
        """Take all events and return the value of the one document that they make."""
        for event in events:
            if self.wanted is not None and len(self.places) == len(self.wanted):
                break
            if isinstance(event, yaml.AliasEvent):
                _stop(event, f"The alias *{cut(str(event.anchor), 60)} is not allowed; {WRITE_OUT}")
            elif isinstance(event, yaml.NodeEvent):
                self._node(event)
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                self.stack.pop()
            elif isinstance(event, yaml.DocumentStartEvent) and self.top:
                _stop(event, "The file holds a second document; only one is read.")
        self.repeated.check()
        return self.top[0] if self.top else None

    def _node(self, event: Any) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            _stop(event, TOO_LARGE)
        _refuse(event, len(self.stack))
        is_scalar = isinstance(event, yaml.ScalarEvent)
        if self.stack and self.stack[-1].awaits_key:
            if not is_scalar:
                _stop(event, "Only a word can be a key.")
            self._key(event, self.stack[-1])
        elif is_scalar:
            self._value(event, _scalar(event) if event.implicit[0] else event.value)
        else:
            self._value(event, {} if isinstance(event, yaml.MappingStartEvent) else [])

    def _key(self, event: Any, frame: _Frame) -> None:
        frame.key = event.value
        if event.value in frame.container:
            path = path_text([*(outer.step for outer in self.stack[:-1]), cut(event.value, 200)])
            self.repeated.add(_fault(event, "This key stands here twice.", path))

    def _value(self, event: Any, value: Any) -> None:
        path = self._wanted_path()
        if path is not None:
            self.places[path] = _place(event)
        if self.stack:
            self.stack[-1].put(value if self.wanted is None else None)
        else:
            self.top.append(value)
        if isinstance(value, (dict, list)):
            self.stack.append(_Frame(value, path))

    def _wanted_path(self) -> str | None:
        if self.wanted is None:
            return None
        path = self.stack[-1].next_path() if self.stack else ""
        return path if path in self.wanted else None


def _refuse(event: Any, depth: int) -> None:
    if event.anchor:
        _stop(event, f"The anchor &{cut(event.anchor, 60)} is not allowed; {WRITE_OUT}")
    if event.tag:
        _stop(event, f"The tag {quoted(event.tag)} is not allowed.")
    if depth > DEEPEST:
        _stop(event, f"This is nested deeper than {DEEPEST} levels.")


def _scalar(event: Any) -> Any:
    word: str = event.value
    if word in _WORDS:
        return _WORDS[word]
    if _INTEGER.fullmatch(word):
        return int(word)
    if _FLOAT.fullmatch(word):
        return float(word)
    if _NO_NUMBER.fullmatch(word):
        _stop(event, f"{quoted(word)} is not a number that can be stored.")
    return word


def _place(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _fault(event: yaml.Event, message: str, path: str = "") -> Fault:
    return Fault(path, message, None, *_place(event))


def _stop(event: yaml.Event, message: str) -> NoReturn:
    raise ImportFaults([_fault(event, message)])
