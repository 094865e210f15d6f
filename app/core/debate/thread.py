"""A debate as a thread: a flat list of rows with depth numbers, made without recursion.

Under a claim hang the relations that bear on it; under a relation, before the replies to its
premises, hang the undercuts and backings of that inference. A claim reached a second time is
shown as a reference, so the list is finite whatever the graph. What is drawn beside a row is made
for the rows that are looked at: of ten thousand these are few.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from app.core.debate.graph import ON_INFERENCE, WEIGHING, Graph, Relation

NO_COUNTS: Mapping[str, int] = MappingProxyType({})
NONE: frozenset[str] = frozenset()


class Line(NamedTuple):
    """A line drawn beside a row: `lane` "reply" or "step", in the column of a depth.

    `shape`: "through" passes by, "turn" ends at this row's glyph, "start" leaves it.
    """

    lane: str
    depth: int
    shape: str

    @property
    def look(self) -> str:
        """Return the names by which a style sheet knows the line."""
        return f"{self.lane} {self.shape} d{self.depth}"


class Row(NamedTuple):
    """One line of a thread: a thesis, or a relation with its premises.

    `depth` counts from 0; `repeated` are premises shown higher up already; `counts` is how many
    relations hang below, by kind, `hidden` how many of them are not shown because of the depth.
    `last`: nothing follows that bears on the same step, or on the same premises; `beside`: the line
    of the replies to the row above passes by this step; `forked`: steps are shown below.
    """

    key: str
    depth: int
    relation: Relation | None
    claims: tuple[str, ...]
    repeated: frozenset[str] = NONE
    tint: int | None = None
    counts: Mapping[str, int] = NO_COUNTS
    hidden: int = 0
    parent: str | None = None
    last: bool = True
    beside: bool = False
    forked: bool = False
    lines: tuple[Line, ...] = ()

    @property
    def lane(self) -> str:
        """The lane in which the row hangs from what it bears on."""
        return "step" if self.relation and self.relation.kind in ON_INFERENCE else "reply"


def thread(
    graph: Graph, roots: tuple[str, ...], *, max_depth: int = 8, most: int | None = None
) -> tuple[Row, ...]:
    """Lay out the threads under `roots` (claims, or relations to look at one step).

    Depth-first, in reading order; rows deeper than `max_depth` are counted, not given, and
    after `most` rows the layout stops.
    """
    rows = bare_thread(graph.relations, graph.arguments, roots, max_depth, most)
    return tuple(lined(rows, 0, len(rows)))


def bare_thread(
    relations: Mapping[str, Relation],
    arguments: Mapping[str, tuple[Relation, ...]],
    roots: tuple[str, ...],
    max_depth: int,
    most: int | None = None,
) -> list[Row]:
    """Lay out the threads under `roots` without the lines beside them."""
    walk = _Walk(arguments, max_depth, most)
    for root in roots:
        walk.run(root, relations.get(root))
    return walk.rows


def lined(rows: Sequence[Row], start: int, stop: int) -> Iterator[Row]:
    """Give the rows of a window, of all that were laid out, with the lines beside each."""
    # What passes by all below the latest row of each depth.
    passing: list[tuple[Line, ...]] = []
    for row in _above(rows, start):
        passing.append(_passing(row, passing))
    for row in rows[start:stop]:
        del passing[row.depth :]
        through = _through(row, passing)
        own = [Line(row.lane, row.depth, "turn")] if row.depth else []
        if row.depth and not row.last:
            own.append(Line(row.lane, row.depth, "through"))
        if row.forked:
            own.append(Line("step", row.depth + 1, "start"))
        yield row._replace(lines=(*through, *own))
        passing.append(_passing(row, passing))


def _above(rows: Sequence[Row], start: int) -> list[Row]:
    """Return the rows on the way down to the one where a window begins."""
    found: list[Row] = []
    depth = rows[start].depth if start < len(rows) else 0
    for at in range(start - 1, -1, -1):
        if not depth:
            break
        if rows[at].depth < depth:
            found.append(rows[at])
            depth = rows[at].depth
    return found[::-1]


def _through(row: Row, passing: Sequence[tuple[Line, ...]]) -> tuple[Line, ...]:
    through = passing[-1] if passing else ()
    # Replies hang from the text, past the undercuts: their line runs beside those.
    return (*through, Line("reply", row.depth, "through")) if row.beside else through


def _passing(row: Row, passing: Sequence[tuple[Line, ...]]) -> tuple[Line, ...]:
    through = _through(row, passing)
    if not row.depth or row.last:
        return through
    return (*through, Line(row.lane, row.depth, "through"))


def further_roots(graph: Graph, roots: tuple[str, ...]) -> tuple[str, ...]:
    """Return the claims from which to start so that no weighing relation is left out.

    Each is the top of an argument that hangs below none of `roots`.
    """
    return tops(graph, reached_from(graph, roots))


def tops(graph: Graph, reached: set[str]) -> tuple[str, ...]:
    """Return the tops of arguments that are not reached; what they reach is added."""
    found: dict[str, None] = {}
    for relation in graph.relations.values():
        if relation.kind not in WEIGHING or relation.id in reached or not relation.premises:
            continue
        top = _top(graph, relation)
        # What bears on an arrow that does not weigh is drawn nowhere, reached or not.
        if top not in reached:
            found[top] = None
            reached |= reached_from(graph, (top,))
    return tuple(found)


def reached_from(graph: Graph, roots: tuple[str, ...]) -> set[str]:
    """Return the roots and every node whose argument leads to one of them."""
    reached = set(roots)
    stack = list(roots)
    while stack:
        for relation in graph.incoming.get(stack.pop(), ()):
            if relation.kind in WEIGHING:
                fresh = {relation.id, *relation.premises} - reached
                reached |= fresh
                stack.extend(fresh)
    return reached


def _top(graph: Graph, relation: Relation) -> str:
    """Follow a relation upwards to a claim that bears on nothing, or to where a circle closes."""
    seen = {relation.id}
    here = relation.target
    while here not in seen:
        seen.add(here)
        above = graph.relations.get(here) or next(
            (r for r in graph.outgoing.get(here, ()) if r.kind in WEIGHING), None
        )
        if above is None:
            return here
        here = above.target
    return next(node for node in (here, *seen) if node in graph.claims)


def counted(relations: Iterable[Relation]) -> Mapping[str, int]:
    """Count relations by kind, in the order in which the kinds come."""
    counts: dict[str, int] = {}
    for relation in relations:
        counts[relation.kind] = counts.get(relation.kind, 0) + 1
    return counts or NO_COUNTS


def right_below(row: Row, steps: Sequence[Relation], replies: Sequence[Relation]) -> Iterator[Row]:
    """Give the rows right below one, in order, without what hangs below each of them."""
    key, depth = row.key, row.depth + 1
    on_step = depth if row.tint is None else row.tint
    for last, group in ((len(steps), steps), (len(replies), replies)):
        for number, relation in enumerate(group, 1):
            tint = on_step if relation.kind in ON_INFERENCE else row.tint
            beside = group is steps and bool(replies)
            premises = relation.premises
            yield Row(
                relation.id,
                depth,
                relation,
                premises,
                NONE,
                tint,
                NO_COUNTS,
                0,
                key,
                number == last,
                beside,
            )


class _Walk:
    def __init__(
        self, arguments: Mapping[str, tuple[Relation, ...]], max_depth: int, most: int | None
    ) -> None:
        self.arguments = arguments
        self.max_depth = max_depth
        self.most = most
        self.seen: set[str] = set()
        self.drawn: set[str] = set()
        self.rows: list[Row] = []

    def run(self, root: str, relation: Relation | None) -> None:
        stack = [Row(root, 0, relation, relation.premises if relation else (root,))]
        while stack and (self.most is None or len(self.rows) < self.most):
            stack += self._visit(stack.pop())

    def _visit(self, row: Row) -> list[Row]:
        """Take a row, and return those right below it, the last one first."""
        repeated = frozenset(self.seen.intersection(row.claims)) or NONE
        self.seen.update(row.claims)
        if row.relation:
            self.drawn.add(row.key)
        steps = self._relations(row.key) if row.relation else []
        replies = self._replies(row.claims, repeated)
        if not steps and not replies:
            self.rows.append(row._replace(repeated=repeated) if repeated else row)
            return []
        cut = row.depth >= self.max_depth
        made = row._replace(
            repeated=repeated,
            counts=counted((*steps, *replies)),
            hidden=len(steps) + len(replies) if cut else 0,
            forked=bool(steps) and not cut,
        )
        self.rows.append(made)
        return [] if cut else [*right_below(made, steps, replies)][::-1]

    def _replies(self, claims: tuple[str, ...], repeated: frozenset[str]) -> list[Relation]:
        replies: dict[str, Relation] = {}
        for claim in claims:
            if claim not in repeated:
                replies.update({found.id: found for found in self._relations(claim)})
        return [*replies.values()]

    def _relations(self, target: str) -> list[Relation]:
        drawn = self.drawn
        return [found for found in self.arguments.get(target, ()) if found.id not in drawn]
