"""Where the 32 code points that stood around stretches stand in a text, all in one pass.

Only places of a sought sum are hashed. Where the words behind a hash are known, so is their sum;
for a hash without sum and words, of the older form, every 32 code points have to be hashed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from app.core.quotes.encoded import begins
from app.core.quotes.hashes import context_hash, hash_part, is_context_hash, sum_part
from app.core.quotes.sums import CONTEXT, SUM_BITS, sum_of, sums_in

# A context that stands at more places than this tells nothing.
MOST_PLACES = 2_000
CHUNK = 1 << 16
FEW = 1 << 11  # so few stretches at a time stay in the processor's cache
START_BITS = 16
_START = 64 - START_BITS


class Contexts(NamedTuple):
    """Positions, ascending, by the hash of what stands before and after them."""

    before: Mapping[str, list[int]]
    after: Mapping[str, list[int]]


def find_contexts(text: str, wanted: set[str], known: Mapping[str, str]) -> Contexts:
    """Return where wanted contexts stand; `known` are words by their hash, as far as known."""
    before, after = _at_the_ends(text)
    search = _Search(_sums(wanted, known))
    for first, part in _parts(text, CHUNK if search.is_sifted else FEW):
        if not search.sums:
            break
        search.look_at(first, part)
    for name, places in search.found.items():
        before[name] += [at + CONTEXT for at in places[:MOST_PLACES]]
        after[name] = places[:MOST_PLACES] + after[name]
    return Contexts(before, after)


def _at_the_ends(text: str) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Return the positions with fewer than 32 code points before or after them."""
    before: dict[str, list[int]] = defaultdict(list)
    after: dict[str, list[int]] = defaultdict(list)
    for at in range(min(CONTEXT, len(text) + 1)):
        for name in _both_forms(text[:at]):
            before[name].append(at)
    for at in range(max(0, len(text) - CONTEXT + 1), len(text) + 1):
        for name in _both_forms(text[at:]):
            after[name].append(at)
    return before, after


def _both_forms(context: str) -> tuple[str, str]:
    """Return the hashes by which a context may be sought: with its sum, and of the older form."""
    name = context_hash(context)
    return name, hash_part(name)


def _sums(wanted: Collection[str], known: Mapping[str, str]) -> dict[str, int | None]:
    """Return the sums of hashes, as far as known, whose words may stand in the midst of a text."""
    sums: dict[str, int | None] = {}
    for name in wanted:
        words = known.get(name)
        if words is None and is_context_hash(name):
            sums[name] = sum_part(name)
        elif words is not None and len(words) == CONTEXT:
            sums[name] = sum_of(words)
    return sums


class _Search:
    """Hashes that are sought, with their sums, and the places found so far."""

    def __init__(self, sums: dict[str, int | None]) -> None:
        self.sums = sums
        self.is_sifted = None not in sums.values()
        self.found: dict[str, list[int]] = defaultdict(list)
        self._mark()

    def _mark(self) -> None:
        self.hashes = {hash_part(name) for name in self.sums}
        self.may_begin = _marked(START_BITS, (int(each, 16) >> _START for each in self.hashes))
        self.may_have = _marked(SUM_BITS, (each for each in self.sums.values() if each is not None))

    def look_at(self, first: int, part: str) -> None:
        """Note where in a part of the text, which begins at `first`, sought hashes stand."""
        hits = sorted(self._hits(part))
        names = {each: self._sought(each) for each in {stretch for _, stretch in hits}}
        for at, stretch in hits:
            for name in names[stretch]:
                self.found[name].append(first + at)
        often = {each for each in chain(*names.values()) if len(self.found[each]) >= MOST_PLACES}
        if often:
            self.sums = {name: self.sums[name] for name in self.sums.keys() - often}
            self._mark()

    def _sought(self, stretch: bytes) -> list[str]:
        return [name for name in _both_forms(stretch.decode()) if name in self.sums]

    def _hits(self, part: str) -> Iterator[tuple[int, bytes]]:
        """Yield the 32 code points whose hash is sought and their places, in any order.

        Nothing is done for each of them but cutting and hashing.
        """
        for places, stretches in _cut(part, self._likely(part)):
            digests = self._digests(stretches)
            firsts = np.frombuffer(b"".join(digests), ">u8")[::4] >> np.uint64(_START)
            for at in np.flatnonzero(self.may_begin[firsts]).tolist():
                if hash_part(digests[at].hex()) in self.hashes:
                    yield int(places[at]), stretches[at]

    def _likely(self, part: str) -> NDArray[Any]:
        if self.is_sifted:
            return np.flatnonzero(self.may_have[sums_in(part)])
        return np.arange(len(part) - CONTEXT + 1)

    def _digests(self, stretches: Iterable[bytes]) -> list[bytes]:
        if not self.is_sifted:
            return [sha256(each).digest() for each in stretches]
        # Many places of one sum are most often the same words again and again.
        digests = {each: sha256(each).digest() for each in set(stretches)}
        return [digests[each] for each in stretches]


def _marked(bits: int, numbers: Iterable[int]) -> NDArray[Any]:
    marks = np.zeros(1 << bits, np.bool_)
    marks[np.fromiter(numbers, np.int64)] = True
    return marks


def _cut(part: str, places: NDArray[Any]) -> Iterator[tuple[NDArray[Any], list[bytes]]]:
    """Yield the 32 code points at places in UTF-8, with the places, by number of bytes."""
    if not len(places):
        return
    data = part.encode()
    starts = begins(data)
    lengths = starts[places + CONTEXT] - starts[places]
    for length in np.flatnonzero(np.bincount(lengths)).tolist():
        alike = places[lengths == length]
        rows = sliding_window_view(np.frombuffer(data, np.uint8), length)[starts[alike]]
        yield alike, rows.view(f"V{length}").ravel().tolist()


def _parts(text: str, size: int) -> Iterator[tuple[int, str]]:
    """Cut a text so that every 32 code points lie in one part, with the first offset of each."""
    for first in range(0, len(text) - CONTEXT + 1, size):
        yield first, text[first : first + size + CONTEXT - 1]
