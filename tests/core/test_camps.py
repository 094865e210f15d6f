"""Camps found by k-means: right on plain cases, deterministic, blind to names."""

import math
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.engine.network import NetworkFault
from app.core.measures.camps import find_camps

TWO_SIDES = [[0.9, 0.8, 0.7], [0.95, 0.7, 0.8], [0.1, 0.2, 0.3], [0.05, 0.2, 0.25]]
ANSWERS = st.integers(1, 4).flatmap(
    lambda claims: st.lists(
        st.lists(st.one_of(st.none(), st.floats(0.0, 1.0)), min_size=claims, max_size=claims),
        min_size=1,
        max_size=10,
    )
)


def test_two_sides_are_two_camps() -> None:
    found = find_camps(TWO_SIDES)
    assert found.labels == (0, 0, 1, 1)
    assert found.silhouette > 0.7
    assert found.centres[0][0] > 0.9 > 0.1 > found.centres[1][0]


def test_people_who_agree_are_one_camp() -> None:
    found = find_camps([[0.5, 0.6]] * 6)
    assert found.labels == (0,) * 6
    assert found.centres[0] == pytest.approx((0.5, 0.6))


def test_a_number_of_camps_can_be_asked_for() -> None:
    assert len(set(find_camps(TWO_SIDES, camps=3).labels)) == 3
    assert find_camps(TWO_SIDES, camps=1).labels == (0, 0, 0, 0)


def test_three_camps_of_unlike_sizes_are_found_from_far_apart_starts() -> None:
    answers = [[0.9, 0.9]] * 6 + [[0.85, 0.95]] * 3 + [[0.1, 0.9], [0.12, 0.9], [0.1, 0.1]]
    assert find_camps(answers, camps=3).labels == (0,) * 9 + (1, 1, 2)


def test_gaps_pull_nobody() -> None:
    answers: list[list[float | None]] = [[0.9, None], [0.9, 0.6], [0.1, None], [0.1, 0.4]]
    assert find_camps(answers).labels == (0, 0, 1, 1)


@settings(max_examples=50)
@given(ANSWERS)
def test_every_person_gets_a_camp_numbered_by_first_appearance(answers):
    found = find_camps(answers)
    assert len(found.labels) == len(answers)
    assert list(dict.fromkeys(found.labels)) == list(range(len(found.centres)))
    assert find_camps(answers) == found


def test_the_order_of_people_does_not_change_who_is_together() -> None:
    order = [2, 0, 3, 1]
    found = find_camps([TWO_SIDES[i] for i in order])
    together = {
        frozenset(i for i, c in zip(order, found.labels, strict=True) if c == k) for k in (0, 1)
    }
    assert together == {frozenset({0, 1}), frozenset({2, 3})}


@pytest.mark.parametrize(
    ("answers", "camps", "field"),
    [
        ([], None, "answers"),
        ([[]], None, "answers"),
        ([[0.5], [0.5, 0.5]], None, "answers"),
        ([[math.nan]], None, "answers"),
        ([[1.5]], None, "answers"),
        ([[0.5]], 2, "camps"),
        ([[0.5]], 0, "camps"),
    ],
)
def test_faulty_input_is_refused_by_name(answers, camps, field):
    with pytest.raises(NetworkFault) as caught:
        find_camps(answers, camps)
    assert caught.value.field == field


def silhouette_by_definition(points, labels):
    """The mean of (b - a) / max(a, b) over everybody, by all distances (Rousseeuw 1987)."""
    scores = []
    for i, own in enumerate(labels):
        mean = {}
        for camp in set(labels):
            others = [j for j, label in enumerate(labels) if label == camp and j != i]
            if others:
                mean[camp] = sum(math.dist(points[i], points[j]) for j in others) / len(others)
        if own not in mean:
            scores.append(0.0)
            continue
        near = min(value for camp, value in mean.items() if camp != own)
        scores.append((near - mean[own]) / max(near, mean[own], 1e-12))
    return sum(scores) / len(scores)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(st.floats(0.01, 0.99), min_size=3, max_size=3),
        min_size=4,
        max_size=9,
        unique_by=str,
    ),
    st.integers(2, 4),
)
def test_the_silhouette_is_that_of_the_definition(answers, camps):
    found = find_camps(answers, camps)
    points = [[math.log(p / (1 - p)) for p in row] for row in answers]
    if len(set(found.labels)) > 1:
        wanted = silhouette_by_definition(points, found.labels)
        assert found.silhouette == pytest.approx(wanted, abs=1e-6)


def test_thousands_of_people_fit_into_memory() -> None:
    answers = [[(n * k % 97 + 1) / 99 for k in (1, 7, 31, 53)] for n in range(3000)]
    tracemalloc.start()
    try:
        find_camps(answers)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # All differences of all pairs at once would take 288 MB.
    assert peak < 150e6
