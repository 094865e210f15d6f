"""Typed words are found in time that grows with the text, and at least as well as by difflib."""

from collections import Counter
from difflib import SequenceMatcher
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.quotes.anchors import find_quote
from app.core.quotes.folding import CHUNK, fold
from app.core.quotes.likeness import CLOSE_ENOUGH, like_places
from tests.core.test_places import calls

LIKE = {"“": '"', "”": '"', "’": "'", "—": "-", "…": "...", "\u00ad": "", "\u200b": ""}
WORDS = st.sampled_from(["the", "wheel", "miller", "old", "wood", *(f"w{n}" for n in range(30))])


def slow_fold(text: str) -> tuple[str, list[int]]:
    signs: list[str] = []
    offsets: list[int] = []
    for at, char in enumerate(text):
        for sign in " " if char.isspace() else LIKE.get(char, char):
            if sign != " " or (signs and signs[-1] != " "):
                signs.append(sign)
                offsets.append(at)
    plain = "".join(signs).rstrip(" ")
    return plain, offsets[: len(plain)]


@given(st.text("ab \n\t\u2003“”’—…\u00ad\u200bé李😀.,'\x00"))
def test_a_text_is_folded_sign_by_sign(text: str) -> None:
    plain, offsets = fold(text)
    assert (plain, list(offsets)) == slow_fold(text)


def test_a_long_text_is_folded_across_its_parts() -> None:
    text = "a" * (CHUNK - 1) + "  …" + " " * CHUNK + "\u200b “b”"
    plain, offsets = fold(text)
    assert (plain, list(offsets)) == slow_fold(text)


@st.composite
def misquoted(draw: st.DrawFn) -> tuple[list[str], int, int, list[str]]:
    """Words of a text, a stretch of them, and how somebody remembers that stretch."""
    text = draw(st.lists(WORDS, min_size=10, max_size=60))
    start = draw(st.integers(0, len(text) - 8))
    end = draw(st.integers(start + 8, len(text)))
    quote = text[start:end]
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(quote) - 1))
        quote[at : at + draw(st.integers(0, 1))] = draw(st.lists(WORDS, max_size=1))
    return text, start, end, quote


@settings(derandomize=True)
@given(misquoted())
def test_misquoted_words_are_found_at_least_as_like_as_they_are(
    given: tuple[list[str], int, int, list[str]],
) -> None:
    text, start, end, quote = given
    matcher = SequenceMatcher(None, text[start:end], quote, autojunk=False)
    runs = {tuple(quote[at : at + 3]) for at in range(len(quote) - 2)}
    has_run = any(tuple(text[at : at + 3]) in runs for at in range(start, end - 2))
    # Of words said again and again, the likest stretch is not looked for at any price.
    is_stammer = max(Counter(text).values()) > 2
    if matcher.ratio() < CLOSE_ENOUGH or not has_run or is_stammer:
        return
    best = like_places(" ".join(text), " ".join(quote))[0]
    assert best.likeness >= matcher.ratio() - 1e-9


def test_typed_words_take_work_that_grows_with_the_text() -> None:
    text = "".join(f"word{number % 997}, and what follows; " for number in range(4_000))
    quotes = ["word996, and what followed there", "nowhere at all " * 250, "word5 and  what"]
    for quote in quotes:
        once, twice = (calls(partial(find_quote, each, quote)) for each in (text, text * 2))
        assert twice < 3 * once


def test_words_that_stand_everywhere_are_counted_and_not_all_listed() -> None:
    found = find_quote("tick tock " * 50_000, "tick")
    assert found.how == "ambiguous"
    assert found.times == 50_000
    assert len(found.places) == 100
