"""Whole maps: what every roll-up keeps to, against independent enumeration where there is one."""

import itertools
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.core.engine.network import EPSILON, Edge, EdgeKind, Network, NetworkFault
from app.core.engine.rollup import Status, compile_plan, roll_up, roll_up_many, sensitivities
from app.core.engine.semantics import UnknownSemanticsError
from tests.core.random_networks import ALL, K, networks, polytrees, probabilities

inside = st.floats(0.01, 0.99)
few = settings(max_examples=25)


def supports(source, target="a", **more):
    return Edge(more.pop("id", f"{source}>{target}"), (source,), target, K.SUPPORTS, **more)


def rebuts(source, target="a", **more):
    return Edge(more.pop("id", f"{source}>{target}"), (source,), target, K.REBUTS, **more)


def undercuts(source, target, **more):
    return Edge(more.pop("id", f"{source}|{target}"), (source,), target, K.UNDERCUTS, **more)


def backs(source, target, **more):
    return Edge(more.pop("id", f"{source}+{target}"), (source,), target, K.BACKS, **more)


def root_of(bases, *edges, **more):
    return roll_up(Network(bases, edges), **more).strengths["a"]


def enumerated(network: Network, root: str) -> float:
    """Chance that `root` is true, adding up every state of every claim and every reason."""
    nodes, edges = list(network.bases), network.edges
    total = 0.0
    for state in itertools.product((0, 1), repeat=len(nodes) + len(edges)):
        truth = dict(zip(nodes, state, strict=False))
        active = {e.id: s for e, s in zip(edges, state[len(nodes) :], strict=True)}
        chance = 1.0
        for edge in edges:
            works = edge.relevance
            for attack in (u for u in edges if u.target == edge.id):
                works *= 1 - active[attack.id] * all(truth[s] for s in attack.sources)
            chance *= works if active[edge.id] else 1.0 - works
            if not chance:
                break
        else:
            total += chance * chance_of(network, truth, active) * truth[root]
    return total


def chance_of(network, truth, active) -> float:
    chance = 1.0
    for node, base in network.bases.items():
        log_odds = math.log(base / (1.0 - base))
        for edge in (e for e in network.edges if e.target == node):
            force = edge.weight if all(truth[s] for s in edge.sources) else edge.if_false
            log_odds += active[edge.id] * force * (1 if edge.kind == K.SUPPORTS else -1)
        true = 1.0 / (1.0 + math.exp(-log_odds))
        chance *= true if truth[node] else 1.0 - true
    return chance


@few
@given(network=polytrees(most_nodes=6))
def test_on_trees_the_roll_up_is_the_exact_belief_network(network):
    assert roll_up(network).strengths["n0"] == pytest.approx(enumerated(network, "n0"), abs=1e-12)


def test_a_joint_two_sided_undercut_reason_is_exact() -> None:
    network = Network(
        {"a": 0.3, "b": 0.6, "c": 0.7, "d": 0.4, "e": 0.5},
        (
            Edge("j", ("b", "c"), "a", K.SUPPORTS, math.log(10), 0.9, if_false=-0.8),
            undercuts("d", "j", relevance=0.7),
            rebuts("e"),
        ),
    )
    assert roll_up(network).strengths["a"] == pytest.approx(enumerated(network, "a"), abs=1e-12)


def test_one_moderate_support() -> None:
    # sigmoid(0 + ln 3) = 0.75 if b holds, 0.5 if not.
    assert root_of({"a": 0.5, "b": 0.8}, supports("b")) == pytest.approx(0.7)


def test_joint_premises_apply_as_far_as_all_hold() -> None:
    joint = Edge("j", ("b", "c"), "a", K.SUPPORTS)
    single = root_of({"a": 0.5, "p": 0.4}, supports("p"))
    assert root_of({"a": 0.5, "b": 0.8, "c": 0.5}, joint) == pytest.approx(single)


def test_a_premise_named_twice_is_one_premise() -> None:
    twice = Edge("j", ("b", "b"), "a", K.SUPPORTS)
    assert root_of({"a": 0.5, "b": 0.8}, twice) == pytest.approx(0.7)


@pytest.mark.parametrize("name", ALL)
def test_fifty_ways_of_saying_one_reason_count_once(name):
    bases = {"a": 0.5} | {f"c{i}": 0.8 for i in range(50)}
    copies = [supports(f"c{i}", group="same") for i in range(50)]
    once = root_of({"a": 0.5, "c0": 0.8}, supports("c0"), semantics=name)
    assert root_of(bases, *copies, semantics=name) == pytest.approx(once, abs=1e-8)
    apart = [replace(copy, group=None) for copy in copies]
    assert root_of(bases, *apart, semantics=name) > once + 0.05


def test_of_a_group_the_largest_weight_times_value_counts() -> None:
    bases = {"a": 0.4, "b": 0.9, "c": 0.3}
    strong, weak = supports("c", weight=math.log(100)), supports("b", weight=math.log(1.5))
    both = [replace(strong, group="g"), replace(weak, group="g")]
    assert root_of(bases, *both) == pytest.approx(root_of(bases, strong))
    opposite = [replace(strong, group="g"), replace(rebuts("b"), group="g")]
    assert root_of(bases, *opposite) == pytest.approx(root_of(bases, strong, rebuts("b")))


def test_the_same_relation_twice_counts_once() -> None:
    bases = {"a": 0.5, "b": 0.8}
    twice = [supports("b"), supports("b", id="again")]
    assert root_of(bases, *twice) == pytest.approx(root_of(bases, supports("b")))


@pytest.mark.parametrize("name", ALL)
def test_an_unrated_leaf_has_no_effect_and_no_number(name):
    bases = {"a": 0.6, "b": 0.7, "u": None, "v": 0.9}
    edges = [
        supports("b"),
        supports("u", if_false=-1.0),
        undercuts("u", "b>a"),
        Edge("j", ("u", "v"), "a", K.REBUTS, if_false=2.0),
    ]
    result = roll_up(Network(bases, tuple(edges)), semantics=name)
    alone = root_of({"a": 0.6, "b": 0.7}, supports("b"), semantics=name)
    assert result.strengths["a"] == pytest.approx(alone)
    assert result.unrated == {"u"}
    assert "u" not in result.strengths
    assert "u" not in result.status
    assert set(result.strengths) == {"a", "b", "v"}


@pytest.mark.parametrize(
    ("name", "alone", "joint"),
    # One answer each: s = 1/2 + s (sigmoid(ln 3) - 1/2), and s = 1/2 + s / 2.
    [("sbn", 0.5, 2 / 3), ("df_quad", 0.5, 1.0)],
)
def test_a_clamped_unrated_premise_lets_a_circle_turn(name, alone, joint):
    circle = Edge("j", ("a", "u"), "a", K.SUPPORTS)
    plan = compile_plan(Network({"a": 0.5, "u": None}, (circle,)))
    found = roll_up_many(plan, semantics=name, runs=[{}, {"u": 1.0}])[:, 0]
    assert found == pytest.approx([alone, joint], abs=1e-6)
    for clamp, expected in (({}, alone), ({"u": 1.0}, joint)):
        single = roll_up(plan, semantics=name, clamp=clamp)
        assert single.strengths["a"] == pytest.approx(expected, abs=1e-6)
        assert single.status["a"] is Status.CONVERGED


def test_what_speaks_if_premises_fail_speaks_once_the_unrated_one_is_clamped() -> None:
    # sigmoid(ln 3) = 3/4 where both hold, 1/4 where not: 0.8 * 3/4 + 0.2 * 1/4.
    joint = Edge("j", ("u", "v"), "a", K.SUPPORTS, if_false=-math.log(3))
    network = Network({"a": 0.5, "u": None, "v": 0.8}, (joint,))
    assert roll_up(network).strengths["a"] == pytest.approx(0.5)
    assert roll_up(network, clamp={"u": 1.0}).strengths["a"] == pytest.approx(0.65)


def test_an_inner_node_without_a_base_starts_from_even_odds() -> None:
    assert root_of({"a": None, "b": 0.8}, supports("b")) == pytest.approx(0.7)


def test_bases_of_certainty_are_moved_inside_and_named() -> None:
    result = roll_up(Network({"a": 0.0, "b": 1.0, "c": 0.5}, (supports("b", "c"),)))
    assert result.clipped == {"a", "b"}
    assert (result.strengths["a"], result.strengths["b"]) == (EPSILON, 1.0 - EPSILON)
    override = roll_up(Network({"a": 0.0, "b": 1.0}, ()), bases={"a": 0.4, "b": 1})
    assert override.clipped == {"b"}


@pytest.mark.parametrize("name", ALL)
@few
@given(network=networks(cyclic=True))
def test_every_map_ends_with_probabilities(name, network):
    result = roll_up(network, semantics=name)
    for numbers in (result.strengths, result.edges):
        assert all(0.0 <= number <= 1.0 for number in numbers.values())
    for node, (low, high) in result.intervals.items():
        assert 0.0 <= low <= result.strengths[node] <= high <= 1.0
        wide = high - low > 1e-6
        assert (result.status[node] is Status.LOOP_UNDETERMINED) == wide
    assert set(result.edges) == {edge.id for edge in network.edges}


@pytest.mark.parametrize("name", ALL)
@few
@given(network=networks(groups=False), seed=st.randoms(use_true_random=False))
def test_names_and_order_do_not_matter(name, network, seed):
    nodes, edges = list(network.bases), list(network.edges)
    seed.shuffle(nodes)
    seed.shuffle(edges)
    new = {old: f"x{i}" for i, old in enumerate([*nodes, *(edge.id for edge in edges)])}
    turned = Network(
        {new[node]: network.bases[node] for node in nodes},
        tuple(
            replace(e, id=new[e.id], sources=tuple(new[s] for s in e.sources), target=new[e.target])
            for e in edges
        ),
    )
    before, after = roll_up(network, semantics=name), roll_up(turned, semantics=name)
    assert before.strengths.keys() == {node for node in nodes if new[node] in after.strengths}
    for node, strength in before.strengths.items():
        assert after.strengths[new[node]] == pytest.approx(strength, abs=1e-8)


@pytest.mark.parametrize("name", ALL)
@few
@given(network=networks(), other=networks(most_nodes=3), base=inside)
def test_unconnected_parts_do_not_meet(name, network, other, base):
    renamed = Network(
        network.bases | {f"m{n}": b for n, b in other.bases.items()},
        network.edges
        + tuple(
            replace(
                e, id=f"m{e.id}", sources=tuple(f"m{s}" for s in e.sources), target=f"m{e.target}"
            )
            for e in other.edges
        ),
    )
    alone = roll_up(network, semantics=name).strengths
    together = roll_up(renamed, semantics=name).strengths
    assert {n: together[n] for n in alone} == pytest.approx(dict(alone), abs=1e-8)


@pytest.mark.parametrize("name", ["sbn", "df_quad"])
@few
@given(network=networks(cyclic=True), data=st.data(), base=inside)
def test_a_base_moves_only_what_it_leads_to(name, network, data, base):
    node = data.draw(st.sampled_from(sorted(network.bases)))
    cone, grown = {node}, True
    while grown:
        reached = {e.target for e in network.edges if cone & {e.id, *e.sources}}
        grown = not reached <= cone
        cone |= reached
    before = roll_up(network, semantics=name).strengths
    after = roll_up(network, semantics=name, bases={node: base}).strengths
    assert {n: s for n, s in after.items() if n not in cone} == pytest.approx(
        {n: s for n, s in before.items() if n not in cone}, abs=1e-9
    )


@pytest.mark.parametrize("name", ALL)
@few
@given(network=networks(extras=False), data=st.data(), weight=st.sampled_from([0.4, 4.6]))
def test_an_irrelevant_reason_is_no_reason(name, network, data, weight):
    # From the node that is added here no arrow starts, so there is always a pair without one.
    bases = {**network.bases, f"n{len(network.bases)}": data.draw(probabilities)}
    taken = {(*edge.sources, edge.target) for edge in network.edges}
    free = [(s, t) for t, s in itertools.combinations(sorted(bases), 2) if (s, t) not in taken]
    source, target = data.draw(st.sampled_from(free))
    more = supports(source, target, id="more", weight=weight, relevance=0.0)
    before = roll_up(Network(bases, network.edges), semantics=name).strengths
    after = roll_up(Network(bases, (*network.edges, more)), semantics=name).strengths
    assert dict(after) == pytest.approx(dict(before), abs=1e-8)


@pytest.mark.parametrize("name", ALL)
@given(a=inside, b=probabilities, c=probabilities, d=probabilities, more=probabilities)
def test_attacks_on_reasons_pull_the_other_way(name, a, b, c, d, more):
    bases = {"a": a, "b": b, "c": c, "u": d, "v": more}
    reasons = [supports("b"), rebuts("c")]
    plain = root_of(bases, *reasons, semantics=name)
    assert root_of(bases, *reasons, undercuts("u", "b>a"), semantics=name) <= plain + 1e-9
    assert root_of(bases, *reasons, undercuts("u", "c>a"), semantics=name) >= plain - 1e-9
    weakened = [*reasons, undercuts("u", "b>a")]
    attacked = root_of(bases, *weakened, semantics=name)
    backed = root_of(bases, *weakened, backs("v", "b>a"), semantics=name)
    assert backed >= attacked - 1e-9
    restored = root_of(bases, *weakened, undercuts("v", "u|b>a"), semantics=name)
    assert attacked - 1e-9 <= restored <= plain + 1e-9


@pytest.mark.parametrize("name", ALL)
@given(a=inside, b=inside, c=inside)
def test_a_certain_undercut_removes_the_reason(name, a, b, c):
    bases = {"a": a, "b": b, "c": c, "u": 0.5}
    whole = Network(bases, (supports("b"), rebuts("c"), undercuts("u", "b>a")))
    certain = roll_up(whole, semantics=name, clamp={"u": 1.0})
    assert certain.edges["b>a"] == 0.0
    assert certain.strengths["a"] == pytest.approx(root_of(bases, rebuts("c"), semantics=name))


def test_an_undercut_of_a_support_is_no_rebuttal() -> None:
    bases = {"a": 0.4, "b": 0.9, "u": 1.0}
    assert root_of(bases, supports("b"), undercuts("u", "b>a")) >= 0.4


def test_backing_makes_up_for_doubts_about_a_reason() -> None:
    bases = {"a": 0.5, "b": 0.9, "v": 0.5}
    doubtful = supports("b", relevance=0.6)
    network = Network(bases, (doubtful, backs("v", "b>a")))
    assert roll_up(network).edges["b>a"] == pytest.approx(0.8)


@few
@given(network=polytrees(), data=st.data(), p=probabilities)
def test_expected_evidence_is_conserved(network, data, p):
    node = data.draw(st.sampled_from(sorted(network.bases)))
    runs = [{node: p}, {node: 0.0}, {node: 1.0}]
    between, false, true = roll_up_many(compile_plan(network), runs=runs)[:, 0]
    assert between == pytest.approx(p * true + (1.0 - p) * false, abs=1e-9)


@pytest.mark.parametrize("name", ALL)
@few
@given(network=networks(cyclic=True), data=st.data())
def test_a_batch_is_its_single_runs(name, network, data):
    plan = compile_plan(network)
    ids = sorted(network.bases) + [edge.id for edge in network.edges]
    clamps = st.dictionaries(st.sampled_from(ids), probabilities, max_size=3)
    bases = st.dictionaries(st.sampled_from(sorted(network.bases)), st.none() | inside, max_size=3)
    weights: st.SearchStrategy[dict[str, float]] = st.just({})
    if network.edges:
        some = st.sampled_from([edge.id for edge in network.edges])
        weights = st.dictionaries(some, st.floats(0.0, 5.0), max_size=2)
    sets = data.draw(st.lists(st.tuples(clamps, bases, weights), min_size=1, max_size=3))
    clamp, base, weight = (list(each) for each in zip(*sets, strict=True))
    found = roll_up_many(plan, semantics=name, runs=clamp, bases=base, weights=weight)
    assert len(found) == len(sets) >= 1
    for row, one in zip(found, sets, strict=True):
        single = roll_up(plan, semantics=name, clamp=one[0], bases=one[1], weights=one[2])
        for node, strength in zip(plan.node_index, row, strict=True):
            expected = single.strengths.get(node, math.nan)
            # Runs of a batch share their sweeps, so where bounds stay apart dynamics may differ.
            if single.status.get(node) is not Status.LOOP_UNDETERMINED:
                assert strength == pytest.approx(expected, abs=2e-6, nan_ok=True)


@few
@given(network=networks(), data=st.data())
def test_overrides_are_another_network(network, data):
    node = data.draw(st.sampled_from(sorted(network.bases)))
    base = data.draw(st.none() | inside)
    edges, weights, relevance = list(network.edges), {}, {}
    if edges:
        edge = edges.pop()
        weights, relevance = {edge.id: 0.9}, {edge.id: 0.3}
        edges.append(replace(edge, weight=0.9, relevance=0.3))
    other = roll_up(Network(dict(network.bases) | {node: base}, tuple(edges)))
    same = roll_up(network, bases={node: base}, weights=weights, relevance=relevance)
    assert dict(same.strengths) == pytest.approx(dict(other.strengths), abs=1e-9)
    assert dict(same.edges) == pytest.approx(dict(other.edges), abs=1e-9)
    assert same.unrated == other.unrated


def test_a_clamp_cuts_what_comes_in_and_may_be_certain() -> None:
    network = Network({"a": 0.5, "b": 0.5, "c": 0.9}, (supports("b"), supports("c", "b")))
    result = roll_up(network, clamp={"b": 1})
    assert result.strengths["b"] == 1.0
    assert result.strengths["a"] == pytest.approx(0.75)
    without = roll_up(network, clamp={"b>a": 0.0})
    assert without.strengths["a"] == pytest.approx(0.5)


@pytest.mark.parametrize("name", ALL)
@few
@given(network=networks(cyclic=True, groups=False, bases=st.floats(0.05, 0.95)), data=st.data())
def test_sensitivities_are_slopes(name, network, data):
    plan = compile_plan(network)
    here = roll_up(plan, semantics=name)
    assume(here.strengths)
    assume(Status.LOOP_UNDETERMINED not in here.status.values())
    node = data.draw(st.sampled_from(sorted(here.strengths)))
    root = data.draw(st.sampled_from(sorted(here.strengths)))
    found = sensitivities(plan, root, semantics=name)
    step = 1e-4

    def slopes(base):
        up, down = base + step, base - step
        high = roll_up(plan, semantics=name, bases={node: up}).strengths[root]
        low = roll_up(plan, semantics=name, bases={node: down}).strengths[root]
        middle = roll_up(plan, semantics=name).strengths[root]
        return (high - middle) / step, (middle - low) / step

    base = network.bases[node]
    up, down = slopes(0.5 if base is None else base)
    # Where the two one-sided slopes part there is a kink, and either is right.
    assume(abs(up - down) < 0.02)
    assert found.bases[node] == pytest.approx((up + down) / 2, abs=0.02)


def test_sensitivities_to_strengths_and_edges() -> None:
    network = Network({"a": 0.5, "b": 0.8, "c": 0.3}, (supports("b"), undercuts("c", "b>a")))
    found = sensitivities(compile_plan(network), "a")
    # a = 0.5 + 0.25 * b * (1 - c)
    assert found.strengths == pytest.approx({"a": 1.0, "b": 0.175, "c": -0.2})
    assert found.edges == pytest.approx({"b>a": 0.2, "c|b>a": -0.06})
    assert found.bases["b"] == pytest.approx(0.175)


def test_sensitivities_stop_at_clamps() -> None:
    network = Network({"a": 0.5, "b": 0.5, "c": 0.9}, (supports("b"), supports("c", "b")))
    found = sensitivities(compile_plan(network), "a", clamp={"b": 0.4})
    assert found.bases == {"a": pytest.approx(0.9), "b": 0.0, "c": 0.0}


@pytest.mark.long
@pytest.mark.parametrize("name", ALL)
def test_a_chain_of_ten_thousand(name):
    count = 10_000
    bases = {f"c{i}": 0.6 for i in range(count)}
    edges = tuple(supports(f"c{i + 1}", f"c{i}") for i in range(count - 1))
    plan = compile_plan(Network(bases, edges))
    strengths = roll_up(plan, semantics=name).strengths
    assert strengths["c0"] == pytest.approx(strengths["c1"], abs=1e-9)
    assert 0.6 < strengths["c0"] <= 1.0
    if name == "sbn":
        assert sensitivities(plan, "c0").bases["c9999"] == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("name", ALL)
def test_a_fan_of_ten_thousand(name):
    count = 10_000
    bases = {"a": 0.2} | {f"c{i}": 0.5 for i in range(count)}
    kinds = (K.SUPPORTS, K.REBUTS)
    edges = [Edge(f"e{i}", (f"c{i}",), "a", kinds[i % 2]) for i in range(count)]
    found = roll_up(Network(bases, tuple(edges)), semantics=name).strengths["a"]
    # As many for as against; in sbn their number makes an even chance of either winning.
    expected = 0.5 if name == "sbn" else 0.2
    assert found == pytest.approx(expected, abs=0.02)
    one_sided = tuple(replace(edge, kind=K.REBUTS) for edge in edges)
    assert roll_up(Network(bases, one_sided), semantics=name).strengths["a"] < 0.05


def test_a_chain_of_ten_thousand_undercuts() -> None:
    count = 10_000
    bases = {"a": 0.5, "b": 0.9} | {f"u{i}": 0.5 for i in range(count)}
    edges = [supports("b", id="x0")]
    edges += [Edge(f"x{i + 1}", (f"u{i}",), f"x{i}", K.UNDERCUTS) for i in range(count)]
    # alpha = 1 - alpha / 2 everywhere far from the end
    assert roll_up(Network(bases, tuple(edges))).edges["x0"] == pytest.approx(2 / 3)


GOOD: dict[str, Any] = {"id": "e", "sources": ("b",), "target": "a", "kind": K.SUPPORTS}


@pytest.mark.parametrize(
    ("bases", "edge", "field"),
    [
        ({"a": math.nan, "b": 0.5}, {}, "nodes.a"),
        ({"a": 0.5, "b": -0.1}, {}, "nodes.b"),
        ({"a": 1.1, "b": 0.5}, {}, "nodes.a"),
        ({"a": "0.5", "b": 0.5}, {}, "nodes.a"),
        ({"a": True, "b": 0.5}, {}, "nodes.a"),
        ({"a": math.inf, "b": 0.5}, {}, "nodes.a"),
        ({"b": 0.5}, {}, "edges[0].target"),
        ({"a": 0.5}, {}, "edges[0].sources"),
        ({"a": 0.5, "b": 0.5}, {"sources": ()}, "edges[0].sources"),
        ({"a": 0.5, "b": 0.5}, {"weight": -1.0}, "edges[0].weight"),
        ({"a": 0.5, "b": 0.5}, {"weight": math.nan}, "edges[0].weight"),
        ({"a": 0.5, "b": 0.5}, {"weight": math.inf}, "edges[0].weight"),
        ({"a": 0.5, "b": 0.5}, {"weight": 10**400}, "edges[0].weight"),
        ({"a": 0.5, "b": 0.5}, {"relevance": 1.5}, "edges[0].relevance"),
        ({"a": 0.5, "b": 0.5}, {"relevance": None}, "edges[0].relevance"),
        ({"a": 0.5, "b": 0.5}, {"if_false": math.nan}, "edges[0].if_false"),
        ({"a": 0.5, "b": 0.5}, {"kind": K.UNDERCUTS}, "edges[0].target"),
        ({"a": 0.5, "b": 0.5}, {"kind": "supports"}, "edges[0].kind"),
        ({"a": 0.5, "b": 0.5, "e": 0.5}, {}, "edges[0].id"),
    ],
)
def test_faulty_networks_are_refused_by_field(bases, edge, field):
    with pytest.raises(NetworkFault) as refused:
        Network(bases, (Edge(**(GOOD | edge)),))
    assert refused.value.field == field
    assert refused.value.sentence.endswith(".")


def test_repeated_edge_ids_are_refused() -> None:
    with pytest.raises(NetworkFault) as refused:
        Network({"a": 0.5, "b": 0.5}, (Edge(**GOOD), Edge(**GOOD)))
    assert refused.value.field == "edges[1].id"


@pytest.mark.parametrize(
    ("overrides", "field"),
    [
        ({"bases": {"x": 0.5}}, "bases.x"),
        ({"bases": {"a": 2.0}}, "bases.a"),
        ({"clamp": {"a": math.nan}}, "clamp.a"),
        ({"clamp": {"x": 0.5}}, "clamp.x"),
        ({"weights": {"e": -1.0}}, "weights.e"),
        ({"weights": {"a": 1.0}}, "weights.a"),
        ({"relevance": {"e": 1.2}}, "relevance.e"),
    ],
)
def test_faulty_overrides_are_refused_by_field(overrides, field):
    network = Network({"a": 0.5, "b": 0.5}, (Edge(**GOOD),))
    with pytest.raises(NetworkFault) as refused:
        roll_up(network, **overrides)
    assert refused.value.field == field


def test_unknown_roots_semantics_and_uneven_batches_are_refused() -> None:
    plan = compile_plan(Network({"a": 0.5}, ()))
    with pytest.raises(NetworkFault, match="no node 'x'"):
        sensitivities(plan, "x")
    with pytest.raises(UnknownSemanticsError):
        roll_up(plan, semantics="votes")
    with pytest.raises(ValueError, match="2 entries"):
        roll_up_many(plan, runs=[{}, {}], bases=[{}])


def test_an_empty_map() -> None:
    result = roll_up(Network({}, ()))
    assert (dict(result.strengths), dict(result.edges)) == ({}, {})


def test_results_read_like_dictionaries() -> None:
    result = roll_up(Network({"a": 0.5, "b": 0.8}, (supports("b"),)))
    assert list(result.strengths) == ["a", "b"]
    assert len(result.edges) == 1
    assert dict(result.status) == {"a": Status.EXACT, "b": Status.EXACT}
    assert result.strengths == {"a": pytest.approx(0.7), "b": 0.8}
    assert "0.8" in repr(result)
    assert EdgeKind("rebuts") is K.REBUTS
    assert np.isfinite(list(result.strengths.values())).all()


CRISP = ("df_quad", "quadratic_energy", "euler_based")


@pytest.mark.parametrize("name", CRISP)
def test_bases_of_certainty_stay_where_no_log_odds_are_taken(name: str) -> None:
    plan = compile_plan(Network({"a": 0.0, "b": 1.0, "c": 0.5}, ()))
    result = roll_up(plan, semantics=name)
    assert dict(result.strengths) == {"a": 0.0, "b": 1.0, "c": 0.5}
    assert result.clipped == frozenset()
    moved = roll_up(plan, semantics=name, bases={"a": 1, "c": 0.0})
    assert dict(moved.strengths) == {"a": 1.0, "b": 1.0, "c": 0.0}
    assert moved.clipped == frozenset()
    many = roll_up_many(plan, semantics=name, runs=[{}, {}], bases=[{}, {"c": 1.0}])
    assert many.tolist() == [[0.0, 1.0, 0.5], [0.0, 1.0, 1.0]]


@pytest.mark.parametrize(
    ("name", "base", "kind", "expected"),
    [
        ("df_quad", 1.0, K.REBUTS, 0.0),
        ("df_quad", 0.0, K.SUPPORTS, 1.0),
        ("df_quad", 0.0, K.REBUTS, 0.0),
        # E = ln 3, so E^2 / (1 + E^2) of the way.
        ("quadratic_energy", 1.0, K.REBUTS, 1 / (1 + math.log(3) ** 2)),
        ("quadratic_energy", 0.0, K.SUPPORTS, 1 - 1 / (1 + math.log(3) ** 2)),
        ("quadratic_energy", 1.0, K.SUPPORTS, 1.0),
        # 1 - (1 - 1) / … and 1 - 1 / (1 + 0): a certain base never moves.
        ("euler_based", 1.0, K.REBUTS, 1.0),
        ("euler_based", 0.0, K.SUPPORTS, 0.0),
    ],
)
def test_a_certain_reason_moves_a_certain_base_as_the_rule_says(name, base, kind, expected):
    network = Network({"a": base, "b": 1.0}, (Edge("e", ("b",), "a", kind),))
    assert roll_up(network, semantics=name).strengths["a"] == pytest.approx(expected, abs=1e-15)


@few
@given(data=st.data())
def test_certain_attacks_without_a_circle_come_out_as_grounded(data):
    # Dung 1995: an argument is in if all that attack it are out, and out if one is in.
    count = data.draw(st.integers(2, 8))
    pairs = data.draw(
        st.sets(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=14)
    )
    attacks = sorted((max(pair), min(pair)) for pair in pairs if pair[0] != pair[1])
    edges = tuple(
        Edge(f"e{n}", (f"n{by}",), f"n{of}", K.REBUTS) for n, (by, of) in enumerate(attacks)
    )
    accepted: dict[str, float] = {}
    for number in reversed(range(count)):
        attackers = [accepted[f"n{by}"] for by, of in attacks if of == number]
        accepted[f"n{number}"] = float(not any(attackers))
    found = roll_up(Network(dict.fromkeys(accepted, 1.0), edges), semantics="df_quad")
    assert dict(found.strengths) == accepted
