"""Which reasons an implied number leaves out, and which rest on an assumption, in words."""

from collections.abc import Sequence
from typing import TypedDict

from app.core.debate.graph import Relation
from app.core.debate.uncounted import Because, Uncounted, uncounted
from app.core.debate.weighing import Weighing
from app.core.engine.network import Edge
from app.core.figures import listed, percent, read
from app.services.snapshots import Snapshot
from app.web.showing import words
from app.web.showing.windows import Lists, Window

MOST_ROWS = 50
MOST_NAMED = 5
LAST = (Because.ENDED, Because.PREMISE_ENDED)
SAYS = {
    Because.ENDED: "it was {status}",
    Because.PREMISE_ENDED: "{nodes} no longer stands",
    Because.NO_PREMISE: "it names nothing that could be rated",
    Because.SUPPOSED: "the what-if holds {nodes}, whatever bears on it",
    Because.HIDDEN: "what others think of {nodes} shows once you have rated it",
    Because.EARLIER_WORDING: "only an earlier wording of {nodes} was rated",
    Because.ILL_POSED: "whoever rated {nodes} calls it ill-posed",
    Because.UNRATED: "nobody rated {nodes}",
}


class UncountedRow(TypedDict):
    """A reason that does not count, and why."""

    id: str
    kind: str
    verb: str
    text: str
    more: int
    says: str


def uncounted_rows(snapshot: Snapshot, node: str, lists: Lists) -> Window[UncountedRow]:
    """List the reasons at a claim that its implied number leaves out, what ended last.

    None where nobody has rated anything in the debate, or the claim's number is supposed.
    """
    graph, weighing = snapshot.graph, snapshot.weighing
    found: list[Uncounted] = []
    if (graph.credences or weighing.supposed) and node not in weighing.supposed:
        found = uncounted(graph, weighing, node, snapshot.hides)
    found.sort(key=lambda row: row.because in LAST)
    return lists.cut("uncounted", found, MOST_ROWS).map(lambda row: _row(snapshot, row))


def assumed_words(weighing: Weighing, edge: Edge, rests_on: Sequence[str]) -> str:
    """Say that nobody rated what a reason starts from, and what its own chain makes of that."""
    what = "this" if len(edge.sources) == 1 else _named(rests_on)
    said = f"Assumed 50 %, nobody rated {what}"
    values = [weighing.rollup.strengths[node] for node in rests_on]
    if len(values) > 1 or read(values[0]) == 50:
        return f"{said}."
    return f"{said}; what bears on it, unrated too, makes that {percent(values[0])}."


def _row(snapshot: Snapshot, row: Uncounted) -> UncountedRow:
    relation = row.relation
    says = SAYS[row.because].format(nodes=_named(row.nodes), status=relation.status)
    return {
        "id": relation.id,
        "kind": relation.kind,
        "verb": words.RELATION[relation.kind],
        "text": _text(snapshot, relation),
        "more": max(0, len(relation.premises) - 1),
        "says": says,
    }


def _text(snapshot: Snapshot, relation: Relation) -> str:
    return snapshot.graph.text(relation.premises[0]) if relation.premises else relation.warrant


def _named(nodes: Sequence[str]) -> str:
    shown = [f"#{node}" for node in nodes[:MOST_NAMED]]
    more = [f"{len(nodes) - MOST_NAMED} more"] if len(nodes) > MOST_NAMED else []
    return listed([*shown, *more])
