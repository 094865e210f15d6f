"""A debate as a thread: a flat list of rows with depth numbers, made without recursion.

Under a claim hang the relations that bear on it; under a relation, before the replies to its
premises, hang the undercuts and backings of that inference. A claim reached a second time is
shown as a reference, so the list is finite whatever the graph.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from app.core.debate.graph import ON_INFERENCE, WEIGHING, Graph, Relation


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


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a thread: a thesis, or a relation with its premises.

    `depth` counts from 0; `repeated` are premises shown higher up already; `replies` is how
    many relations hang below; `hidden` how many of them are not shown because of the depth.
    """

    key: str
    depth: int
    relation: Relation | None
    claims: tuple[str, ...]
    repeated: frozenset[str]
    tint: int | None
    lines: tuple[Line, ...]
    counts: Mapping[str, int]
    hidden: int
    parent: str | None


@dataclass(slots=True)
class _Task:
    relation: Relation | None
    claims: tuple[str, ...]
    depth: int
    tint: int | None
    parent: str | None
    through: tuple[Line, ...]
    last: bool


def thread(
    graph: Graph, roots: tuple[str, ...], *, max_depth: int = 8, most: int | None = None
) -> tuple[Row, ...]:
    """Lay out the threads under `roots` (claims, or relations to look at one step).

    Depth-first, in reading order; rows deeper than `max_depth` are counted, not given, and
    after `most` rows the layout stops.
    """
    walk = _Walk(graph, max_depth, most)
    for root in roots:
        walk.run(root)
    return tuple(walk.rows)


def further_roots(graph: Graph, roots: tuple[str, ...]) -> tuple[str, ...]:
    """Return the claims from which to start so that no weighing relation is left out.

    Each is the top of an argument that hangs below none of `roots`.
    """
    reached = _below(graph, roots)
    found: dict[str, None] = {}
    for relation in graph.relations.values():
        if relation.kind not in WEIGHING or relation.id in reached or not relation.premises:
            continue
        top = _top(graph, relation)
        if top not in found:
            found[top] = None
            reached |= _below(graph, (top,))
    return tuple(found)


def _below(graph: Graph, roots: tuple[str, ...]) -> set[str]:
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


class _Walk:
    def __init__(self, graph: Graph, max_depth: int, most: int | None) -> None:
        self.graph = graph
        self.max_depth = max_depth
        self.most = most
        self.seen: set[str] = set()
        self.drawn: set[str] = set()
        self.rows: list[Row] = []

    def run(self, root: str) -> None:
        relation = self.graph.relations.get(root)
        claims = relation.premises if relation else (root,)
        stack = [_Task(relation, claims, 0, None, None, (), last=True)]
        while stack and (self.most is None or len(self.rows) < self.most):
            stack.extend(reversed(self._visit(stack.pop())))

    def _visit(self, task: _Task) -> list[_Task]:
        repeated = frozenset(claim for claim in task.claims if claim in self.seen)
        self.seen.update(task.claims)
        if task.relation:
            self.drawn.add(task.relation.id)
        steps, replies = self._below(task, repeated)
        cut = task.depth >= self.max_depth
        below = [] if cut else [*steps, *replies]
        self.rows.append(self._row(task, repeated, [*steps, *replies], below, bool(steps)))
        return self._tasks(task, [] if cut else steps, [] if cut else replies)

    def _below(
        self, task: _Task, repeated: frozenset[str]
    ) -> tuple[list[Relation], list[Relation]]:
        steps = self._relations(task.relation.id) if task.relation else []
        replies: dict[str, Relation] = {}
        for claim in task.claims:
            if claim not in repeated:
                replies |= {r.id: r for r in self._relations(claim)}
        return steps, list(replies.values())

    def _relations(self, target: str) -> list[Relation]:
        drawn = self.drawn
        return [r for r in self.graph.arguments.get(target, ()) if r.id not in drawn]

    def _row(
        self,
        task: _Task,
        repeated: frozenset[str],
        all_below: list[Relation],
        below: list[Relation],
        has_steps: bool,
    ) -> Row:
        counts: dict[str, int] = {}
        for relation in all_below:
            counts[relation.kind] = counts.get(relation.kind, 0) + 1
        lines = list(task.through)
        if task.depth:
            lines.append(Line(_lane(task.relation), task.depth, "turn"))
            if not task.last:
                lines.append(Line(_lane(task.relation), task.depth, "through"))
        if has_steps and below:
            lines.append(Line("step", task.depth + 1, "start"))
        key = task.relation.id if task.relation else task.claims[0]
        return Row(
            key,
            task.depth,
            task.relation,
            task.claims,
            repeated,
            task.tint,
            tuple(lines),
            counts,
            len(all_below) - len(below),
            task.parent,
        )

    def _tasks(self, task: _Task, steps: list[Relation], replies: list[Relation]) -> list[_Task]:
        passing = task.through
        if task.depth and not task.last:
            passing = (*passing, Line(_lane(task.relation), task.depth, "through"))
        tasks = []
        for group in (steps, replies):
            # Replies hang from the text, past the undercuts: their line runs beside those.
            if group is steps and replies:
                beside = (*passing, Line("reply", task.depth + 1, "through"))
            else:
                beside = passing
            for number, relation in enumerate(group):
                tasks.append(
                    _Task(
                        relation,
                        relation.premises,
                        task.depth + 1,
                        self._tint(task, relation),
                        task.relation.id
                        if task.relation
                        else (task.claims[0] if task.claims else None),
                        beside,
                        last=number == len(group) - 1,
                    )
                )
        return tasks

    def _tint(self, task: _Task, relation: Relation) -> int | None:
        if task.tint is None and relation.kind in ON_INFERENCE:
            return task.depth + 1
        return task.tint


def _lane(relation: Relation | None) -> str:
    return "step" if relation and relation.kind in ON_INFERENCE else "reply"
