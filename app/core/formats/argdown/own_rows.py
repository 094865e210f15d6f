"""Rows of ours in an Argdown file: those in comments, and those that data of a node say."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from app.core.formats.argdown.data import BadData, data_of
from app.core.formats.argdown.model import Node
from app.core.formats.argdown.parsing import Places
from app.core.formats.argdown.rows import (
    APART,
    CRUX,
    DEBATE,
    MARK,
    ON_NODES,
    REASONS,
    TEXTS,
    line_of,
)
from app.core.formats.building import ID, Building, Place
from app.core.formats.native.schema import Json
from app.core.vocabulary import ClaimKind, RelationKind

_ROW = re.compile(r"^// ([a-z_]+) (\{.*)$", re.MULTILINE)
_NAMES = frozenset((DEBATE, *APART))
_CLAIMS = frozenset(kind.value for kind in ClaimKind)
_RELATIONS = frozenset(kind.value for kind in RelationKind)


class Apart(NamedTuple):
    """A row that stands in a comment: its list, what it says, where."""

    name: str
    row: Json
    at: int


def is_ours(text: str) -> bool:
    """Tell whether a text says in its first line that it is a debate of ours."""
    return text.startswith(MARK)


def rows_apart(text: str, made: Building, places: Places) -> list[Apart]:
    """Return the rows that stand in comments."""
    found = []
    for each in _ROW.finditer(text):
        if each[1] not in _NAMES:
            continue
        try:
            found.append(Apart(each[1], data_of(each[2]), each.start()))
        except BadData as error:
            made.fault(error.message, error.after(*places(each.start(2))))
    return found


def list_of(node: Node, *, is_ours: bool) -> str:
    """Return the list whose row the data of a node say; empty where they say none."""
    kind = word(node.data, "kind") or word(node.data, "type")
    if node.is_argument:
        return "relations" if kind in _RELATIONS and not node.steps else ""
    if not is_ours or not word(node.data, "id"):
        return ""
    return "claims" if kind in _CLAIMS else "cruxes" if kind == CRUX else ""


def word(data: Json, key: str) -> str:
    """Return a field that is a text; empty where it is none."""
    found = data.get(key)
    return found if isinstance(found, str) else ""


def id_in(data: Json) -> str:
    """Return the id that data say; empty where they say none that could be one."""
    found = word(data, "id")
    return found if ID.fullmatch(found) else ""


def own_row(name: str, node: Node, shown: str) -> Json:
    """Return the row of a node in the words of the file, which are later than those of its data."""
    row = {key: value for key, value in node.data.items() if key not in (*ON_NODES, REASONS)}
    field = TEXTS[name]
    if name == "cruxes":
        del row["kind"]
    told = row.get(field)
    if not shown or (isinstance(told, str) and line_of(told) == line_of(shown)):
        return row
    row[field] = line_of(shown)
    if wordings := _reworded(row.get("wordings"), row[field]):
        row["wordings"] = wordings
    return row


def add_hanging(node: Node, id_: str, made: Building, at: Place) -> None:
    """Add what the data of a node say hangs on it."""
    for name, field in ON_NODES.items():
        if name not in node.data:
            continue
        for row in _rows(node.data.get(name), name, made, at):
            made.add(name, at, **{field: id_, **row})


def reasons_of(node: Node, made: Building, at: Place) -> Iterator[Json]:
    """Yield what the data of a node say of the reasons below it that are a premise and a sign."""
    yield from _rows(node.data.get(REASONS), REASONS, made, at)


def _rows(given: Any, name: str, made: Building, at: Place) -> Iterator[Json]:
    if given is None:
        return
    if isinstance(given, list) and all(isinstance(each, dict) for each in given):
        yield from given
    else:
        made.fault(f"“{name}” must be a list of objects with named fields.", at)


def _reworded(wordings: Any, text: str) -> list[Any]:
    """Return the wordings of a node with a last one that reads as it does now."""
    if not isinstance(wordings, list) or not wordings or not isinstance(wordings[-1], dict):
        return []
    if line_of(word(wordings[-1], "text")) == text:
        return [*wordings[:-1], {**wordings[-1], "text": text}]
    return [*wordings, {"number": len(wordings) + 1, "text": text}]
