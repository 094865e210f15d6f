"""Random networks for property-based tests, small enough to shrink well."""

import math

from hypothesis import strategies as st

from app.core.engine.network import Edge, EdgeKind, Network

ALL = ("sbn", "log_odds", "df_quad", "quadratic_energy", "euler_based")
K = EdgeKind

probabilities = st.floats(0.0, 1.0)
weights = st.sampled_from([0.0, 0.4, math.log(3), math.log(10), math.log(100)])


def given_bases(network: Network) -> dict[str, float]:
    """Return the bases of those nodes that have one."""
    return {node: base for node, base in network.bases.items() if base is not None}


@st.composite
def networks(
    draw,
    most_nodes=7,
    most_edges=10,
    cyclic=False,
    extras=True,
    bayesian=False,
    groups=True,
    bases=probabilities,
):
    """Nodes n0, n1, …; without `cyclic` sources have higher numbers than what they lead to.

    `extras`: with joint premises, groups, two-sided edges, relevances below 1 and unrated leaves;
    `bayesian`: only what a belief network can express, so no backings, groups or unrated leaves.
    """
    count = draw(st.integers(2, most_nodes))
    some = st.none() | bases if extras and not bayesian else bases
    group = st.sampled_from([None, None, "g"] if extras and groups and not bayesian else [None])
    edges: list[Edge] = []
    for number in range(draw(st.integers(0, most_edges))):
        reach: dict[str, int] = {f"n{i}": i for i in range(count - 1)}
        kinds = [K.SUPPORTS, K.REBUTS]
        if edges:
            kinds += [K.UNDERCUTS] if bayesian else [K.UNDERCUTS, K.BACKS]
        kind = draw(st.sampled_from(kinds))
        if kind.targets_edge:
            # An edge's strength is read by whatever its own chain of targets ends at.
            reach = {edge.id: end_of(edge, edges) for edge in edges}
        target = draw(st.sampled_from(sorted(reach)))
        lowest = 0 if cyclic else reach[target] + 1
        premises = draw(
            st.lists(
                st.integers(lowest, count - 1), min_size=1, max_size=2 if extras else 1, unique=True
            )
        )
        edges.append(
            Edge(
                f"e{number}",
                tuple(f"n{i}" for i in premises),
                target,
                kind,
                weight=draw(weights),
                relevance=draw(probabilities) if extras else 1.0,
                group=draw(group),
                if_false=draw(st.sampled_from([0.0, 0.0, -0.7, 0.5])) if extras else 0.0,
            )
        )
    return Network({f"n{i}": draw(some) for i in range(count)}, tuple(edges))


def end_of(edge: Edge, edges: list[Edge]) -> int:
    """The number of the node at the end of an edge's chain of targets."""
    by_id = {each.id: each for each in edges}
    while edge.kind.targets_edge:
        edge = by_id[edge.target]
    return int(edge.target[1:])


def polytree(draw, count: int) -> Network:
    """A tree towards n0 in which every claim is used once, by a node or by an edge above it."""
    edges: list[Edge] = []
    for number in range(1, count):
        kinds = [K.SUPPORTS, K.REBUTS] + ([K.UNDERCUTS] if edges else [])
        kind = draw(st.sampled_from(kinds))
        targets = (
            [edge.id for edge in edges] if kind.targets_edge else [f"n{i}" for i in range(number)]
        )
        target = draw(st.sampled_from(targets))
        relevance = draw(st.sampled_from([1.0, 0.8]))
        edges.append(Edge(f"e{number}", (f"n{number}",), target, kind, draw(weights), relevance))
    return Network({f"n{i}": draw(st.floats(0.01, 0.99)) for i in range(count)}, tuple(edges))


@st.composite
def polytrees(draw, most_nodes=8):
    """Polytrees of two nodes or more."""
    return polytree(draw, draw(st.integers(2, most_nodes)))
