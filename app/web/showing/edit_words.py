"""An edited row of a debate in words: what became of it, and each field before and after."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from app.core.debate.change import Edit, Entry
from app.core.debate.graph import ENDED, Graph, Relation
from app.core.debate.judging import WORDS
from app.core.debate.shape import NODES

ADDED = {"relations": "drawn", "stances": "ascribed"}
REMOVED = {"relations": "ended", "stances": "taken back"}
# The field that says most comes first.
CHANGED = {
    "text": "reworded",
    "warrant": "reworded",
    "question": "reworded",
    "kind": "retyped",
    "premises": "moved",
    "target": "moved",
}
UNTOLD = frozenset({"id", "wording", "wordings", "account", "spans"})
NOUNS = {"people": "person", "debate": "settings"}
# What stands in the head of a row that is added.
HEADS = {"relations": frozenset({"kind", "premises", "target", "basis"})}
HEAD = frozenset({"text", "question", "node"})


class FieldRow(TypedDict):
    """A field with its words before and after; None: nothing stood or stands there."""

    name: str
    before: str | None
    after: str | None


class EditRow(TypedDict):
    """A row in words: what became of it, where it is told of, its node if that is there now."""

    did: str
    noun: str
    id: str
    node: str | None
    text: str
    fields: list[FieldRow]


def text_in(graphs: Sequence[Graph], node: str) -> str:
    """Return the words of a node in the first of some graphs that has it; else its id."""
    return next((graph.text(node) for graph in graphs if graph.node(node)), node)


def edit_row(edit: Edit, graphs: Sequence[Graph], *, whole: bool = False) -> EditRow | None:
    """Return an edited row in words; None where nothing of it is told.

    Its node is linked if it is in the first of the `graphs`, and its words are those of the first
    that has it. `whole`: of a row that is added, all that it says is told.
    """
    fields = _fields(edit) if (edit.before or whole) and edit.after else []
    if edit.before and edit.after and not fields:
        return None
    node = edit.id if edit.shape.space == NODES else _named(edit, "node")
    return {
        "did": _did(edit),
        "noun": NOUNS.get(edit.list, edit.shape.singular),
        "id": edit.id,
        "node": node if node and graphs[0].node(node) else None,
        "text": _text(edit, graphs, node) if node else _named(edit, "text") or edit.id,
        "fields": fields,
    }


def _text(edit: Edit, graphs: Sequence[Graph], node: str) -> str:
    """Return the words of an edited node, or of the one that a row is about."""
    row = (edit.after or edit.before or Entry(None)).row
    if node != edit.id or any(graph.node(node) for graph in graphs):
        return text_in(graphs, node)
    if isinstance(row, Relation):
        return graphs[0].sentence(row)
    words: str = getattr(row, WORDS[edit.list])
    return words


def _did(edit: Edit) -> str:
    if edit.before is None:
        return ADDED.get(edit.list, "added")
    if edit.after is None:
        return REMOVED.get(edit.list, "removed")
    changed = edit.changed
    if "status" in changed:
        return str(changed["status"][1]) if changed["status"][1] in ENDED else "restored"
    return next((did for name, did in CHANGED.items() if name in changed), "changed")


def _fields(edit: Edit) -> list[FieldRow]:
    rows: list[FieldRow] = [
        {"name": name.replace("_", " "), "before": told(old), "after": told(new)}
        for name, (old, new) in edit.changed.items()
        if name not in UNTOLD and (edit.before or name not in HEADS.get(edit.list, HEAD))
    ]
    return rows if edit.before else [row for row in rows if row["after"] is not None]


def told(value: Any) -> str | None:
    """Return the value of a field in words; None where nothing is said."""
    if value is None or value in ("", ()):
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return ", ".join(filter(None, map(told, value)))
    if isinstance(value, tuple):
        return ": ".join(filter(None, map(told, value)))
    if isinstance(value, Mapping):
        return str(value.get("title", ""))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _named(edit: Edit, field: str) -> str | None:
    side = edit.after or edit.before
    return getattr(side.row, field, None) if side else None
