"""How numbers are written: no certainty that nobody gave, and parts that add up as shown."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import figures

credences = st.floats(0.0, 1.0)
differences = st.floats(-1.0, 1.0)


@pytest.mark.parametrize(
    ("credence", "whole", "exact"),
    [
        (0.0, "0", "0"),
        (0.0001, "<1", "<0.1"),
        (0.003, "<1", "0.3"),
        (0.00499, "<1", "0.5"),
        (0.005, "1", "0.5"),
        (0.145, "15", "14.5"),
        (0.5, "50", "50"),
        (0.625, "63", "62.5"),
        (0.99, "99", "99"),
        (0.9949, "99", "99.5"),
        (0.995, ">99", "99.5"),
        (0.9996, ">99", ">99.9"),
        (1.0, "100", "100"),
        (1.3, "130", "130"),
    ],
)
def test_a_credence_is_written(credence: float, whole: str, exact: str) -> None:
    assert figures.whole(credence) == whole
    assert figures.exact(credence) == exact
    assert figures.percent(credence) == f"{whole} %"
    assert figures.exact_percent(credence) == f"{exact} %"


@given(credences)
def test_certainty_is_written_for_nothing_else(credence: float) -> None:
    for written in (figures.whole(credence), figures.exact(credence)):
        assert (written == "0") == (credence == 0.0)
        assert (written == "100") == (credence == 1.0)


@given(credences)
def test_what_is_written_is_within_half_a_step(credence: float) -> None:
    for written, step in ((figures.whole(credence), 1.0), (figures.exact(credence), 0.1)):
        near = float(written.strip("<>"))
        assert abs(near - 100 * credence) <= step * (1 if written[0] in "<>" else 0.5) + 1e-5


@given(credences, credences)
def test_a_larger_credence_is_never_read_as_less(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert figures.read(low) <= figures.read(high)


def test_the_pool_of_one_person_is_written_as_they_gave_it() -> None:
    assert figures.pooled(0.625, 1) == "62.5"
    assert figures.pooled(0.625, 2) == "63"


@given(st.integers(0, 1000), st.integers(1, 40))
def test_a_pool_of_one_reads_like_what_was_typed(tenths: int, people: int) -> None:
    typed = tenths / 1000
    assert figures.pooled(typed, 1) == figures.exact(typed) == f"{tenths / 10:g}"
    assert figures.pooled(typed, people + 1) == figures.whole(typed)


@pytest.mark.parametrize(
    ("difference", "signed", "points"),
    [
        (0.07, "+7", "7 points"),
        (-0.07, "−7", "7 points"),
        (0.01, "+1", "1 point"),
        (-0.004, "−0.4", "under 1 point"),
        (0.00004, "+<0.1", "under 1 point"),
        (0.0, "±0", "0 points"),
        (1e-16, "±0", "0 points"),
        (-1.0, "−100", "100 points"),
    ],
)
def test_a_difference_is_written(difference: float, signed: str, points: str) -> None:
    assert figures.signed(difference) == signed
    assert figures.points(difference) == points


@pytest.mark.parametrize(
    ("before", "after", "change", "apart"),
    [
        (0.386, 0.464, "+7", "7 points"),
        (0.464, 0.386, "−7", "7 points"),
        (0.461, 0.464, "+0.3", "under 1 point"),
        (0.5, 0.5, "±0", "0 points"),
        (0.001, 0.004, "+0.3", "under 1 point"),
    ],
)
def test_a_move_is_the_difference_of_what_one_reads(
    before: float, after: float, change: str, apart: str
) -> None:
    assert figures.change(before, after) == change
    assert figures.apart(before, after) == apart


@given(credences, credences)
def test_a_move_in_whole_points_leads_from_one_number_to_the_other(
    before: float, after: float
) -> None:
    said = figures.change(before, after).replace("−", "-")
    if "." in said or "±" in said:
        assert figures.read(before) == figures.read(after)
    else:
        assert figures.read(before) + int(said) == figures.read(after)


def test_typed_numbers_are_apart_by_what_one_reads() -> None:
    assert figures.typed_apart(0.625, 0.42) == "20.5 points"
    assert figures.typed_apart(0.43, 0.42) == "1 point"
    assert figures.typed_apart(0.42, 0.4201) == "under 1 point"


def test_parts_are_rounded_by_the_largest_remainders() -> None:
    # By themselves they round to 24 + 12 + 7 + 2 + 1, which is 46.
    assert figures.adding_up([23.6, 11.5, 7.0, 1.6, 1.3], 45) == [24, 11, 7, 2, 1]
    assert figures.adding_up([12.4, -2.4]) == [12, -2]
    assert figures.adding_up([0.4, 0.4, 0.4], 1) == [1, 0, 0]
    assert figures.adding_up([], 0) == []


@given(st.lists(st.integers(-100_000, 100_000), max_size=30), st.booleans())
def test_parts_add_up_as_shown_and_none_is_off_by_one(thousandths: list[int], up: bool) -> None:
    parts = [number / 1000 for number in thousandths]
    total = -(-sum(thousandths) // 1000) if up else sum(thousandths) // 1000
    shown = figures.adding_up(parts, total)
    assert sum(shown) == total
    for part, number in zip(parts, shown, strict=True):
        assert abs(number - part) < 1 + 1e-6


@given(st.lists(st.floats(-100, 100), max_size=30))
def test_parts_of_another_total_add_up_to_their_own(parts: list[float]) -> None:
    shown = figures.adding_up(parts, 100_000)
    assert abs(sum(shown) - math.fsum(parts)) <= 0.5 + 1e-5
