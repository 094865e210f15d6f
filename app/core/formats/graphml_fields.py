"""Which field of the model stands where in a GraphML file.

Rows of six lists are nodes, rows of three lists are edges between them, and five fields that name
other rows are edges, too, each with its role. All other fields are attributes: plain ones as they
are, lists and objects as JSON. The lists that are neither are JSON in attributes of the graph.
"""

from functools import cache
from typing import NamedTuple

from app.core.debate.lists import SHAPES
from app.core.formats.native.schema import document_shape

VERSION = "cruxmap-graphml/1"
NODES = ("people", "sources", "claims", "relations", "cruxes", "accounts")
SINGULARS = {SHAPES[name].singular: name for name in NODES}
# Where rows that are edges begin and end.
ENDS = {
    "stances": ("person", "node"),
    "citations": ("node", "source"),
    "credences": ("account", "node"),
}
# The lists in which those stand; a node is a claim, or what shares its ids.
LISTS = {"person": "people", "account": "accounts", "source": "sources", "node": "claims"}
ROLES = {SHAPES[name].singular: name for name in ENDS}
REST = tuple(name for name in SHAPES if name not in NODES and name not in ENDS)
# Programs that draw graphs show what is called “label”; others have names of their own already.
NAMES: dict[str, dict[str, str]] = {
    "people": {"name": "label"},
    "accounts": {"name": "label"},
    "claims": {"text": "label", "label": "short"},
    "cruxes": {"question": "label", "label": "short"},
    "credences": {"value": "credence"},
    "citations": {"role": "cited_as"},
}
# What stands there for people and programs, and says nothing new.
COURTESY = {
    "debate": ("format",),
    "relations": ("label", "url"),
    "sources": ("label",),
    "claims": ("url",),
    "cruxes": ("url",),
}
TYPES = {"number": "double", "integer": "int", "boolean": "boolean"}
SHARED = ("claims", "relations", "cruxes")  # whose ids are of one space


class Tie(NamedTuple):
    """A field that is an edge: of which list, and whether the edge leads to the row."""

    name: str
    field: str
    towards: bool
    several: bool


TIES = {
    "premise": Tie("relations", "premises", True, True),
    "conclusion": Tie("relations", "target", False, False),
    "voices": Tie("claims", "voiced_by", True, True),
    "decides": Tie("cruxes", "conclusion", False, False),
    "hangs_on": Tie("cruxes", "claims", True, True),
}


def node_id(name: str, id_: str) -> str:
    """Return the id of a row's node: people and others do not share the ids of claims."""
    return id_ if name in SHARED else f"{SHAPES[name].singular}:{id_}"


@cache
def edge_fields(name: str) -> tuple[str, ...]:
    """Return the fields of a list that are edges, or the ends of its own."""
    return (*ENDS.get(name, ()), *(tie.field for tie in TIES.values() if tie.name == name))


@cache
def attribute_names(name: str) -> dict[str, str]:
    """Return the attributes of a list's rows by name, each with its field."""
    renamed = NAMES.get(name, {})
    fields = (field for field in kinds(name) if field not in ("id", *edge_fields(name)))
    return {renamed.get(field, field): field for field in fields}


@cache
def kinds(name: str) -> dict[str, str]:
    """Return the fields of a list of a document with their kinds; "debate" is what is said of it.

    >>> kinds("claims")["prior"], kinds("debate")["theses"]
    ('number', 'array')
    """
    shape = document_shape().fields[name]
    inner = shape if name == "debate" else shape.items
    return {field: each.kind for field, each in inner.fields.items()} if inner else {}
