"""Where the 32 code points that stood around stretches stand in a text, all in one pass.

Where the words behind a hash are known, their places are found by a sum that rolls over the
text; only hashes without words are compared with the hash of every 32 code points.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from app.core.quotes.encoded import begins
from app.core.quotes.hashes import CONTEXT, context_hash

# A context that stands at more places than this tells nothing.
MOST_PLACES = 2_000
CHUNK = 1 << 18
FEW = 1 << 11  # so few stretches at a time stay in the processor's cache
SUM_BITS = 20
START_BITS = 16
_FACTOR = 0x9E3779B97F4A7C15
_START = np.uint64(64 - START_BITS)
_NAME = re.compile("[0-9a-f]{16}")


class Contexts(NamedTuple):
    """Positions, ascending, by the hash of what stands before and after them."""

    before: Mapping[str, list[int]]
    after: Mapping[str, list[int]]


def find_contexts(text: str, wanted: set[str], known: Mapping[str, str]) -> Contexts:
    """Return where wanted contexts stand; `known` are words by their hash, as far as known."""
    before, after = _at_the_ends(text)
    words = {known[each]: each for each in wanted if len(known.get(each, "")) == CONTEXT}
    for name, places in (
        *_by_words(text, words).items(),
        *_by_hash(text, wanted - known.keys()).items(),
    ):
        before[name] += [at + CONTEXT for at in places]
        after[name] = places + after[name]
    return Contexts(before, after)


def _at_the_ends(text: str) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Return the positions with fewer than 32 code points before or after them."""
    before: dict[str, list[int]] = defaultdict(list)
    after: dict[str, list[int]] = defaultdict(list)
    for at in range(min(CONTEXT, len(text) + 1)):
        before[context_hash(text[:at])].append(at)
    for at in range(max(0, len(text) - CONTEXT + 1), len(text) + 1):
        after[context_hash(text[at:])].append(at)
    return before, after


def _by_words(text: str, words: Mapping[str, str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for at in _likely(text, words) if words else ():
        name = words.get(text[at : at + CONTEXT])
        if name is not None and len(found[name]) < MOST_PLACES:
            found[name].append(at)
    return found


def _likely(text: str, words: Iterable[str]) -> Iterator[int]:
    """Yield, ascending, every place where one of the words begins, and few others."""
    is_sought = np.zeros(1 << SUM_BITS, np.bool_)
    is_sought[_sums("".join(words))[::CONTEXT]] = True
    for first, part in _parts(text, CHUNK):
        yield from (np.flatnonzero(is_sought[_sums(part)]) + first).tolist()


def _sums(text: str) -> NDArray[Any]:
    """Return a number below 2**20 for every 32 code points, the same for the same."""
    sums = np.frombuffer(text.encode("utf-32-le"), "<u4").astype(np.uint64)
    factor, width = _FACTOR, 1
    while width < CONTEXT:
        sums = sums[:-width] * np.uint64(factor) + sums[width:]
        factor, width = factor * factor % (1 << 64), 2 * width
    return sums >> np.uint64(64 - SUM_BITS)


def _by_hash(text: str, wanted: set[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    sought = _Sought(wanted)
    for first, part in _parts(text, FEW) if wanted else ():
        for at, name in sorted(sought.within(part)):
            if len(found[name]) < MOST_PLACES:
                found[name].append(first + at)
    return found


class _Sought:
    """Hashes that are sought. Nothing is done for each place of a text but hashing."""

    def __init__(self, wanted: set[str]) -> None:
        self.wanted = wanted
        self.may_begin = np.zeros(1 << START_BITS, np.bool_)
        names = [int(name, 16) for name in wanted if _NAME.fullmatch(name)]
        self.may_begin[np.array(names, np.uint64) >> _START] = True

    def within(self, part: str) -> Iterator[tuple[int, str]]:
        """Yield the places at which 32 code points have a sought hash, in any order, and which."""
        for places, stretches in _cut(part):
            digests = [sha256(each).digest() for each in stretches]
            firsts = np.frombuffer(b"".join(digests), ">u8")[::4] >> _START
            for at in np.flatnonzero(self.may_begin[firsts]).tolist():
                name = digests[at].hex()[:16]
                if name in self.wanted:
                    yield int(places[at]), name


def _cut(part: str) -> Iterator[tuple[NDArray[Any], list[bytes]]]:
    """Yield every 32 code points of a part in UTF-8, with their places, by number of bytes."""
    data = part.encode()
    starts = begins(data)
    lengths = starts[CONTEXT:] - starts[:-CONTEXT]
    for length in np.flatnonzero(np.bincount(lengths)).tolist():
        places = np.flatnonzero(lengths == length)
        rows = sliding_window_view(np.frombuffer(data, np.uint8), length)[starts[places]]
        yield places, rows.view(f"V{length}").ravel().tolist()


def _parts(text: str, size: int) -> Iterator[tuple[int, str]]:
    """Cut a text so that every 32 code points lie in one part, with the first offset of each."""
    for first in range(0, len(text) - CONTEXT + 1, size):
        yield first, text[first : first + size + CONTEXT - 1]
