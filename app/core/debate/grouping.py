"""Rows gathered by a key, and many names said in a few."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar

K = TypeVar("K")
T = TypeVar("T")
MOST_NAMED = 40


def group_by(pairs: Iterable[tuple[K, T]]) -> Mapping[K, tuple[T, ...]]:
    """Gather (key, row) pairs into key → rows, in the order they came."""
    groups: defaultdict[K, list[T]] = defaultdict(list)
    for key, row in pairs:
        groups[key].append(row)
    return MappingProxyType({key: tuple(rows) for key, rows in groups.items()})


def joined(parts: Sequence[str], between: str = ", ") -> str:
    """Put names in a row; of very many only the first, and how many more there are."""
    more = len(parts) - MOST_NAMED
    kept = between.join(parts[:MOST_NAMED])
    return f"{kept} and {more:,} more" if more > 0 else kept
