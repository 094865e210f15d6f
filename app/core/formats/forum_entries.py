"""Posts and comments found in saved JSON of LessWrong and its kin, whatever dialect it is in."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.core.formats.building import SHOWN
from app.core.formats.native.faults import Fault, field_path, item_path

Value = Any
# Below these keys stand comments, with or without `result` or `results` between.
_COMMENTS = ("comment", "answer", "response", "repl", "children")
_BETWEEN = ("data", "result", "results")
_REPLIES_TO = ("parentCommentId", "topLevelCommentId")
_TITLES = ("title", "post_title")
MISSING = "n/a"


class Notes:
    """What is to be told of the reading, by paths in the file; of thousands the first."""

    def __init__(self) -> None:
        self.cautions: list[Fault] = []
        self.faults: list[Fault] = []

    def caution(self, path: str, message: str) -> None:
        """Note what a person should know."""
        if len(self.cautions) < SHOWN:
            self.cautions.append(Fault(path, message))

    def fault(self, path: str, message: str) -> None:
        """Note what keeps the file from being read."""
        self.faults.append(Fault(path, message))


@dataclass(slots=True)
class Entry:
    """A post or a comment as the file has it: its fields may be missing or of any type.

    `thread` is the id of what it belongs to, `parent` that of the comment it stands below in the
    file, where comments are nested.
    """

    path: str
    fields: Mapping[str, Value]
    notes: Notes
    is_post: bool
    thread: str = ""
    parent: str = ""
    told: set[str] = field(default_factory=set)

    def text(self, *keys: str) -> str:
        """Return the first of these fields that is a text with something in it."""
        for key in keys:
            value = self._value(key)
            if isinstance(value, str):
                if value.strip() and value.strip().lower() != MISSING:
                    return value
            elif value is not None:
                self._strange(key, "a text")
        return ""

    def identity(self, *keys: str) -> str:
        """Return the first of these fields that is an id: a text, or a whole number."""
        for key in keys:
            value = self._value(key)
            if isinstance(value, int) and not isinstance(value, bool):
                return str(value)[:200]
            if found := self.text(key):
                return found.strip()
        return ""

    def flag(self, key: str) -> bool:
        """Tell whether a field is true."""
        value = self._value(key)
        if value not in (None, True, False, 0, 1):
            self._strange(key, "true or false")
        return value is True or value == 1

    def number(self, key: str) -> int:
        """Return a whole number; 0 where there is none."""
        value = self._value(key)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return int(value) if abs(value) < 10**12 else 0
        if value is not None and not isinstance(value, str):
            self._strange(key, "a number")
        return 0

    def inner(self, key: str) -> "Entry | None":
        """Return an object within; None where there is none."""
        value = self._value(key)
        if isinstance(value, dict):
            path = field_path(self.path, key)
            return Entry(path, value, self.notes, self.is_post, told=self.told)
        if value is not None and not isinstance(value, str):
            self._strange(key, "an object")
        return None

    def inners(self, key: str) -> list["Entry"]:
        """Return the objects of a list."""
        value = self._value(key)
        if not isinstance(value, list):
            if value is not None:
                self._strange(key, "a list")
            return []
        path = field_path(self.path, key)
        return [
            Entry(item_path(path, at), item, self.notes, self.is_post, told=self.told)
            for at, item in enumerate(value)
            if isinstance(item, dict)
        ]

    def raw(self, key: str) -> Value:
        """Return a field as it is."""
        return self._value(key)

    def _value(self, key: str) -> Value:
        return self.fields.get(key)

    def _strange(self, key: str, wanted: str) -> None:
        path = field_path(self.path, key)
        if path not in self.told:
            self.told.add(path)
            self.notes.caution(path, f"“{key}” is not {wanted}; it is left out.")


def entries_of(values: Iterable[tuple[str, Value]], notes: Notes) -> Iterator[Entry]:
    """Yield the posts and comments in values of a file, each with its path, in their order."""
    stack = [_Here(path, value) for path, value in values][::-1]
    while stack:
        here = stack.pop()
        if isinstance(here.value, list):
            stack += [here.at(at, item) for at, item in enumerate(here.value)][::-1]
        elif isinstance(here.value, dict):
            entry = _entry(here, notes)
            if entry:
                yield entry
            stack += list(_inside(here, entry, notes))[::-1]
        elif here.value is not None:
            notes.caution(here.path, "This is neither a post nor a comment; it is left out.")


@dataclass(slots=True)
class _Here:
    """A value on the way, what is expected there, and what it stands below."""

    path: str
    value: Value
    expected: str = ""
    thread: str = ""
    parent: str = ""

    def at(self, at: int, item: Value) -> "_Here":
        return _Here(item_path(self.path, at), item, self.expected, self.thread, self.parent)


def _entry(here: _Here, notes: Notes) -> Entry | None:
    fields = here.value
    if any(isinstance(fields.get(key), (dict, list)) for key in ("data", "result", "results")):
        return None
    is_titled = any(key in fields for key in _TITLES)
    is_comment = any(key in fields for key in _REPLIES_TO) or (
        here.expected == "comment" or (not is_titled and ("postId" in fields or "tagId" in fields))
    )
    if is_comment and not (is_titled and here.expected != "comment"):
        return Entry(here.path, fields, notes, False, here.thread, here.parent)
    if is_titled or (here.expected == "post" and ("_id" in fields or "contents" in fields)):
        return Entry(here.path, fields, notes, True)
    return None


def _inside(here: _Here, entry: Entry | None, notes: Notes) -> Iterator[_Here]:
    """Yield what may hold posts and comments within an object."""
    fields, found = here.value, False
    thread, parent = here.thread, here.parent
    if entry:
        own = entry.identity("_id", "id")
        thread, parent = (own or entry.path, "") if entry.is_post else (thread, own or entry.path)
    for key, value in fields.items():
        expected = _expected(key, here.expected)
        if isinstance(value, (dict, list)) and expected is not None:
            if entry and expected != "comment":
                continue  # the post of a comment is told in a few words only
            found = True
            yield _Here(field_path(here.path, key), value, expected, thread, parent)
        elif key == "errors" and isinstance(value, list) and value:
            found = True
            said = value[0].get("message") if isinstance(value[0], dict) else value[0]
            notes.caution(
                field_path(here.path, key), f"The site told of an error: {str(said)[:200]}"
            )
    if not found and not entry and not any(key in fields for key in _BETWEEN):
        notes.caution(here.path, "This is neither a post nor a comment; it is left out.")


def _expected(key: str, before: str) -> str | None:
    """Return what is expected below a key; None where nothing is looked for."""
    small = key.lower()
    if key in _BETWEEN:
        return before
    if small.startswith("post") and small.removeprefix("post") in ("", "s"):
        return "post"
    named = any(part in small for part in _COMMENTS)
    return "comment" if named and not small.endswith(("id", "count", "ids")) else None
