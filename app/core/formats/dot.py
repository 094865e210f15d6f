"""The argument as a drawing in the DOT language, which Graphviz and others lay out.

A claim is a node with its text. A relation with one premise is an edge; one that others bear on,
or that has several premises or none, is a small node that edges run into and out of. What aims at
a crux is left out, with all that bears on it: cruxes are not drawn.
"""

from collections.abc import Iterator, Mapping
from textwrap import wrap

from app.core.debate.graph import ENDED, Claim, Graph, Relation
from app.core.debate.whole import Debate
from app.core.formats.format import Format, Options, Written
from app.core.formats.keeping import kept
from app.core.formats.losing import in_words, lost
from app.core.vocabulary import ClaimKind, RelationKind

WIDTH = 36
SHAPES: dict[str, str] = {
    ClaimKind.QUESTION: "ellipse",
    ClaimKind.DEFINITION: "note",
    ClaimKind.META: "hexagon",
}
PLAIN = "#5a5d65"
COLOURS: dict[str, str] = {
    RelationKind.SUPPORTS: "#0f5fa6",
    RelationKind.BACKS: "#0f5fa6",
    RelationKind.REBUTS: "#ad4a0c",
    RelationKind.UNDERCUTS: "#7d3a86",
}
# Labels know entities and backslashes; a quotation mark would end the string.
_SIGNS = str.maketrans({"\\": r"\\", '"': r"\"", "&": "&amp;"})


def write(debate: Debate, options: Options) -> Written:
    """Write a debate's claims and relations; with an address, each leads to its page."""
    drawn, losses = _drawn(debate.graph), lost(debate, keeps(debate))
    parts = [
        f"digraph {quoted(debate.settings.slug)} {{",
        *([f"// {in_words(losses)}"] if losses else []),
        f"graph {_attributes(label=debate.settings.title, rankdir='BT')};",
        f"node {_attributes(fontname='sans-serif')};",
        f"edge {_attributes(fontname='sans-serif', fontsize='10')};",
        *(_claim(debate, claim, options.address) for claim in debate.claims),
        *_relations(debate.graph, drawn, options.address),
        "}",
    ]
    return Written(("\n".join(parts) + "\n").encode(), losses)


def keeps(debate: Debate) -> Debate:
    """Return the claims in their words, and the relations that are drawn."""
    drawn = _drawn(debate.graph)
    carried = {
        "claims": ("id", "kind", "text"),
        "relations": ("id", "kind", "basis", "premises", "target"),
    }
    return kept(debate, carried, only=lambda name, row: name != "relations" or row.id in drawn)


def quoted(text: str) -> str:
    r"""Return a text as a string of DOT, in lines, that is shown as it is.

    >>> print(quoted(r'a "b" & \N'))
    "a \"b\" &amp; \\N"
    """
    words = " ".join(text.split())
    lines = wrap(words, WIDTH, break_long_words=False, break_on_hyphens=False)
    shown = "\\n".join(line.translate(_SIGNS) for line in lines)
    return f'"{shown}"'


def _attributes(**given: str) -> str:
    told = ", ".join(f"{name}={quoted(value)}" for name, value in given.items() if value)
    return f"[{told}]"


def _drawn(graph: Graph) -> Mapping[str, Relation]:
    """Return the relations that bear on a claim, or on another that does, by id."""
    reached = list(graph.claims)
    for node in reached:  # which grows on the way
        reached += [relation.id for relation in graph.incoming.get(node, ())]
    found = set(reached)
    return {each.id: each for each in graph.relations.values() if each.id in found}


def _claim(debate: Debate, claim: Claim, address: str) -> str:
    told = _attributes(
        label=claim.text,
        shape=SHAPES.get(claim.kind, "box"),
        penwidth="2" if claim.id in debate.settings.theses else "",
        style="dashed" if claim.status in ENDED else "",
        URL=_url(address, claim.id),
    )
    return f"{quoted(claim.id)} {told};"


def _relations(graph: Graph, drawn: Mapping[str, Relation], address: str) -> Iterator[str]:
    for each in drawn.values():
        look = {
            "color": COLOURS.get(each.kind, PLAIN),
            "style": "dashed" if each.status in ENDED else "",
            "URL": _url(address, each.id),
        }
        if each.id in graph.incoming or len(each.premises) != 1:
            yield from _joint(each, look)
        else:
            yield _edge(each.premises[0], each.target, id=each.id, label=each.kind, **look)


def _joint(relation: Relation, look: Mapping[str, str]) -> Iterator[str]:
    """Yield a relation as a node of its own, and the edges into it and out of it."""
    several = len(relation.premises) > 1
    label = f"{relation.kind} ({relation.basis})" if several else relation.kind
    small = {"shape": "oval", "fontsize": "10", "margin": "0.04", "height": "0.2"}
    yield f"{quoted(relation.id)} {_attributes(label=label, **small, **look)};"
    for premise in relation.premises:
        yield _edge(premise, relation.id, arrowhead="none", **look)
    yield _edge(relation.id, relation.target, **look)


def _edge(start: str, end: str, **look: str) -> str:
    return f"{quoted(start)} -> {quoted(end)} {_attributes(**look)};"


def _url(address: str, node: str) -> str:
    return f"{address}/n/{node}" if address else ""


FORMAT = Format(
    name="dot",
    title="Graphviz DOT",
    media_type="text/vnd.graphviz",
    ending=".dot",
    use="drawing the whole graph with Graphviz",
    carries="claims and all relations on claims and on steps, joint premises, all ids",
    loses="credences, people and stances, cruxes, citations, strengths, earlier wordings",
    write=write,
    keeps=keeps,
)
