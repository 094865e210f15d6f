"""The edges of a network as columns of numbers, and which values each of them reads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from app.core.cycles import Index, Mask
from app.core.network import Edge, EdgeKind
from app.core.reasons import Array

_SIGNS = {
    EdgeKind.SUPPORTS: 1.0,
    EdgeKind.REBUTS: -1.0,
    EdgeKind.UNDERCUTS: -1.0,
    EdgeKind.BACKS: 1.0,
}


@dataclass(slots=True)
class EdgeArrays:
    """Edges as columns, with one neutral edge at the end to pad with.

    `incoming`, `first`, `degree`: the edges acting on slot s are
    `incoming[first[s] : first[s] + degree[s]]`.
    """

    targets: Index
    carriers: Index
    alphas: Index
    weights: Array
    seconds: Array
    groups: Index
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
    targets = [
        nodes + edge_index[edge.target] if edge.kind.targets_edge else node_index[edge.target]
        for edge in edges
    ]
    signs = np.array([_SIGNS[edge.kind] for edge in edges])
    weights = np.array([1.0 if edge.kind.targets_edge else edge.weight for edge in edges])
    seconds = np.array([0.0 if edge.kind.targets_edge else edge.if_false for edge in edges])
    target = np.array([*targets, -1], dtype=np.int64)
    carrier = np.array([*carriers, zero], dtype=np.int64)
    incoming = np.argsort(target[:-1], kind="stable")
    degree = np.bincount(target[:-1], minlength=zero + 2)
    return EdgeArrays(
        targets=target,
        carriers=carrier,
        alphas=np.append(np.arange(nodes, nodes + count), zero),
        weights=np.append(signs * weights, 0.0),
        seconds=np.append(signs * seconds, 0.0),
        groups=_groups(edges, carrier, target),
        incoming=incoming,
        first=np.cumsum(degree) - degree,
        degree=degree,
        joints=joints,
    )


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


def _groups(edges: Sequence[Edge], carriers: Index, targets: Index) -> Index:
    """A number for each same-reason group of at least two edges, -1 for edges outside any.

    The same premises acting on the same target twice are one reason too: relations are sets.
    """
    numbers: dict[tuple[object, ...], list[int]] = {}
    places = zip(carriers.tolist(), targets.tolist(), strict=True)
    for position, (edge, (carrier, target)) in enumerate(zip(edges, places, strict=False)):
        key = edge.group if edge.group is not None else carrier
        numbers.setdefault((target, key, edge.kind), []).append(position)
    groups = np.full(len(edges) + 1, -1, dtype=np.int64)
    for number, members in enumerate(m for m in numbers.values() if len(m) > 1):
        groups[members] = number
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
