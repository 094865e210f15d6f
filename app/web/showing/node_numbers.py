"""What is told of the credences on a node."""

from dataclasses import dataclass

from app.core.debate import strips
from app.services.snapshots import Snapshot
from app.web.showing.claim_parts import (
    Viewer,
    dots_of,
    own_credence,
    own_credence_then,
    strip_label,
)
from app.web.showing.what_ifs import Implied, implied_words


@dataclass(frozen=True, slots=True)
class Told:
    """What the page tells of the credences on a node; `hidden`: of others' there is none yet."""

    id: str
    n: int
    hidden: bool
    stated: float | None
    implied: Implied | None
    mine: str | None
    mine_then: str | None
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
    implied, then = implied_words(snapshot, node_id), own_credence_then(graph, node_id, viewer)
    return Told(node_id, len(values), hidden, stated, implied, mine, then, strip, label)
