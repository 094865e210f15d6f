"""A roll-up kept up to date is the roll-up from scratch, and touches only what it must."""

import math
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.engine.incremental import TOLERANCE, LiveRollUp
from app.core.engine.network import Edge, Network, NetworkFault
from app.core.engine.rollup import Status, compile_plan, roll_up
from tests.core.random_networks import ALL, K, networks, probabilities

few = settings(max_examples=25)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("cyclic", [False, True])
@few
@given(data=st.data())
def test_after_any_changes_it_is_the_full_roll_up(name, cyclic, data):
    network = data.draw(networks(cyclic=cyclic))
    live = LiveRollUp(compile_plan(network), semantics=name)
    nodes, edges = sorted(network.bases), sorted(edge.id for edge in network.edges)
    bases: dict[str, float | None] = {}
    relevance: dict[str, float] = {}
    for _ in range(data.draw(st.integers(1, 4))):
        new = data.draw(
            st.dictionaries(st.sampled_from(nodes), st.none() | probabilities, max_size=2)
        )
        also = {}
        if edges:
            also = data.draw(st.dictionaries(st.sampled_from(edges), probabilities, max_size=1))
        before = live.result()
        moved = live.change(bases=new, relevance=also)
        bases |= new
        relevance |= also
        full = roll_up(network, semantics=name, bases=bases, relevance=relevance)
        after = live.result()
        assert after.unrated == full.unrated
        assert after.clipped == full.clipped
        # A tolerance at each of a few steps, times slopes that stay near one.
        allowed = 20 * TOLERANCE
        sure = Status.LOOP_UNDETERMINED not in full.status.values()
        if sure:
            assert dict(after.strengths) == pytest.approx(dict(full.strengths), abs=allowed)
            assert dict(after.edges) == pytest.approx(dict(full.edges), abs=allowed)
        for item in before.strengths.keys() & after.strengths.keys():
            if abs(after.strengths[item] - before.strengths[item]) > TOLERANCE:
                assert item in moved
            elif sure:
                assert item not in moved


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("cyclic", [False, True])
@few
@given(data=st.data())
def test_without_tolerance_only_rounding_differs(name, cyclic, data):
    network = data.draw(networks(cyclic=cyclic))
    live = LiveRollUp(compile_plan(network), semantics=name, tolerance=0.0)
    bases: dict[str, float] = {}
    for _ in range(data.draw(st.integers(1, 6))):
        nodes = st.sampled_from(sorted(network.bases))
        bases |= data.draw(st.dictionaries(nodes, probabilities, max_size=2))
        live.change(bases=bases)
        after, full = live.result(), roll_up(network, semantics=name, bases=bases)
        assert dict(after.status) == dict(full.status)
        for mine, theirs in (
            (after.strengths, full.strengths),
            (after.edges, full.edges),
            (dict(after.intervals).values(), dict(full.intervals).values()),
        ):
            close = pytest.approx(np.array(_numbers(theirs)), abs=1e-12)
            assert np.array(_numbers(mine)) == close


def _numbers(found):
    return list(found.values()) if isinstance(found, Mapping) else list(found)


def chain(length):
    bases = {f"c{i}": 0.5 for i in range(length)}
    edges = [
        Edge(f"e{i}", (f"c{i + 1}",), f"c{i}", K.SUPPORTS, math.log(3)) for i in range(length - 1)
    ]
    return Network(bases, tuple(edges))


def test_a_change_fades_out_along_a_long_chain() -> None:
    live = LiveRollUp(compile_plan(chain(10_000)))
    moved = live.change(bases={"c9999": 0.9})
    assert 5 < len(moved) < 20
    assert "c9999" in moved
    assert "c0" not in moved


def test_a_change_of_a_reason_moves_the_reason_and_its_claim() -> None:
    live = LiveRollUp(compile_plan(chain(3)))
    assert live.change(relevance={"e0": 0.5}) == {"e0", "c0"}
    assert live.result().edges["e0"] == 0.5
    assert live.change(relevance={"e0": 0.5}) == frozenset()


def test_a_result_stays_as_it_was() -> None:
    live = LiveRollUp(compile_plan(chain(3)))
    before = live.result()
    old = dict(before.strengths)
    live.change(bases={"c2": 0.9})
    assert dict(before.strengths) == old
    assert live.result().strengths["c0"] != old["c0"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"bases": {"c1": 0.9, "x": 0.5}}, "bases.x"),
        ({"bases": {"c1": 0.9, "c2": math.nan}}, "bases.c2"),
        ({"bases": {"c1": 0.9}, "relevance": {"e0": 7.0}}, "relevance.e0"),
    ],
)
def test_a_refused_change_changes_nothing(change, field):
    live = LiveRollUp(compile_plan(chain(3)))
    before = dict(live.result().strengths)
    with pytest.raises(NetworkFault) as refused:
        live.change(**change)
    assert refused.value.field == field
    live.refresh()
    assert dict(live.result().strengths) == before


def test_a_cycle_that_loses_its_single_answer_is_reported() -> None:
    edges = (
        Edge("e1", ("a",), "b", K.REBUTS, weight=20.0, relevance=0.0),
        Edge("e2", ("b",), "a", K.REBUTS, weight=20.0),
    )
    live = LiveRollUp(compile_plan(Network({"a": 0.9, "b": 0.9}, edges)), semantics="log_odds")
    assert live.result().status["a"] is Status.CONVERGED
    assert live.change(relevance={"e1": 1.0}) >= {"a", "b", "e1"}
    assert live.result().status["a"] is Status.LOOP_UNDETERMINED
    live.change(relevance={"e1": 0.0})
    assert live.result().status["a"] is Status.CONVERGED
