"""Claims on several routes: found, and counted once in exact mode."""

import math

import pytest
from hypothesis import given, settings

from app.core.engine.network import Edge, Network, NetworkFault
from app.core.engine.rollup import compile_plan
from app.core.measures.shared_claims import (
    MAX_SHARED,
    NoExactValueError,
    exact_value,
    shared_claims,
)
from tests.core.random_networks import K, networks, polytrees
from tests.core.test_rollup import enumerated, inside

few = settings(max_examples=30)


def diamond(mediators, weight, base=0.5):
    """One claim, several claims it supports, and a root they all support."""
    bases = {"root": 0.5, "top": base} | {f"m{i}": 0.1 for i in range(mediators)}
    edges = []
    for i in range(mediators):
        edges.append(Edge(f"t{i}", ("top",), f"m{i}", K.SUPPORTS, weight))
        edges.append(Edge(f"r{i}", (f"m{i}",), "root", K.SUPPORTS, weight))
    return Network(bases, tuple(edges))


@few
@given(network=networks(most_nodes=5, most_edges=5, bayesian=True, bases=inside))
def test_exact_mode_is_the_enumeration(network):
    network = without_repeats(network)
    found = exact_value(compile_plan(network), "n0")
    assert found.exact == pytest.approx(enumerated(network, "n0"), abs=1e-10)


def without_repeats(network: Network) -> Network:
    """Of edges alike in all but numbers keep the first, and nothing that aims at one left out."""
    kept = {}
    aims = set(network.bases)
    for edge in network.edges:
        alike = (frozenset(edge.sources), edge.target, edge.kind)
        if edge.target in aims and alike not in kept:
            kept[alike] = edge
            aims.add(edge.id)
    return Network(network.bases, tuple(kept.values()))


@few
@given(network=polytrees())
def test_on_trees_exact_mode_is_the_plain_one(network):
    plan = compile_plan(network)
    assert shared_claims(plan, "n0") == ()
    found = exact_value(plan, "n0")
    assert found.exact == pytest.approx(found.plain, abs=1e-12)


def test_a_diamond_is_counted_twice_by_one_pass_and_once_exactly() -> None:
    plan = compile_plan(diamond(3, math.log(10)))
    assert shared_claims(plan, "root") == ("top",)
    assert shared_claims(plan, "m0") == ()
    found = exact_value(plan, "root")
    assert found.plain != pytest.approx(found.exact, abs=0.005)
    assert found.exact == pytest.approx(enumerated(diamond(3, math.log(10)), "root"), abs=1e-10)


def test_a_claim_that_supports_and_undercuts_is_shared() -> None:
    network = Network(
        {"a": 0.5, "b": 0.7, "c": 0.6},
        (
            Edge("e1", ("b",), "a", K.SUPPORTS),
            Edge("e2", ("c",), "a", K.SUPPORTS),
            Edge("u", ("b",), "e2", K.UNDERCUTS),
        ),
    )
    plan = compile_plan(network)
    assert shared_claims(plan, "a") == ("b",)
    assert exact_value(plan, "a").exact == pytest.approx(enumerated(network, "a"), abs=1e-12)


def test_other_bases_are_counted_too() -> None:
    plan = compile_plan(diamond(2, 2.0))
    found = exact_value(plan, "root", bases={"top": 0.9})
    other = exact_value(compile_plan(diamond(2, 2.0, base=0.9)), "root")
    assert (found.exact, found.plain) == pytest.approx((other.exact, other.plain))


def test_an_unrated_claim_is_not_shared() -> None:
    bases = dict(diamond(2, 2.0).bases) | {"top": None}
    plan = compile_plan(Network(bases, diamond(2, 2.0).edges))
    assert shared_claims(plan, "root") == ()
    assert exact_value(plan, "root").exact == pytest.approx(exact_value(plan, "root").plain)
    assert exact_value(plan, "root", bases={"top": 0.5}).shared == ("top",)


def ladder(shared):
    """As many shared claims as asked for, each supporting both of two claims under the root."""
    bases = {"root": 0.5, "p": 0.5, "q": 0.5} | {f"s{i}": 0.5 for i in range(shared)}
    edges = [Edge("ep", ("p",), "root", K.SUPPORTS), Edge("eq", ("q",), "root", K.SUPPORTS)]
    for i in range(shared):
        edges += [Edge(f"{x}{i}", (f"s{i}",), x, K.SUPPORTS) for x in "pq"]
    return compile_plan(Network(bases, tuple(edges)))


def test_too_many_shared_claims_are_refused() -> None:
    assert len(exact_value(ladder(MAX_SHARED), "root").shared) == MAX_SHARED
    with pytest.raises(NoExactValueError, match="13 shared claims"):
        exact_value(ladder(13), "root")


def test_cycles_other_semantics_and_unknown_roots_are_refused() -> None:
    loop = (Edge("e1", ("a",), "b", K.SUPPORTS), Edge("e2", ("b",), "a", K.SUPPORTS))
    with pytest.raises(NoExactValueError, match="cycle"):
        exact_value(compile_plan(Network({"a": 0.5, "b": 0.5}, loop)), "a")
    with pytest.raises(NoExactValueError, match="df_quad"):
        exact_value(ladder(1), "root", semantics="df_quad")
    with pytest.raises(NetworkFault):
        shared_claims(ladder(1), "x")


def test_a_wide_fan_with_shared_claims_is_too_much_for_exact_mode() -> None:
    """Each of 4,096 runs over thousands of reasons would take minutes and gigabytes."""
    shared = {f"s{i}": 0.5 for i in range(MAX_SHARED)}
    bases = {"root": 0.5, **shared, **{f"n{i}": 0.5 for i in range(5000)}}
    edges = [Edge(f"e{i}", (f"n{i}",), "root", K.SUPPORTS) for i in range(5000)]
    edges += [
        Edge(f"x{i}{j}", (f"s{i}",), f"n{j}", K.SUPPORTS) for i in range(MAX_SHARED) for j in (0, 1)
    ]
    plan = compile_plan(Network(bases, tuple(edges)))
    assert len(shared_claims(plan, "root")) == MAX_SHARED
    with pytest.raises(NoExactValueError, match="too much"):
        exact_value(plan, "root")


def test_exact_mode_still_takes_on_twelve_shared_claims() -> None:
    found = exact_value(compile_plan(joined_diamonds(MAX_SHARED)), "root")
    assert len(found.shared) == MAX_SHARED


def joined_diamonds(count):
    """Diamonds under one root, each with a claim of its own that is used twice."""
    bases, edges = {"root": 0.5}, []
    for n in range(count):
        bases |= {f"top{n}": 0.5, f"l{n}": 0.5, f"r{n}": 0.5}
        for side in "lr":
            edges.append(Edge(f"t{side}{n}", (f"top{n}",), f"{side}{n}", K.SUPPORTS))
            edges.append(Edge(f"r{side}{n}", (f"{side}{n}",), "root", K.SUPPORTS))
    return Network(bases, tuple(edges))
