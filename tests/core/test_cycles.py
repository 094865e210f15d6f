"""Cycles: found whole, solved with proof where there is one answer, and owned up to where not."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.engine.cycles import order_slots, strong_components
from app.core.engine.evaluation import doubled, propagate
from app.core.engine.network import Edge, Network
from app.core.engine.rollup import Status, compile_plan, roll_up
from app.core.engine.runs import single_run
from app.core.engine.semantics import by_name
from tests.core.random_networks import ALL, K, networks
from tests.found import some

few = settings(max_examples=25)
pairs = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25)


def as_arrays(some_pairs):
    return [np.array([p[i] for p in some_pairs], dtype=np.int64) for i in (0, 1)]


def reachable(some_pairs, count):
    """Warshall's closure, as plain as can be."""
    reach = np.zeros((count, count), dtype=bool)
    for left, right in some_pairs:
        reach[left, right] = True
    for middle in range(count):
        reach |= np.outer(reach[:, middle], reach[middle])
    return reach


@given(some_pairs=pairs)
def test_components_are_what_reaches_itself(some_pairs):
    reach = reachable(some_pairs, 10)
    both = reach & reach.T
    expected = {frozenset(np.flatnonzero(row).tolist()) for row in both if row.any()}
    found = {frozenset(each) for each in strong_components(10, *as_arrays(some_pairs))}
    assert found == expected
    order = order_slots(10, *as_arrays(some_pairs))
    assert {
        frozenset(np.flatnonzero(order.component == c).tolist())
        for c in set(order.component.tolist()) - {-1}
    } == expected
    downstream = reach[np.diag(both)].any(axis=0)
    assert order.after_loop.tolist() == downstream.tolist()


@given(some_pairs=pairs)
def test_levels_rise_along_every_dependency_outside_cycles(some_pairs):
    order = order_slots(10, *as_arrays(some_pairs))
    for left, right in some_pairs:
        inside = order.component[left] == order.component[right] >= 0
        assert inside or order.level[left] < order.level[right]


def test_a_ring_of_ten_thousand_is_one_component() -> None:
    count = 10_000
    ring = [(i, (i + 1) % count) for i in range(count)]
    (found,) = strong_components(count, *as_arrays(ring))
    assert len(found) == count


@pytest.mark.parametrize("name", ALL)
@few
@given(network=networks(cyclic=True))
def test_bounds_close_in_and_hold_every_answer(name, network):
    plan = compile_plan(network)
    run = single_run(plan, by_name(name))
    size = len(plan.start)
    box = np.concatenate([run.start, run.start])
    changing = np.flatnonzero(plan.bucket_of >= 0)
    joints = np.arange(plan.nodes + plan.edges, size - 2)
    changing = np.unique(np.concatenate([changing, joints]))
    box[changing], box[changing + size] = 0.0, run.rated[changing]
    embedded = run.doubled()
    points = [
        np.where(np.isin(np.arange(size), changing), x * run.rated, run.start) for x in (0.2, 0.9)
    ]
    every = [bucket for stage in plan.stages for bucket in (*stage.buckets, *stage.loop)]
    for _ in range(30):
        before = box.copy()
        for bucket in every:
            twin = doubled(bucket, size)
            box[twin.slots] = embedded.evaluate(twin, box)
            for point in points:
                point[bucket.slots] = run.evaluate(bucket, point)
        assert (box[:size] >= before[:size] - 1e-9).all()
        assert (box[size:] <= before[size:] + 1e-9).all()
        for point in points:
            assert (box[:size] - 1e-9 <= point).all()
            assert (point <= box[size:] + 1e-9).all()


@pytest.mark.parametrize("name", ALL)
@few
@given(network=networks(cyclic=True))
def test_a_certified_answer_is_a_fixed_point(name, network):
    plan = compile_plan(network)
    run = single_run(plan, by_name(name))
    found = propagate(run)
    certain = found.upper - found.lower <= 1e-6
    assert (found.lower <= found.upper).all()
    for stage in plan.stages:
        for bucket in (*stage.buckets, *stage.loop):
            again = run.evaluate(bucket, found.values)
            sure = certain[bucket.slots]
            assert again[sure] == pytest.approx(found.values[bucket.slots][sure], abs=1e-5)


@few
@given(network=networks())
def test_without_cycles_everything_is_exact(network):
    result = roll_up(network)
    assert set(result.status.values()) <= {Status.EXACT}
    assert all(low == high for low, high in result.intervals.values())


def test_two_claims_that_rebut_each_other_have_one_answer() -> None:
    network = Network(
        {"a": 0.6, "b": 0.5, "c": 0.5},
        (
            Edge("e1", ("a",), "b", K.REBUTS),
            Edge("e2", ("b",), "a", K.REBUTS),
            Edge("e3", ("a",), "c", K.SUPPORTS),
        ),
    )
    result = roll_up(network)
    assert set(result.status.values()) == {Status.CONVERGED}
    a, b = result.strengths["a"], result.strengths["b"]
    assert b == pytest.approx(0.5 - 0.25 * a, abs=1e-8)
    assert a == pytest.approx(0.6 + b * (1 / 3 - 0.6), abs=1e-8)


def test_a_cycle_through_an_undercut_is_a_cycle() -> None:
    network = Network(
        {"a": 0.5, "b": 0.9},
        (Edge("e", ("b",), "a", K.SUPPORTS), Edge("u", ("a",), "e", K.UNDERCUTS)),
    )
    result = roll_up(network)
    assert result.status == {"a": Status.CONVERGED, "b": Status.EXACT}
    # a = 0.5 + 0.25 * 0.9 * (1 - a)
    assert result.strengths["a"] == pytest.approx(0.725 / 1.225, abs=1e-8)


def test_a_reason_that_undercuts_itself_is_a_cycle() -> None:
    network = Network({"a": 0.5, "b": 0.8}, (Edge("u", ("b",), "u", K.UNDERCUTS),))
    assert roll_up(network).edges["u"] == pytest.approx(1.0 / 1.8, abs=1e-6)


@pytest.mark.parametrize("name", ["log_odds", "quadratic_energy"])
def test_where_two_answers_exist_the_map_says_so(name):
    mutual = (
        Edge("e1", ("a",), "b", K.REBUTS, weight=20.0),
        Edge("e2", ("b",), "a", K.REBUTS, weight=20.0),
        Edge("e3", ("a",), "c", K.SUPPORTS),
    )
    result = roll_up(Network({"a": 0.9, "b": 0.9, "c": 0.5}, mutual), semantics=name)
    assert set(result.status.values()) == {Status.LOOP_UNDETERMINED}
    for node in "abc":
        low, high = result.intervals[node]
        assert low < result.strengths[node] < high
    # Neither side is favoured, so continuous dynamics from equal bases keep them equal.
    assert result.strengths["a"] == pytest.approx(result.strengths["b"], abs=1e-6)
    assert (
        roll_up(Network({"a": 0.99, "b": 0.6, "c": 0.5}, mutual), semantics=name).strengths["a"]
        > 0.8
    )


def test_the_point_shown_is_where_continuous_dynamics_lead() -> None:
    edges = (
        Edge("e1", ("a",), "b", K.REBUTS, weight=9.0),
        Edge("e2", ("b",), "a", K.REBUTS, weight=9.0),
    )
    result = roll_up(Network({"a": 0.95, "b": 0.9}, edges), semantics="log_odds")
    a, b = 0.95, 0.9
    for _ in range(200_000):
        new = [1 / (1 + (1 - w) / w * np.exp(9.0 * x)) for w, x in ((0.95, b), (0.9, a))]
        a, b = a + 0.001 * (new[0] - a), b + 0.001 * (new[1] - b)
    assert (result.strengths["a"], result.strengths["b"]) == pytest.approx((a, b), abs=1e-3)
    assert result.status["a"] is Status.LOOP_UNDETERMINED


def test_a_clamp_cuts_a_cycle_open() -> None:
    edges = (
        Edge("e1", ("a",), "b", K.REBUTS, weight=20.0),
        Edge("e2", ("b",), "a", K.REBUTS, weight=20.0),
    )
    network = Network({"a": 0.9, "b": 0.9}, edges)
    result = roll_up(network, semantics="log_odds", clamp={"a": 0.0})
    assert result.strengths["b"] == pytest.approx(0.9)
    assert result.status["b"] is Status.CONVERGED


def grounded(network: Network) -> dict[str, str]:
    """Grounded labels of a map of attacks on claims and on attacks (AFRA), by iteration.

    An attack is out if it is attacked by something in; a claim likewise; an attack is in only if
    its source is in as well.
    """
    label = dict.fromkeys([*network.bases, *(e.id for e in network.edges)], "undecided")
    changed = True
    while changed:
        changed = False
        for item, now in label.items():
            if now != "undecided":
                continue
            attackers = [e for e in network.edges if e.target == item]
            states = [{label[e.id], *(label[s] for s in e.sources)} for e in attackers]
            if any(state == {"in"} for state in states):
                label[item], changed = "out", True
            elif all("out" in state for state in states):
                label[item], changed = "in", True
    return label


@pytest.mark.parametrize("name", ["sbn", "df_quad"])
@pytest.mark.parametrize("seed", range(12))
def test_with_crisp_bases_the_bounds_are_the_grounded_labels(name, seed):
    rng = random.Random(seed)
    nodes = [f"n{i}" for i in range(8)]
    edges: list[Edge] = []
    for number in range(9):
        on_edge = edges and rng.random() < 0.4
        target = rng.choice(edges).id if on_edge else rng.choice(nodes)
        kind = K.UNDERCUTS if on_edge else K.REBUTS
        edges.append(Edge(f"e{number}", (rng.choice(nodes),), target, kind, weight=200.0))
    unique = {(e.sources, e.target): e for e in edges}
    kept = {e.id for e in unique.values()}
    edges = [e for e in unique.values() if not e.kind.targets_edge or e.target in kept]
    kept = {e.id for e in edges}
    left = tuple(e for e in edges if not e.kind.targets_edge or e.target in kept)
    network = Network(dict.fromkeys(nodes, 1.0), left)
    plan = compile_plan(network)
    run = single_run(plan, by_name(name))
    # Input is clipped to 0.001 and 0.999; the limit is beyond that.
    for each in (run.base, run.start):
        each[: len(nodes)] = 1.0 - 1e-15
    found = propagate(run)
    for item, label in some(grounded(network).items(), at_least=len(nodes)):
        slot = plan.slot(item)
        low, high = found.lower[slot], found.upper[slot]
        seen = "in" if low > 1 - 1e-6 else "out" if high < 1e-6 else "undecided"
        assert seen == label, (item, low, high)
        if label == "undecided":
            assert high - low > 1 - 1e-6


def test_a_group_whose_members_differ_may_have_two_answers() -> None:
    """In sbn more of a strong but doubtful member may replace a weak one and lower the claim."""
    edges = (
        Edge("e1", ("a",), "b", K.REBUTS, weight=3.0),
        Edge("e2", ("b",), "a", K.SUPPORTS, weight=4.6, group="g"),
        Edge("e3", ("c",), "a", K.SUPPORTS, weight=1.0, group="g"),
    )
    result = roll_up(Network({"a": 0.3, "b": 0.35, "c": 0.95}, edges))
    assert result.status["a"] is Status.LOOP_UNDETERMINED
    low, high = result.intervals["a"]
    for kept in (edges[:2], (edges[0], edges[2])):
        alone = roll_up(Network({"a": 0.3, "b": 0.35, "c": 0.95}, kept)).strengths
        chosen = 4.6 * alone["b"] >= 0.95
        assert chosen == (kept[1].id == "e2")
        assert low <= alone["a"] <= high
