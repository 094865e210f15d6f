"""The argument graph as the roll-up sees it: bases of nodes, weighed edges, nothing else.

An edge may target a node (supports, rebuts) or another edge (undercuts, backs), to any depth.
Weights are nats of log-odds; bases, relevances and strengths are probabilities in [0, 1].
"""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

EPSILON = 0.001
"""Where log-odds are taken of them, bases are kept in [EPSILON, 1 - EPSILON]: 0 and 1 could never
move."""

MAX_WEIGHT = 1000.0
"""Largest weight in nats; far beyond any doubt, and small enough for sums not to overflow."""


class EdgeKind(StrEnum):
    """What an edge does to its target: the first two target nodes, the last two edges."""

    SUPPORTS = "supports"
    REBUTS = "rebuts"
    UNDERCUTS = "undercuts"
    BACKS = "backs"

    @property
    def targets_edge(self) -> bool:
        """True for undercuts and backs, whose target is another edge."""
        return self in (EdgeKind.UNDERCUTS, EdgeKind.BACKS)


class NetworkFault(ValueError):
    """Input the roll-up refuses; `field` is the path of the value, as `edges[3].weight`."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(f"{field}: {sentence}")
        self.field = field
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Edge:
    """One reason.

    `sources` are jointly necessary premises (the product of their strengths counts).
    `weight` in nats, >= 0, is what the reason does when it applies; undercuts and backs ignore it,
    their force is `relevance`, which for every edge is its own strength before undercuts.
    `if_false` in nats makes a two-sided edge: what the target gets when the source is false, with
    the same sign convention as `weight` (on a rebuttal, +1 lowers the target by one nat).
    Edges of one target and one kind with the same `group` are one reason said several ways:
    only the largest weight x value of them counts.
    """

    id: str
    sources: tuple[str, ...]
    target: str
    kind: EdgeKind
    weight: float = math.log(3)
    relevance: float = 1.0
    group: str | None = None
    if_false: float = 0.0


@dataclass(frozen=True)
class Network:
    """Nodes with their bases, and the edges between them; refuses faulty input when built.

    A base of None on a node without incoming edges means unrated: it has no effect on anything.
    On any other node it means that the base is assumed to be 0.5.
    Raises NetworkFault for a value that is NaN, infinite or out of range, and for unknown or
    repeated ids.
    """

    bases: Mapping[str, float | None]
    edges: tuple[Edge, ...]

    def __post_init__(self) -> None:
        for node, base in self.bases.items():
            if base is not None:
                check_probability(f"nodes.{node}", base)
        edge_ids = self._checked_ids()
        for position, edge in enumerate(self.edges):
            _check_numbers(position, edge)
            _check_ends(position, edge, self.bases, edge_ids)

    @cached_property
    def into(self) -> Mapping[str, list[Edge]]:
        """The edges that act on each node, and on each edge."""
        found: dict[str, list[Edge]] = {}
        for edge in self.edges:
            found.setdefault(edge.target, []).append(edge)
        return found

    def with_numbers(self, bases: Mapping[str, float], relevance: Mapping[int, float]) -> "Network":
        """Return the network with other bases, by node, and relevances, by number of the edge.

        Only these are checked, as when it was built; node and edge must be there.
        """
        for node, base in bases.items():
            check_probability(f"nodes.{node}", base)
        edges = list(self.edges)
        for number, value in relevance.items():
            check_probability(f"edges[{number}].relevance", value)
            edges[number] = replace(edges[number], relevance=value)
        made = object.__new__(Network)
        object.__setattr__(made, "bases", {**self.bases, **bases})
        object.__setattr__(made, "edges", tuple(edges) if relevance else self.edges)
        return made

    def with_edges(
        self, bases: Mapping[str, float | None], edges: tuple[Edge, ...], new: Iterable[Edge]
    ) -> "Network":
        """Return a network of other edges, of which only the `new` ones are checked.

        The others must have been in this network, their ends must be there, and ids differ.
        """
        made = object.__new__(Network)
        object.__setattr__(made, "bases", bases)
        object.__setattr__(made, "edges", edges)
        ids: Collection[str] = {edge.id for edge in edges}
        for position, edge in enumerate(new):
            _check_numbers(position, edge)
            _check_ends(position, edge, bases, ids)
        return made

    def _checked_ids(self) -> set[str]:
        seen: set[str] = set()
        for position, edge in enumerate(self.edges):
            if edge.id in seen:
                raise NetworkFault(f"edges[{position}].id", f"another edge has the id {edge.id!r}.")
            if edge.id in self.bases:
                raise NetworkFault(f"edges[{position}].id", f"a node has the id {edge.id!r} too.")
            seen.add(edge.id)
        return seen


def check_probability(field: str, value: object) -> None:
    """Raise NetworkFault naming `field` unless `value` is a number in [0, 1]."""
    # The chained comparison is false for NaN, so one test refuses it too.
    if not _is_number(value) or not 0.0 <= value <= 1.0:  # type: ignore[operator]
        raise NetworkFault(field, f"must be a number from 0 to 1, not {value!r}.")


def check_weight(field: str, value: object) -> None:
    """Raise NetworkFault naming `field` unless `value` is a number of nats in [0, MAX_WEIGHT]."""
    if not _is_number(value) or not 0.0 <= value <= MAX_WEIGHT:  # type: ignore[operator]
        raise NetworkFault(
            field, f"must be a number of nats from 0 to {MAX_WEIGHT:.0f}, not {value!r}."
        )


def clipped_base(base: float) -> float:
    """`base`, a probability in [0, 1], moved into [EPSILON, 1 - EPSILON]."""
    return min(max(base, EPSILON), 1.0 - EPSILON)


def _is_number(value: object) -> bool:
    return type(value) is float or (isinstance(value, int | float) and not isinstance(value, bool))


def _check_numbers(position: int, edge: Edge) -> None:
    check_weight(f"edges[{position}].weight", edge.weight)
    check_probability(f"edges[{position}].relevance", edge.relevance)
    value = edge.if_false
    if not _is_number(value) or not -MAX_WEIGHT <= value <= MAX_WEIGHT:
        raise NetworkFault(
            f"edges[{position}].if_false",
            f"must be a number of nats from -{MAX_WEIGHT:.0f} to {MAX_WEIGHT:.0f}, not {value!r}.",
        )


def _check_ends(
    position: int, edge: Edge, nodes: Mapping[str, float | None], edges: Iterable[str]
) -> None:
    if not edge.sources:
        raise NetworkFault(f"edges[{position}].sources", "an edge needs at least one source.")
    for source in edge.sources:
        if source not in nodes:
            raise NetworkFault(f"edges[{position}].sources", f"there is no node {source!r}.")
    if type(edge.kind) is not EdgeKind:
        raise NetworkFault(f"edges[{position}].kind", f"must be an EdgeKind, not {edge.kind!r}.")
    if edge.target not in (edges if edge.kind.targets_edge else nodes):
        wanted = "edge" if edge.kind.targets_edge else "node"
        raise NetworkFault(
            f"edges[{position}].target",
            f"{edge.kind} needs {wanted} ids as target, and there is no {wanted} {edge.target!r}.",
        )
