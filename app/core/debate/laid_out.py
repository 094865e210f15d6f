"""A whole thread laid out once, and kept while the structure of the debate stays as it is.

What pages say of all rows together is counted without laying them out: every argument that is
reached from the roots stands in one row, however deep.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.core.debate.graph import ON_INFERENCE, Graph, Relation
from app.core.debate.relaid import Placed, with_replies
from app.core.debate.thread import Row, bare_thread, lined, reached_from, tops

NO_LIMIT = 10**9
MOST_COUNTS = 20
# What the rows of a thread are made of.
STRUCTURE = ("relations", "theses", "ids")


@dataclass(frozen=True)
class LaidOut:
    """The rows of a thread down to a depth, without the lines beside them.

    Placed are the roots and every node whose argument leads to one of them. `theses` are those
    of the debate, `relations` and `arguments` what the rows were made of.
    """

    theses: tuple[str, ...]
    roots: tuple[str, ...]
    placed: Placed
    relations: Mapping[str, Relation]
    arguments: Mapping[str, tuple[Relation, ...]]

    @property
    def rows(self) -> Sequence[Row]:
        """The rows down to the depth."""
        return self.placed.rows

    def window(self, start: int, size: int) -> Sequence[Row]:
        """Return the rows of a window with their lines; those that pages lead to are kept."""
        if start in self._windows:
            return self._windows[start]
        rows = tuple(lined(self.rows, start, start + size))
        if start % size == 0 and rows:
            self._windows[start] = rows
        return rows

    @cached_property
    def _windows(self) -> dict[int, Sequence[Row]]:
        return {}

    @cached_property
    def deep(self) -> Sequence[Row]:
        """All rows, however deep, without lines."""
        if not any(row.hidden for row in self.rows):
            return self.rows
        return bare_thread(self.relations, self.arguments, self.roots, NO_LIMIT)

    @cached_property
    def steps(self) -> int:
        """How many of all rows bear on an inference."""
        drawn = self.placed.reached
        on_inference = (row for row in self.relations.values() if row.kind in ON_INFERENCE)
        return sum(row.id in drawn for row in on_inference)

    def count(self, nodes: frozenset[str], graph: Graph) -> int:
        """Count the rows, of all, in which some nodes stand of the graph that is laid out."""
        if nodes not in self._counts:
            if len(self._counts) >= MOST_COUNTS:
                self._counts.clear()
            known = nodes & self.placed.reached
            rows = {row for node in known for row in self._rows_with(node, graph)}
            self._counts[nodes] = len(rows)
        return self._counts[nodes]

    @cached_property
    def _counts(self) -> dict[frozenset[str], int]:
        return {}

    def _rows_with(self, node: str, graph: Graph) -> Iterable[str]:
        if node in graph.relations or node in self.roots:
            yield node
        for relation in graph.outgoing.get(node, ()):
            if relation.id in self.placed.reached:
                yield relation.id

    @cached_property
    def _cuts(self) -> frozenset[str]:
        """The keys of the rows below which others are left out."""
        return frozenset(row.key for row in self.rows if row.hidden)

    def below_cuts(self, nodes: Collection[str]) -> dict[str, int]:
        """Count the rows with some of these nodes that are left out below a row, by its key."""
        found: Counter[str] = Counter()
        cuts, under, depth = self._cuts if nodes else frozenset(), "", 0
        for row in self.deep if cuts else ():
            if under and row.depth <= depth:
                under = ""
            if under:
                found[under] += any(node in nodes for node in (row.key, *row.claims))
            elif row.key in cuts:
                under, depth = row.key, row.depth
        return {key: number for key, number in found.items() if number}


def laid_out(graph: Graph, root: str | None, max_depth: int) -> LaidOut:
    """Lay out the thread below a node, or from the theses with all that hangs below none.

    The whole thread goes on from how it was laid out last, where only replies came.
    """
    if root is not None:
        relation = graph.relations.get(root)
        reached = reached_from(graph, (root, *(relation.premises if relation else ())))
        return _made(graph, (root,), reached, max_depth)
    latest = ((), ("latest thread", max_depth))

    def whole() -> LaidOut:
        before: LaidOut | None = graph.held(*latest)
        made = (before and _gone_on(before, graph, max_depth)) or _from_theses(graph, max_depth)
        graph.keep(*latest, made)
        return made

    return graph.kept(STRUCTURE, ("thread", max_depth), whole)


def _from_theses(graph: Graph, max_depth: int) -> LaidOut:
    reached = reached_from(graph, graph.theses)
    further = tops(graph, reached)
    return _made(graph, (*graph.theses, *further), reached, max_depth)


def _made(graph: Graph, roots: tuple[str, ...], reached: set[str], max_depth: int) -> LaidOut:
    rows = bare_thread(graph.relations, graph.arguments, roots, max_depth)
    return LaidOut(graph.theses, roots, Placed(rows, reached), graph.relations, graph.arguments)


def _gone_on(before: LaidOut, graph: Graph, max_depth: int) -> LaidOut | None:
    if before.theses != graph.theses:
        return None
    placed = with_replies(
        before.placed, before.relations, graph.relations, graph.arguments, max_depth
    )
    if placed is None:
        return None
    return LaidOut(graph.theses, before.roots, placed, graph.relations, graph.arguments)
