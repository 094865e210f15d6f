"""The edges of a network as columns of numbers, and which values each of them reads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from app.core.engine.cycles import Index, Mask
from app.core.engine.network import Edge, EdgeKind
from app.core.engine.reasons import Array

_CODES = {kind.value: code for code, kind in enumerate(EdgeKind)}
_FIRST_ON_EDGE = _CODES[EdgeKind.UNDERCUTS]


@dataclass(slots=True)
class EdgeArrays:
    """Edges as columns, with one neutral edge at the end to pad with.

    `certain`: relevance 1 and nothing that undercuts or backs. `incoming`, `first`, `degree`:
    the edges acting on slot s are `incoming[first[s] : first[s] + degree[s]]`.
    """

    targets: Index
    carriers: Index
    alphas: Index
    weights: Array
    seconds: Array
    groups: Index
    certain: Mask
    incoming: Index
    first: Index
    degree: Index
    joints: list[tuple[int, ...]]


def edge_arrays(
    edges: Sequence[Edge], node_index: dict[str, int], edge_index: dict[str, int]
) -> EdgeArrays:
    """The columns of `edges`, in their order, with targets and sources as slots."""
    nodes, count = len(node_index), len(edges)
    carriers, joints = _carriers(edges, node_index, nodes + count)
    zero = nodes + count + len(joints)
    kinds = np.array([_CODES[edge.kind.value] for edge in edges], dtype=np.int64)
    targets = np.array(_targets(edges, kinds.tolist(), node_index, edge_index), dtype=np.int64)
    carrier = np.array(carriers, dtype=np.int64)
    degree = np.bincount(targets, minlength=zero + 2)
    on_node = kinds < _FIRST_ON_EDGE
    signs = np.where(
        (kinds == _CODES[EdgeKind.SUPPORTS]) | (kinds == _CODES[EdgeKind.BACKS]), 1.0, -1.0
    )
    weights = signs * np.where(on_node, [edge.weight for edge in edges], 1.0)
    seconds = signs * np.where(on_node, [edge.if_false for edge in edges], 0.0)
    certain = np.array([edge.relevance == 1.0 for edge in edges], dtype=bool)
    return EdgeArrays(
        targets=np.append(targets, -1),
        carriers=np.append(carrier, zero),
        alphas=np.append(np.arange(nodes, nodes + count), zero),
        weights=np.append(weights, 0.0),
        seconds=np.append(seconds, 0.0),
        groups=_groups([edge.group for edge in edges], kinds, carrier, targets),
        certain=np.append(certain & (degree[nodes : nodes + count] == 0), True),
        incoming=np.argsort(targets, kind="stable"),
        first=np.cumsum(degree) - degree,
        degree=degree,
        joints=joints,
    )


def _targets(
    edges: Sequence[Edge],
    kinds: list[int],
    node_index: dict[str, int],
    edge_index: dict[str, int],
) -> list[int]:
    nodes = len(node_index)
    return [
        node_index[edge.target] if kind < _FIRST_ON_EDGE else nodes + edge_index[edge.target]
        for edge, kind in zip(edges, kinds, strict=True)
    ]


def _carriers(
    edges: Iterable[Edge], node_index: dict[str, int], first_joint: int
) -> tuple[list[int], list[tuple[int, ...]]]:
    """The slot that carries each edge's sources, and the sets of joint premises."""
    joints: dict[tuple[int, ...], int] = {}
    carriers = []
    for edge in edges:
        if len(edge.sources) == 1:
            carriers.append(node_index[edge.sources[0]])
            continue
        premises = tuple(sorted({node_index[source] for source in edge.sources}))
        if len(premises) == 1:
            carriers.append(premises[0])
        else:
            carriers.append(joints.setdefault(premises, first_joint + len(joints)))
    return carriers, list(joints)


def _groups(named: list[str | None], kinds: Index, carriers: Index, targets: Index) -> Index:
    """A number for each same-reason group of at least two edges, -1 for edges outside any.

    The same premises acting on the same target twice are one reason too: relations are sets.
    """
    groups = np.full(len(named) + 1, -1, dtype=np.int64)
    if not named:
        return groups
    codes = carriers.copy()
    first = int(carriers.max()) + 1
    numbers: dict[str, int] = {}
    for position, name in enumerate(named):
        if name is not None:
            codes[position] = first + numbers.setdefault(name, len(numbers))
    keys = (targets * len(_CODES) + kinds) * (first + len(numbers)) + codes
    _, numbered, sizes = np.unique(keys, return_inverse=True, return_counts=True)
    groups[:-1] = np.where(sizes[numbered] > 1, numbered, -1)
    return groups


def rated_slots(arrays: EdgeArrays, unrated: Mask, slots: int) -> Mask:
    """(slots, ...): False for the unrated of the nodes (nodes, ...) and joints that need them."""
    rated = np.ones((slots, *unrated.shape[1:]), dtype=bool)
    rated[: len(unrated)] = ~unrated
    first_joint = slots - 2 - len(arrays.joints)
    for slot, joint in enumerate(arrays.joints, first_joint):
        rated[slot] = rated[list(joint)].all(axis=0)
    return rated


def dependencies(arrays: EdgeArrays, nodes: int) -> tuple[Index, Index]:
    """Pairs (slot read, slot evaluated); constant edge strengths are left out."""
    targets, carriers, alphas = arrays.targets[:-1], arrays.carriers[:-1], arrays.alphas[:-1]
    varying = arrays.degree[alphas] > 0
    first_joint = nodes + len(targets)
    premises = [premise for joint in arrays.joints for premise in joint]
    sizes = [len(joint) for joint in arrays.joints]
    owners = np.repeat(np.arange(first_joint, first_joint + len(sizes)), sizes)
    read = np.concatenate([carriers, alphas[varying], np.array(premises, dtype=np.int64)])
    return read, np.concatenate([targets, targets[varying], owners])
