"""Disagreement: the worked examples, and what must hold of every panel."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.engine.network import NetworkFault
from app.core.measures.contest import (
    consensus,
    contest,
    entropy,
    group_informed_consensus,
    stake,
    value_of_information,
)

CREDENCE = st.floats(0.0, 1.0)
WEIGHT = st.floats(0.01, 100.0)
PANEL = st.lists(st.tuples(CREDENCE, WEIGHT), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("credences", "disagreement", "within"),
    [
        ([0.1] * 5 + [0.9] * 5, 0.53, 0.005),
        ([0.9] * 9 + [0.1], 0.21, 0.005),
        ([0.45, 0.55], 0.007, 0.0005),
        ([0.001, 0.1], 0.048, 0.0005),
        ([0.0, 1.0], 1.0, 1e-12),
        ([0.5] * 4, 0.0, 1e-12),
    ],
)
def test_disagreement_in_the_worked_examples(credences, disagreement, within):
    assert contest(credences).disagreement == pytest.approx(disagreement, abs=within)


def test_log_odds_tell_people_near_the_end_apart() -> None:
    assert contest([0.001, 0.1]).log_odds_sd == pytest.approx(2.35, abs=0.005)


def test_all_at_one_half_is_uncertain_and_not_contested() -> None:
    found = contest([0.5] * 3)
    assert (found.total, found.shared, found.disagreement) == (1.0, 1.0, 0.0)


@given(PANEL)
def test_total_splits_into_shared_and_disagreement_each_between_0_and_1(panel):
    credences, weights = zip(*panel, strict=True)
    found = contest(credences, weights)
    assert found.total == pytest.approx(found.shared + found.disagreement, abs=1e-12)
    assert 0.0 <= found.disagreement <= 1.0 + 1e-12
    assert found.shared >= -1e-12


@given(CREDENCE, st.lists(WEIGHT, min_size=1, max_size=9))
def test_no_disagreement_if_all_are_equal(credence, weights):
    found = contest([credence] * len(weights), weights)
    assert (found.disagreement, found.log_odds_sd, found.credence_sd) == (0.0, 0.0, 0.0)


@given(st.lists(CREDENCE, max_size=7), CREDENCE, st.floats(1e-4, 1.0))
def test_disagreement_if_any_differ(others, share, apart):
    low = share * (1.0 - apart)
    assert contest([*others, low, low + apart]).disagreement > 0.0


@given(st.lists(CREDENCE, min_size=1, max_size=9), st.randoms(use_true_random=False))
def test_order_duplication_and_denial_change_nothing(credences, random):
    found = contest(credences).disagreement
    shuffled = random.sample(credences, len(credences))
    assert contest(shuffled).disagreement == pytest.approx(found, abs=1e-12)
    assert contest(credences * 3).disagreement == pytest.approx(found, abs=1e-12)
    assert contest([1.0 - p for p in credences]).disagreement == pytest.approx(found, abs=1e-9)


def test_stake_is_swing_times_spread() -> None:
    assert stake(-0.4, [0.2, 0.8]) == pytest.approx(0.4 * 0.3)
    assert stake(1.0, [0.4, 0.4]) == 0.0


def test_value_of_information_of_a_deciding_claim_and_of_an_idle_one() -> None:
    deciding = value_of_information(0.5, 1.0, 0.0)
    assert (deciding.expected_change, deciding.mutual_information) == (0.5, 1.0)
    idle = value_of_information(0.3, 0.6, 0.6)
    assert (idle.expected_change, idle.mutual_information) == (0.0, 0.0)


@given(CREDENCE, CREDENCE, CREDENCE)
def test_value_of_information_is_the_expected_change_by_definition(p, high, low):
    now = p * high + (1 - p) * low
    by_definition = p * abs(high - now) + (1 - p) * abs(low - now)
    bits = entropy(now) - p * entropy(high) - (1 - p) * entropy(low)
    found = value_of_information(p, high, low)
    assert found.expected_change == pytest.approx(by_definition, abs=1e-12)
    assert found.mutual_information == pytest.approx(max(bits, 0.0), abs=1e-9)


def test_consensus_needs_every_camp() -> None:
    assert group_informed_consensus([9, 9], [10, 10]) == pytest.approx((10 / 12) ** 2)
    assert group_informed_consensus([10, 0], [10, 10]) < group_informed_consensus([6, 6], [10, 10])
    assert consensus([0.9, 0.8, 0.2], ["a", "a", "b"]) == pytest.approx(3 / 4 * 1 / 3)


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda: contest([]), "credences"),
        (lambda: contest([0.5, math.nan]), "credences[1]"),
        (lambda: contest([0.5], [0.0]), "weights"),
        (lambda: consensus([0.5], []), "camps"),
        (lambda: stake(math.nan, [0.5]), "swing"),
        (lambda: stake(1.5, [0.5]), "swing"),
        (lambda: value_of_information(0.5, 1.2, 0.0), "root_if_true"),
        (lambda: group_informed_consensus([3], [2]), "agree[0]"),
        (lambda: group_informed_consensus([], []), "agree"),
    ],
)
def test_faulty_input_is_refused_by_name(call, field):
    with pytest.raises(NetworkFault) as caught:
        call()
    assert caught.value.field == field
