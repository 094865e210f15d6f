"""Explanations: exact at the target, and exact over a change."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.engine.network import Edge, EdgeKind, Network, NetworkFault
from app.core.engine.rollup import roll_up
from app.core.measures.explain import explain_change, influences
from app.core.measures.reason_effects import effects_of_reasons
from app.core.measures.switchboard import THE_REST

PRO = Edge("pro", ("x",), "root", EdgeKind.SUPPORTS, math.log(3))
CON = Edge("con", ("y",), "root", EdgeKind.REBUTS, math.log(10))
CUT = Edge("cut", ("z",), "pro", EdgeKind.UNDERCUTS)
BASES = {"root": 0.5, "x": 0.8, "y": 0.4, "z": 0.3}
MAP = Network(BASES, (PRO, CON, CUT))
CREDENCE = st.floats(0.05, 0.95)


def root_of(network, **clamp):
    return roll_up(network, clamp=clamp).strengths["root"]


def test_a_reason_is_judged_by_removing_it_and_by_making_it_certain() -> None:
    found = {effect.edge: effect for effect in effects_of_reasons(MAP, "root", BASES)}
    assert [effect.now for effect in found.values()] == pytest.approx([root_of(MAP)] * 3)
    assert found["con"].without == pytest.approx(root_of(Network(BASES, (PRO, CUT))))
    assert found["pro"].without == pytest.approx(root_of(Network(BASES, (CON,))))
    assert found["cut"].without == pytest.approx(root_of(Network(BASES, (PRO, CON))))
    assert found["con"].if_certain == pytest.approx(root_of(MAP, y=1.0))
    assert found["pro"].if_certain == pytest.approx(root_of(MAP, x=1.0, z=0.0))
    assert found["cut"].if_certain == pytest.approx(root_of(Network(BASES, (CON,))))


def test_effects_come_largest_first() -> None:
    first = effects_of_reasons(MAP, "root", BASES)[0]
    assert first.edge == "con"
    assert (round(first.without, 2), round(first.if_certain, 2)) == (0.64, 0.17)


def test_one_source_behind_two_reasons_is_made_certain_for_one_only() -> None:
    twice = Network({"root": 0.5, "x": 0.5}, (PRO, Edge("con", ("x",), "root", EdgeKind.REBUTS)))
    (effect, _) = effects_of_reasons(twice, "root", {"x": 0.5})
    other = Network({"root": 0.5, "x": 0.5, "y": 0.5}, (PRO, replace(CON, weight=math.log(3))))
    certain = {"con": root_of(other, y=1.0), "pro": root_of(other, x=1.0)}
    assert effect.if_certain == pytest.approx(certain[effect.edge])


def test_influence_is_slope_now_and_swing_between_certainties() -> None:
    found = {influence.node: influence for influence in influences(MAP, "root")}
    assert found.keys() == {"x", "y", "z"}
    for node, influence in found.items():
        swing = root_of(MAP, **{node: 1.0}) - root_of(MAP, **{node: 0.0})
        assert influence.swing == pytest.approx(swing)
        assert influence.slope == pytest.approx(swing)
    assert [i.node for i in influences(MAP, "root", limit=1)] == ["y"]


@st.composite
def versions(draw):
    """Two versions of a small map: numbers differ, edges come, go and turn round."""
    edges = [PRO, CON, CUT, Edge("more", ("z",), "y", EdgeKind.SUPPORTS)]

    def version():
        chosen = [
            replace(e, weight=draw(st.floats(0.1, 4.0))) for e in edges if draw(st.booleans())
        ]
        turned = [
            replace(e, kind=EdgeKind.REBUTS) if e.id == "pro" and draw(st.booleans()) else e
            for e in chosen
        ]
        ids = {e.id for e in turned}
        fit = tuple(e for e in turned if e.target in BASES or e.target in ids)
        return Network({node: draw(CREDENCE) for node in BASES}, fit)

    return version(), version()


@settings(max_examples=40, deadline=None)
@given(versions(), st.sampled_from(["sbn", "df_quad"]))
def test_the_shares_of_a_change_add_up_to_it(pair, semantics):
    before, after = pair
    found = explain_change(before, after, "root", semantics=semantics)
    ends = [roll_up(v, semantics=semantics).strengths["root"] for v in pair]
    assert [found.before, found.after] == pytest.approx(ends, abs=1e-12)
    total = math.fsum(s.share for s in found.shares)
    assert total == pytest.approx(ends[1] - ends[0], abs=1e-12)
    assert all(s.id in {*BASES, "pro", "con", "cut", "more"} for s in found.shares)


def test_one_change_gets_the_whole_difference() -> None:
    after = replace(MAP, bases={**BASES, "x": 0.2})
    (only,) = explain_change(MAP, after, "root").shares
    assert only.id == "x"
    assert only.share == pytest.approx(root_of(after) - root_of(MAP))
    assert round(only.share, 2) == -0.09


def test_an_edge_turned_round_is_one_change_with_all_that_acts_on_it() -> None:
    turned = replace(MAP, edges=(replace(PRO, kind=EdgeKind.REBUTS), CON, CUT))
    (only,) = explain_change(MAP, turned, "root").shares
    assert only.id == "pro"
    assert only.share == pytest.approx(root_of(turned) - root_of(MAP))


def test_what_cannot_reach_the_root_has_no_share() -> None:
    bases = {**BASES, "aside": 0.1}
    before = Network(bases, MAP.edges)
    assert (
        explain_change(before, replace(before, bases={**bases, "aside": 0.9}), "root").shares == ()
    )


def test_beyond_twelve_changes_the_small_ones_are_taken_together() -> None:
    leaves = {f"n{i}": 0.5 for i in range(20)}
    edges = tuple(
        Edge(f"e{i}", (f"n{i}",), "root", EdgeKind.SUPPORTS, 0.1 * (i + 1)) for i in range(20)
    )
    before = Network({"root": 0.5, **leaves}, edges)
    after = replace(before, bases={"root": 0.5, **dict.fromkeys(leaves, 0.6)})
    found = explain_change(before, after, "root", most=3)
    assert found.exact
    assert {s.id for s in found.shares} == {"n19", "n18", "n17", THE_REST}
    assert math.fsum(s.share for s in found.shares) == pytest.approx(found.after - found.before)


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda: effects_of_reasons(MAP, "nobody", BASES), "node"),
        (lambda: effects_of_reasons(MAP, "root", {"x": 1.5}), None),
        (lambda: influences(MAP, "nobody"), "root"),
        (lambda: explain_change(MAP, Network({"x": 0.5}, ()), "root"), "after"),
    ],
)
def test_faulty_input_is_refused_by_name(call, field):
    with pytest.raises(NetworkFault) as caught:
        call()
    assert field is None or caught.value.field == field
