"""What is told of the credences on a node, and which claims hang on it."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from app.core.debate import strips
from app.core.debate.graph import Graph
from app.services.snapshots import Snapshot
from app.web.showing.claim_parts import Viewer, own_credence, strip_label

MOST_ANCESTORS = 25


def ancestors(graph: Graph, node_id: str) -> list[str]:
    """List the claims whose implied value hangs on a node, nearest first, at most 25."""
    seen, waiting, found = {node_id}, deque([node_id]), list[str]()
    while waiting and len(found) < MOST_ANCESTORS:
        for above in _above(graph, waiting.popleft()):
            if above not in seen:
                seen.add(above)
                waiting.append(above)
                if above in graph.claims:
                    found.append(above)
    return found[:MOST_ANCESTORS]


def _above(graph: Graph, node_id: str) -> Iterator[str]:
    if node_id in graph.relations:
        yield graph.relations[node_id].target
    for relation in graph.outgoing.get(node_id, ()):
        if relation.weighs:
            yield relation.target


@dataclass(frozen=True, slots=True)
class Told:
    """What the page tells of all credences on a node; nothing yet while `hidden`."""

    id: str
    n: int
    hidden: bool
    stated: float | None
    implied: float | None
    mine: str | None
    strip: strips.Strip | None
    label: str


def told(snapshot: Snapshot, node_id: str, viewer: Viewer) -> Told:
    """Gather what a viewer may see of the credences on a claim or a relation."""
    graph, numbers = snapshot.graph, snapshot.weighing.of(node_id)
    mine = own_credence(graph, node_id, viewer)
    hidden = viewer.blind and mine is None
    stated = numbers.stated.value if numbers.stated and not hidden else None
    implied = None if hidden else numbers.implied
    present = graph.node(node_id)
    values = [
        (credence.value, credence.account)
        for credence in graph.credences_of.get(node_id, ())
        if credence.value is not None and present and credence.wording == present.wording
    ]
    has_strip = not hidden and (values or implied is not None)
    strip = (
        strips.strip(values, stated=stated, implied=implied, own=viewer.account)
        if has_strip
        else None
    )
    label = strip_label(snapshot, node_id)
    return Told(node_id, len(values), hidden, stated, implied, mine, strip, label)
