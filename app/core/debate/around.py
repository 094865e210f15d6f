"""What stands around a node: the arrows that lead to it and from it, step by step.

Towards reasons, what bears on the node is followed by what bears on its premises, and on those
arrows themselves; towards consequences, an arrow is followed to what it aims at. Breadth first, so
a circle ends where it closes.
"""

from collections.abc import Collection, Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from app.core.debate.graph import Crux, Graph, Relation


class Direction(StrEnum):
    """Which way to go from a node."""

    REASONS = "reasons"
    CONSEQUENCES = "consequences"
    BOTH = "both"


class Step(NamedTuple):
    """An arrow, how many steps away it is, and whether it is among reasons or consequences.

    The arrow from which one starts is 0 steps away.
    """

    relation: Relation
    distance: int
    direction: Direction


def around(
    graph: Graph, node: str, *, depth: int, direction: Direction, kinds: Collection[str] = ()
) -> tuple[Step, ...]:
    """List the arrows within `depth` steps of a node, the nearest first; each is listed once.

    Only those of `kinds` are followed, all without any. A crux stands for what hangs on it.
    """
    ways = [Direction.REASONS, Direction.CONSEQUENCES]
    found: dict[str, Step] = {}
    for way in ways if direction is Direction.BOTH else [direction]:
        for step in _walk(graph, node, depth, way, frozenset(kinds)):
            found.setdefault(step.relation.id, step)
    return tuple(sorted(found.values(), key=lambda step: step.distance))


def ends_of(steps: Iterable[Step]) -> tuple[str, ...]:
    """List the nodes that arrows start from or aim at, each once, in their order."""
    ends = (end for step in steps for end in (*step.relation.premises, step.relation.target))
    return tuple(dict.fromkeys(ends))


def _walk(
    graph: Graph, node: str, depth: int, way: Direction, kinds: frozenset[str]
) -> Iterator[Step]:
    own = graph.relations.get(node)
    if own:
        yield Step(own, 0, way)
    seen = {own.id} if own else set()
    waiting = _starts(graph, node, way)
    for distance in range(1, depth + 1):
        found = {
            each.id: each
            for here in waiting
            for each in _next(graph, here, way)
            if each.id not in seen and (not kinds or each.kind in kinds)
        }
        yield from (Step(each, distance, way) for each in found.values())
        seen.update(found)
        waiting = list(dict.fromkeys(end for each in found.values() for end in _ends(each, way)))


def _starts(graph: Graph, node: str, way: Direction) -> list[str]:
    start = graph.node(node)
    if isinstance(start, Relation):
        return list(_ends(start, way))
    return [node, *start.claims] if isinstance(start, Crux) else [node]


def _next(graph: Graph, here: str, way: Direction) -> Iterable[Relation]:
    if way is Direction.REASONS:
        return graph.incoming.get(here, ())
    aimed_at = graph.relations.get(here)
    return [aimed_at] if aimed_at else graph.outgoing.get(here, ())


def _ends(relation: Relation, way: Direction) -> tuple[str, ...]:
    if way is Direction.REASONS:
        return (relation.id, *relation.premises)
    return (relation.target,)
