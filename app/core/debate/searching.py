"""Nodes found by words: how much of what was asked for stands in them, rare words counting more.

A word counts whole where it stands in a node, less where it begins or is part of another, or is
spelled a little otherwise. Case and accents make no difference.
"""

import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from rapidfuzz import fuzz

from app.core.debate.graph import Claim, Graph, Node, Relation
from app.core.vocabulary import ClaimKind

RELATION, CRUX = "relation", "crux"
KINDS = (*(kind.value for kind in ClaimKind), RELATION, CRUX)
MOST_WORDS = 40
# How much a word counts that only begins, is part of, or is likened to a word of a node.
BEGINS, WITHIN, ALIKE = 0.8, 0.6, 0.5
SHORTEST_PART, SHORTEST_ALIKE, LEAST_ALIKE = 3, 5, 85.0
_WORD = re.compile(r"\w+")


class Hit(NamedTuple):
    """A node that was found; `score` is the share of what was asked for that it has, to 1."""

    node: str
    score: float


def kind_of(node: Node) -> str:
    """Return a claim's kind, or that it is a relation or a crux."""
    if isinstance(node, Claim):
        return node.kind
    return RELATION if isinstance(node, Relation) else CRUX


def search(graph: Graph, query: str, kinds: Collection[str] = ()) -> tuple[Hit, ...]:
    """List the nodes that have words of a query, the best first; of `kinds` alone, if any.

    A query that is a node's id, as `c4` or `#c4`, finds that node before all others.
    """
    named = graph.node(query.strip().removeprefix("#"))
    wanted = list(dict.fromkeys(words_of(query)))[:MOST_WORDS]
    texts = {node.id: frozenset(words_of(_text(node))) for node in _nodes(graph, kinds)}
    hits = [Hit(node, score) for node, score in _scores(texts, wanted) if score > 0]
    if named and named.id in texts:
        hits = [Hit(named.id, 1.0), *(hit for hit in hits if hit.node != named.id)]
        return (hits[0], *sorted(hits[1:], key=_rank))
    return tuple(sorted(hits, key=_rank))


def words_of(text: str) -> list[str]:
    """Return the words of a text without case and accents.

    >>> words_of("Café, OFFEN!")
    ['cafe', 'offen']
    """
    folded = text.casefold()
    if not folded.isascii():
        parts = unicodedata.normalize("NFKD", folded)
        folded = "".join(char for char in parts if not unicodedata.combining(char))
    return _WORD.findall(folded)


def _rank(hit: Hit) -> float:
    # What differs in the last digits only is a tie, and stays in the order of the debate.
    return -round(hit.score, 9)


def _nodes(graph: Graph, kinds: Collection[str]) -> Iterator[Node]:
    lists: tuple[Iterable[Node], ...] = (
        graph.claims.values(),
        graph.relations.values(),
        graph.cruxes.values(),
    )
    for rows in lists:
        yield from (node for node in rows if not kinds or kind_of(node) in kinds)


def _text(node: Node) -> str:
    if isinstance(node, Relation):
        return node.warrant
    said = (node.label, node.text, node.body) if isinstance(node, Claim) else (node.question,)
    return " ".join(filter(None, said))


def _scores(
    texts: Mapping[str, frozenset[str]], wanted: Collection[str]
) -> Iterator[tuple[str, float]]:
    known = frozenset[str]().union(*texts.values())
    alike = {word: _alike(word, known) for word in wanted}
    found = {
        node: {word: _best(words, alike[word]) for word in wanted} for node, words in texts.items()
    }
    having = {word: sum(1 for values in found.values() if values[word]) for word in wanted}
    weights = {word: _rarity(having[word], len(texts)) for word in wanted}
    whole = sum(weights.values()) or 1.0
    for node, values in found.items():
        yield node, sum(weights[word] * value for word, value in values.items()) / whole


def _best(words: frozenset[str], alike: Mapping[str, float]) -> float:
    smaller, larger = sorted((words, alike.keys()), key=len)
    return max((alike[word] for word in smaller if word in larger), default=0.0)


def _rarity(nodes: int, of: int) -> float:
    return math.log(1 + of / nodes) if nodes else math.log(1 + of)


def _alike(word: str, known: Iterable[str]) -> dict[str, float]:
    values = {other: _likeness(word, other) for other in known}
    return {other: value for other, value in values.items() if value}


def _likeness(word: str, other: str) -> float:
    if word == other:
        return 1.0
    if len(word) >= SHORTEST_PART and word in other:
        return BEGINS if other.startswith(word) else WITHIN
    # “reasons” is asked for and “reason” is there.
    if len(other) >= SHORTEST_PART and word.startswith(other) and len(word) - len(other) < 3:
        return BEGINS
    if len(word) < SHORTEST_ALIKE or abs(len(word) - len(other)) > 2:
        return 0.0
    return ALIKE if fuzz.ratio(word, other) >= LEAST_ALIKE else 0.0
