"""The roll-up of a debate as one reader may know it."""

from dataclasses import replace

from sqlalchemy.orm import Session

from app.core.debate.weighing import weigh
from app.services.debates import OpenDebate
from app.services.snapshots import Snapshot, load_snapshot


def known_snapshot(session: Session, debate: OpenDebate) -> Snapshot:
    """Return the snapshot of a debate; of a blind one, weighed by the reader's own credences.

    Every number of a roll-up tells something of the credences that went into it, so a blind
    debate gives none that others' credences went into. Raises NotFound for an unknown what-if.
    """
    snapshot = load_snapshot(session, debate)
    if not debate.blind:
        return snapshot
    account = debate.actor.account_id
    own = tuple(row for row in snapshot.graph.credences if row.account == account)
    graph = replace(snapshot.graph, credences=own)
    made = weigh(
        graph, semantics=debate.semantics, pooling=debate.pooling, suppose=dict(debate.suppose)
    )
    return Snapshot(graph, made)
