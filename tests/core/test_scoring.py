"""Scores of resolved forecasts: known values and exact splits."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.engine.network import NetworkFault
from app.core.measures.scoring import (
    brier_score,
    calibration,
    log_score,
    score_split,
    wilson_interval,
)

RECORD = st.lists(st.tuples(st.floats(0.0, 1.0), st.integers(0, 1)), min_size=1, max_size=30)
GROUPS = ("isotonic", "values", "bins")


def test_scores_of_known_records() -> None:
    assert brier_score([0.5, 0.5], [1, 0]) == 0.25
    assert brier_score([1.0, 0.0], [1, 0]) == 0.0
    assert brier_score([0.7], [1]) == pytest.approx(0.09)
    assert log_score([0.5, 0.5], [1, 0]) == pytest.approx(math.log(0.5))
    assert log_score([0.0], [1]) == pytest.approx(math.log(0.001))


def test_murphy_split_of_a_known_record() -> None:
    split = score_split([0.8] * 5 + [0.2] * 5, [1, 1, 1, 1, 0, 0, 0, 1, 1, 0], "values")
    assert split.miscalibration == pytest.approx(0.5 * (0.8 - 0.8) ** 2 + 0.5 * (0.4 - 0.2) ** 2)
    assert split.discrimination == pytest.approx(0.5 * (0.8 - 0.6) ** 2 + 0.5 * (0.4 - 0.6) ** 2)
    assert split.uncertainty == pytest.approx(0.24)
    assert split.n == 10


@given(RECORD, st.sampled_from(GROUPS))
def test_the_split_adds_up(record, groups):
    forecasts, outcomes = zip(*record, strict=True)
    split = score_split(forecasts, outcomes, groups)
    total = split.miscalibration - split.discrimination + split.uncertainty
    assert split.brier == pytest.approx(total, abs=1e-12)
    assert split.brier == pytest.approx(brier_score(forecasts, outcomes), abs=1e-12)
    assert split.discrimination >= -1e-12
    if groups != "bins":
        assert split.miscalibration >= -1e-12


@given(RECORD, st.sampled_from(GROUPS))
def test_the_curve_holds_every_forecast_once_in_order(record, groups):
    forecasts, outcomes = zip(*record, strict=True)
    curve = calibration(forecasts, outcomes, groups)
    assert sum(b.n for b in curve) == len(record)
    assert sum(b.n * b.observed for b in curve) == pytest.approx(sum(outcomes))
    assert all(a.high < b.low for a, b in itertools.pairwise(curve))
    assert all(b.interval[0] <= b.observed <= b.interval[1] for b in curve)
    if groups == "isotonic":
        observed = [b.observed for b in curve]
        assert observed == sorted(set(observed))


def test_pooling_of_violators() -> None:
    curve = calibration([0.1, 0.3, 0.5, 0.7], [0, 1, 0, 1])
    assert [(b.n, b.observed) for b in curve] == [(1, 0.0), (2, 0.5), (1, 1.0)]


def test_a_point_of_the_curve_has_its_count_share_and_interval() -> None:
    (only,) = calibration([0.9] * 10, [1] * 8 + [0] * 2)
    assert (only.n, only.mean_forecast, only.observed) == pytest.approx((10, 0.9, 0.8))
    assert only.interval == pytest.approx((0.49, 0.94), abs=0.005)


def test_wilson_interval_of_known_counts() -> None:
    assert wilson_interval(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson_interval(0, 5)[0] == 0.0
    assert wilson_interval(5, 5)[1] == 1.0


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda: brier_score([], []), "forecasts"),
        (lambda: brier_score([math.nan], [1]), "forecasts[0]"),
        (lambda: log_score([0.5], [0.5]), "outcomes[0]"),
        (lambda: log_score([0.5], []), "outcomes"),
        (lambda: score_split([0.5], [1], "thirds"), "groups"),
        (lambda: wilson_interval(3, 2), "hits"),
        (lambda: wilson_interval(0, 0), "hits"),
    ],
)
def test_faulty_input_is_refused_by_name(call, field):
    with pytest.raises(NetworkFault) as caught:
        call()
    assert caught.value.field == field
