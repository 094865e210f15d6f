"""Stated, prior, implied: which enters where, gaps, anchors and the blend."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.engine.network import Edge, EdgeKind, Network, NetworkFault
from app.core.engine.rollup import roll_up
from app.core.measures.gap import (
    anchored_network,
    blend,
    deep_network,
    largest_gaps,
    numbers,
    one_hop_at,
)
from app.core.measures.pooling import logit, sigmoid
from tests.core.random_networks import ALL, networks
from tests.found import some

CREDENCE = st.floats(0.05, 0.95)
CHAIN = Network(
    {"root": None, "middle": None, "leaf": None},
    (
        Edge("e1", ("middle",), "root", EdgeKind.SUPPORTS),
        Edge("e2", ("leaf",), "middle", EdgeKind.SUPPORTS),
    ),
)


@st.composite
def debates(draw):
    """A map without loops, with undercuts, weighed mildly enough for any anchor to be in range."""
    n = draw(st.integers(2, 6))
    edges = []
    for i in range(1, n):
        for j in draw(st.sets(st.integers(0, i - 1), min_size=1, max_size=2)):
            kind = draw(st.sampled_from([EdgeKind.SUPPORTS, EdgeKind.REBUTS]))
            weight = draw(st.floats(0.1, 1.2))
            edges.append(Edge(f"e{i}-{j}", (f"n{i}",), f"n{j}", kind, weight))
    edges.append(Edge("u", ("cut",), edges[0].id, EdgeKind.UNDERCUTS))
    nodes = [*(f"n{i}" for i in range(n)), "cut"]
    stated = {node: draw(CREDENCE) for node in nodes if draw(st.booleans())}
    return Network(dict.fromkeys(nodes), tuple(edges)), stated


def test_leaves_enter_with_what_is_stated_and_inner_nodes_with_their_prior() -> None:
    deep = deep_network(CHAIN, {"leaf": 0.8, "middle": 0.9}, {"middle": 0.3, "leaf": 0.1})
    assert deep.bases == {"root": None, "middle": 0.3, "leaf": 0.8}


def test_a_leaf_with_a_prior_only_enters_with_that() -> None:
    assert deep_network(CHAIN, {}, {"leaf": 0.1}).bases["leaf"] == 0.1


def test_the_three_numbers_of_a_chain() -> None:
    found = numbers(CHAIN, {"leaf": 1.0 - 0.001, "middle": 0.6, "root": 0.7})
    middle = 0.999 * 0.75 + 0.001 * 0.5
    assert found["middle"].implied == pytest.approx(middle)
    assert found["root"].implied == pytest.approx(middle * 0.75 + (1 - middle) * 0.5)
    assert found["root"].one_hop == pytest.approx(0.6 * 0.75 + 0.4 * 0.5)
    assert found["root"].gap == pytest.approx(logit(0.7) - logit(0.65))
    assert found["root"].gap_points == pytest.approx(0.05)
    assert (found["root"].prior, found["root"].prior_assumed) == (0.5, True)


def test_a_leaf_has_no_gap_and_an_unrated_one_no_number() -> None:
    found = numbers(CHAIN, {"root": 0.7})
    leaf = found["leaf"]
    assert (leaf.implied, leaf.one_hop, leaf.gap, leaf.anchor) == (None, None, None, None)
    assert found["middle"].implied == 0.5
    assert numbers(CHAIN, {"leaf": 0.4})["leaf"].implied == pytest.approx(0.4)


def test_an_unstated_reason_enters_with_what_the_stated_below_it_give() -> None:
    found = numbers(CHAIN, {"leaf": 0.8, "root": 0.5})
    middle = 0.8 * 0.75 + 0.2 * 0.5
    assert found["root"].one_hop == pytest.approx(middle * 0.75 + (1 - middle) * 0.5)


@settings(max_examples=100, deadline=None)
@given(networks(cyclic=True), st.sampled_from(ALL), st.data())
def test_one_hop_at_one_node_is_that_of_all_of_them(network, semantics, data):
    rated = data.draw(st.sets(st.sampled_from(sorted(network.bases)), min_size=1))
    stated = {node: data.draw(st.floats(0.01, 0.99)) for node in sorted(rated)}
    deep = deep_network(network, stated)
    screened = roll_up(deep, semantics=semantics, clamp=stated).strengths
    for node, row in some(numbers(network, stated, semantics=semantics).items()):
        found = one_hop_at(deep, node, screened, semantics)
        assert found == (None if row.one_hop is None else pytest.approx(row.one_hop, abs=1e-9))


def test_the_largest_gaps_come_first() -> None:
    found = numbers(CHAIN, {"leaf": 0.5, "middle": 0.6, "root": 0.95})
    assert largest_gaps(found) == ["root", "middle"]
    assert largest_gaps(found, limit=1) == ["root"]


@settings(max_examples=40, deadline=None)
@given(debates(), st.sampled_from(["sbn", "log_odds"]))
def test_an_anchored_map_gives_back_what_is_stated(debate, semantics):
    network, stated = debate
    strengths = roll_up(anchored_network(network, stated, semantics=semantics), semantics=semantics)
    assert {n: strengths.strengths[n] for n in stated} == pytest.approx(stated, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(debates(), CREDENCE)
def test_the_anchor_of_a_rolled_up_base_is_that_base(debate, base):
    network, stated = debate
    below = {node: value for node, value in stated.items() if node != "n0"}
    value = numbers(network, below, {"n0": base})["n0"].one_hop
    assert value is not None
    found = numbers(network, {**below, "n0": value})["n0"]
    assert found.anchor_reached
    assert found.anchor == pytest.approx(base, abs=1e-9)


def test_the_anchor_in_log_odds_has_a_closed_form() -> None:
    found = numbers(CHAIN, {"middle": 0.6, "root": 0.9}, semantics="log_odds")
    assert found["root"].anchor == pytest.approx(sigmoid(logit(0.9) - 0.6 * math.log(3)))


def test_an_anchor_out_of_reach_is_said_to_be() -> None:
    heavy = Network(
        {"root": None, "reason": None},
        (Edge("e", ("reason",), "root", EdgeKind.REBUTS, weight=9.0),),
    )
    found = numbers(heavy, {"reason": 0.999, "root": 0.99})["root"]
    assert not found.anchor_reached
    assert found.anchor == pytest.approx(0.999)


def test_one_hop_does_not_mind_loops() -> None:
    loop = Network(
        {"a": None, "b": None},
        (
            Edge("e1", ("a",), "b", EdgeKind.SUPPORTS),
            Edge("e2", ("b",), "a", EdgeKind.REBUTS),
        ),
    )
    found = numbers(loop, {"a": 0.2, "b": 0.8})
    assert found["b"].one_hop == pytest.approx(0.2 * 0.75 + 0.8 * 0.5)
    assert found["a"].one_hop == pytest.approx(0.8 * 0.25 + 0.2 * 0.5)


def test_the_blend_gives_three_people_as_much_say_as_the_map() -> None:
    assert logit(blend(0.9, 0.5, 3.0)) == pytest.approx(logit(0.9) / 2)
    assert blend(0.9, 0.5, 0.0) == pytest.approx(0.5)
    found = numbers(CHAIN, {"leaf": 0.8, "root": 0.9}, n_effective={"root": 6.0})
    implied, blended = found["root"].implied, found["root"].blended
    assert implied is not None
    assert blended is not None
    assert logit(blended) == pytest.approx(2 / 3 * logit(0.9) + 1 / 3 * logit(implied))
    assert found["leaf"].blended is None


@pytest.mark.parametrize(
    ("stated", "prior", "field"),
    [
        ({"root": math.nan}, {}, "stated.root"),
        ({"root": 1.2}, {}, "stated.root"),
        ({"nobody": 0.5}, {}, "stated.nobody"),
        ({}, {"leaf": -0.1}, "prior.leaf"),
    ],
)
def test_faulty_input_is_refused_by_name(stated, prior, field):
    with pytest.raises(NetworkFault) as caught:
        numbers(CHAIN, stated, prior)
    assert caught.value.field == field
