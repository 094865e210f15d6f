from collections.abc import Callable
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Invalid
from app.core.texts import Typed, clean_line, clean_name, clean_text, fold_name, name_fault


def test_a_line_has_no_breaks_and_no_double_spaces() -> None:
    assert clean_line("  one\r\n\ttwo\u2028three\u00a0 four ") == "one two three four"


def test_a_block_keeps_its_lines_with_one_kind_of_line_end() -> None:
    assert clean_text("\none\r\ntwo\rthree\n") == "one\ntwo\nthree"


@pytest.mark.parametrize("clean", [clean_line, clean_text])
def test_nul_controls_half_pairs_and_turning_marks_are_dropped(
    clean: Callable[[str], str],
) -> None:
    assert clean("a\x00b\x07c\ud800d\u202ee\u2066f") == "abcdef"


def test_markup_stays_text() -> None:
    assert clean_line("<script>alert(1)</script>") == "<script>alert(1)</script>"


def test_letters_are_composed() -> None:
    assert clean_line("e\u0301") == "é"


def test_a_tower_of_marks_is_cut_low() -> None:
    assert len(clean_line("a" + "\u0316" * 1000)) <= 10


@pytest.mark.parametrize("row", ["\u0301\u0316", "\u0f73", "\uff9e\u0301", "\u0344\u0316"])
def test_a_row_of_marks_takes_no_longer_for_each_than_a_row_of_letters(row: str) -> None:
    started = process_time()
    for clean in (clean_line, clean_text, clean_name, fold_name):
        clean("a" + row * 50_000)
    assert process_time() - started < 15  # sorted all at once, they take minutes


@given(st.text(st.characters()))
def test_cleaning_twice_is_cleaning_once(typed: str) -> None:
    for clean in (clean_line, clean_text, clean_name, fold_name):
        once = clean(typed)
        assert clean(once) == once
        assert "\x00" not in once
        once.encode()


@pytest.mark.parametrize(
    "other", ["ada lovelace", "ＡＤＡ LOVELACE", "Ada\u200b  Lovelace", " Ada Lovelace\u202e"]
)
def test_names_that_look_the_same_fold_to_the_same(other: str) -> None:
    assert fold_name(other) == fold_name("Ada Lovelace")


def test_different_names_stay_different() -> None:
    assert fold_name("Ada") != fold_name("Ide")


@pytest.mark.parametrize("name", ["Ada", "Zoë", "Ада", "李白", "O'Neill-Smith 3", "x" * 40])
def test_good_names_pass(name: str) -> None:
    assert name_fault(name) is None


@pytest.mark.parametrize("name", ["", "A", "x" * 41, "...", "\ufdfa" * 20, "Аda"])
def test_bad_names_are_told_why(name: str) -> None:
    assert name_fault(name)


def test_all_faults_of_a_form_are_told_at_once() -> None:
    typed = Typed({"text": " \x00 ", "note": "x" * 4001, "role": "hero"})
    typed.line("text")
    typed.maybe_text("note")
    typed.choice("role", ("supports", "disputes"))

    with pytest.raises(Invalid) as raised:
        typed.check()

    assert set(raised.value.fields) == {"text", "note", "role"}
    assert "4,001" in raised.value.fields["note"]
    assert "4,000" in raised.value.fields["note"]


def test_a_form_without_faults_passes() -> None:
    typed = Typed({"text": " yes ", "note": None, "role": "supports"})

    assert (typed.line("text"), typed.maybe_text("note")) == ("yes", None)
    assert typed.choice("role", ("supports",)) == "supports"
    typed.check()


def test_exactly_the_limit_fits() -> None:
    typed = Typed({"text": "x" * 400})

    assert len(typed.line("text")) == 400
    typed.check()
