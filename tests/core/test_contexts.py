"""What surrounds a stretch is found by sum and hash, and by the hash alone where it is older."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.quotes.contexts import find_contexts
from app.core.quotes.hashes import context_hash, same_context
from app.core.quotes.sums import CONTEXT, sum_of, sums_in
from tests.found import some

LATIN = st.text("ab é", max_size=80)
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
TEXTS = LATIN | ANY | st.builds(lambda part, times: part * times, ANY, st.integers(1, 9))


@given(TEXTS)
def test_a_sum_is_the_same_alone_and_rolled_over_a_text(text: str) -> None:
    text = text.ljust(CONTEXT)
    places = range(len(text) - CONTEXT + 1)
    assert sums_in(text).tolist() == [sum_of(text[at : at + CONTEXT]) for at in places]


@given(TEXTS)
def test_a_sum_is_the_one_that_the_format_describes(text: str) -> None:
    total = sum(ord(sign) * 0x9E3779B97F4A7C15**at for at, sign in enumerate(text[:32][::-1]))
    assert sum_of(text[:32]) == total % 2**64 // 2**44


def test_the_example_of_the_format_holds() -> None:
    assert context_hash("") == "e3b0c44298fc1c14-00000"
    assert context_hash("é") == "4a99557e4033c353-00000"


@given(TEXTS, st.integers(0, 100), st.booleans())
def test_either_form_is_found_wherever_its_words_stand(text: str, at: int, is_known: bool) -> None:
    words = text[at : at + CONTEXT]
    name = context_hash(words)
    before, after = _slowly(text, words)
    found = find_contexts(text, {name, name[:16]}, {name: words} if is_known else {})
    for each in (name, name[:16]):
        assert found.before.get(each, []) == before
        assert found.after.get(each, []) == after


def _slowly(text: str, words: str) -> tuple[list[int], list[int]]:
    places = range(len(text) + 1)
    return (
        [at for at in places if text[max(0, at - CONTEXT) : at] == words],
        [at for at in places if text[at : at + CONTEXT] == words],
    )


@given(TEXTS, st.integers(0, 100))
def test_a_hash_beside_the_sum_of_other_words_is_found_nowhere(text: str, at: int) -> None:
    name = context_hash(text[at : at + CONTEXT])
    wrong = f"{name[:16]}-{int(name[17:], 16) ^ 1:05x}"
    found = find_contexts(text, {wrong, name}, {})
    assert wrong not in found.before
    assert wrong not in found.after
    assert not same_context(wrong, name)
    assert same_context(wrong, name[:16])


def test_words_that_share_their_sum_are_told_apart_by_their_hash() -> None:
    # The last code point hardly enters the upper bits of the sum.
    likes = [f"{'the wheel that nobody had tarred'[:31]}{chr(0x100 + at)}" for at in range(300)]
    assert len({sum_of(each) for each in likes}) == 1
    text = "".join(likes)
    names = [context_hash(each) for each in likes[::7]]
    found = find_contexts(text, set(names), {})
    assert [found.after[name] for name in some(names)] == [
        [at * CONTEXT] for at in range(0, len(likes), 7)
    ]


@pytest.mark.parametrize("odd", ["", "0" * 15, "X" * 16, f"{'0' * 16}-", f"{'0' * 16}-0000G"])
def test_what_is_no_hash_is_found_nowhere(odd: str) -> None:
    found = find_contexts("word " * 20, {odd}, {})
    assert not found.before.get(odd)
    assert not found.after.get(odd)
