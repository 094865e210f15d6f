"""Lines of the history: a change in words, and what became of its fields."""

import json
from collections.abc import Mapping
from typing import TypedDict

from app.core.debate.graph import Graph
from app.services.history import ChangeRow, Fields

LONGEST = 600
MISSING = object()
# Names without a meaning of their own: of rows, of accounts, and of stretches of a text; and what
# is told by other fields: each wording by its text.
INNER = frozenset({"entry", "id", "account", "span", "wording", "wordings"})
DID = {
    "add": "added",
    "attach": "attached a text to",
    "change": "changed",
    "give": "gave",
    "import": "imported",
    "remove": "removed",
    "reword": "reworded",
    "withdraw": "withdrew",
    "restore": "restored",
}
WHAT = {
    "credence": "a credence",
    "debate": "the debate",
    "role": "a role",
}


class Difference(TypedDict):
    """A field that a change named, with its text before and after."""

    name: str
    before: str | None
    after: str | None


class ChangeLine(TypedDict):
    """A change in words, with the node it is about and what became of its fields."""

    change: ChangeRow
    says: str
    node: str | None
    text: str | None
    counts: str
    fields: list[Difference]
    may_undo: bool
    is_new: bool


def change_line(
    graph: Graph, row: ChangeRow, *, may_undo: bool, is_new: bool = False
) -> ChangeLine:
    """Return the line of a change; `may_undo`: the reader is offered to take it back.

    `is_new`: somebody else made it since the reader last looked.
    """
    node = row.ref if row.ref and graph.node(row.ref) else None
    text = graph.text(node) if node else None
    counted, fields = _counted(row), differences(row.before, row.after)
    return {
        "change": row,
        "says": _says(row),
        "node": node,
        "text": text,
        "counts": ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in counted),
        "fields": [] if counted else [each for each in fields if not _is_above(each, text)],
        "may_undo": may_undo,
        "is_new": is_new,
    }


def _is_above(field: Difference, text: str | None) -> bool:
    """Tell whether a field only repeats the sentence that stands above it."""
    return field["before"] is None and field["after"] == text


def _says(row: ChangeRow) -> str:
    if row.undoes is not None:
        return "took back"
    article = "a" if row.action == "add" else "the"
    return f"{DID.get(row.action, row.action)} {WHAT.get(row.noun, f'{article} {row.noun}')}"


def _counted(row: ChangeRow) -> list[tuple[str, int]]:
    """Return what an import or an attachment counted; nothing for other changes."""
    if row.action not in ("import", "attach"):
        return []
    return [(name, n) for name, n in (row.after or {}).items() if isinstance(n, int)]


def differences(before: Fields | None, after: Fields | None) -> list[Difference]:
    """List the fields that a change named, each with its text before and after (None: no such)."""
    old, new = before or {}, after or {}
    return [
        {"name": name.replace("_", " "), "before": _told(old, name), "after": _told(new, name)}
        for name in dict.fromkeys([*old, *new])
        if name not in INNER and old.get(name, MISSING) != new.get(name, MISSING)
    ]


def _told(fields: Mapping[str, object], name: str) -> str | None:
    value = fields.get(name)
    if value is None or value == "" or value == []:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    if isinstance(value, list) and all(isinstance(each, int | float) for each in value):
        return " to ".join(f"{each:g}" for each in value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
