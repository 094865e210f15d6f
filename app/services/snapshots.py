"""Graphs kept in memory, one per debate and revision, with their roll-up.

A snapshot never changes, so any reader may share it, and a newer revision simply has another
key: nothing has to be told that something changed, in this process or another.
"""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from sqlalchemy.orm import Session

from app.core.graph import Graph
from app.core.weighing import Weighing, weigh
from app.services.debates import OpenDebate
from app.services.graphs import read_graph

CAPACITY = 16
Key = tuple[str, int, int, str, str]


@dataclass(frozen=True)
class Snapshot:
    """A debate at one revision, weighed with the debate's own semantics and pooling."""

    graph: Graph
    weighing: Weighing


_kept: OrderedDict[Key, Snapshot] = OrderedDict()
_lock = Lock()


def load_snapshot(
    session: Session, debate: OpenDebate, *, semantics: str | None = None
) -> Snapshot:
    """Return the snapshot of a debate at the revision it was opened with.

    `session` must be a reading session, and the one that opened the debate: revision and rows
    then come from one state of the database.
    """
    semantics = semantics or debate.semantics
    address = str(session.get_bind().engine.url)
    key = (address, debate.id, debate.revision, semantics, debate.pooling)
    with _lock:
        if (found := _kept.get(key)) is not None:
            _kept.move_to_end(key)
            return found
    graph = read_graph(session, debate.id)
    made = Snapshot(graph, weigh(graph, semantics=semantics, pooling=debate.pooling))
    with _lock:
        _kept[key] = made
        while len(_kept) > CAPACITY:
            _kept.popitem(last=False)
    return made
