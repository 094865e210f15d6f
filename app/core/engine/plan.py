"""A network compiled to arrays: slots, levels of the evaluation order, buckets of equal degree.

A slot is anything with a value: each node, each edge (its strength after undercuts), each set of
joint premises (their product), and the constants 0 and 1. A slot that something acts on is
evaluated in a bucket; every other slot keeps the value it starts with.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property

import numpy as np

from app.core.engine.cycles import Index, Mask, Order, order_slots
from app.core.engine.edge_arrays import EdgeArrays, dependencies, edge_arrays, rated_slots
from app.core.engine.network import EPSILON, Network
from app.core.engine.reasons import Array, Prepared

_MERGED_SIZE = 4096  # outcomes; below this, padding costs less than one more bucket
ENUMERATED = 7
"""Largest degree whose outcomes are enumerated; larger ones fall into coarser buckets."""


class SlotKind(IntEnum):
    """What a slot stands for."""

    NODE = 0
    EDGE = 1
    JOINT = 2


@dataclass(slots=True)
class Bucket:
    """Slots of one kind evaluated together; (k, n): k reasons (padded) at n slots.

    `edges` are edge numbers, the number of edges where padded; `carriers` and `alphas` are the
    slots whose product is each reason's value. `second_*` belong to two-sided reasons and are
    None where there are none. `members` are same-reason groups: rows and columns, each (g, p).
    `certain`: every reason applies whenever its source holds, in the plan as compiled.
    `twin` is the bucket of the embedded system of bounds, once made: lower bounds first.
    """

    kind: SlotKind
    slots: Index
    edges: Index
    carriers: Index
    alphas: Index
    weights: Array
    second_alphas: Index | None = None
    second_weights: Array | None = None
    members: tuple[Index, Index] | None = None
    certain: bool = False
    number: int = -1
    twin: "Bucket | None" = None
    is_twin: bool = False
    prepared: dict[str, Prepared] = field(default_factory=dict)


@dataclass(slots=True)
class Stage:
    """One level of the order: buckets of single slots, and the loops that are solved as one."""

    buckets: list[Bucket]
    loop: list[Bucket]


@dataclass(eq=False)
class Plan:
    """A compiled network; reusable for any number of roll-ups, with any semantics.

    `start` (slots,) holds bases, relevances and constants; `rated` (slots,) is False for unrated
    leaves; `clipped` names the nodes with a base that rules which take log-odds have to move
    (`app.core.engine.runs`); `after_loop` (slots,) is True for slots in a cycle or downstream of
    one; `bucket_of` (slots,) is the number of the bucket that evaluates a slot, -1 for none.
    """

    network: Network
    node_index: dict[str, int]
    edge_index: dict[str, int]
    start: Array
    rated: Mask
    clipped: frozenset[str]
    order: Order
    arrays: EdgeArrays
    stages: list[Stage]
    buckets: list[Bucket]
    bucket_of: Index

    @property
    def nodes(self) -> int:
        """How many nodes there are; node i is slot i."""
        return len(self.node_index)

    @cached_property
    def node_names(self) -> tuple[str, ...]:
        """The ids of the nodes, by slot."""
        return tuple(self.node_index)

    @property
    def edges(self) -> int:
        """How many edges there are; edge j is slot `nodes + j`."""
        return len(self.edge_index)

    @property
    def after_loop(self) -> Mask:
        """(slots,): in a cycle, or downstream of one."""
        return self.order.after_loop

    def slot(self, identifier: str) -> int | None:
        """The slot of a node or edge id, or None."""
        found = self.node_index.get(identifier)
        if found is None and (edge := self.edge_index.get(identifier)) is not None:
            found = self.nodes + edge
        return found


def compile_plan(network: Network) -> Plan:
    """Arrays, evaluation order and buckets of `network`; its cost is linear in edges."""
    node_index = {node: slot for slot, node in enumerate(network.bases)}
    edge_index = {edge.id: number for number, edge in enumerate(network.edges)}
    arrays = edge_arrays(network.edges, node_index, edge_index)
    start, rated, clipped = _start(network, arrays)
    order = order_slots(len(start), *dependencies(arrays, len(node_index)))
    stages = _stages(arrays, order, len(node_index), len(edge_index))
    buckets = [bucket for stage in stages for bucket in (*stage.buckets, *stage.loop)]
    return Plan(
        network=network,
        node_index=node_index,
        edge_index=edge_index,
        start=start,
        rated=rated,
        clipped=clipped,
        order=order,
        arrays=arrays,
        stages=stages,
        buckets=buckets,
        bucket_of=numbered(buckets, len(start)),
    )


def numbered(buckets: list[Bucket], slots: int) -> Index:
    """Number the buckets, and tell by slot which of them evaluates it; -1 for none."""
    bucket_of = np.full(slots, -1, dtype=np.int64)
    for number, bucket in enumerate(buckets):
        bucket.number = number
        bucket_of[bucket.slots] = number
    return bucket_of


def _start(network: Network, arrays: EdgeArrays) -> tuple[Array, Mask, frozenset[str]]:
    given = [0.5 if base is None else base for base in network.bases.values()]
    bases = np.array(given, dtype=float)
    identifiers = list(network.bases)
    outside = (bases < EPSILON) | (bases > 1.0 - EPSILON)
    clipped = frozenset(identifiers[slot] for slot in np.flatnonzero(outside))
    relevance = [edge.relevance for edge in network.edges]
    start = np.concatenate([bases, relevance, np.ones(len(arrays.joints)), [0.0, 1.0]])
    missing = np.array([base is None for base in network.bases.values()], dtype=bool)
    unrated = missing & (arrays.degree[: len(bases)] == 0)
    return start, rated_slots(arrays, unrated, len(start)), clipped


def _stages(arrays: EdgeArrays, order: Order, nodes: int, edges: int) -> list[Stage]:
    evaluated = np.flatnonzero(arrays.degree > 0)
    joints = np.arange(nodes + edges, nodes + edges + len(arrays.joints))
    slots = np.concatenate([evaluated, joints])
    if not len(slots):
        return []
    level = order.level[slots] * 2 + order.in_loop[slots]
    arrangement = np.argsort(level, kind="stable")
    levels, starts = np.unique(level[arrangement], return_index=True)
    pieces = np.split(slots[arrangement], starts[1:])
    stages: dict[int, Stage] = {}
    for number, piece in zip(levels.tolist(), pieces, strict=True):
        stage = stages.setdefault(number // 2, Stage([], []))
        (stage.loop if number % 2 else stage.buckets).extend(
            make_buckets(arrays, piece, nodes, edges)
        )
    return list(stages.values())


def make_buckets(arrays: EdgeArrays, slots: Index, nodes: int, edges: int) -> list[Bucket]:
    """Buckets that evaluate `slots` together."""
    buckets = []
    is_joint = slots >= nodes + edges
    for kind, chosen in (
        (SlotKind.NODE, slots[slots < nodes]),
        (SlotKind.EDGE, slots[(slots >= nodes) & ~is_joint]),
    ):
        buckets += [_bucket(arrays, kind, part) for part in _by_degree(arrays, chosen)]
    if is_joint.any():
        buckets.append(_joint_bucket(arrays, slots[is_joint], nodes + edges))
    return buckets


def _by_degree(arrays: EdgeArrays, slots: Index) -> list[Index]:
    """Slots split by degree, with small neighbouring parts put together."""
    if not len(slots):
        return []
    degrees = arrays.degree[slots]
    ordered = slots[np.argsort(degrees, kind="stable")]
    values, starts = np.unique(np.sort(degrees), return_index=True)
    parts = np.split(ordered, starts[1:])
    merged = [parts[0]]
    for degree, part in zip(values[1:].tolist(), parts[1:], strict=True):
        together = len(merged[-1]) + len(part)
        fits = (
            together << min(degree, 40) <= _MERGED_SIZE
            if degree <= ENUMERATED
            else (arrays.degree[merged[-1][0]] > max(ENUMERATED, degree // 2))
        )
        if fits:
            merged[-1] = np.concatenate([merged[-1], part])
        else:
            merged.append(part)
    return merged


def _bucket(arrays: EdgeArrays, kind: SlotKind, slots: Index) -> Bucket:
    degrees = arrays.degree[slots]
    rows = np.arange(degrees.max())[:, None]
    padding = len(arrays.targets) - 1
    positions = np.minimum(arrays.first[slots] + rows, padding - 1)
    edges = np.where(rows < degrees, arrays.incoming[positions], padding)
    seconds = arrays.seconds[edges]
    two_sided = bool(seconds.any())
    zero = arrays.carriers[-1]
    return Bucket(
        kind=kind,
        slots=slots,
        edges=edges,
        carriers=arrays.carriers[edges],
        alphas=arrays.alphas[edges],
        weights=arrays.weights[edges],
        second_alphas=np.where(seconds != 0.0, arrays.alphas[edges], zero) if two_sided else None,
        second_weights=seconds if two_sided else None,
        members=_members(arrays.groups[edges]),
        certain=bool(arrays.certain[edges].all()),
    )


def _members(groups: Index) -> tuple[Index, Index] | None:
    """Rows and columns of the same-reason groups; short ones repeat their first member."""
    rows, columns = np.nonzero(groups >= 0)
    if not len(rows):
        return None
    numbers = groups[rows, columns]
    order = np.argsort(numbers, kind="stable")
    _, starts = np.unique(numbers[order], return_index=True)
    found = np.split(order, starts[1:])
    longest = max(map(len, found))
    filled = np.array([np.append(m, np.repeat(m[:1], longest - len(m))) for m in found])
    return rows[filled], columns[filled]


def _joint_bucket(arrays: EdgeArrays, slots: Index, first_joint: int) -> Bucket:
    one = int(arrays.carriers[-1]) + 1
    premises = [arrays.joints[slot - first_joint] for slot in slots.tolist()]
    longest = max(map(len, premises))
    carriers = np.array([p + (one,) * (longest - len(p)) for p in premises], dtype=np.int64).T
    nothing = np.zeros(carriers.shape)
    edges = np.full(carriers.shape, len(arrays.targets) - 1)
    return Bucket(SlotKind.JOINT, slots, edges, carriers, edges, nothing)
