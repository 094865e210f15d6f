"""What finding stretches again means, said without regard to time: the oracle of its tests."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from app.core.quotes.anchors import Anchor, Verified, context_hash, stretch_hash
from app.core.vocabulary import CitationState

CONTEXT = 32
OPENING = re.compile(r"(?:^|[^\w\s]|\n)\s*(?=\w)")


def slow_openings(text: str) -> list[int]:
    return [match.end() for match in OPENING.finditer(text)]


def slow_verify_all(text: str, spans: Sequence[Anchor]) -> list[Verified]:
    found = [slow_verify(text, span) for span in spans]
    shifts = sorted(
        (span.start, verified.start - span.start)
        for span, verified in zip(spans, found, strict=True)
        if span.start is not None and verified.start is not None
    )
    return [_beside(span, each, shifts) for span, each in zip(spans, found, strict=True)]


def slow_verify(text: str, span: Anchor) -> Verified:
    if span.start is None or span.end is None or span.hash is None:
        return Verified(CitationState.UNCHECKED)
    length = span.end - span.start

    def stands(at: int) -> bool:
        inside = 0 <= at <= at + length <= len(text)
        return inside and stretch_hash(text[at : at + length]) == span.hash

    if stands(span.start):
        return Verified(CitationState.EXACT, span.start, span.end)
    places = range(len(text) + 1)
    befores = [at for at in places if _is(span.prefix_hash, _before(text, at))]
    afters = [at for at in places if _is(span.suffix_hash, _after(text, at))]
    beside = {*befores, *(after - length for after in afters)}
    found = [at for at in sorted(beside) if stands(at)]
    found = found or [at for at in slow_openings(text) if stands(at)]
    if not found:
        return _changed(befores, afters, length)
    weights = {at: (at in befores) + (at + length in afters) for at in found}
    best = [at for at in found if weights[at] == max(weights.values())]
    if len(best) > 1:
        return Verified(CitationState.AMBIGUOUS, candidates=tuple(best))
    return Verified(CitationState.MOVED, best[0], best[0] + length)


def _is(wanted: str | None, name: str) -> bool:
    """Tell whether a hash is the one wanted; the older form, without a sum, tells of the hash."""
    return wanted in (name, name.partition("-")[0])


def _before(text: str, at: int) -> str:
    return context_hash(text[max(0, at - CONTEXT) : at])


def _after(text: str, at: int) -> str:
    return context_hash(text[at : at + CONTEXT])


def _changed(befores: Sequence[int], afters: Sequence[int], length: int) -> Verified:
    pairs = [
        (start, end)
        for start in befores
        for end in [after for after in afters if after > start][:2]
        if end - start <= 2 * length + CONTEXT
    ]
    if len(pairs) == 1:
        return Verified(CitationState.CHANGED, *pairs[0])
    return Verified(CitationState.AMBIGUOUS if pairs else CitationState.GONE)


def _beside(span: Anchor, verified: Verified, shifts: Sequence[tuple[int, int]]) -> Verified:
    if not verified.candidates or span.start is None or span.end is None:
        return verified
    at = bisect_left(shifts, (span.start, 0))
    near = {shift for _, shift in (*shifts[max(0, at - 1) : at], *shifts[at : at + 1])}
    likely = [at for at in verified.candidates if at - span.start in near]
    if len(likely) != 1:
        return verified
    return Verified(CitationState.MOVED, likely[0], likely[0] + span.end - span.start)
