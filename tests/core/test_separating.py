"""What separates those who rated, worked out by hand where there are two, and on the example."""

import pytest

from app.core.debate.separating import separation, sides_of
from app.core.debate.two_sides import compare_sides, credences_by_account, pooled
from tests.core.graphs import graph, relations
from tests.core.test_exchanges import bundled


def test_two_accounts_are_compared_as_they_are() -> None:
    made = graph("t a", relations("r1: a supports t"), {"t": (0.8, 0.3), "a": (0.9, 0.8)})
    found = separation(made, "geometric", "sbn", {}, 5)
    assert found is not None
    assert (found.sides, found.are_camps) == (((1,), (2,)), False)
    assert [(row.node, round(row.apart, 6)) for row in found.nodes] == [("t", 0.5), ("a", 0.1)]
    assert [each and each.n for each in found.nodes[0].held] == [1, 1]


def test_of_one_or_three_accounts_nobody_says_who_stands_together() -> None:
    for rated in ({}, {"t": 0.5}, {"t": (0.1, 0.5, 0.9)}):
        assert separation(graph("t", (), rated), "geometric", "sbn", {}, 5) is None


def test_four_who_do_not_split_have_no_camps() -> None:
    assert sides_of({n: {"t": 0.5} for n in range(1, 5)}) is None


def test_a_node_that_less_than_half_a_camp_rated_says_nothing_of_it() -> None:
    high, low = (0.95, 0.96, 0.95), (0.05, 0.04, 0.05)
    made = graph("t a", (), {"t": (*high, *low), "a": (0.9,)})
    found = separation(made, "geometric", "sbn", {}, 5)
    assert found is not None
    assert [row.node for row in found.nodes] == ["t"]
    assert found.sides == ((1, 2, 3), (4, 5, 6))


def test_what_is_supposed_separates_nobody() -> None:
    made = graph("t a", (), {"t": (0.8, 0.3), "a": (0.9, 0.1)})
    found = separation(made, "geometric", "sbn", {"a": 0.5}, 5)
    assert found is not None
    assert [row.node for row in found.nodes] == ["t"]


def test_on_the_example_the_camps_part_on_where_the_riders_come_from() -> None:
    made = bundled("fare-free-buses")
    found = separation(made, "geometric", "sbn", {}, 3)
    assert found is not None
    assert [len(side) for side in found.sides] == [11, 9]
    first = found.nodes[0]
    # A third of the added trips took the place of drives: 84 % against 14 %.
    assert first.node == "c4"
    assert [round(each.value, 2) for each in first.held if each] == [0.84, 0.14]
    owns = credences_by_account(made)
    given = [{"c4": owns[who]["c4"]} for who in found.sides[0] if "c4" in owns[who]]
    assert first.held[0] is not None
    assert first.held[0].value == pytest.approx(pooled(given, "geometric")["c4"])


def test_the_gap_is_the_one_that_the_page_of_comparisons_shows() -> None:
    made = bundled("fare-free-buses")
    found = separation(made, "geometric", "sbn", {}, 3)
    assert found is not None
    assert found.gap is not None
    owns = credences_by_account(made)
    a, b = (pooled([owns[who] for who in side], "geometric") for side in found.sides)
    same = compare_sides(made, a, b, semantics="sbn")
    assert same is not None
    assert found.gap.at == same.at == "c1"
    assert found.gap.report.gap == pytest.approx(same.report.gap)
    assert found.gap.report.gap == pytest.approx(0.485, abs=0.001)
