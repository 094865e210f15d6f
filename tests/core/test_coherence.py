"""Coherence: coherent credences pass, incoherent ones are caught and repaired."""

import importlib
import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.engine.network import Edge, EdgeKind, Network, NetworkFault
from app.core.measures.coherence import (
    Breach,
    Conditional,
    Conjunction,
    Exclusive,
    Implies,
    Rule,
    broken_rules,
    claims_of,
    decisive_rebuttals,
    linked_groups,
)
from app.core.measures.coherence_program import (
    MissingExtraError,
    RulesContradictError,
    nearest_coherent,
)
from tests.core.oracles import groups_by_definition
from tests.found import some

CHANCES = st.lists(st.floats(0.01, 1.0), min_size=8, max_size=8)


def marginals(chances):
    """Credences over a, b and both, from the chances of the 8 worlds of (a, b, c)."""
    total = sum(chances)
    worlds = list(itertools.product((0, 1), repeat=3))
    share = [x / total for x in chances]
    return {
        "a": math.fsum(s for s, w in zip(share, worlds, strict=True) if w[0]),
        "b": math.fsum(s for s, w in zip(share, worlds, strict=True) if w[1]),
        "both": math.fsum(s for s, w in zip(share, worlds, strict=True) if w[0] and w[1]),
        "either": math.fsum(s for s, w in zip(share, worlds, strict=True) if w[0] or w[1]),
        "a_only": math.fsum(s for s, w in zip(share, worlds, strict=True) if w[0] and not w[1]),
    }


def rules_for(credences):
    return [
        Implies("a", "either"),
        Conjunction("both", ("a", "b")),
        Exclusive(("a_only", "b")),
        Conditional("both", "a", credences["both"] / credences["a"], 0.0),
    ]


@settings(max_examples=50)
@given(CHANCES)
def test_coherent_credences_pass(chances):
    credences = marginals(chances)
    broken = broken_rules(credences, rules_for(credences))
    assert max((finding.shortfall for finding in broken), default=0.0) < 1e-9


@settings(max_examples=15)
@given(CHANCES)
def test_coherent_credences_need_no_repair(chances):
    credences = marginals(chances)
    repair = nearest_coherent(credences, rules_for(credences))
    assert repair.coherent
    assert repair.moves == ()


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.01, 1.0))
def test_a_conjunction_likelier_than_a_part_fails(a, b, excess):
    whole = min(a, b) + excess * (1.0 - min(a, b))
    if whole - min(a, b) > 1e-8:
        found = broken_rules({"a": a, "b": b, "ab": whole}, [Conjunction("ab", ("a", "b"))])
        assert max(f.shortfall for f in found) == pytest.approx(whole - min(a, b))


PAIR = Conjunction("c", ("a", "b"))
GIVEN = Conditional("b", "a", 0.9, 0.2)


@pytest.mark.parametrize(
    ("rule", "credences", "breach", "stated", "bound", "parts"),
    [
        (Implies("a", "b"), {"a": 0.7, "b": 0.6}, Breach.ABOVE_CONSEQUENCE, 0.7, 0.6, {}),
        (Exclusive(("a", "b")), {"a": 0.7, "b": 0.6}, Breach.NOT_ONE_IN_ALL, 1.3, 1.0, {}),
        (Exclusive(("a", "b"), True), {"a": 0.3, "b": 0.6}, Breach.NOT_ONE_IN_ALL, 0.9, 1.0, {}),
        (
            PAIR,
            {"a": 0.9, "b": 0.8, "c": 0.5},
            *(Breach.BELOW_ITS_PARTS, 0.5, 0.7, {"a": 0.9, "b": 0.8}),
        ),
        (PAIR, {"a": 0.4, "c": 0.5}, Breach.ABOVE_A_PART, 0.5, 0.4, {"a": 0.4}),
        (GIVEN, {"b": 0.1}, Breach.BELOW_ITS_CONDITION, 0.1, 0.2, {}),
        (GIVEN, {"b": 0.7, "a": 0.5}, Breach.ABOVE_ITS_CONDITION, 0.7, 0.55, {}),
    ],
)
def test_a_broken_rule_says_how_and_by_which_numbers(rule, credences, breach, stated, bound, parts):
    (finding,) = broken_rules(credences, [rule])
    assert (finding.rule, finding.breach, finding.parts) == (rule, breach, parts)
    assert (finding.stated, finding.bound) == pytest.approx((stated, bound))
    assert finding.shortfall == pytest.approx(abs(stated - bound))
    assert not finding.soft


def test_unrated_claims_break_nothing() -> None:
    given = Conditional("b", "a", 0.9, 0.2)
    rules: list[Rule] = [Implies("a", "b"), Conjunction("c", ("a", "b")), given]
    assert broken_rules({"a": 0.9}, rules) == ()
    assert broken_rules({"a": 0.2}, [Exclusive(("a", "b"), exhaustive=True)]) == ()


def test_three_claims_clash_though_no_two_do() -> None:
    pairs = [Exclusive(("ab", "bc")), Exclusive(("bc", "ca")), Exclusive(("ab", "ca"))]
    credences = {"ab": 0.4, "bc": 0.4, "ca": 0.4}
    assert broken_rules(credences, pairs) == ()
    repair = nearest_coherent(credences, pairs)
    assert not repair.coherent
    assert repair.distance == pytest.approx(0.2)
    assert sum(repair.credences.values()) == pytest.approx(1.0)


def test_the_repair_says_what_to_change() -> None:
    repair = nearest_coherent({"a": 0.7, "b": 0.6, "z": 0.3}, [Implies("a", "b")])
    assert repair.distance == pytest.approx(0.1)
    assert repair.credences["z"] == 0.3
    assert sum(abs(move.after - move.before) for move in repair.moves) == pytest.approx(0.1)
    assert all(move.after == repair.credences[move.claim] for move in some(repair.moves))


def test_a_move_too_small_to_be_shown_is_none() -> None:
    repair = nearest_coherent({"a": 0.7, "b": 0.696}, [Implies("a", "b")])
    assert not repair.coherent
    assert repair.moves == ()


@settings(max_examples=15)
@given(st.lists(st.floats(0.0, 1.0), min_size=4, max_size=4))
def test_a_repair_is_coherent_and_repairing_it_again_changes_nothing(values):
    credences = dict(zip("abcd", values, strict=True))
    rules: list[Rule] = [Implies("a", "b"), Exclusive(("b", "c")), Conjunction("d", ("a", "b"))]
    repair = nearest_coherent(credences, rules)
    assert nearest_coherent(repair.credences, rules).distance < 1e-6
    worst = max((f.shortfall for f in broken_rules(credences, rules)), default=0.0)
    assert repair.distance >= worst / 2 - 1e-9
    assert all(f.shortfall < 1e-6 for f in broken_rules(repair.credences, rules))


def test_decisive_rebuttals_are_only_notes() -> None:
    edges = (
        Edge("e1", ("b",), "a", EdgeKind.REBUTS, weight=math.log(100)),
        Edge("e2", ("c",), "a", EdgeKind.REBUTS, weight=math.log(10)),
        Edge("e3", ("d",), "a", EdgeKind.SUPPORTS, weight=math.log(100)),
    )
    rules = decisive_rebuttals(Network(dict.fromkeys("abcd"), edges))
    credences = {"a": 0.7, "b": 0.6, "c": 0.9, "d": 0.9}
    (note,) = broken_rules(credences, rules)
    assert note.soft
    assert note.shortfall == pytest.approx(0.3)
    assert note.rule == Exclusive(("b", "a"), soft=True)
    assert nearest_coherent(credences, rules).coherent


def test_rules_that_contradict_each_other_are_refused() -> None:
    clash: list[Rule] = [Exclusive(("a", "b"), exhaustive=True), Conjunction("a", ("b",))]
    with pytest.raises(RulesContradictError):
        nearest_coherent({"a": 0.5}, clash)
    with pytest.raises(RulesContradictError):
        nearest_coherent({"a": 0.5}, [Conditional("a", "a", 0.3), Exclusive(("a",), True)])


def test_too_many_linked_claims_are_refused() -> None:
    chain = [Implies(f"c{i}", f"c{i + 1}") for i in range(12)]
    with pytest.raises(NetworkFault, match="link 13 claims; at most 12"):
        nearest_coherent({"c0": 0.5}, chain)
    assert nearest_coherent({"c0": 0.5}, chain[:11]).coherent


def test_without_scipy_the_error_names_the_extra(monkeypatch):
    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(MissingExtraError, match="extra 'coherence'"):
        nearest_coherent({"a": 0.5}, [Implies("a", "b")])


@pytest.mark.parametrize(
    ("credences", "rules", "field"),
    [
        ({"a": math.nan}, [], "credences[a]"),
        ({"a": 1.5}, [], "credences[a]"),
        ({}, [Conditional("b", "a", -0.1)], "rules[0].if_true"),
        ({}, [Conditional("b", "a", 0.1, math.nan)], "rules[0].if_false"),
    ],
)
def test_faulty_input_is_refused_by_name(credences, rules, field):
    for check in (broken_rules, nearest_coherent):
        with pytest.raises(NetworkFault) as caught:
            check(credences, rules)
        assert caught.value.field == field


CLAIMS = st.sampled_from("abcdefghij")
RULES = st.one_of(
    st.builds(Implies, CLAIMS, CLAIMS),
    st.builds(Conjunction, CLAIMS, st.lists(CLAIMS, min_size=1, max_size=3).map(tuple)),
    st.builds(Conditional, CLAIMS, CLAIMS, st.just(0.5)),
)


@settings(max_examples=300)
@given(st.lists(RULES, max_size=12))
def test_rules_link_claims_into_groups_as_joining_one_by_one_does(rules):
    found = linked_groups(rules)
    assert [group for group, _ in found] == groups_by_definition(rules)
    for group, inside in found:
        assert inside == [r for r in rules if set(claims_of(r)) <= set(group)]


def test_tens_of_thousands_of_rules_are_grouped() -> None:
    rules = [Implies(f"a{n}", f"b{n}") for n in range(20_000)]
    rules += [Implies(f"a{n}", "b0") for n in range(1, 20_000)]
    (only,) = linked_groups(rules)
    assert len(only[0]) == 40_000
    assert len(only[1]) == len(rules)
