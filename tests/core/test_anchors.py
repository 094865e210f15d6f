"""Quotations are found again by hashes, and typed words by likeness."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Invalid
from app.core.quotes.anchors import (
    Anchor,
    Verified,
    anchor,
    find_quote,
    normalise,
    stretch_hash,
    text_hash,
)
from app.core.quotes.places import Places
from app.core.quotes.segments import Mark, segments
from app.core.vocabulary import CitationState

TEXT = (
    "The miller said that the wheel was old. Nobody had tarred it for nine winters.\n"
    "“Old wood lasts,” answered the passer-by — and walked on.\n"
    "The parish met in spring and spoke of other things until the evening came.\n"
)


def of(words: str) -> Anchor:
    start = TEXT.index(words)
    return anchor(TEXT, start, start + len(words))


def verify(text: str, span: Anchor) -> Verified:
    (found,) = Places(text).verify_all([span])
    return found


def test_a_text_is_read_without_byte_order_mark_and_with_plain_line_ends() -> None:
    assert normalise(b"\xef\xbb\xbfa\r\nb\rc") == "a\nb\nc"
    assert text_hash("a") == (
        "sha256:ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    )
    assert stretch_hash("a") == "ca978112ca1bbdcafac231b39a23dc4d"


@pytest.mark.parametrize("data", [b"a\n\xff", b"a\0b"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid):
        normalise(data)


def test_a_stretch_in_its_place_is_exact() -> None:
    span = of("Nobody had tarred it")
    assert verify(TEXT, span)[:3] == (CitationState.EXACT, span.start, span.end)


def test_a_stretch_without_a_hash_is_unchecked() -> None:
    assert verify(TEXT, Anchor(0, 3, None)).state is CitationState.UNCHECKED
    assert verify(TEXT, Anchor(None, None, "0" * 32)).state is CitationState.UNCHECKED


@given(st.text(max_size=60))
def test_a_stretch_moves_with_what_is_written_before_it(before: str) -> None:
    span = of("Nobody had tarred it")
    assert span.start is not None
    assert span.end is not None
    found = verify(before + TEXT, span)
    shift = len(before)
    assert (found.start, found.end) == (span.start + shift, span.end + shift)
    assert found.state is (CitationState.MOVED if before else CitationState.EXACT)


def test_a_stretch_is_found_though_nothing_around_it_is_the_same() -> None:
    span = of("Nobody had tarred it for nine winters")
    found = verify("Another day. Nobody had tarred it for nine winters, they say.", span)
    assert found[:3] == (CitationState.MOVED, 13, 50)


def test_changed_words_are_found_by_what_stands_around_them() -> None:
    span = of("Nobody had tarred it for nine winters")
    other = TEXT.replace("Nobody had tarred it for nine", "No one ever tarred it in ten")
    found = verify(other, span)
    assert found.state is CitationState.CHANGED
    assert other[found.start : found.end] == "No one ever tarred it in ten winters"


def test_words_that_are_nowhere_are_gone() -> None:
    assert (
        verify("Something else altogether.", of("answered the passer-by")).state
        is CitationState.GONE
    )


def test_a_repeated_stretch_is_told_by_its_surroundings_or_is_ambiguous() -> None:
    span = of("the wheel was old")
    assert verify("x" + TEXT + "Again the wheel was old.", span).state is CitationState.MOVED
    twice = verify(f"x{TEXT}{TEXT}", span)
    assert twice.state is CitationState.AMBIGUOUS
    assert len(twice.candidates) == 2


def test_an_ambiguous_stretch_goes_where_its_neighbours_went() -> None:
    text = f"First. {TEXT}Between.\n{TEXT}Last of all came the rain."
    start = text.index("Last of all")
    near, twice = anchor(text, start, start + 11), text.rindex("Nobody had tarred")
    found = Places("x" + text).verify_all([anchor(text, twice, twice + 17), near])
    assert [(each.state, each.start) for each in found] == [
        *((CitationState.MOVED, twice + 1), (CitationState.MOVED, start + 1))
    ]


def test_stretches_outside_the_text_do_no_harm() -> None:
    assert (
        verify("short", Anchor(400, 500, "0" * 32, "0" * 16, "0" * 16)).state is CitationState.GONE
    )
    assert verify("", Anchor(0, 0, stretch_hash(""))).state is CitationState.EXACT


@pytest.mark.parametrize(
    ("quote", "how", "found"),
    [
        ("Nobody had tarred it", "exact", "Nobody had tarred it"),
        ("  Nobody had tarred it ", "exact", "Nobody had tarred it"),
        ('nine winters. "Old wood lasts,"', "tolerant", "nine winters.\n“Old wood lasts,”"),
        ("the passer-by - and walked", "tolerant", "the passer-by — and walked"),
        (
            "the parish met in spring and talked of other things until evening came",
            "fuzzy",
            "The parish met in spring and spoke of other things until the evening came",
        ),
    ],
)
def test_typed_words_are_found(quote: str, how: str, found: str) -> None:
    result = find_quote(TEXT, quote)
    assert result.how == how
    assert TEXT[result.start : result.end] == found


@pytest.mark.parametrize(
    ("quote", "how"),
    [("the", "ambiguous"), ("   ", "none"), ("a horse walked into a bar", "none")],
)
def test_words_without_one_place_are_nowhere(quote: str, how: str) -> None:
    result = find_quote(TEXT, quote)
    assert (result.how, result.start, result.end) == (how, None, None)


@given(
    st.text(max_size=40),
    st.lists(st.tuples(st.integers(-2, 45), st.integers(-2, 45)), max_size=8),
)
def test_the_pieces_of_a_text_join_to_it_and_lie_under_their_marks(
    text: str, stretches: list[tuple[int, int]]
) -> None:
    marks = [Mark(str(at), start, end) for at, (start, end) in enumerate(stretches)]
    pieces = segments(text, marks)
    assert "".join(piece.text for piece in pieces) == text
    inside = [mark for mark in marks if 0 <= mark.start < mark.end <= len(text)]
    for piece in pieces:
        assert piece.line == text.count("\n", 0, piece.start) + 1
        assert set(piece.spans) == {
            mark.span for mark in inside if mark.start <= piece.start < mark.end
        }
