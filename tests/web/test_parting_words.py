"""Numbers of core put into sentences, each by one function."""

import pytest

from app.core.measures.gap import Explained
from app.core.measures.parting_ranges import RangeParting
from app.core.measures.partings import Parting
from app.core.measures.reason_effects import ReasonEffect
from app.web.showing.parting_words import (
    effect_sentence,
    gap_sentence,
    parting_sentence,
    range_sentence,
)


@pytest.mark.parametrize(
    ("agree", "resolve", "says"),
    [
        (0.24, 0.24, "narrow the gap of 40 points by 24 points; {} narrow it by 24 points."),
        (0.001, -0.09, "hardly change the gap of 40 points; {} widen it by 9 points."),
        (-0.01, 0.0, "widen the gap of 40 points by 1 point; {} hardly change it."),
    ],
)
def test_a_parting_is_said(agree: float, resolve: float, says: str) -> None:
    parting = Parting("x", 0.84, 0.27, agree, resolve, 0.0, is_double=False)
    said = parting_sentence(parting, "40 points")
    assert said == "Agreeing on it would " + says.format("settling it would be expected to")


@pytest.mark.parametrize(
    ("agree", "says"),
    [
        ((0.1, 0.3), "narrow the gap by 10 to 30 points"),
        ((-0.3, -0.3), "widen the gap by 30 points"),
        ((-0.05, 0.2), "change the gap by anything from 5 points wider to 20 points narrower"),
        ((0.0, 0.001), "hardly change the gap"),
    ],
)
def test_a_range_is_said_as_one(agree: tuple[float, float], says: str) -> None:
    parting = RangeParting("x", 0.8, (0.1, 0.4), agree, (0.0, 0.0))
    assert range_sentence(parting).startswith(f"Agreeing on it would {says}; settling it")


def test_what_a_reason_does_is_said() -> None:
    said = effect_sentence(ReasonEffect("con", 0.5, 0.64, 0.17))
    assert said == "Without this reason 64 %; if it certainly applied 17 %."


def test_a_gap_is_said_where_there_are_both_numbers() -> None:
    reasons = "Implied by its direct reasons alone, at what accounts say of those: 65 %"
    assert gap_sentence(Explained(0.5, True, 0.9, 0.65), 3) == (
        f"{reasons}; 3 accounts say 90 %, so it is believed 25 points more than those explain."
    )
    level = gap_sentence(Explained(0.5, True, 0.65, 0.6501), 2)
    assert level == f"{reasons}, just what 2 accounts say of the claim itself."
    assert gap_sentence(Explained(0.5, True, None, 0.65), 0) is None
    assert gap_sentence(Explained(0.5, True, 0.9, None), 3) is None


def test_what_one_account_says_keeps_the_tenth_it_was_typed_with() -> None:
    said = gap_sentence(Explained(0.5, True, 0.625, 0.7), 1)
    assert said is not None
    assert said.endswith(
        "70 %; one account says 62.5 %, so it is believed 7.5 points less than those explain."
    )
