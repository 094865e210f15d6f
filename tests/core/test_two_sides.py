"""Two sides with numbers: the parts add up to the gap, and no difference is made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.debate.graph import Graph
from app.core.debate.two_sides import (
    SidesCompared,
    camps_of,
    compare_sides,
    compare_with_person,
    credences_by_account,
    held,
    pair_of,
    pooled,
    ranges_of,
)
from app.core.engine.network import NetworkFault
from tests.core.graphs import claim, graph, relations, stance

ROWS = relations("r1: a supports t", "r2: b rebuts t", "r3: c undercuts r1")
MAP = graph("t a b c", ROWS, theses=("t",))


def compared(a: dict[str, float], b: dict[str, float], at: str | None = None) -> SidesCompared:
    found = compare_sides(MAP, a, b, at)
    assert found is not None
    return found


def test_each_side_rolls_up_to_what_it_says_itself() -> None:
    found = compared({"t": 0.8, "a": 0.9, "b": 0.2}, {"t": 0.3, "a": 0.4, "b": 0.7})
    assert found.stated
    assert found.report.root_a == pytest.approx(0.8)
    assert found.report.root_b == pytest.approx(0.3)


def test_the_parts_of_the_split_add_up_to_the_gap_exactly() -> None:
    found = compared({"t": 0.8, "a": 0.9, "r1": 0.5}, {"t": 0.3, "a": 0.4, "b": 0.7})
    assert sum(share.share for share in found.split.shares) == pytest.approx(0.5)


def test_a_claim_that_only_one_rated_makes_no_difference() -> None:
    alike = {"a": 0.7, "t": 0.6}
    found = compared({**alike, "b": 0.95}, alike)
    assert found.report.gap == pytest.approx(0.0)
    assert [crux.id for crux in found.report.cruxes if abs(crux.agree) > 1e-9] == []
    assert (found.only_a, found.only_b) == (("b",), ())


def test_a_root_that_only_one_rated_is_compared_by_the_reasons_of_both() -> None:
    found = compared({"t": 0.99, "a": 0.9}, {"a": 0.1}, "t")
    assert not found.stated
    assert found.report.root_a == pytest.approx(0.725)
    assert found.report.root_b == pytest.approx(0.525)


def test_the_claim_they_part_on_is_the_crux_that_closes_the_gap() -> None:
    found = compared({"a": 0.9, "b": 0.5}, {"a": 0.1, "b": 0.5}, "t")
    first = found.report.cruxes[0]
    assert first.id == "a"
    assert first.agree == pytest.approx(found.report.gap)
    assert first.is_double


def test_a_step_they_rate_differently_is_a_crux_too() -> None:
    found = compared({"a": 0.9, "r1": 0.9}, {"a": 0.9, "r1": 0.1}, "t")
    assert found.report.cruxes[0].id == "r1"
    assert found.report.cruxes[0].agree == pytest.approx(found.report.gap)


def test_what_is_supposed_is_cut_off_from_what_bears_on_it() -> None:
    made = held(MAP, {"r1": 0.5, "t": 0.9})
    assert list(made.relations) == []
    assert list(held(MAP, {"r1": 0.5}).relations) == ["r1", "r2"]
    assert held(MAP, {}) is MAP


def test_nothing_shared_is_no_comparison() -> None:
    assert compare_sides(MAP, {}, {}) is None


def test_a_claim_on_which_nothing_rated_bears_is_refused() -> None:
    with pytest.raises(NetworkFault):
        compare_sides(MAP, {"a": 0.5}, {"a": 0.6}, "b")


numbers = st.dictionaries(
    st.sampled_from(["t", "a", "b", "c", "r1", "r2"]), st.floats(0.02, 0.98), max_size=6
)


@given(numbers, numbers)
def test_swapping_the_sides_turns_every_sign(a: dict[str, float], b: dict[str, float]) -> None:
    a, b = {**a, "a": 0.4}, {**b, "a": 0.6}
    there, back = compared(a, b, "t"), compared(b, a, "t")
    assert there.report.gap == pytest.approx(-back.report.gap, abs=1e-7)
    shares = {share.id: share.share for share in there.split.shares}
    for share in back.split.shares:
        assert shares[share.id] == pytest.approx(-share.share, abs=1e-7)


@given(numbers)
def test_one_is_never_apart_from_oneself(own: dict[str, float]) -> None:
    pair = pair_of(MAP, own, own)
    assert pair.a == pair.b
    found = compare_sides(MAP, own, own)
    assert found is None or found.report.gap == 0


def test_a_camp_says_of_each_node_what_its_raters_among_it_say() -> None:
    found = pooled([{"a": 0.2, "b": 0.5}, {"a": 0.8}], "geometric")
    assert found == {"a": pytest.approx(0.5), "b": pytest.approx(0.5)}
    assert pooled([{"a": 0.2}, {"a": 0.8}, {"a": 0.8}], "linear")["a"] == pytest.approx(0.6)


def test_camps_are_found_where_answers_split() -> None:
    owns = {n: {"a": 0.9 if n < 3 else 0.1, "b": 0.2 if n < 3 else 0.8} for n in range(6)}
    members, _ = camps_of(owns)
    assert members == [[0, 1, 2], [3, 4, 5]]


def test_only_credences_in_the_present_wording_count() -> None:
    made = graph([claim("a", wording=2)], (), {"a": 0.5})
    assert credences_by_account(made) == {1: {"a": 0.5}}
    older = tuple(row._replace(wording=1) for row in made.credences)
    assert credences_by_account(graph([claim("a", wording=2)], credences=older)) == {}


def with_words(*ranges: tuple[str, float, float]) -> Graph:
    rows = tuple(stance("ada", node, "accepts", low=low, high=high) for node, low, high in ranges)
    return graph("t a b c", ROWS, theses=("t",), people=("ada",), stances=rows)


def test_a_person_is_a_range_and_never_a_point() -> None:
    found = compare_with_person(with_words(("t", 0.1, 0.4)), {"t": 0.8, "a": 0.9}, "ada")
    assert found is not None
    assert found.stated
    assert found.report.root_a == pytest.approx(0.8)
    low, high = found.report.root_b
    assert (low, high) == pytest.approx((0.1, 0.4), abs=0.01)
    assert found.report.gap == pytest.approx((0.4, 0.7), abs=0.01)


def test_what_the_person_says_nothing_of_makes_no_difference() -> None:
    made = with_words(("a", 0.9, 0.9))
    found = compare_with_person(made, {"a": 0.9, "b": 0.2, "t": 0.7}, "ada", "t")
    assert found is not None
    assert found.report.gap == pytest.approx((0.0, 0.0), abs=1e-9)


def test_a_number_lent_to_the_person_is_never_shown_as_theirs() -> None:
    made = with_words(("a", 0.1, 0.3))
    found = compare_with_person(made, {"a": 0.9, "b": 0.2, "t": 0.7}, "ada", "t")
    assert found is not None
    assert [crux.id for crux in found.report.cruxes] == ["a"]
    assert compare_with_person(made, {"a": 0.9, "b": 0.2, "t": 0.7}, "ada", "b") is None


def test_a_claim_only_the_person_speaks_to_is_named_and_not_weighed() -> None:
    found = compare_with_person(with_words(("a", 0.1, 0.2), ("b", 0.6, 0.9)), {"a": 0.5}, "ada")
    assert found is not None
    assert found.beyond == ("b",)


def test_a_person_without_any_reading_cannot_be_compared_with_numbers() -> None:
    assert compare_with_person(with_words(), {"a": 0.5}, "ada") is None


def test_two_readings_of_one_claim_make_the_range_that_holds_both() -> None:
    made = with_words(("a", 0.2, 0.5), ("a", 0.4, 0.9))
    assert ranges_of(made, "ada") == {"a": (0.2, 0.9)}
