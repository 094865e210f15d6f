"""All reasons at a node judged in one pass: as the definition has it, which runs each by itself."""

import math
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.engine import evaluation
from app.core.engine.network import Edge, EdgeKind, Network
from app.core.engine.rollup import roll_up
from app.core.measures.reason_effects import effects_of_reasons
from tests.core.oracles import effects_by_definition
from tests.core.random_networks import ALL, given_bases, networks, probabilities, weights

SEMANTICS = st.sampled_from(ALL)
CLOSE = 1e-7


def agree(network: Network, node: str, credences: Any, semantics: str) -> None:
    wanted = effects_by_definition(network, node, credences, semantics)
    found = effects_of_reasons(network, node, credences, semantics=semantics)
    assert {effect.edge for effect in found} == set(wanted)
    for effect in found:
        got = (effect.now, effect.without, effect.if_certain)
        assert got == pytest.approx(wanted[effect.edge], abs=CLOSE), effect.edge
    pushes = [abs(wanted[effect.edge][0] - wanted[effect.edge][1]) for effect in found]
    assert all(a >= b - 2 * CLOSE for a, b in pairwise(pushes))


@settings(max_examples=300, deadline=None)
@given(networks(cyclic=True), SEMANTICS, st.data())
def test_one_pass_gives_what_one_roll_up_a_reason_gives(network, semantics, data):
    node = data.draw(st.sampled_from(sorted(network.bases)))
    rolled = roll_up(network, semantics=semantics).strengths
    agree(network, node, dict(rolled), semantics)


@st.composite
def fans(draw):
    """More reasons at one node than are enumerated, with groups, second outcomes and undercuts."""
    count = draw(st.integers(6, 14))
    edges = [
        Edge(
            f"e{n}",
            (f"n{n}",) if draw(st.booleans()) else (f"n{n}", f"n{(n + 1) % count}"),
            "root",
            draw(st.sampled_from((EdgeKind.SUPPORTS, EdgeKind.REBUTS))),
            weight=draw(weights),
            relevance=draw(probabilities),
            group=draw(st.sampled_from([None, None, None, "g", "h"])),
            if_false=draw(st.sampled_from([0.0, 0.0, 0.0, -0.7, 0.5])),
        )
        for n in range(count)
    ]
    for n in range(draw(st.integers(0, 12))):
        kind = draw(st.sampled_from((EdgeKind.UNDERCUTS, EdgeKind.BACKS)))
        target = draw(st.sampled_from([edge.id for edge in edges]))
        edges.append(Edge(f"u{n}", (f"n{n % count}",), target, kind, relevance=draw(probabilities)))
    bases = {f"n{n}": draw(st.none() | probabilities) for n in range(count)}
    return Network({"root": draw(st.none() | probabilities), **bases}, tuple(edges))


@pytest.mark.long
@settings(max_examples=150, deadline=None)
@given(fans(), SEMANTICS)
def test_it_does_with_many_reasons_too(network, semantics):
    rated = {node: base for node, base in network.bases.items() if base is not None}
    agree(network, "root", rated, semantics)


def a_fan(width: int, weight: float = math.log(3), spread: float = 1.0) -> Network:
    kinds = (EdgeKind.SUPPORTS, EdgeKind.REBUTS)
    edges = tuple(
        Edge(f"e{n:05}", (f"n{n}",), "root", kinds[n % 2], weight * (1 + n % 4))
        for n in range(width)
    )
    bases = {f"n{n}": 0.5 + spread * ((n * 37 % 101) / 101 - 0.5) for n in range(width)}
    return Network({"root": 0.5, **bases}, edges)


@pytest.mark.parametrize("semantics", ALL)
@pytest.mark.parametrize(("width", "weight"), [(40, 0.3), (120, math.log(3)), (30, 200.0)])
def test_it_does_where_the_sum_is_far_from_even_odds(semantics, width, weight):
    network = a_fan(width, weight)
    rated = {node: base for node, base in network.bases.items() if base is not None}
    agree(network, "root", rated, semantics)
    lopsided = replace(
        network, edges=tuple(replace(e, kind=EdgeKind.REBUTS) for e in network.edges)
    )
    agree(lopsided, "root", rated, semantics)


@pytest.mark.parametrize("semantics", ALL)
def test_however_many_reasons_there_are_they_cost_the_same_evaluations(
    semantics: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells: list[int] = []
    evaluate = evaluation.Run.evaluate

    def counted(run: Any, bucket: Any, values: Any, natural: Any = None) -> Any:
        cells.append(int(np.prod(values.shape[1:], dtype=int)))
        return evaluate(run, bucket, values, natural)

    monkeypatch.setattr(evaluation.Run, "evaluate", counted)
    found = {}
    for width in (20, 2000):
        cells.clear()
        network = a_fan(width)
        effects_of_reasons(network, "root", given_bases(network), semantics=semantics)
        found[width] = sum(cells)
    assert found[20] == found[2000] == 1


def test_control_the_definition_costs_an_evaluation_a_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runs: list[int] = []
    evaluate = evaluation.Run.evaluate

    def counted(run: Any, bucket: Any, values: Any, natural: Any = None) -> Any:
        runs.append(1)
        return evaluate(run, bucket, values, natural)

    monkeypatch.setattr(evaluation.Run, "evaluate", counted)
    network = a_fan(20)
    effects_by_definition(network, "root", given_bases(network), "sbn")
    assert len(runs) == 41


def test_five_thousand_undercuts_of_undercuts_are_judged() -> None:
    edges = [Edge("e0", ("n0",), "root", EdgeKind.SUPPORTS)]
    edges += [Edge(f"e{n}", (f"n{n}",), f"e{n - 1}", EdgeKind.UNDERCUTS) for n in range(1, 5000)]
    network = Network({"root": 0.5, **{f"n{n}": 0.5 for n in range(5000)}}, tuple(edges))
    found = effects_of_reasons(network, "root", given_bases(network))
    assert len(found) == 5000
    assert [effect.edge for effect in found[:3]] == ["e0", "e1", "e2"]
