"""Where a quotation stands: hashes of stretches, finding them again, finding typed words.

Offsets count code points of a text as `normalise` returns it. Hashes stand in for words where
the text is not ours to store: they tell whether words are still the same, not what they are.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple

from app.core.anchoring_quotes import Found, Place, find_quote
from app.core.errors import Invalid

__all__ = [
    "Anchor",
    "Found",
    "Place",
    "Places",
    "State",
    "Verified",
    "anchor",
    "context_hash",
    "find_quote",
    "normalise",
    "openings",
    "stretch_hash",
    "text_hash",
    "verify",
]

CONTEXT = 32
_BETWEEN = re.compile(r"\W+")


class State(StrEnum):
    """What became of a quotation: the state of a citation in the database."""

    EXACT = "exact"
    MOVED = "moved"
    CHANGED = "changed"
    AMBIGUOUS = "ambiguous"
    GONE = "gone"
    UNCHECKED = "unchecked"


class Anchor(NamedTuple):
    """What is known of a stretch: offsets and hashes, each of which may be missing."""

    start: int | None
    end: int | None
    hash: str | None
    prefix_hash: str | None = None
    suffix_hash: str | None = None


class Verified(NamedTuple):
    """A state, where the stretch stands now if that is known, and between which starts not."""

    state: State
    start: int | None = None
    end: int | None = None
    candidates: tuple[int, ...] = ()


def normalise(data: bytes) -> str:
    """Return the text of a file: UTF-8, no byte-order mark, LF line ends.

    Raises Invalid when it is not UTF-8 or holds U+0000.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Invalid(f"The text is not UTF-8: line {line} cannot be read.") from None
    if "\0" in text:
        raise Invalid("The file holds the character U+0000, so it is no text.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def text_hash(text: str) -> str:
    """Return the hash by which a source names its whole text."""
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def stretch_hash(stretch: str) -> str:
    """Return the hash of a quoted stretch: 32 hexadecimal digits."""
    return sha256(stretch.encode()).hexdigest()[:32]


def context_hash(context: str) -> str:
    """Return the hash of the 32 code points before or after a stretch: 16 digits."""
    return sha256(context.encode()).hexdigest()[:16]


def anchor(text: str, start: int, end: int) -> Anchor:
    """Return everything by which text[start:end] can be found again."""
    return Anchor(
        start,
        end,
        stretch_hash(text[start:end]),
        context_hash(text[max(0, start - CONTEXT) : start]),
        context_hash(text[end : end + CONTEXT]),
    )


def openings(text: str) -> Iterator[int]:
    """Yield where words begin after a sign, after a line break, or at the very beginning.

    >>> list(openings("One two, three\\n four"))
    [0, 9, 16]
    """
    # What lies between words is taken whole, so that no run of spaces is read more than once.
    if text and not _BETWEEN.match(text):
        yield 0
    for between in _BETWEEN.finditer(text):
        start, end = between.span()
        signs = between.group()
        if end < len(text) and (start == 0 or "\n" in signs or not signs.isspace()):
            yield end


def verify(text: str, span: Anchor) -> Verified:
    """Tell whether a stretch still stands where it stood, elsewhere, changed, or not at all."""
    return Places(text).verify(span)


class Places:
    """One text in which many stretches are looked up; its contexts are hashed once."""

    def __init__(self, text: str) -> None:
        self.text = text

    def verify(self, span: Anchor) -> Verified:
        """Do as the function of that name does."""
        if span.start is None or span.end is None or span.hash is None:
            return Verified(State.UNCHECKED)
        if self._stands(span.start, span.end, span.hash):
            return Verified(State.EXACT, span.start, span.end)
        length = span.end - span.start
        befores = self._before.get(span.prefix_hash or "", [])
        afters = self._after.get(span.suffix_hash or "", [])
        starts = {*befores, *(after - length for after in afters)}
        found = self._standing(starts, length, span.hash)
        found = found or self._standing(self._openings, length, span.hash)
        if found:
            return _elsewhere(found, length, set(befores), set(afters))
        return _changed(befores, afters, length)

    def verify_all(self, spans: Sequence[Anchor]) -> list[Verified]:
        """Look many stretches up; one with several places goes where its neighbours went."""
        found = [self.verify(span) for span in spans]
        shifts = sorted(
            (span.start, verified.start - span.start)
            for span, verified in zip(spans, found, strict=True)
            if span.start is not None and verified.start is not None
        )
        return [
            _beside_neighbours(span, verified, shifts)
            for span, verified in zip(spans, found, strict=True)
        ]

    def _stands(self, start: int, end: int, wanted: str) -> bool:
        inside = 0 <= start <= end <= len(self.text)
        return inside and stretch_hash(self.text[start:end]) == wanted

    def _standing(self, starts: Iterable[int], length: int, wanted: str) -> list[int]:
        return [at for at in sorted(starts) if self._stands(at, at + length, wanted)]

    @cached_property
    def _before(self) -> dict[str, list[int]]:
        """Positions by the hash of what comes before them."""
        found: dict[str, list[int]] = defaultdict(list)
        for at in range(len(self.text) + 1):
            found[context_hash(self.text[max(0, at - CONTEXT) : at])].append(at)
        return found

    @cached_property
    def _after(self) -> dict[str, list[int]]:
        """Positions by the hash of what comes after them."""
        found: dict[str, list[int]] = defaultdict(list)
        for at in range(len(self.text) + 1):
            found[context_hash(self.text[at : at + CONTEXT])].append(at)
        return found

    @cached_property
    def _openings(self) -> list[int]:
        """Where words begin after a sign or a line break: the last places to look at."""
        return list(openings(self.text))


def _elsewhere(found: Sequence[int], length: int, befores: set[int], afters: set[int]) -> Verified:
    """Choose among the places where the same words stand, by what stands around them."""
    weights = [(at in befores) + (at + length in afters) for at in found]
    best = [at for at, weight in zip(found, weights, strict=True) if weight == max(weights)]
    if len(best) > 1:
        return Verified(State.AMBIGUOUS, candidates=tuple(best))
    return Verified(State.MOVED, best[0], best[0] + length)


def _beside_neighbours(
    span: Anchor, verified: Verified, shifts: Sequence[tuple[int, int]]
) -> Verified:
    """Settle an ambiguous stretch when those found before and after it moved equally far."""
    if not verified.candidates or span.start is None or span.end is None:
        return verified
    at = bisect_left(shifts, (span.start, 0))
    near = {shift for _, shift in (*shifts[max(0, at - 1) : at], *shifts[at : at + 1])}
    likely = {span.start + shift for shift in near}.intersection(verified.candidates)
    if len(likely) != 1:
        return verified
    start = likely.pop()
    return Verified(State.MOVED, start, start + span.end - span.start)


def _changed(befores: Sequence[int], afters: Sequence[int], length: int) -> Verified:
    """Find the place from what stood around it, now that the words differ."""
    pairs = [
        (start, end)
        for start in befores
        for end in afters[bisect_left(afters, start + 1) :][:2]
        if end - start <= 2 * length + CONTEXT
    ]
    if len(pairs) == 1:
        return Verified(State.CHANGED, *pairs[0])
    return Verified(State.AMBIGUOUS if pairs else State.GONE)
