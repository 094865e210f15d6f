"""A whole thread laid out once, and kept while the structure of the debate stays as it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from app.core.debate.graph import ON_INFERENCE, Graph
from app.core.debate.grouping import group_by
from app.core.debate.thread import Row, further_roots, thread

NO_LIMIT = 10**9
# What the rows of a thread are made of.
STRUCTURE = ("relations", "theses", "ids")


@dataclass(frozen=True)
class LaidOut:
    """The rows of a thread: down to a depth, and all of them, however deep."""

    rows: tuple[Row, ...]
    deep: tuple[Row, ...]

    @cached_property
    def claims(self) -> frozenset[str]:
        """The claims that stand in some row."""
        return frozenset(claim for row in self.deep for claim in row.claims)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of the rows down to the depth."""
        return frozenset(row.key for row in self.rows)

    @cached_property
    def steps(self) -> int:
        """How many of all rows bear on an inference."""
        return sum(bool(row.relation and row.relation.kind in ON_INFERENCE) for row in self.deep)

    def count(self, nodes: Iterable[str]) -> int:
        """Count the rows, of all, in which some of these nodes stand."""
        return len({number for node in nodes for number in self._rows_of.get(node, ())})

    @cached_property
    def _rows_of(self) -> Mapping[str, tuple[int, ...]]:
        return group_by(
            (node, number)
            for number, row in enumerate(self.deep)
            for node in dict.fromkeys((row.key, *row.claims))
        )


def laid_out(graph: Graph, root: str | None, max_depth: int) -> LaidOut:
    """Lay out the thread below a node, or from the theses with all that hangs below none."""
    if root is not None:
        return _made(graph, (root,), max_depth)

    def whole() -> LaidOut:
        return _made(graph, (*graph.theses, *further_roots(graph, graph.theses)), max_depth)

    return graph.kept(STRUCTURE, ("thread", max_depth), whole)


def _made(graph: Graph, roots: tuple[str, ...], max_depth: int) -> LaidOut:
    rows = thread(graph, roots, max_depth=max_depth)
    cut = any(row.hidden for row in rows)
    return LaidOut(rows, thread(graph, roots, max_depth=NO_LIMIT) if cut else rows)
