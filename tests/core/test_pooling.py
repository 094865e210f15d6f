"""Pooling: the worked numbers, and what must hold of every pool."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.engine.network import EPSILON, NetworkFault
from app.core.measures.pooling import (
    MOST_WEIGHT,
    effective_n,
    extremising_factor,
    logit,
    pool,
    pool_many,
    sigmoid,
    weighted_quantile,
)
from app.core.vocabulary import Pooling

CREDENCE = st.floats(EPSILON, 1.0 - EPSILON)
WEIGHT = st.floats(0.01, 100.0)
PANEL = st.lists(st.tuples(CREDENCE, WEIGHT), min_size=1, max_size=12)
METHOD = st.sampled_from(list(Pooling))
INNER_METHOD = st.sampled_from([m for m in Pooling if m is not Pooling.EXTREMISED])


def test_geometric_mean_of_odds_of_three() -> None:
    assert pool([0.7, 0.8, 0.9]).value == pytest.approx(0.8141, abs=5e-5)


def test_geometric_mean_of_probabilities_is_this_only_once_renormalised() -> None:
    yes = (0.7 * 0.8 * 0.9) ** (1 / 3)
    no = (0.3 * 0.2 * 0.1) ** (1 / 3)
    assert (yes, no) == pytest.approx((0.7958, 0.1817), abs=5e-5)
    assert pool([0.7, 0.8, 0.9]).value == pytest.approx(yes / (yes + no), abs=1e-12)


def test_other_methods_on_a_small_panel() -> None:
    panel = [0.2, 0.5, 0.9]
    assert pool(panel, method="linear").value == pytest.approx(1.6 / 3)
    assert pool(panel, method="weighted_median").value == 0.5
    assert pool(panel, [1, 1, 5], "weighted_median").value == 0.9
    trimmed = pool([0.5] * 8 + [0.001, 0.99], method="trimmed").value
    assert trimmed == pytest.approx(0.5)


def test_trimming_cuts_a_tenth_of_the_weight_from_each_end_in_part_if_need_be() -> None:
    odds = [logit(p) for p in (0.1, 0.5, 0.6)]
    cut = 1 / 3 - 0.1
    expected = (cut * odds[0] + odds[1] / 3 + cut * odds[2]) / 0.8
    assert pool([0.1, 0.5, 0.6], method="trimmed").value == pytest.approx(sigmoid(expected))


def test_extremising_multiplies_the_log_odds() -> None:
    panel = [0.6, 0.7, 0.8, 0.9]
    d = extremising_factor(4)
    assert d == pytest.approx(4 * (math.sqrt(37) - 2) / 11)
    found = pool(panel, method="extremised")
    assert logit(found.value) == pytest.approx(d * logit(pool(panel).value))


def test_extremising_factor_runs_from_one_to_root_three() -> None:
    assert extremising_factor(1) == 1.0
    assert extremising_factor((1 + math.sqrt(5)) / 2) == pytest.approx(1.2135, abs=1e-3)
    assert extremising_factor(1e9) == pytest.approx(math.sqrt(3), abs=1e-6)
    factors = [extremising_factor(n) for n in range(1, 50)]
    assert factors == sorted(factors)


def test_effective_number_and_quartiles() -> None:
    found = pool([0.1, 0.2, 0.3, 0.4, 0.5], [1, 1, 1, 1, 0])
    assert found.n == 5
    assert found.n_effective == pytest.approx(4.0)
    assert found.quartiles == pytest.approx((0.15, 0.25, 0.35))
    assert effective_n([2, 1, 1]) == pytest.approx(16 / 6)


def test_zero_and_one_are_clipped() -> None:
    found = pool([0.0, 1.0, 0.5])
    assert found.value == pytest.approx(0.5)
    assert pool([1.0]).value == 1.0 - EPSILON


@pytest.mark.parametrize("method", list(Pooling))
@pytest.mark.parametrize(
    ("credences", "weights", "field"),
    [
        ([], None, "credences"),
        ([0.5, math.nan], None, "credences[1]"),
        ([1.2], None, "credences[0]"),
        ([-0.1], None, "credences[0]"),
        ([0.5, 0.6], [1.0], "weights"),
        ([0.5, 0.6], [1.0, math.nan], "weights[1]"),
        ([0.5, 0.6], [1.0, math.inf], "weights[1]"),
        ([0.5, 0.6], [-1.0, 1.0], "weights[0]"),
        ([0.5, 0.6], [0.0, 0.0], "weights"),
    ],
)
def test_faulty_input_is_refused_by_name(credences, weights, field, method):
    with pytest.raises(NetworkFault) as caught:
        pool(credences, weights, method)
    assert caught.value.field == field


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(NetworkFault, match="method: must be one of geometric"):
        pool([0.5], method="vibes")
    with pytest.raises(NetworkFault, match="n: "):
        extremising_factor(0.5)


@given(CREDENCE, st.lists(WEIGHT, min_size=1, max_size=9), INNER_METHOD)
def test_idempotent(credence, weights, method):
    assert pool([credence] * len(weights), weights, method).value == credence


@given(PANEL, INNER_METHOD)
def test_within_the_range_of_the_panel(panel, method):
    credences, weights = zip(*panel, strict=True)
    assert min(credences) <= pool(credences, weights, method).value <= max(credences)


@given(PANEL, METHOD, st.floats(1e-6, 1e6))
def test_only_ratios_of_weights_matter(panel, method, scale):
    credences, weights = zip(*panel, strict=True)
    scaled = pool(credences, [w * scale for w in weights], method)
    assert scaled.value == pytest.approx(pool(credences, weights, method).value, abs=1e-9)


@given(PANEL, METHOD)
def test_pooling_denials_gives_the_denial_of_the_pool(panel, method):
    credences, weights = zip(*panel, strict=True)
    denied = pool([1.0 - p for p in credences], weights, method)
    found = pool(credences, weights, method)
    assert denied.value == pytest.approx(1.0 - found.value, abs=1e-9)
    assert denied.quartiles == pytest.approx([1.0 - q for q in reversed(found.quartiles)])


@given(PANEL, st.randoms(use_true_random=False), METHOD)
def test_order_does_not_matter(panel, random, method):
    shuffled = random.sample(panel, len(panel))
    one, other = (
        pool([p for p, _ in rows], [w for _, w in rows], method) for rows in (panel, shuffled)
    )
    assert one.value == pytest.approx(other.value, abs=1e-12)
    assert one.quartiles == other.quartiles


@given(st.lists(st.floats(0.05, 0.95), min_size=1, max_size=8), st.floats(-2.0, 2.0))
def test_externally_bayesian(credences, evidence):
    before = pool([sigmoid(logit(p) + evidence) for p in credences]).value
    after = sigmoid(logit(pool(credences).value) + evidence)
    assert before == pytest.approx(after, abs=1e-9)


@given(st.lists(CREDENCE, min_size=1, max_size=9))
def test_one_person_counted_with_weight_two_is_two_people(credences):
    doubled = pool([*credences, credences[0]], [1.0] * (len(credences) + 1), "geometric")
    weighted = pool(credences, [2.0] + [1.0] * (len(credences) - 1), "geometric")
    assert doubled.value == pytest.approx(weighted.value, abs=1e-12)


@settings(max_examples=50)
@given(st.lists(PANEL, min_size=1, max_size=5), METHOD)
def test_many_at_once_is_one_at_a_time(panels, method):
    credences = [[p for p, _ in panel] for panel in panels] + [[]]
    weights = [[w for _, w in panel] for panel in panels] + [[]]
    found = pool_many(credences, weights, method)
    one_by_one = [pool(p, w, method).value for p, w in zip(credences, weights, strict=True) if p]
    assert found[:-1] == pytest.approx(one_by_one, abs=1e-12)
    assert np.isnan(found[-1])


def test_many_at_once_count_alike_unless_weights_are_given() -> None:
    panels = [[0.2, 0.5, 0.9], [], [0.4]]
    for method, of_three in ((Pooling.WEIGHTED_MEDIAN, 0.5), (Pooling.LINEAR, 1.6 / 3)):
        one, nobody, alone = pool_many(panels, method=method)
        assert (one, alone) == pytest.approx((of_three, 0.4))
        assert np.isnan(nobody)


def test_many_at_once_refuses_what_one_refuses() -> None:
    with pytest.raises(NetworkFault, match="credences"):
        pool_many([[0.5], [math.nan]])
    with pytest.raises(NetworkFault, match=r"credences: must be from 0 to 1, not 1\.5"):
        pool_many([[0.5], [1.5]])
    with pytest.raises(NetworkFault, match="weights"):
        pool_many([[0.5]], [[1.0, 2.0]])
    with pytest.raises(NetworkFault, match="weights"):
        pool_many([[0.5, 0.6]], [[0.0, 0.0]])
    with pytest.raises(NetworkFault, match="weights"):
        pool_many([[0.5], [0.5]], [[1.0], [0.0]])


def test_many_at_once_take_certainty_as_nearly_certain() -> None:
    for method in (Pooling.GEOMETRIC, Pooling.LINEAR):
        found = pool_many([[1.0], [0.0]], method=method)
        assert found == pytest.approx([1.0 - EPSILON, EPSILON])


def test_quantile_is_the_mean_of_two_at_a_tie() -> None:
    assert weighted_quantile([1.0, 2.0, 3.0, 4.0], [1, 1, 1, 1], 0.5) == 2.5
    assert weighted_quantile([1.0, 2.0, 3.0], [1, 1, 1], 0.5) == 2.0
    with pytest.raises(ValueError, match="shorter"):
        weighted_quantile([1.0, 2.0], [1], 0.5)


@pytest.mark.parametrize("size", [1e-9, 1.0, 1e9])
def test_a_quantile_depends_on_the_ratios_of_weights_only(size: float) -> None:
    assert weighted_quantile([1.0, 2.0, 4.0], [size, size, 8 * size], 0.5) == 4.0
    assert weighted_quantile([1.0, 2.0, 4.0], [size, size, 2 * size], 0.5) == 3.0


def test_the_ends_of_a_panel_are_those_of_whoever_has_weight() -> None:
    assert weighted_quantile([1.0, 2.0, 3.0, 4.0], [0, 1, 5, 0], 0.0) == 2.0
    assert weighted_quantile([1.0, 2.0, 3.0], [1, 1, 5], 1.0) == 3.0
    assert weighted_quantile([1.0, 2.0, 3.0], [1, 0, 1], 0.5) == 2.0


@given(st.floats(-700.0, 700.0))
def test_sigmoid_is_finite_and_symmetric(odds):
    assert sigmoid(odds) == pytest.approx(1.0 - sigmoid(-odds), abs=1e-12)


@given(CREDENCE)
def test_one_person_is_never_extremised(credence):
    assert pool([credence], method="extremised").value == pytest.approx(credence, abs=1e-12)


def test_sigmoid_overflows_at_neither_end() -> None:
    assert (sigmoid(1e4), sigmoid(-1e4)) == (1.0, 0.0)


@pytest.mark.parametrize("size", [1e-200, 1.0, 1e200])
def test_three_times_the_weight_counts_three_times_however_small_or_large(size: float) -> None:
    found = pool([0.2, 0.8], [size, 3 * size])
    assert found.value == pytest.approx(2 / 3)  # the odds are (1/4)^(1/4) · 4^(3/4) = 2
    assert found.n_effective == pytest.approx(1.6)  # (1 + 3)² / (1 + 9)


def test_weights_as_large_as_may_be_are_pooled_and_larger_ones_refused() -> None:
    assert pool_many([[0.4, 0.4]], [[MOST_WEIGHT, 1.0]])[0] == pytest.approx(0.4)
    with pytest.raises(NetworkFault, match="from 0 to 1e\\+100"):
        pool_many([[0.4]], [[1.1e100]])
