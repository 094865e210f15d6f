"""The JSON documents of a roll-up: a graph read with every fault named, a result written."""

from collections.abc import Mapping
from typing import Any

from app.core.engine.network import Edge, EdgeKind, Network, NetworkFault
from app.core.engine.rollup import RollUp

_DOCUMENT = frozenset({"id", "nodes", "edges", "semantics"})
_EDGE = frozenset(
    {"id", "source", "target", "kind", "weight", "relevance", "group", "if_false"},
)
_KINDS = ", ".join(kind.value for kind in EdgeKind)


class DocumentFault(ValueError):
    """A document that cannot be read; `faults` are (field path, sentence), all that were found."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        super().__init__("\n".join(f"{field}: {sentence}" for field, sentence in faults))
        self.faults = tuple(faults)


def read_network(document: object) -> Network:
    """The network of a parsed JSON document `{"nodes": {...}, "edges": [...]}`.

    Nodes map ids to bases in [0, 1] or null; edges are objects with `id`, `source` (an id or a
    list of ids), `target`, `kind` and, if wanted, `weight` and `if_false` in nats, `relevance`
    in [0, 1] and `group`. `id` and `semantics` beside them are left to the caller.
    Raises DocumentFault.
    """
    if not isinstance(document, Mapping):
        raise DocumentFault([("document", "must be a JSON object with nodes and edges.")])
    faults = [(str(key), "is not a field of a graph.") for key in document if key not in _DOCUMENT]
    nodes = _nodes(document.get("nodes"), faults)
    edges = _edges(document.get("edges", []), faults)
    if faults:
        raise DocumentFault(faults)
    try:
        return Network(nodes, edges)
    except NetworkFault as fault:
        # The document has one field where the network always has a tuple.
        field = fault.field.replace("].sources", "].source")
        raise DocumentFault([(field, fault.sentence)]) from fault


def write_roll_up(result: RollUp) -> dict[str, Any]:
    """A JSON object of the result; strengths, status and intervals leave out unrated leaves.

    Intervals are [lower, upper]; `clipped` and `unrated` are sorted ids, left out when empty.
    """
    written: dict[str, Any] = {
        "semantics": result.semantics,
        "strengths": dict(result.strengths),
        "edges": dict(result.edges),
        "status": {node: status.value for node, status in result.status.items()},
        "intervals": {node: list(bounds) for node, bounds in result.intervals.items()},
    }
    if result.clipped:
        written["clipped"] = sorted(result.clipped)
    if result.unrated:
        written["unrated"] = sorted(result.unrated)
    return written


def _nodes(given: object, faults: list[tuple[str, str]]) -> dict[str, float | None]:
    if not isinstance(given, Mapping):
        faults.append(("nodes", "must be an object from ids to numbers from 0 to 1, or null."))
        return {}
    for node, base in given.items():
        if base is not None and not _is_probability(base):
            faults.append((f"nodes.{node}", f"must be a number from 0 to 1, not {_shown(base)}."))
    return dict(given)


def _edges(given: object, faults: list[tuple[str, str]]) -> tuple[Edge, ...]:
    if not isinstance(given, list):
        faults.append(("edges", "must be a list of objects."))
        return ()
    edges = []
    for position, each in enumerate(given):
        path = f"edges[{position}]"
        before = len(faults)
        if not isinstance(each, Mapping):
            faults.append((path, f"must be an object, not {_shown(each)}."))
            continue
        _check_edge(path, each, faults)
        if len(faults) == before:
            edges.append(_edge(each))
    return tuple(edges)


def _check_edge(path: str, edge: Mapping[str, Any], faults: list[tuple[str, str]]) -> None:
    for key in edge:
        if key not in _EDGE:
            faults.append((f"{path}.{key}", "is not a field of an edge."))
    for key in ("id", "target"):
        if not isinstance(edge.get(key), str):
            faults.append((f"{path}.{key}", "is missing or not a string."))
    if not _is_sources(edge.get("source")):
        faults.append((f"{path}.source", "must be an id, or a list of at least one id."))
    if edge.get("kind") not in list(EdgeKind):
        faults.append((f"{path}.kind", f"must be one of {_KINDS}, not {_shown(edge.get('kind'))}."))
    if not isinstance(edge.get("group"), str | None):
        faults.append((f"{path}.group", "must be a string or null."))
    _check_edge_numbers(path, edge, faults)


def _check_edge_numbers(path: str, edge: Mapping[str, Any], faults: list[tuple[str, str]]) -> None:
    for key in ("weight", "relevance", "if_false"):
        if key in edge and not _is_number(edge[key]):
            faults.append((f"{path}.{key}", f"must be a number, not {_shown(edge[key])}."))
    relevance = edge.get("relevance", 1.0)
    if _is_number(relevance) and not _is_probability(relevance):
        faults.append((f"{path}.relevance", f"must be from 0 to 1, not {_shown(relevance)}."))


def _edge(given: Mapping[str, Any]) -> Edge:
    source = given["source"]
    sources = (source,) if isinstance(source, str) else tuple(source)
    numbers = {key: given[key] for key in ("weight", "relevance", "if_false") if key in given}
    return Edge(
        id=given["id"],
        sources=sources,
        target=given["target"],
        kind=EdgeKind(given["kind"]),
        group=given.get("group"),
        **numbers,
    )


def _is_sources(source: object) -> bool:
    if isinstance(source, list):
        return bool(source) and all(isinstance(each, str) for each in source)
    return isinstance(source, str)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_probability(value: object) -> bool:
    # Comparisons with NaN are false.
    return _is_number(value) and 0.0 <= value <= 1.0  # type: ignore[operator]


def _shown(value: object) -> str:
    """The value, short enough for a message."""
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."
