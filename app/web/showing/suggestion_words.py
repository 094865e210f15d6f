"""A suggestion in words: what it would do, whether it fits, and what stands against it."""

from collections.abc import Iterator
from typing import NamedTuple, TypedDict

from app.core.debate.change import merged
from app.core.debate.graph import Graph
from app.core.debate.judging import Readiness
from app.core.vocabulary import SuggestionState
from app.services.suggestion_rows import SuggestionRow
from app.services.suggestions import Judged
from app.web.showing.edit_words import UNTOLD, EditRow, edit_row, told
from app.web.showing.undo_words import Against, against

DOES = {
    "add": "to add",
    "change": "to change",
    "import": "to bring in",
    "remove": "to remove",
    "reword": "to reword",
    "undo": "to take back a change of",
    "withdraw": "to withdraw",
    "restore": "to restore",
}
STATE = {
    SuggestionState.PROPOSED: "waits",
    SuggestionState.ACCEPTED: "accepted",
    SuggestionState.DECLINED: "declined",
    SuggestionState.WITHDRAWN: "withdrawn",
}
READINESS = {
    Readiness.READY: "fits the debate as it is",
    Readiness.THERE: "is there already",
    Readiness.STALE: "stale",
}
SHORT = 5


class Side(NamedTuple):
    """A field that has become otherwise: how it now is, and how it was to be."""

    name: str
    now: str | None
    wanted: str | None


class LapsingRow(NamedTuple):
    """A node that would get other words, and how many credences would count no more."""

    node: str
    text: str
    credences: int


class SuggestionLine(TypedDict):
    """A suggestion as a page shows it; `more` counts edits that are left out.

    What is judged is there while it waits: `readiness` in words, and what stands `against` it.
    """

    row: SuggestionRow
    says: str
    state: str
    edits: list[EditRow]
    more: int
    readiness: str | None
    fits: bool
    against: Against | None
    sides: list[Side]
    lapsing: list[LapsingRow]


def suggestion_line(
    graph: Graph, row: SuggestionRow, found: Judged | None, *, most: int | None = None
) -> SuggestionLine:
    """Put a suggestion into words, as the debate of `graph` now is; `most` edits of it."""
    graphs = (graph, found.after) if found else (graph,)
    edits = [made for each in merged(row.edits) if (made := edit_row(each, graphs, whole=True))]
    shown = edits if most is None else edits[:most]
    stale = found is not None and found.readiness is Readiness.STALE
    return {
        "row": row,
        "says": _says(row),
        "state": STATE[row.state],
        "edits": shown,
        "more": len(edits) - len(shown),
        "readiness": READINESS[found.readiness] if found else None,
        "fits": not stale,
        "against": against(graph, found.standing) if found and stale else None,
        "sides": list(_sides(found)) if found else [],
        "lapsing": [
            LapsingRow(each.node, graph.text(each.node), each.credences)
            for each in (found.lapsing if found else ())
        ],
    }


def _says(row: SuggestionRow) -> str:
    if row.action == "import":
        return "suggests to bring in a file"
    article = "a" if row.action == "add" else "the"
    return f"suggests {DOES.get(row.action, row.action)} {article} {row.noun}"


def _sides(found: Judged) -> Iterator[Side]:
    """Yield what has become otherwise since it was suggested, as it is and as it was to be."""
    for edit in found.edits:
        if now := found.now.get((edit.list, edit.id)):
            fields = now.fields()
            for name, (old, new) in edit.changed.items():
                if name not in UNTOLD and (fields.get(name) or None) != (old or None):
                    yield Side(name.replace("_", " "), told(fields.get(name)), told(new))
