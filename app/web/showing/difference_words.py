"""The difference between two revisions of a debate, in words."""

from collections.abc import Mapping
from typing import Any, TypedDict

from app.core.debate.change import Edit
from app.core.debate.edge_ids import relation_of
from app.core.debate.graph import ENDED, Credence, Graph
from app.core.debate.shape import NODES
from app.core.measures.explain import ChangeShare, explain_change
from app.services.differences import Difference
from app.services.snapshots import Snapshot
from app.web.showing.claim_parts import step_words
from app.web.showing.figures import points
from app.web.showing.words import exact_percent

MOST_MOVED = 20
LEAST_MOVE = 0.01
# Where an edited row is told of; what is in none of these is told last.
SECTIONS = {
    "claims": "Claims",
    "relations": "Relations",
    "cruxes": "Cruxes",
    "stances": "What people hold",
    "citations": "Citations",
}
REST = "All else"
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


class GivenRow(TypedDict):
    """An account's credence on a node, before and after; the node, if it is there still."""

    node: str | None
    text: str
    name: str
    before: str | None
    after: str | None


class ShareRow(TypedDict):
    """A part of what moved a number: by how much, and what it was."""

    points: str
    node: str | None
    text: str


class MovedRow(TypedDict):
    """An implied number that moved, and why: the parts add up to the move."""

    node: str
    text: str
    before: float
    after: float
    exact: bool
    shares: list[ShareRow]


def edit_rows(found: Difference) -> dict[str, list[EditRow]]:
    """Return the edited rows in words, by the heading they stand under."""
    rows: dict[str, list[EditRow]] = {name: [] for name in (*SECTIONS.values(), REST)}
    for edit in found.edits:
        if told := _edit_row(found, edit):
            rows[SECTIONS.get(edit.list, REST)].append(told)
    return {name: told for name, told in rows.items() if told}


def given_rows(found: Difference) -> list[GivenRow]:
    """Return the credences that the reader may know and that moved, by node."""
    old, new = (
        {(row.node, row.account): row for row in side.graph.credences}
        for side in (found.before, found.after)
    )
    both = sorted(old.keys() | new.keys())
    moved = [key for key in both if _value(old.get(key)) != _value(new.get(key))]
    return [_given_row(found, old.get(key), new.get(key)) for key in moved]


def moved_rows(found: Difference) -> list[MovedRow]:
    """Return the implied numbers that moved most, each with the exact split of its move."""
    moves = {
        node: abs(after - before)
        for node in found.after.graph.claims
        if (before := found.before.weighing.of(node).implied) is not None
        and (after := found.after.weighing.of(node).implied) is not None
    }
    most = sorted((node for node in moves if moves[node] >= LEAST_MOVE), key=lambda n: -moves[n])
    return [_moved_row(found, node) for node in most[:MOST_MOVED]]


def _edit_row(found: Difference, edit: Edit) -> EditRow | None:
    fields = _fields(edit) if edit.before and edit.after else []
    if edit.before and edit.after and not fields:
        return None
    graph = found.after.graph
    node = edit.id if edit.shape.space == NODES else _named(edit, "node")
    return {
        "did": _did(edit),
        "noun": NOUNS.get(edit.list, edit.shape.singular),
        "id": edit.id,
        "node": node if node and graph.node(node) else None,
        "text": _text(found, node) if node else edit.id,
        "fields": fields,
    }


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
    return [
        {"name": name.replace("_", " "), "before": _told(old), "after": _told(new)}
        for name, (old, new) in edit.changed.items()
        if name not in UNTOLD
    ]


def _told(value: Any) -> str | None:
    if value is None or value in ("", ()):
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return ", ".join(filter(None, map(_told, value)))
    if isinstance(value, tuple):
        return ": ".join(filter(None, map(_told, value)))
    if isinstance(value, Mapping):
        return str(value.get("title", ""))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _named(edit: Edit, field: str) -> str | None:
    side = edit.after or edit.before
    return getattr(side.row, field, None) if side else None


def _text(found: Difference, node: str) -> str:
    graphs = (found.after.graph, found.before.graph)
    return next((graph.text(node) for graph in graphs if graph.node(node)), node)


def _value(row: Credence | None) -> str | None:
    if row is None:
        return None
    return "ill-posed" if row.value is None else f"{exact_percent(row.value)} %"


def _given_row(found: Difference, old: Credence | None, new: Credence | None) -> GivenRow:
    row = new or old
    assert row is not None
    text = _text(found, row.node)
    return {
        "node": row.node if found.after.graph.node(row.node) else None,
        "text": text,
        "name": row.name,
        "before": _value(old),
        "after": _value(new),
    }


def _moved_row(found: Difference, node: str) -> MovedRow:
    before, after = found.before.weighing, found.after.weighing
    change = explain_change(before.network, after.network, node, semantics=after.semantics)
    shares = [share for share in change.shares if abs(share.share) >= LEAST_MOVE / 2]
    return {
        "node": node,
        "text": found.after.graph.text(node),
        "before": change.before,
        "after": change.after,
        "exact": change.exact,
        "shares": [_share_row(found.before, found.after, share) for share in shares],
    }


def _share_row(before: Snapshot, after: Snapshot, share: ChangeShare) -> ShareRow:
    sign = "+" if share.share > 0 else "−"
    graphs = (after.graph, before.graph)
    relation = relation_of(share.id)
    named = share.id if any(share.id in graph.claims for graph in graphs) else relation
    graph = next((graph for graph in graphs if graph.node(named)), None)
    linked = named if after.graph.node(named) else None
    text = _share_text(graph, named) if graph else share.id
    return {"points": f"{sign}{points(share.share)}", "node": linked, "text": text}


def _share_text(graph: Graph, node: str) -> str:
    if node in graph.claims:
        return f"what is said of “{graph.text(node)}”"
    return f"the step {step_words(graph, node)}"
