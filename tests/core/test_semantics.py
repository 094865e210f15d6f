"""The rules at one node: published examples, limits, and the properties that set them apart."""

import itertools
import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.engine.fourier import expected_logistic
from app.core.engine.reasons import Otherwise
from app.core.engine.semantics import SEMANTICS, UnknownSemanticsError, by_name
from tests.core.random_networks import ALL

inside = st.floats(0.001, 0.999)
signed = st.sampled_from([0.4, 1.1, 2.3, 4.6, -0.4, -1.1, -2.3, -4.6])
reasons = st.lists(st.tuples(signed, st.floats(0.0, 1.0)), max_size=7)


def column(numbers):
    return np.array(numbers, dtype=float).reshape(-1, 1)


def strength(name, base, given_reasons, otherwise=()):
    weights, values = column([w for w, _ in given_reasons]), column([x for _, x in given_reasons])
    second = None
    if otherwise:
        second = Otherwise(column([w for w, _ in otherwise]), column([x for _, x in otherwise]))
    return float(SEMANTICS[name].combine(np.array([base]), weights, values, second)[0])


def sigmoid(z):
    return 1.0 / (1.0 + math.exp(-z)) if z > 0 else math.exp(z) / (1.0 + math.exp(z))


def enumerated(base, given_reasons, otherwise=None):
    """The default semantics by its definition: every combination of reasons that apply."""
    otherwise = otherwise or [(0.0, 0.0)] * len(given_reasons)
    total = 0.0
    for outcome in itertools.product((0, 1, 2), repeat=len(given_reasons)):
        chance, log_odds = 1.0, math.log(base / (1.0 - base))
        for which, (weight, value), (second, other) in zip(
            outcome, given_reasons, otherwise, strict=True
        ):
            chance *= (1.0 - value - other, value, other)[which]
            log_odds += (0.0, weight, second)[which]
        total += chance * sigmoid(log_odds) if chance else 0.0
    return total


@pytest.mark.parametrize("name", ALL)
@given(base=inside)
def test_without_reasons_the_base_stands(name, base):
    assert strength(name, base, []) == pytest.approx(base, abs=1e-12)


@pytest.mark.parametrize("name", ALL)
@given(base=inside, given_reasons=reasons, weight=signed)
def test_a_reason_of_value_zero_is_no_reason(name, base, given_reasons, weight):
    without = strength(name, base, given_reasons)
    assert strength(name, base, [*given_reasons, (weight, 0.0)]) == pytest.approx(without, abs=1e-9)


@pytest.mark.parametrize("name", ALL)
@given(base=inside, given_reasons=reasons, weight=signed, low=inside, high=inside)
def test_raising_a_reason_moves_the_strength_its_way(name, base, given_reasons, weight, low, high):
    low, high = sorted((low, high))
    before = strength(name, base, [*given_reasons, (weight, low)])
    after = strength(name, base, [*given_reasons, (weight, high)])
    assert math.copysign(1.0, weight) * (after - before) >= -1e-9


@pytest.mark.parametrize("name", ["sbn", "log_odds", "df_quad", "quadratic_energy"])
@given(base=inside, given_reasons=reasons)
def test_support_and_attack_are_dual(name, base, given_reasons):
    turned = strength(name, 1.0 - base, [(-w, x) for w, x in given_reasons])
    assert strength(name, base, given_reasons) == pytest.approx(1.0 - turned, abs=1e-9)


def test_euler_based_is_not_dual() -> None:
    there, back = (
        strength("euler_based", 0.5, [(1.0, 1.0)]),
        strength("euler_based", 0.5, [(-1, 1)]),
    )
    assert abs(there + back - 1.0) > 0.01


@pytest.mark.parametrize("name", ["log_odds", "df_quad", "quadratic_energy", "euler_based"])
@given(base=inside, weight=st.sampled_from([0.4, 2.3]), value=inside)
def test_equal_pro_and_con_leave_the_base(name, base, weight, value):
    assert strength(name, base, [(weight, value), (-weight, value)]) == pytest.approx(
        base, abs=1e-9
    )


@given(weight=st.sampled_from([0.4, 2.3]), value=inside)
def test_equal_pro_and_con_leave_even_odds_in_sbn(weight, value):
    found = strength("sbn", 0.5, [(weight, value), (-weight, value)])
    assert found == pytest.approx(0.5, abs=1e-12)


def test_equal_uncertain_pro_and_con_pull_an_extreme_claim_to_the_middle_in_sbn() -> None:
    decisive = math.log(100)
    found = strength("sbn", 0.9, [(decisive, 0.5), (-decisive, 0.5)])
    assert found == pytest.approx(0.72, abs=0.005)


@given(base=inside, given_reasons=reasons)
def test_sbn_with_certain_sources_is_log_odds(base, given_reasons):
    certain = [(weight, float(round(value))) for weight, value in given_reasons]
    assert strength("sbn", base, certain) == pytest.approx(
        strength("log_odds", base, certain), abs=1e-9
    )


@given(base=inside, values=st.lists(st.floats(0.0, 1.0), max_size=6), sign=st.sampled_from([1, -1]))
def test_sbn_with_one_sided_decisive_reasons_is_df_quad(base, values, sign):
    one_sided = [(60.0 * sign, value) for value in values]
    assert strength("sbn", base, one_sided) == pytest.approx(
        strength("df_quad", base, one_sided), abs=1e-9
    )


@given(base=inside, weight=signed, value=st.floats(0.0, 1.0))
def test_one_reason_is_jeffrey_conditioning(base, weight, value):
    updated = sigmoid(math.log(base / (1.0 - base)) + weight)
    expected = value * updated + (1.0 - value) * base
    assert strength("sbn", base, [(weight, value)]) == pytest.approx(expected, abs=1e-12)


@given(base=inside, given_reasons=reasons)
def test_sbn_is_its_definition(base, given_reasons):
    given_reasons = given_reasons[:6]
    expected = enumerated(base, given_reasons)
    assert strength("sbn", base, given_reasons) == pytest.approx(expected, abs=1e-12)


three_outcomes = st.lists(
    st.tuples(signed, st.floats(0.0, 1.0), signed, st.floats(0.0, 1.0)), min_size=1, max_size=6
)


@given(base=inside, given_outcomes=three_outcomes)
def test_two_sided_reasons_have_three_outcomes(base, given_outcomes):
    first = [(w, x) for w, x, _, _ in given_outcomes]
    second = [(v, (1.0 - x) * y) for _, x, v, y in given_outcomes]
    expected = enumerated(base, first, second)
    assert strength("sbn", base, first, second) == pytest.approx(expected, abs=1e-8)


@settings(max_examples=60)
@given(
    base=inside, given_reasons=st.lists(st.tuples(signed, st.floats(0, 1)), min_size=8, max_size=13)
)
def test_the_fourier_form_is_the_enumeration(base, given_reasons):
    outcomes = [(1.0, math.log(base / (1.0 - base)))]
    for weight, value in given_reasons:
        outcomes = [
            pair
            for chance, z in outcomes
            for pair in ((chance * (1.0 - value), z), (chance * value, z + weight))
        ]
    expected = sum(chance * sigmoid(z) for chance, z in outcomes)
    assert strength("sbn", base, given_reasons) == pytest.approx(expected, abs=1e-8)
    weights, values = column([w for w, _ in given_reasons]), column([x for _, x in given_reasons])
    bounded = expected_logistic(np.array([base]), weights, values, None, None)
    assert float(bounded[0]) == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 0.51, 0.9, 1.0])
@pytest.mark.parametrize("weight", [math.log(1.5), math.log(100)])
def test_hundreds_of_reasons_are_summed_exactly(share, weight):
    count = 400
    pros = round(count * share)
    signs = [1.0] * pros + [-1.0] * (count - pros)
    found = strength("sbn", 0.3, [(sign * weight, 0.4) for sign in signs])
    up = np.array([math.comb(pros, i) * 0.4**i * 0.6 ** (pros - i) for i in range(pros + 1)])
    cons = count - pros
    down = np.array([math.comb(cons, i) * 0.4**i * 0.6 ** (cons - i) for i in range(cons + 1)])
    net = np.subtract.outer(np.arange(pros + 1), np.arange(cons + 1)) * weight
    expected = (np.outer(up, down) * (0.5 + 0.5 * np.tanh((math.log(3 / 7) + net) / 2))).sum()
    assert found == pytest.approx(float(expected), abs=1e-8)


@given(base=inside, given_reasons=reasons, moved=st.lists(st.floats(0, 1), min_size=7, max_size=7))
def test_sbn_moves_no_further_than_its_bound(base, given_reasons, moved):
    after = [(w, y) for (w, _), y in zip(given_reasons, moved, strict=False)]
    bound = sum(
        math.tanh(abs(w) / 4.0) * abs(x - y)
        for (w, x), (_, y) in zip(given_reasons, after, strict=True)
    )
    difference = abs(strength("sbn", base, given_reasons) - strength("sbn", base, after))
    assert difference <= bound + 1e-9


@given(base=inside, given_reasons=reasons, value=inside)
def test_sbn_is_affine_in_each_reason(base, given_reasons, value):
    false, true, between = (
        strength("sbn", base, [*given_reasons, (1.3, x)]) for x in (0.0, 1.0, value)
    )
    assert between == pytest.approx(value * true + (1.0 - value) * false, abs=1e-9)


def test_the_others_are_not_affine() -> None:
    for name in ("log_odds", "quadratic_energy", "euler_based"):
        assert not SEMANTICS[name].affine
        ends = strength(name, 0.3, [(3.0, 0.0)]) + strength(name, 0.3, [(3.0, 1.0)])
        assert abs(strength(name, 0.3, [(3.0, 0.5)]) - 0.5 * ends) > 0.01


@pytest.mark.parametrize(
    ("base", "supports", "attacks", "expected"),
    [
        # Rago, Toni, Aurisicchio and Baroni, KR 2016: noisy-or of each side, then their difference.
        (0.5, [], [0.5], 0.25),
        (0.5, [0.5, 0.5], [], 0.875),
        (0.5, [0.8], [0.6], 0.6),
        (0.2, [0.5], [1.0], 0.1),
        (0.7, [1.0], [1.0], 0.7),
    ],
)
def test_df_quad_as_published(base, supports, attacks, expected):
    given_reasons = [(1.0, x) for x in supports] + [(-1.0, x) for x in attacks]
    assert strength("df_quad", base, given_reasons) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("base", "energy", "expected"),
    [
        # Potyka, KR 2018: base moved by h(E) = max(E, 0)^2 / (1 + max(E, 0)^2) of what is left.
        (0.5, 1.0, 0.75),
        (0.5, -1.0, 0.25),
        (0.2, 2.0, 0.84),
        (0.9, -0.5, 0.72),
        (0.6, 0.0, 0.6),
    ],
)
def test_quadratic_energy_as_published(base, energy, expected):
    reason = (math.copysign(1.0, energy), 1.0)
    whole = [reason] * int(abs(energy)) + [(reason[0], abs(energy) % 1.0)]
    assert strength("quadratic_energy", base, whole) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("base", "energy", "expected"),
    [
        # Amgoud and Ben-Naim, ECSQARU 2017: 1 - (1 - w^2) / (1 + w e^E).
        (0.5, 1.0, 1 - 0.75 / (1 + 0.5 * math.e)),
        (0.22, -1.0, 1 - (1 - 0.0484) / (1 + 0.22 / math.e)),
        (0.6, -500.0, 0.36),
    ],
)
def test_euler_based_as_published(base, energy, expected):
    assert strength("euler_based", base, [(energy, 1.0)]) == pytest.approx(expected, abs=1e-12)


def test_decisive_rebuttal_believed_half_the_time() -> None:
    found = {name: strength(name, 0.5, [(-math.log(100), 0.5)]) for name in ALL}
    expected = {"sbn": 0.255, "log_odds": 0.091, "df_quad": 0.25}
    assert {name: round(found[name], 3) for name in expected} == expected


@pytest.mark.parametrize("name", ALL)
@given(
    base=st.floats(0.05, 0.95),
    given_reasons=st.lists(st.tuples(signed, st.floats(0.05, 0.95)), min_size=1, max_size=10),
)
def test_partials_are_derivatives(name, base, given_reasons):
    weights, values = column([w for w, _ in given_reasons]), column([x for _, x in given_reasons])
    partials = SEMANTICS[name].partials(np.array([base]), weights, values)
    step = 1e-5

    def slope(change):
        up, down = change(step), change(-step)
        return (up - down) / (2 * step)

    kink = name == "df_quad" and abs(strength(name, base, given_reasons) - base) < 1e-3
    if kink:
        return
    by_base = slope(lambda h: strength(name, base + h, given_reasons))
    assert partials.base[0] == pytest.approx(by_base, abs=1e-4)
    (weight, value), rest = given_reasons[0], given_reasons[1:]
    by_value = slope(lambda h: strength(name, base, [(weight, value + h), *rest]))
    by_weight = slope(lambda h: strength(name, base, [(weight + h, value), *rest]))
    assert partials.values[0, 0] == pytest.approx(by_value, abs=1e-4)
    assert partials.weights[0, 0] == pytest.approx(by_weight, abs=1e-4)


@pytest.mark.parametrize("name", ALL)
@given(base=inside, given_reasons=reasons)
def test_one_node_at_a_time_is_the_same(name, base, given_reasons):
    single = SEMANTICS[name].combine_one(
        base, [w for w, _ in given_reasons], [x for _, x in given_reasons]
    )
    assert single == pytest.approx(strength(name, base, given_reasons), abs=1e-12)


def test_unknown_semantics_are_refused_with_the_known_names() -> None:
    with pytest.raises(UnknownSemanticsError, match="sbn, log_odds, df_quad"):
        by_name("majority")


def test_importing_the_roll_up_brings_numpy_and_nothing_heavier() -> None:
    code = (
        "import sys, app.core.engine.rollup; "
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'scipy', 'numba', 'sqlalchemy'}))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
