"""Which nodes are connected with the theses, by a relation of any kind; docs/summary.md."""

from collections.abc import Iterator

from app.core.debate.graph import Graph

PARTS = ("relations", "theses")


def connected_with_theses(graph: Graph) -> frozenset[str]:
    """Return the theses and every node from which relations lead there, in whichever direction."""
    return graph.kept(PARTS, "connected", lambda: _connected(graph))


def _connected(graph: Graph) -> frozenset[str]:
    reached, waiting = set(graph.theses), list(graph.theses)
    while waiting:
        for near in _near(graph, waiting.pop()):
            if near not in reached:
                reached.add(near)
                waiting.append(near)
    return frozenset(reached)


def _near(graph: Graph, node: str) -> Iterator[str]:
    """Yield what one step along a relation leads to: arrows are nodes too, even withdrawn."""
    own = graph.relations.get(node)
    if own is not None:
        yield own.target
        yield from own.premises
    yield from (row.id for row in graph.incoming.get(node, ()))
    yield from (row.id for row in graph.outgoing.get(node, ()))
