"""Where a node stands under the theses: the claims above it that hang on it."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator

from app.core.debate.graph import Claim, Graph

MOST_STEPS = 8
MOST_ABOVE = 25


def bears_on(graph: Graph, node: str) -> Iterator[str]:
    """Yield what a node bears on directly: a step on its target, a premise by what weighs."""
    if node in graph.relations:
        yield graph.relations[node].target
    yield from (row.target for row in graph.outgoing.get(node, ()) if row.weighs)


def way_down(graph: Graph, node: str) -> list[Claim]:
    """Return the claims nearest above a node on its first way from a thesis, at most 8.

    From the thesis down, the node itself left out.
    """
    path: list[Claim] = []
    seen, here = {node}, next(bears_on(graph, node), None)
    while here is not None and here not in seen:
        seen.add(here)
        if here in graph.claims:
            path.append(graph.claims[here])
        here = next(bears_on(graph, here), None)
    return path[:MOST_STEPS][::-1]


def claims_above(graph: Graph, node: str) -> list[str]:
    """List the claims whose implied value hangs on a node, nearest first, at most 25."""
    return reached(node, lambda here: _moves(graph, here))


def reached(node: str, moves: Callable[[str], Iterable[str]]) -> list[str]:
    """List what one comes to from a node by these moves, nearest first, at most 25."""
    seen, waiting, found = {node}, deque([node]), list[str]()
    while waiting and len(found) < MOST_ABOVE:
        for above in moves(waiting.popleft()):
            if above not in seen:
                seen.add(above)
                waiting.append(above)
                found.append(above)
    return found[:MOST_ABOVE]


def _moves(graph: Graph, node: str) -> Iterator[str]:
    """Yield the claims at the ends of what a node is, or is a premise of, where that weighs."""
    own = graph.relations.get(node)
    rows = () if graph.has_ended(node) else graph.outgoing.get(node, ())
    for row in (*([own] if own else ()), *rows):
        end = graph.ends_at(row)
        if end:
            yield end
