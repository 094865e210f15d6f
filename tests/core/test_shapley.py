"""Shapley splits: efficiency, dummy, symmetry; sampling agrees with enumeration."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.engine.network import NetworkFault
from app.core.measures.shapley import EXACT_PLAYERS, shapley

TABLE = st.integers(1, 5).flatmap(
    lambda n: st.lists(st.floats(-1.0, 1.0), min_size=2**n, max_size=2**n)
)


def looked_up(table):
    values = np.array(table)
    return lambda present: values[present @ (1 << np.arange(present.shape[1]))]


def squared_sum(weights):
    return lambda present: (present @ np.array(weights)) ** 2


def names(n):
    return [f"p{i}" for i in range(n)]


@given(TABLE)
def test_shares_are_the_mean_over_all_orders(table):
    n = int(math.log2(len(table)))
    game = looked_up(table)
    expected = np.zeros(n)
    for order in itertools.permutations(range(n)):
        reached = 0
        for player in order:
            expected[player] += table[reached | 1 << player] - table[reached]
            reached |= 1 << player
    found = shapley(names(n), game)
    assert list(found.shares.values()) == pytest.approx(list(expected / math.factorial(n)))
    assert found.exact


@given(TABLE)
def test_efficiency(table):
    n = int(math.log2(len(table)))
    found = shapley(names(n), looked_up(table))
    assert math.fsum(found.shares.values()) == pytest.approx(table[-1] - table[0], abs=1e-12)
    assert (found.before, found.after) == (table[0], table[-1])


def test_dummy_and_symmetry() -> None:
    found = shapley(names(3), squared_sum([2.0, 0.0, 2.0])).shares
    assert found == pytest.approx({"p0": 8.0, "p1": 0.0, "p2": 8.0})


def test_of_a_product_of_two():
    found = shapley(["a", "b"], lambda present: np.prod(present, axis=1, dtype=np.float64))
    assert found.shares == {"a": 0.5, "b": 0.5}


def test_no_players_no_shares():
    found = shapley([], lambda present: np.full(len(present), 0.3))
    assert (found.before, found.after, found.shares) == (0.3, 0.3, {})


@settings(max_examples=10)
@given(st.lists(st.floats(-1.0, 1.0), min_size=13, max_size=20), st.integers(0, 2**70))
def test_sampled_shares_add_up_and_dummies_get_nothing(weights, seed):
    found = shapley(
        names(len(weights) + 1), squared_sum([*weights, 0.0]), permutations=8, seed=seed
    )
    assert not found.exact
    assert math.fsum(found.shares.values()) == pytest.approx(found.after - found.before, abs=1e-9)
    assert found.shares[f"p{len(weights)}"] == pytest.approx(0.0, abs=1e-12)


def test_sampled_shares_lie_within_their_errors_of_the_true_ones():
    weights = np.linspace(-1.0, 2.0, EXACT_PLAYERS + 6)
    cubed = lambda present: (present @ weights) ** 3  # noqa: E731
    found = shapley(names(len(weights)), cubed, permutations=2000)
    more = shapley(names(len(weights)), cubed, permutations=20000, seed=9)
    misses = [
        abs(found.shares[p] - more.shares[p]) / math.hypot(found.errors[p], more.errors[p])
        for p in found.shares
    ]
    assert max(misses) < 4.0
    assert 0.3 < float(np.sqrt(np.mean(np.square(misses)))) < 1.7


def test_antithetic_orders_are_exact_for_pairwise_games() -> None:
    weights = np.linspace(-1.0, 2.0, EXACT_PLAYERS + 3)
    found = shapley(names(len(weights)), squared_sum(weights), permutations=4)
    expected = [w * weights.sum() for w in weights]
    assert list(found.shares.values()) == pytest.approx(expected)
    assert max(found.errors.values()) < 1e-9


def test_the_seed_decides_the_orders_and_nothing_else_does():
    game = lambda present: np.tanh(present @ np.linspace(-1, 2, 15)) ** 3  # noqa: E731
    one, same, other = (shapley(names(15), game, permutations=20, seed=s) for s in (1, 1, 2))
    assert one == same
    assert one != other


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda: shapley(["a", "a"], squared_sum([1.0, 1.0])), "players"),
        (lambda: shapley(["a"], squared_sum([1.0]), permutations=5), "permutations"),
        (lambda: shapley(["a"], squared_sum([1.0]), permutations=2), "permutations"),
        (lambda: shapley(["a"], squared_sum([math.nan])), "game"),
        (lambda: shapley(["a"], lambda present: np.zeros(1)), "game"),
    ],
)
def test_faulty_input_is_refused_by_name(call, field):
    with pytest.raises(NetworkFault) as caught:
        call()
    assert caught.value.field == field
