"""The difference between two revisions of a debate, in words."""

from typing import TypedDict

from app.core.debate.edge_ids import relation_of
from app.core.debate.graph import Credence, Graph
from app.core.figures import adding_up, exact_percent, points_of, read
from app.core.measures.explain import ChangeShare, explain_change
from app.services.differences import Difference
from app.services.snapshots import Snapshot
from app.web.showing.claim_parts import step_words
from app.web.showing.edit_words import EditRow, edit_row, text_in

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
    """An implied number that moved, and why: the parts add up to the move, as shown.

    `rest` are the parts too small to be told one by one, together.
    """

    node: str
    text: str
    before: float
    after: float
    exact: bool
    shares: list[ShareRow]
    rest: str | None


def edit_rows(found: Difference) -> dict[str, list[EditRow]]:
    """Return the edited rows in words, by the heading they stand under."""
    rows: dict[str, list[EditRow]] = {name: [] for name in (*SECTIONS.values(), REST)}
    graphs = (found.after.graph, found.before.graph)
    for edit in found.edits:
        if told := edit_row(edit, graphs):
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


def _text(found: Difference, node: str) -> str:
    return text_in((found.after.graph, found.before.graph), node)


def _value(row: Credence | None) -> str | None:
    if row is None:
        return None
    return "ill-posed" if row.value is None else exact_percent(row.value)


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
    small = [share.share for share in change.shares if 0 < abs(share.share) < LEAST_MOVE / 2]
    parts = [*(share.share for share in shares), *([sum(small)] if small else [])]
    total = read(change.after) - read(change.before)
    numbers = adding_up([100 * part for part in parts], total)
    said = [_signed(number, part) for number, part in zip(numbers, parts, strict=True)]
    return {
        "node": node,
        "text": found.after.graph.text(node),
        "before": change.before,
        "after": change.after,
        "exact": change.exact,
        "shares": [
            _share_row(found.before, found.after, share, text)
            for share, text in zip(shares, said, strict=False)
        ],
        "rest": said[-1] if small else None,
    }


def _signed(number: int, part: float) -> str:
    sign = "" if number == 0 else "−" if number < 0 else "+"
    return sign + points_of(number, part)


def _share_row(before: Snapshot, after: Snapshot, share: ChangeShare, said: str) -> ShareRow:
    graphs = (after.graph, before.graph)
    relation = relation_of(share.id)
    named = share.id if any(share.id in graph.claims for graph in graphs) else relation
    graph = next((graph for graph in graphs if graph.node(named)), None)
    linked = named if after.graph.node(named) else None
    text = _share_text(graph, named) if graph else share.id
    return {"points": said, "node": linked, "text": text}


def _share_text(graph: Graph, node: str) -> str:
    if node in graph.claims:
        return f"what is said of “{graph.text(node)}”"
    return f"the step {step_words(graph, node)}"
