"""Finding stretches again in a text: where they stood, elsewhere, or changed.

All stretches are looked up together: one pass over the text finds what stood around them, a
second one, over the openings of words, those of which nothing around is left. Where the text
that they were made from is given, its words are sought; else only hashes can be compared.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence

from app.core.quotes.anchors import Anchor, Verified, anchor, in_place
from app.core.quotes.contexts import find_contexts
from app.core.quotes.encoded import Encoded
from app.core.quotes.hashes import Work, encoded_hash, same_context, stretch_hash
from app.core.quotes.openings import Openings
from app.core.quotes.sums import CONTEXT
from app.core.vocabulary import CitationState

Shifts = Sequence[tuple[int, int]]


class Places:
    """A text in which stretches are looked up; `earlier` is one that they may stem from.

    Work is bounded: a stretch that moved, of which neither the words nor what stood around it
    are known, is sought only at the openings of words nearest to where it should be.
    """

    def __init__(self, text: str, earlier: str = "") -> None:
        self.text = text
        self.earlier = earlier
        self.work = Work(text)

    def verify_all(self, spans: Sequence[Anchor]) -> list[Verified]:
        """Look many stretches up; one with several places goes where its neighbours went."""
        stands = in_place(self.text, spans)
        found = [_at_home(*each) for each in zip(spans, stands, strict=True)]
        learning = Work(self.earlier)
        lost = {
            at: _Lost(spans[at], self.earlier, learning)
            for at, is_there in enumerate(stands)
            if is_there is False
        }
        if lost:
            self._find_by_contexts(lost.values())
            for at, each in lost.items():
                found[at] = each.verified()
            self._find_at_openings(lost.values(), _shifts(spans, found))
            for at, each in lost.items():
                found[at] = each.verified()
        shifts = _shifts(spans, found)
        return [_beside_neighbours(*each, shifts) for each in zip(spans, found, strict=True)]

    def _find_by_contexts(self, lost: Collection["_Lost"]) -> None:
        known = {name: words for each in lost for name, words in each.known_contexts}
        names = {name for each in lost for name in each.context_names}
        found = find_contexts(self.text, names, known)
        for each in lost:
            before, after = each.context_names
            befores, afters = found.before.get(before, []), found.after.get(after, [])
            if self.work.visit(len(befores) + len(afters)):
                each.befores, each.afters = befores, afters
            starts = {*each.befores, *(after - each.length for after in each.afters)}
            each.places = [at for at in sorted(starts) if self._stands(each, at)]

    def _find_at_openings(self, lost: Collection["_Lost"], shifts: Shifts) -> None:
        rest = [each for each in lost if not each.places and each.length >= 0]
        if not rest:
            return
        openings = Openings(self.text)
        nameless = [each for each in rest if each.words is None]
        encoded = Encoded(self.text if nameless else "")
        for each in nameless:
            most = self.work.hashes(each.length, len(nameless))
            near = openings.near(each.start + max(_near(shifts, each.start), default=0), most)
            self._learn_from(encoded.stretches(near, each.length), each)
        found = openings.beginning(
            {each.words for each in rest if each.words is not None}, self.work
        )
        for each in rest:
            each.places = [] if each.words is None else found[each.words]

    def _learn_from(self, stretches: Iterable[tuple[int, bytes]], lost: "_Lost") -> None:
        """Learn the words sought from the first stretch of their hash; all can be paid for."""
        wanted, tried = lost.wanted, 0
        for at, stretch in stretches:
            tried += 1
            if encoded_hash(stretch) == wanted:
                lost.words = self.text[at : at + lost.length]
                break
        self.work.hash(lost.length, tried)

    def _stands(self, lost: "_Lost", at: int) -> bool:
        """Tell whether the words sought stand at a place; by their hash, until they are known."""
        end = at + lost.length
        if not 0 <= at <= end <= len(self.text):
            return False
        if lost.words is not None:
            return self.work.compare(lost.length) and self.text.startswith(lost.words, at)
        if not self.work.hash(lost.length):
            return False
        if stretch_hash(self.text[at:end]) != lost.wanted:
            return False
        lost.words = self.text[at:end]
        return True


class _Lost:
    """A stretch that does not stand where it stood, and what is known of it so far."""

    def __init__(self, span: Anchor, earlier: str, learning: Work) -> None:
        assert span.start is not None
        assert span.end is not None
        self.start, self.length, self.wanted = span.start, span.end - span.start, span.hash
        self.context_names = span.prefix_hash or "", span.suffix_hash or ""
        self.words: str | None = None
        self.known_contexts: list[tuple[str, str]] = []
        is_inside = 0 <= span.start <= span.end <= len(earlier)
        if earlier and is_inside and learning.hash(self.length):
            self._learn(span.start, span.end, earlier)
        self.befores: list[int] = []
        self.afters: list[int] = []
        self.places: list[int] = []

    def _learn(self, start: int, end: int, earlier: str) -> None:
        known = anchor(earlier, start, end)
        if known.hash == self.wanted:
            self.words = earlier[start:end]
        before, after = earlier[max(0, start - CONTEXT) : start], earlier[end : end + CONTEXT]
        made = known.prefix_hash or "", known.suffix_hash or ""
        each_way = zip(self.context_names, made, (before, after), strict=True)
        self.known_contexts = [
            (name, words) for name, is_now, words in each_way if same_context(name, is_now)
        ]

    def verified(self) -> Verified:
        """Conclude from the places where the words stand and from what stood around them."""
        if self.places:
            return _elsewhere(self.places, self.length, set(self.befores), set(self.afters))
        return _changed(self.befores, self.afters, self.length)


def _at_home(span: Anchor, is_there: bool | None) -> Verified:
    if is_there:
        return Verified(CitationState.EXACT, span.start, span.end)
    return Verified(CitationState.UNCHECKED if is_there is None else CitationState.GONE)


def _shifts(spans: Sequence[Anchor], found: Sequence[Verified]) -> Shifts:
    """Return how far the stretches that were found have moved, by where they stood."""
    return sorted(
        (span.start, verified.start - span.start)
        for span, verified in zip(spans, found, strict=True)
        if span.start is not None and verified.start is not None
    )


def _near(shifts: Shifts, start: int) -> set[int]:
    """Return how far the stretches right before and after a place have moved."""
    at = bisect_left(shifts, (start, 0))
    return {shift for _, shift in (*shifts[max(0, at - 1) : at], *shifts[at : at + 1])}


def _elsewhere(found: Sequence[int], length: int, befores: set[int], afters: set[int]) -> Verified:
    """Choose among the places where the same words stand, by what stands around them."""
    weights = [(at in befores) + (at + length in afters) for at in found]
    most = max(weights)
    best = [at for at, weight in zip(found, weights, strict=True) if weight == most]
    if len(best) > 1:
        return Verified(CitationState.AMBIGUOUS, candidates=tuple(best))
    return Verified(CitationState.MOVED, best[0], best[0] + length)


def _beside_neighbours(span: Anchor, verified: Verified, shifts: Shifts) -> Verified:
    """Settle an ambiguous stretch when those found before and after it moved equally far."""
    if not verified.candidates or span.start is None or span.end is None:
        return verified
    likely = {span.start + shift for shift in _near(shifts, span.start)}
    likely &= set(verified.candidates)
    if len(likely) != 1:
        return verified
    start = likely.pop()
    return Verified(CitationState.MOVED, start, start + span.end - span.start)


def _changed(befores: Sequence[int], afters: Sequence[int], length: int) -> Verified:
    """Find the place from what stood around it, now that the words differ."""
    pairs: list[tuple[int, int]] = []
    for start in befores:
        first = bisect_left(afters, start + 1)
        ends = afters[first : first + 2]
        pairs += [(start, end) for end in ends if end - start <= 2 * length + CONTEXT]
        if len(pairs) > 1:
            return Verified(CitationState.AMBIGUOUS)
    return Verified(CitationState.CHANGED, *pairs[0]) if pairs else Verified(CitationState.GONE)
