"""The history of a debate: every accepted change, newest first."""

import json
from collections.abc import Mapping
from typing import TypedDict

from fastapi import APIRouter, Response

from app.core.debate.graph import Graph
from app.services import history
from app.services.history import ChangeRow, Fields
from app.web.site.deps import PageRoute
from app.web.site.frames import Frame
from app.web.site.kept_pages import Opened, TheDebatePages
from app.web.site.pages import Template

router = APIRouter(route_class=PageRoute, include_in_schema=False)
WINDOW = 100
LONGEST = 600
MISSING = object()
# Names without a meaning of their own: of rows, of accounts, and of stretches of a text.
INNER = frozenset({"entry", "id", "account", "span"})
DID = {
    "add": "added",
    "attach": "attached a text to",
    "change": "changed",
    "give": "gave",
    "import": "imported",
    "remove": "removed",
    "reword": "reworded",
    "withdraw": "withdrew",
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


class HistoryPage(Frame):
    """A hundred changes; `older` is the revision at which the next ones begin."""

    rows: list[ChangeLine]
    older: int | None
    newer: bool


HISTORY = Template("changes/list.html", HistoryPage)


@router.get("/d/{slug}/history")
def show_history(pages: TheDebatePages, until: int | None = None) -> Response:
    """Show who changed what, a hundred changes a page."""

    def values(now: Opened) -> HistoryPage:
        snapshot, graph = now.snapshot, now.graph
        rows = history.list_changes(
            now.session,
            now.debate.id,
            until=until,
            limit=WINDOW + 1,
            audience=snapshot.audience,
            open_nodes=snapshot.open_nodes,
        )
        return {
            **now.frame("history"),
            "rows": [_row(graph, row) for row in rows[:WINDOW]],
            "older": rows[WINDOW].revision if len(rows) > WINDOW else None,
            "newer": until is not None,
        }

    return pages.answer(lambda now: HISTORY.filled(values(now)))


def _row(graph: Graph, row: ChangeRow) -> ChangeLine:
    node = row.ref if row.ref and graph.node(row.ref) else None
    counted = _counted(row)
    article = "a" if row.action == "add" else "the"
    return {
        "change": row,
        "says": f"{DID.get(row.action, row.action)} {WHAT.get(row.noun, f'{article} {row.noun}')}",
        "node": node,
        "text": graph.text(node) if node else None,
        "counts": ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in counted),
        "fields": [] if counted else differences(row.before, row.after),
    }


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
