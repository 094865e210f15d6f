"""What pages show of an editor's sentences on two people."""

from collections.abc import Sequence
from typing import TypedDict
from urllib.parse import urlencode

from app.core.debate.graph import Graph, PairSentence, Person
from app.core.debate.pairs import Pair
from app.web.showing.claim_parts import short_name
from app.web.site import addresses as to

MOST_NODES = 12


class RestsOn(TypedDict):
    """A node that a sentence rests on, by its label where it has one."""

    id: str
    name: str


class SentenceRow(TypedDict):
    """One sentence, and what it rests on."""

    kind: str
    text: str
    nodes: list[RestsOn]


class PairRow(TypedDict):
    """Two people, where they are compared, and what is said of them; `noted`: a note at most."""

    a: Person
    b: Person
    compare: str
    noted: bool
    sentences: list[SentenceRow]


def pair_row(graph: Graph, pair: Pair) -> PairRow:
    """Return a pair for the overview."""
    sides = urlencode({"a": f"p:{pair.a}", "b": f"p:{pair.b}"}, safe=":")
    return {
        "a": graph.people[pair.a],
        "b": graph.people[pair.b],
        "compare": f"{to.debate(graph.slug, 'compare')}?{sides}",
        "noted": pair.is_noted,
        "sentences": sentence_rows(graph, pair.sentences),
    }


def sentence_rows(graph: Graph, sentences: Sequence[PairSentence]) -> list[SentenceRow]:
    """Return sentences on a pair with the names of what each rests on."""
    return [
        {
            "kind": row.kind,
            "text": row.text,
            "nodes": [
                {"id": node, "name": short_name(graph, node)} for node in row.nodes[:MOST_NODES]
            ],
        }
        for row in sentences
    ]
