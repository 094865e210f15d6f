"""From a debate to its numbers: only what somebody rated has any effect."""

import math

import pytest

from app.core.debate.weighing import Weighing, weigh
from app.core.engine.semantics import SEMANTICS
from tests.core.graphs import claim, graph, relation, relations

MODERATE = math.log(3)


def implied(made: Weighing, node: str = "t") -> float | None:
    return made.of(node).implied


def one_reason(credence: float, base: float = 0.5, weight: float = MODERATE) -> float:
    """The law of total probability over one reason: it applies, or it does not."""
    odds = math.log(base / (1 - base)) + weight
    return credence / (1 + math.exp(-odds)) + (1 - credence) * base


def test_a_reason_that_nobody_rated_has_no_effect() -> None:
    made = weigh(graph("t a b", relations("r1: a supports t", "r2: b supports t"), {"a": 0.8}))
    assert implied(made) == pytest.approx(one_reason(0.8))
    assert [edge.id for edge in made.network.edges] == ["r1"]


def test_without_any_credence_nothing_is_implied() -> None:
    made = weigh(graph("t a", relations("r1: a supports t")))
    assert made.informed == frozenset()
    assert implied(made) is None
    assert made.rollup.strengths.get("t") is None


def test_what_reasons_imply_is_carried_on_by_claims_nobody_rated() -> None:
    made = weigh(graph("t m a", relations("r1: m supports t", "r2: a supports m"), {"a": 0.9}))
    middle = one_reason(0.9)
    assert implied(made, "m") == pytest.approx(middle)
    assert implied(made) == pytest.approx(one_reason(middle))


def test_what_people_say_of_a_claim_is_no_base_for_what_its_reasons_give() -> None:
    rated = {"t": 0.99, "a": 0.8}
    made = weigh(graph("t a", relations("r1: a supports t"), rated))
    assert implied(made) == pytest.approx(one_reason(0.8))
    stated = made.of("t").stated
    assert stated is not None
    assert stated.value == pytest.approx(0.99)


def test_a_prior_that_somebody_gave_is_the_base() -> None:
    claims = [claim("t", prior=0.2), claim("a")]
    made = weigh(graph(claims, relations("r1: a supports t"), {"a": 0.8}))
    assert implied(made) == pytest.approx(one_reason(0.8, base=0.2))


def test_joint_premises_count_as_their_product_and_only_when_all_are_rated() -> None:
    rows = relations("r1: a b supports t")
    both = weigh(graph("t a b", rows, {"a": 0.8, "b": 0.5}))
    assert implied(both) == pytest.approx(one_reason(0.4))
    assert implied(weigh(graph("t a b", rows, {"a": 0.8}))) is None


def test_premises_of_which_any_will_do_each_count_by_themselves() -> None:
    rows = [relation("r1", "a b", "supports", "t", basis="any")]
    one = weigh(graph("t a b", rows, {"a": 0.8}))
    assert implied(one) == pytest.approx(one_reason(0.8))
    two = weigh(graph("t a b", rows, {"a": 0.8, "b": 0.8}))
    assert [edge.id for edge in two.network.edges] == ["r1~0", "r1~1"]
    assert (implied(two) or 0) > (implied(one) or 1)


def test_a_withdrawn_relation_weighs_nothing() -> None:
    rows = relations("!r1: a supports t", "r2: b supports t")
    made = weigh(graph("t a b", rows, {"a": 0.99, "b": 0.8}))
    assert implied(made) == pytest.approx(one_reason(0.8))


def test_an_undercut_of_a_withdrawn_relation_is_left_out_too() -> None:
    rows = relations("!r1: a supports t", "r2: b undercuts r1")
    made = weigh(graph("t a b", rows, {"a": 0.8, "b": 0.8}))
    assert made.network.edges == ()
    assert implied(made) is None


def test_an_undercut_weakens_the_step_and_leaves_the_base() -> None:
    rows = relations("r1: a supports t", "r2: b undercuts r1")
    made = weigh(graph("t a b", rows, {"a": 0.8, "b": 1.0}))
    assert made.rollup.edges["r1"] == pytest.approx(0.0, abs=0.002)
    assert implied(made) == pytest.approx(0.5, abs=0.001)
    half = weigh(graph("t a b", rows, {"a": 0.8, "b": 0.5}))
    assert implied(half) == pytest.approx(one_reason(0.4))


def test_undercuts_of_undercuts_of_any_relations_reach_every_edge_of_it() -> None:
    rows = [
        relation("r1", "a b", "supports", "t", basis="any"),
        *relations("r2: c undercuts r1", "r3: d undercuts r2"),
    ]
    rated = {"a": 0.8, "b": 0.8, "c": 0.9}
    stopped = weigh(graph("t a b c d", rows, rated))
    freed = weigh(graph("t a b c d", rows, {**rated, "d": 0.999}))
    open_ = weigh(graph("t a b c d", rows, {"a": 0.8, "b": 0.8}))
    assert len(freed.network.edges) == 2 + 2 + 2
    assert (implied(stopped) or 1) < 0.6
    assert implied(freed) == pytest.approx(implied(open_), abs=0.005)


def test_a_credence_on_a_step_says_how_far_it_applies() -> None:
    made = weigh(graph("t a", relations("r1: a supports t"), {"a": 0.8, "r1": 0.5}))
    assert implied(made) == pytest.approx(one_reason(0.4))


def test_a_credence_on_a_step_alone_informs_nothing() -> None:
    made = weigh(graph("t a", relations("r1: a supports t"), {"r1": 0.9}))
    assert implied(made) is None


def test_a_what_if_on_a_claim_holds_whatever_bears_on_it() -> None:
    rows = relations("r1: m supports t", "r2: a supports m")
    made = weigh(graph("t m a", rows, {"a": 0.1}), suppose={"m": 1.0})
    assert implied(made, "m") == 1.0
    assert implied(made) == pytest.approx(one_reason(1.0))


def test_a_what_if_makes_an_unrated_claim_count() -> None:
    made = weigh(graph("t a", relations("r1: a supports t")), suppose={"a": 0.7})
    assert implied(made) == pytest.approx(one_reason(0.7))


def test_a_what_if_on_a_step_holds_whatever_undercuts_it() -> None:
    rows = relations("r1: a supports t", "r2: b undercuts r1")
    made = weigh(graph("t a b", rows, {"a": 0.8, "b": 0.9}), suppose={"r1": 0.5})
    assert made.rollup.edges["r1"] == pytest.approx(0.5)
    assert implied(made) == pytest.approx(one_reason(0.4))


def test_a_credence_in_an_older_wording_does_not_count() -> None:
    made = graph([claim("t"), claim("a", wording=2)], relations("r1: a supports t"), {"a": 0.8})
    older = tuple(row._replace(wording=1) for row in made.credences)
    again = graph(list(made.claims.values()), list(made.relations.values()), credences=older)
    assert implied(weigh(again)) is None
    assert weigh(again).of("a").stated is None


def test_the_pool_is_the_one_asked_for() -> None:
    made = graph("a", (), {"a": (0.2, 0.9)})
    assert weigh(made, pooling="linear").of("a").stated.value == pytest.approx(0.55)  # type: ignore[union-attr]
    geometric = weigh(made).of("a").stated
    assert geometric is not None
    assert geometric.value == pytest.approx(0.6)


def test_reasons_that_run_in_a_circle_end_and_say_how_sure_they_are() -> None:
    rows = relations("r1: a supports b", "r2: b supports a", "r3: c supports a")
    made = weigh(graph("a b c", rows, {"c": 0.8}))
    assert 0.5 < (implied(made, "a") or 0) < 1
    assert made.rollup.status["a"] == "converged"


@pytest.mark.parametrize("semantics", SEMANTICS)
def test_what_a_reason_does_now_is_the_claim_with_it_less_the_claim_without(semantics: str) -> None:
    rows = relations("r1: a supports t", "r2: b rebuts t")
    rated = {"a": 0.8, "b": 0.6}
    made = weigh(graph("t a b", rows, rated), semantics=semantics)
    without = weigh(graph("t a b", rows[1:], rated), semantics=semantics)
    expected = (implied(made) or 0) - (implied(without) or 0)
    assert made.push("t", "r1") == pytest.approx(expected)
    assert made.effects("t")["r1"].without == pytest.approx(implied(without))


def test_stated_and_implied_far_apart_make_a_gap_in_points() -> None:
    made = weigh(graph("t a", relations("r1: a rebuts t"), {"t": 0.9, "a": 0.9}))
    gap = made.explained("t")
    assert gap.stated == pytest.approx(0.9)
    assert gap.one_hop == pytest.approx(implied(made))
    assert gap.stated is not None
    assert gap.one_hop is not None
    assert gap.stated - gap.one_hop > 0.5


@pytest.mark.parametrize("semantics", SEMANTICS)
@pytest.mark.parametrize("width", [3, 40])
def test_what_each_of_many_reasons_does_now_is_the_claim_less_the_claim_without(
    semantics: str, width: int
) -> None:
    ids = [f"a{n}" for n in range(width)]
    rows = relations(
        *(f"r{n}: a{n} {('supports', 'rebuts')[n % 2]} t" for n in range(width)),
        "u: a0 undercuts r1",
    )
    rated = {name: (n * 7 % 10 + 0.5) / 10 for n, name in enumerate(ids)}
    claims = " ".join(["t", *ids])
    made = weigh(graph(claims, rows, rated), semantics=semantics)
    for row in (rows[0], rows[2], rows[width - 1]):
        others = [other for other in rows if other is not row]
        without = weigh(graph(claims, others, rated), semantics=semantics)
        expected = (implied(made) or 0) - (implied(without) or 0)
        assert made.push("t", row.id) == pytest.approx(expected, abs=1e-7)
    assert made.push("t", "nobody") is None
    assert made.push("a0", "r0") is None
