"""Graphs kept in memory, one per debate and revision, with their roll-up.

A snapshot never changes, so any reader may share it, and a newer revision simply has another
key: nothing has to be told that something changed, in this process or another.
"""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.core.graph import Graph
from app.core.weighing import Weighing, weigh
from app.services.debates import OpenDebate
from app.services.graphs import read_graph

Key = tuple[str, int, int, str, str, tuple[tuple[str, float], ...]]


@dataclass(frozen=True)
class Snapshot:
    """A debate at one revision, weighed with the debate's own semantics and pooling."""

    graph: Graph
    weighing: Weighing


_kept: OrderedDict[Key, Snapshot] = OrderedDict()
_lock = Lock()
_limits = {"snapshots": 16}


def keep(snapshots: int) -> None:
    """Set how many snapshots this process keeps; the longest unused ones go first."""
    _limits["snapshots"] = snapshots


def load_snapshot(session: Session, debate: OpenDebate) -> Snapshot:
    """Return the snapshot of a debate at the revision it was opened with.

    `session` must be a reading session, and the one that opened the debate: revision and rows
    then come from one state of the database.
    """
    address = str(session.get_bind().engine.url)
    plain = (address, debate.id, debate.revision)
    key = (*plain, debate.semantics, debate.pooling, debate.suppose)
    with _lock:
        if (found := _kept.get(key)) is not None:
            _kept.move_to_end(key)
            return found
        near = next((kept for known, kept in _kept.items() if known[:3] == plain), None)
    graph = near.graph if near else read_graph(session, debate.id)
    made = Snapshot(graph, _weighed(graph, debate))
    with _lock:
        _kept[key] = made
        while len(_kept) > _limits["snapshots"]:
            _kept.popitem(last=False)
    return made


def _weighed(graph: Graph, debate: OpenDebate) -> Weighing:
    suppose = dict(debate.suppose)
    for node in suppose:
        if node not in graph.claims and node not in graph.relations:
            raise NotFound(f"There is no claim or relation #{node} to suppose something of.")
    return weigh(graph, semantics=debate.semantics, pooling=debate.pooling, suppose=suppose)
