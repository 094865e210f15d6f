"""What an editor says of two people, put together pair by pair."""

from typing import NamedTuple

from app.core.debate.graph import Graph, PairSentence
from app.core.vocabulary import PairKind

_ORDER = {kind.value: at for at, kind in enumerate(PairKind)}


class Pair(NamedTuple):
    """Two people, by their ids, and what is said of them: where they part comes first."""

    a: str
    b: str
    sentences: tuple[PairSentence, ...]

    @property
    def is_noted(self) -> bool:
        """Tell whether nothing is said of the two but what else is to be said."""
        return all(row.kind == PairKind.NOTE for row in self.sentences)


def pairs(graph: Graph) -> tuple[Pair, ...]:
    """Return the pairs that an editor says something of, in their order; mere notes come last.

    Who comes first in the first sentence on a pair comes first in it.
    """
    found: dict[frozenset[str], list[PairSentence]] = {}
    for row in graph.pair_sentences:
        found.setdefault(frozenset((row.a, row.b)), []).append(row)
    made = [_pair(rows) for rows in found.values()]
    return tuple(sorted(made, key=lambda pair: pair.is_noted))


def between(graph: Graph, a: str, b: str) -> Pair | None:
    """Return what an editor says of two people, whichever is named first; None for nothing."""
    rows = [row for row in graph.pair_sentences if {row.a, row.b} == {a, b}]
    return _pair(rows)._replace(a=a, b=b) if rows else None


def _pair(rows: list[PairSentence]) -> Pair:
    said = sorted(rows, key=lambda row: _ORDER[row.kind])
    return Pair(rows[0].a, rows[0].b, tuple(said))
