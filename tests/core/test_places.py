"""Many stretches are looked up together: equal to the slow definition, and in linear work."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.quotes import contexts, encoded, hashes
from app.core.quotes.anchors import Anchor, anchor, in_place
from app.core.quotes.contexts import MOST_PLACES, find_contexts
from app.core.quotes.hashes import Work, context_hash, same_context
from app.core.quotes.openings import openings
from app.core.quotes.places import Places
from app.core.quotes.sums import CONTEXT
from app.core.vocabulary import CitationState
from benchmarks.quotes import versions
from tests.core.slow_anchoring import slow_openings, slow_verify_all

PIECES = ["a", "b ", "wheel ", "the old mill ", ". ", ", ", "\n", "\n\n  ", "é—“", "李😀", "x" * 33]
PIECES += ["Nobody had tarred it for nine winters. ", "-" * 40, " "]
CONTEXTS = ("prefix_hash", "suffix_hash")
TEXTS = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, str, list[Anchor]]:
    """A text, what became of it, and stretches of the first with all or some of their hashes."""
    parts = draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=25))
    before = "".join(parts)
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(0, len(parts)))
        gone = draw(st.integers(0, 2))
        parts[at : at + gone] = draw(st.lists(st.sampled_from(PIECES), max_size=3))
    after = "".join(parts) * draw(st.sampled_from([1, 1, 1, 2]))
    ends = st.tuples(st.integers(0, len(before)), st.integers(0, 60))
    spans = [
        _some(anchor(before, start, min(len(before), start + length)), draw)
        for start, length in draw(st.lists(ends, max_size=6))
    ]
    odd = st.builds(Anchor, st.integers(-50, 300), st.integers(-50, 300), st.just("0" * 32))
    return before, after, [*spans, *draw(st.lists(odd, max_size=1))]


def _some(span: Anchor, draw: st.DrawFn) -> Anchor:
    older = draw(st.sampled_from([(), (), ("prefix_hash",), ("suffix_hash",), CONTEXTS]))
    lacking = draw(st.sampled_from([None, None, None, "hash", *CONTEXTS]))
    span = without_sums(span, older)
    return span._replace(**{lacking: None}) if lacking else span


def without_sums(span: Anchor, fields: Iterable[str] = CONTEXTS) -> Anchor:
    """Return a stretch whose surroundings are told as an older program told them."""
    shorter: dict[str, Any] = {name: (getattr(span, name) or "")[:16] or None for name in fields}
    return span._replace(**shorter)


@given(edited())
def test_stretches_are_found_as_the_slow_definition_says(
    given: tuple[str, str, list[Anchor]],
) -> None:
    before, after, spans = given
    wanted = slow_verify_all(after, spans)
    assert Places(after).verify_all(spans) == wanted
    assert Places(after, before).verify_all(spans) == wanted
    assert Places(after, after).verify_all(spans) == wanted
    assert [Places(after).verify_all([span])[0] for span in spans] == [
        slow_verify_all(after, [span])[0] for span in spans
    ]


@given(edited())
def test_hashes_with_and_without_sums_tell_the_same(given: tuple[str, str, list[Anchor]]) -> None:
    before, after, spans = given
    older = [without_sums(span) for span in spans]
    newer = [_with_sums(before, span) for span in spans]
    for known in ("", before):
        assert Places(after, known).verify_all(older) == Places(after, known).verify_all(newer)


def _with_sums(text: str, span: Anchor) -> Anchor:
    """Return a stretch of a text whose surroundings, as far as they are told, are told as now."""
    assert span.start is not None
    assert span.end is not None
    told = anchor(text, span.start, span.end)
    before, after = span.prefix_hash or "", span.suffix_hash or ""
    if same_context(before, told.prefix_hash or ""):
        span = span._replace(prefix_hash=told.prefix_hash)
    if same_context(after, told.suffix_hash or ""):
        span = span._replace(suffix_hash=told.suffix_hash)
    return span


@given(edited(), st.integers(1, 70))
def test_it_does_not_matter_where_a_text_is_cut_into_parts(
    given: tuple[str, str, list[Anchor]], size: int
) -> None:
    before, after, spans = given
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(contexts, "FEW", size)
        patch.setattr(contexts, "CHUNK", size)
        patch.setattr(encoded, "PART", size)
        found = [Places(after, known).verify_all(spans) for known in ("", before)]
    assert found == [slow_verify_all(after, spans)] * 2


@given(TEXTS)
def test_words_open_after_signs_and_line_breaks(text: str) -> None:
    assert list(openings(text)) == slow_openings(text)


def test_the_slow_definition_sees_every_state() -> None:
    """Else agreement with it would say little."""
    seen: Counter[CitationState] = Counter()

    @settings(max_examples=200, derandomize=True)
    @given(edited())
    def look(given: tuple[str, str, list[Anchor]]) -> None:
        seen.update(each.state for each in slow_verify_all(given[1], given[2]))

    look()
    assert set(seen) == set(CitationState)


def calls(work: Callable[[], Any], name: str = "") -> int:
    """Count the calls of functions in a piece of work, Python's and C's, or those of one name."""
    seen = 0

    def count(_frame: object, kind: str, function: Any) -> None:
        nonlocal seen
        if kind in ("call", "c_call"):
            seen += not name or getattr(function, "__name__", "") == name

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return seen


@pytest.fixture
def few_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Allow so little work beside reading the text that a small text is enough to exceed it."""
    monkeypatch.setattr(hashes, "STEPS", 10_000_000)


@pytest.mark.usefixtures("few_steps")
@pytest.mark.parametrize("is_known", [True, False])
def test_twice_the_text_and_twice_the_quotes_take_twice_the_work(is_known: bool) -> None:
    taken = []
    for size in (1, 2, 4):
        earlier, later, spans = versions(40_000 * size, 80 * size)
        places = Places(later, earlier if is_known else "")
        taken.append(calls(partial(places.verify_all, spans)))
    assert taken[2] < 5 * taken[0]


@pytest.mark.long
def test_five_million_signs_and_650_quotes_are_hashed_hardly_at_all() -> None:
    earlier, later, spans = versions(5_000_000, 650)
    found = []
    hashes = calls(lambda: found.extend(Places(later, earlier).verify_all(spans)), "openssl_sha256")
    assert Counter(each.state for each in found) == Counter(
        {
            CitationState.EXACT: 162,
            CitationState.MOVED: 163,
            CitationState.CHANGED: 163,
            CitationState.GONE: 162,
        }
    )
    assert hashes < 20 * len(spans)


@pytest.mark.long
def test_words_of_the_older_form_are_sought_with_one_hash_for_each_place() -> None:
    _, later, spans = versions(300_000, 200)
    older = [without_sums(span) for span in spans]
    hashes = calls(lambda: Places(later).verify_all(older), "openssl_sha256")
    assert len(later) < hashes < len(later) + Work(later).left // 1_200


@pytest.mark.long
def test_places_whose_sum_is_another_are_not_hashed() -> None:
    _, later, spans = versions(2_000_000, 200)
    names = {name for span in spans for name in span[3:] if name is not None}
    assert calls(lambda: find_contexts(later, names, {}), "openssl_sha256") < 10 * len(names)


@pytest.mark.parametrize("piece", ["a", "ab", "李😀", "abc" * 9])
@pytest.mark.parametrize("is_there", [True, False])
def test_a_text_that_repeats_itself_is_hardly_hashed(piece: str, is_there: bool) -> None:
    text = piece * (1_000_000 // len(piece))
    names = {context_hash(text[at : at + 32]) for at in range(40)}
    names = names if is_there else {f"{'0' * 16}{name[16:]}" for name in names}
    found = []
    work = lambda: found.append(find_contexts(text, names, {}))  # noqa: E731
    assert calls(work, "openssl_sha256") < MOST_PLACES
    assert {len(found[0].before.get(name, ())) for name in names} == {MOST_PLACES * is_there}


def test_a_text_is_encoded_in_few_parts_however_many_of_its_places_are_hashed() -> None:
    _, later, spans = versions(60_000, 60)
    work = partial(Places(later).verify_all, [without_sums(span) for span in spans])
    parts = len(later) // contexts.FEW + 1
    each_once = len(spans) + 2 * CONTEXT + 2
    assert calls(work, "openssl_sha256") > len(later)
    assert parts <= calls(work, "encode") <= parts + each_once + 3 * len(spans)


def test_spaces_between_words_are_passed_over_by_the_search_itself() -> None:
    text = "word " * 10_000
    assert calls(lambda: list(openings(f"{text}. End"))) < 20


@pytest.mark.usefixtures("few_steps")
@pytest.mark.parametrize("piece", ["a", "\n", "a,", "a, b\n", "ab" * 20 + ". ", "é"])
@pytest.mark.parametrize("is_known", [True, False])
def test_texts_that_repeat_themselves_take_bounded_work(piece: str, is_known: bool) -> None:
    text = piece * (30_000 // len(piece))
    spans = [anchor(text, at, at + 40 + at % 700) for at in range(1, 20_000, 50)]
    spans += [each._replace(hash="0" * 32) for each in spans]
    places = Places(f"b{text[:-50]}!", text if is_known else "")
    assert calls(partial(places.verify_all, spans)) < 20 * len(text) + 50 * len(spans) + 100_000


@pytest.mark.long
def test_long_stretches_that_overlap_are_left_unchecked_when_they_are_too_many() -> None:
    text = "word " * 100_000
    spans = [anchor(text, at, len(text) - at) for at in range(3)] * 1_000
    told = in_place(text, spans)
    assert told[0] is True
    assert told[-1] is None
    assert Places(text).verify_all(spans)[-1].state is CitationState.UNCHECKED
    assert in_place(text, [*spans, anchor(text, 0, 4)])[-1] is True
    shorter = Places("word", text)
    assert calls(partial(shorter.verify_all, spans * 10), "openssl_sha256") < len(spans)


def test_a_context_that_stands_everywhere_is_noted_so_often_at_most() -> None:
    text = "-" * 100_000
    span = anchor(text, 50_000, 50_010)
    (found,) = Places(f"{text}.").verify_all([span._replace(start=200_000, end=200_010)])
    assert found.state is CitationState.AMBIGUOUS
    assert len(found.candidates) <= 2 * MOST_PLACES
