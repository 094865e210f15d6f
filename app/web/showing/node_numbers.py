"""What is told of the credences on a node, and which claims hang on it."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from app.core.debate import strips
from app.core.debate.graph import Graph
from app.services.snapshots import Snapshot
from app.web.showing.claim_parts import Viewer, dots_of, own_credence, strip_label

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
    """What the page tells of the credences on a node; `hidden`: of others' there is none yet."""

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
    stated = numbers.stated.value if numbers.stated else None
    values = dots_of(graph, node_id)
    strip = (
        strips.strip(values, stated=stated, implied=numbers.implied, own=viewer.account)
        if values or numbers.implied is not None
        else None
    )
    label, hidden = strip_label(snapshot, node_id), snapshot.hides(node_id)
    return Told(node_id, len(values), hidden, stated, numbers.implied, mine, strip, label)
