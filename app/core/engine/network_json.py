"""A network written as the document that `rollup_json.read_network` and the command line read."""

from collections.abc import Mapping
from typing import Any

from app.core.engine.network import EPSILON, Edge, Network
from app.core.errors import Invalid


def write_network(network: Network, semantics: str) -> dict[str, Any]:
    """Write a network whose roll-up gives the same numbers; weights in nats."""
    return {
        "semantics": semantics,
        "nodes": dict(network.bases),
        "edges": [_edge(edge) for edge in network.edges],
    }


def held_at(network: Network, held: Mapping[str, float]) -> Network:
    """Hold nodes at probabilities as bare bases: what bears on them is cut off, do(X = p).

    Raises Invalid for 0 and 1 and what lies nearer to them than a base can.
    """
    for node, value in held.items():
        if not EPSILON <= value <= 1 - EPSILON:
            fault = f"“{node}” can be held from {EPSILON} to {1 - EPSILON} here."
            raise Invalid("A bare network has no credences of exactly 0 or 1.", {"if": fault})
    gone: set[str] = set()
    kept = list(network.edges)
    while True:
        cut = {edge.id for edge in kept if edge.target in held or edge.target in gone}
        if not cut:
            return Network({**network.bases, **held}, tuple(kept))
        gone |= cut
        kept = [edge for edge in kept if edge.id not in cut]


def _edge(edge: Edge) -> dict[str, Any]:
    written: dict[str, Any] = {
        "id": edge.id,
        "source": list(edge.sources),
        "target": edge.target,
        "kind": edge.kind.value,
        "weight": edge.weight,
        "relevance": edge.relevance,
    }
    if edge.group is not None:
        written["group"] = edge.group
    if edge.if_false:
        written["if_false"] = edge.if_false
    return written
