"""Nodes of a graph on the way to rows, and which steps among them are not whole."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.core.formats.building import Place
from app.core.formats.graphml_file import GraphFile, Part


@dataclass(slots=True)
class Node:
    """A node: its list and id, whether it says so itself, and what its edges say of it."""

    part: Part
    name: str
    id: str
    step: str = ""
    ties: dict[str, list[tuple[str, Place]]] = field(default_factory=dict)
    is_own: bool = False


def ids_in(file: GraphFile) -> set[str]:
    """Return the ids that nodes and edges of a file have, without what stands before a colon."""
    named = {part.fields["id"].rpartition(":")[2] for part in file.nodes}
    return named | {part.fields.get("id", "").rpartition(":")[2] for part in file.edges}


def incomplete_steps(nodes: Iterable[Node]) -> set[str]:
    """Return the steps without a premise or a conclusion, and those that aim only at such steps."""
    steps = {node.id: node for node in nodes if node.name == "relations" and not node.is_own}
    aiming: Mapping[str, list[Node]] = defaultdict(list)
    left: dict[str, int] = {}
    for node in steps.values():
        targets = node.ties.get("target", []) if node.ties.get("premises") else []
        left[node.id] = len(targets)
        for id_, _ in targets:
            aiming[id_].append(node)
    gone = [id_ for id_, number in left.items() if not number]
    for id_ in gone:  # which grows on the way
        for node in aiming[id_]:
            left[node.id] -= 1
            if not left[node.id]:
                gone.append(node.id)
    return set(gone)
