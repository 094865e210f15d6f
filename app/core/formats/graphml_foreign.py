"""What nodes and edges of other programs are to us: their kinds, their words, their signs.

Nodes of argument diagrams say by a type whether they are statements (I-node) or steps between
them (RA-node for, CA-node against, MA-node rephrases); other nodes are statements. Edges between
statements say by a word or a number what they are.
"""

from typing import Any, NamedTuple

from app.core.formats.building import Building
from app.core.formats.graphml_file import GraphFile, Part
from app.core.formats.native.faults import quoted
from app.core.formats.relation_words import kind_of
from app.core.vocabulary import ClaimKind, RelationKind

# What a step of an argument diagram is on a claim, and on another step.
STEPS = {
    "ra": (RelationKind.SUPPORTS, RelationKind.BACKS),
    "ca": (RelationKind.REBUTS, RelationKind.UNDERCUTS),
    "ma": (RelationKind.RESTATES, RelationKind.RESTATES),
}
# Speech acts and what joins them, preferences: there is nothing of the kind in a debate.
UNREAD = ("l", "ya", "ta", "pa")
TYPE = ("nodetype", "type", "kind")
TEXT = ("text", "statement", "claim", "label", "name", "title")
TITLE = ("title", "label", "name")  # of a graph
NOTE = ("note", "description", "comment")
SIGN = ("sign", "relation", "stance", "polarity", "type", "kind", "label", "name")


class Said(NamedTuple):
    """What a node or an edge of another program says, and the attributes that say it.

    `unknown` is the word that stands where one would say what an edge is.
    """

    fields: dict[str, Any]
    read: frozenset[str]
    unknown: str = ""


def describe(file: GraphFile, made: Building) -> None:
    """Take what another program says of its graph beside a title: a summary, and what is not.

    A graph without a node is a fault.
    """
    if not file.nodes:
        made.fault("There is nothing in it: the graph has no node.", (1, 1))
    told = [name for name, text in file.data.items() if text.strip() and name.lower() not in TITLE]
    summary = next((name for name in told if name.lower() in NOTE), "")
    if summary:
        made.settings["summary"] = file.data[summary].strip()
        made.stands("debate.summary", file.places[summary])
    for name in told:
        if name != summary:
            message = f"What {quoted(name)} says of the graph is not read."
            made.caution(message, file.places[name])


def type_of(part: Part) -> str:
    """Return the type of a node in an argument diagram in small letters, "" where it has none.

    >>> type_of(Part("node", {}, (1, 1), {"nodeType": "RA-node"}))
    'ra'
    """
    told = part.first("nodetype", "type").lower().removesuffix("-node")
    return told if told in STEPS or told in (*UNREAD, "i") else ""


def claim_of(part: Part) -> Said:
    """Return what a statement says; “text” is empty where it has no words."""
    text = " ".join(part.labels) or part.first(*TEXT)
    kind = part.first("kind", "type").lower()
    fields = {"text": text, "note": part.first(*NOTE)}
    if kind in list(ClaimKind):
        fields["kind"] = kind
    return Said(fields, _read(part, [text, fields["note"], kind if "kind" in fields else ""]))


def step_of(part: Part) -> Said:
    """Return what a step says beyond its kind."""
    told = dict.fromkeys(filter(None, (" ".join(part.labels), part.first(*TEXT, *NOTE))))
    texts = [word for word in told if word.lower() not in STEPS and not kind_of(word)]
    return Said({"note": ". ".join(texts)}, _read(part, list(told)))


def edge_of(part: Part) -> Said:
    """Return the kind of an edge between statements, None where no word says it."""
    told = [*part.labels, *(value for name in SIGN if (value := part.first(name)))]
    sign = next((word for word in told if kind_of(word)), "")
    others = dict.fromkeys(word for word in (*part.labels, part.first("label")) if word != sign)
    fields = {"kind": kind_of(sign), "note": ". ".join(filter(None, others))}
    unknown = "" if sign else next(iter(told), "")
    return Said(fields, _read(part, [sign, *others]), unknown)


def _read(part: Part, values: list[str]) -> frozenset[str]:
    """Return the names of the attributes that say one of some values, or the node's type."""
    known = {value.lower() for value in values}
    return frozenset(
        name
        for name, value in part.data.items()
        if not value.strip()
        or value.strip().lower() in known
        or (name.lower() in TYPE and type_of(part))
    )
