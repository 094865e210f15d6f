"""What stands against taking a change back, in words."""

from collections.abc import Iterator
from typing import NamedTuple

from app.core.debate.conflicts import Conflict, ConflictKind
from app.core.debate.graph import Graph
from app.services.standing import Standing
from app.web.showing.claim_parts import shortened

MOST = 20
# What has become of a row meanwhile, by the field that says so; the first that fits is told.
SINCE = {
    "text": "It has been reworded since",
    "warrant": "It has been reworded since",
    "question": "It has been reworded since",
    "wordings": "It has been reworded since",
    "status": "It has been withdrawn since, or restored",
    "kind": "Its kind has been changed since",
    "premises": "What it starts from has been changed since",
    "target": "Where it is aimed has been changed since",
    "claims": "What hangs on it has been changed since",
    "theses": "Which claims head the debate has been changed since",
}
# What rests on a node, by the list and the field that name it.
RESTS = {
    ("relations", "premises"): "An arrow starts from it",
    ("relations", "target"): "An arrow is aimed at it",
    ("cruxes", "claims"): "A crux hangs on it",
    ("cruxes", "conclusion"): "A crux decides it",
    ("claims", "superseded_by"): "It stands in the place of another claim",
    ("debate", "theses"): "It heads the debate",
    ("stances", "node"): "A person is said to hold something of it",
    ("verdicts", "relation"): "There is a verdict on it",
    ("citations", "node"): "It has been cited for",
    ("credences", "node"): "Somebody gave it a credence",
}
THING = {
    "claims": "a claim",
    "relations": "an arrow",
    "cruxes": "a crux",
    "stances": "a stance",
    "citations": "a citation",
    "spans": "a stretch of a source",
    "sources": "a source",
}


class Obstacle(NamedTuple):
    """One thing that stands against it, and the node to look at, if there is one."""

    says: str
    node: str | None
    text: str | None


class Against(NamedTuple):
    """All that stands against it: what, and the later changes that rest on it, the first of them.

    `more` counts those left out.
    """

    obstacles: tuple[Obstacle, ...]
    later: tuple[int, ...]
    more: int


def against(graph: Graph, standing: Standing) -> Against:
    """Put what stands against taking a change back into words, each said once."""
    found = list(dict.fromkeys(_obstacles(graph, standing)))
    later = standing.later
    return Against(tuple(found[:MOST]), later[:MOST], max(0, len(later) - MOST))


def _obstacles(graph: Graph, standing: Standing) -> Iterator[Obstacle]:
    for each in standing.conflicts:
        says, node = _told(graph, each)
        known = node if node and graph.node(node) else None
        yield Obstacle(says, known, _words(graph, known, each.other) if known else None)
    if standing.hidden:
        yield Obstacle("Something that you are not shown rests on it", None, None)


def _words(graph: Graph, node: str, other: str | None) -> str:
    """Return the words of a node: of an arrow, what stands at its other end."""
    relation = graph.relations.get(node)
    ends = (*relation.premises, relation.target) if relation else ()
    return shortened(graph.text(next((end for end in ends if end != other), node)))


def _told(graph: Graph, conflict: Conflict) -> tuple[str, str | None]:
    match conflict.kind:
        case ConflictKind.DATA:
            return _since(conflict), conflict.id
        case ConflictKind.NOT_FOUND:
            return f"{_thing(conflict)} that it made is not there any more", None
        case ConflictKind.CONFLICT:
            return "Something else has its number by now", conflict.id
        case ConflictKind.CONSTRAINT:
            return "Somebody said the same meanwhile", conflict.other
        case ConflictKind.FOREIGN_KEY:
            return _rests(graph, conflict)


def _since(conflict: Conflict) -> str:
    if conflict.list == "credences":
        return "A later credence counts instead"
    if conflict.list == "debate" and not {"theses"} & set(conflict.fields):
        return "The settings have been changed since"
    found = (says for field, says in SINCE.items() if field in conflict.fields)
    return next(found, f"{_thing(conflict)} has been changed since")


def _rests(graph: Graph, conflict: Conflict) -> tuple[str, str | None]:
    """Tell what rests on what would go, or what is gone on which this rests."""
    field = conflict.fields[0] if conflict.fields else ""
    if conflict.other and not graph.node(conflict.other):
        return f"{_thing(conflict)} needs #{conflict.other}, which is not there any more", None
    says = RESTS.get((conflict.list, field), f"{_thing(conflict)} rests on it")
    return says, conflict.id if graph.node(conflict.id) else conflict.other


def _thing(conflict: Conflict) -> str:
    thing = THING.get(conflict.list, "something")
    return thing[0].upper() + thing[1:]
