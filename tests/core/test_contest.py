"""Disagreement: the worked examples, and what must hold of every panel."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.engine.network import NetworkFault
from app.core.measures.contest import (
    argument_conflict,
    consensus,
    contest,
    entropy,
    group_informed_consensus,
    split_by_camp,
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
    assert (found.total, found.disagreement, found.word) == (1.0, 0.0, "uncertain")
    assert found.sentence.startswith("Uncertain, not contested")


@pytest.mark.parametrize(
    ("credences", "word", "sentence"),
    [
        ([0.1, 0.9], "contested", "Contested: 53 % of the doubt is people disagreeing."),
        ([0.9, 0.9, 0.6], "leaning apart", "People lean apart, but few hold opposite views."),
        ([0.9, 0.92], "agreed", "Agreed: people put this near 91 %."),
        ([0.9], "agreed", "Only one person has given a credence."),
    ],
)
def test_words_for_a_spread(credences, word, sentence):
    assert (contest(credences).word, contest(credences).sentence) == (word, sentence)


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


@given(st.lists(st.tuples(CREDENCE, WEIGHT, st.integers(0, 3)), min_size=1, max_size=12))
def test_between_and_within_camps_add_up(panel):
    credences, weights, camps = zip(*panel, strict=True)
    found = split_by_camp(credences, camps, weights)
    assert found.disagreement == pytest.approx(contest(credences, weights).disagreement, abs=1e-12)
    assert found.disagreement == pytest.approx(found.between + found.within, abs=1e-9)
    assert sum(camp.share for camp in found.camps) == pytest.approx(1.0)


def test_camps_that_answer_as_one_differ_only_between() -> None:
    found = split_by_camp([0.1, 0.9, 0.1, 0.9], ["no", "yes", "no", "yes"])
    assert found.within == 0.0
    assert found.between == pytest.approx(0.531, abs=5e-4)
    assert [(camp.name, camp.mean) for camp in found.camps] == [("no", 0.1), ("yes", 0.9)]


def test_conflict_of_arguments_is_the_smaller_pull_over_the_larger() -> None:
    found = argument_conflict(0.5, 0.9, 0.3)
    assert (found.up, found.down, found.ratio) == pytest.approx((0.4, 0.2, 0.5))
    assert argument_conflict(0.5, 0.9, 0.5).ratio == 0.0
    assert argument_conflict(0.5, 0.5, 0.5).ratio == 0.0


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
        (lambda: split_by_camp([0.5], ["a", "b"]), "camps"),
        (lambda: consensus([0.5], []), "camps"),
        (lambda: stake(math.nan, [0.5]), "swing"),
        (lambda: stake(1.5, [0.5]), "swing"),
        (lambda: value_of_information(0.5, 1.2, 0.0), "root_if_true"),
        (lambda: argument_conflict(0.5, math.nan, 0.2), "supported"),
        (lambda: group_informed_consensus([3], [2]), "agree[0]"),
        (lambda: group_informed_consensus([], []), "agree"),
    ],
)
def test_faulty_input_is_refused_by_name(call, field):
    with pytest.raises(NetworkFault) as caught:
        call()
    assert caught.value.field == field
