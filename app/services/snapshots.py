"""Graphs kept in memory by debate and revision, and how they were weighed, by view.

A snapshot never changes, so any reader may share it, and a newer revision simply has another
key: nothing has to be told that something changed, in this process or another.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core.debate.graph import Graph
from app.core.debate.weighing import Weighing, weigh
from app.core.errors import NotFound
from app.services.debates import OpenDebate
from app.services.graphs import read_graph
from app.services.kept import Kept

Plain = tuple[str, int, int]
View = tuple[Plain, str, str, tuple[tuple[str, float], ...]]

# Bytes, measured with everything made that is made on demand; a test compares.
ROW = 500
LETTER = 1
WEIGHED_NODE = 650
SMALLEST = 10_000


@dataclass(frozen=True)
class Snapshot:
    """A debate at one revision, weighed with the debate's own semantics and pooling."""

    graph: Graph
    weighing: Weighing


_graphs: Kept[Plain, Graph] = Kept(128_000_000, one_at_least=True)
_weighings: Kept[View, Weighing] = Kept(128_000_000, one_at_least=True)


def keep(most: int) -> None:
    """Set how many bytes this process keeps; half for graphs, half for what they were weighed."""
    _graphs.resize(most // 2)
    _weighings.resize(most // 2)


def forget() -> None:
    """Forget everything; the next reader of a debate reads it anew."""
    _graphs.clear()
    _weighings.clear()


def kept_bytes() -> int:
    """Return about how many bytes this process keeps."""
    return _graphs.size + _weighings.size


def load_snapshot(session: Session, debate: OpenDebate) -> Snapshot:
    """Return the snapshot of a debate at the revision it was opened with.

    `session` must be a reading session, and the one that opened the debate: revision and rows
    then come from one state of the database.
    """
    plain = (str(session.get_bind().engine.url), debate.id, debate.revision)
    graph = _graphs.get(plain)
    if graph is None:
        graph = read_graph(session, debate.id)
        _drop_older(plain)
        _graphs.put(plain, graph, graph_bytes(graph))
    view = (plain, debate.semantics, debate.pooling, debate.suppose)
    weighing = _weighings.get(view)
    if weighing is None:
        weighing = _weighed(graph, debate)
        _weighings.put(view, weighing, weighing_bytes(graph))
    return Snapshot(graph, weighing)


def graph_bytes(graph: Graph) -> int:
    """Return about how many bytes a graph takes, with all that is made of it on demand."""
    nodes = (graph.claims, graph.relations, graph.cruxes)
    more = (graph.stances, graph.credences, graph.verdicts, graph.citations, graph.comments_of)
    rows = sum(map(len, (*nodes, *more, graph.people)))
    return SMALLEST + ROW * rows + LETTER * sum(_letters(graph))


def weighing_bytes(graph: Graph) -> int:
    """Return about how many bytes a graph's weighing takes, with all that is made on demand."""
    return SMALLEST + WEIGHED_NODE * (len(graph.claims) + len(graph.relations))


def _letters(graph: Graph) -> Iterable[int]:
    for claim in graph.claims.values():
        yield len(claim.text) + len(claim.note or "")
    for relation in graph.relations.values():
        yield len(relation.warrant) + len(relation.note or "")


def _drop_older(plain: Plain) -> None:
    """Let go of the revisions before this one: whoever still reads one holds it themselves."""

    def is_older(other: Plain) -> bool:
        return other[:2] == plain[:2] and other[2] < plain[2]

    _graphs.drop(is_older)
    _weighings.drop(lambda view: is_older(view[0]))


def _weighed(graph: Graph, debate: OpenDebate) -> Weighing:
    suppose = dict(debate.suppose)
    for node in suppose:
        if node not in graph.claims and node not in graph.relations:
            raise NotFound(f"There is no claim or relation #{node} to suppose something of.")
    return weigh(graph, semantics=debate.semantics, pooling=debate.pooling, suppose=suppose)
