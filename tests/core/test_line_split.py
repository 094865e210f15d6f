"""Very many parts of a gap: the shares add up, and are the Shapley values where they can be."""

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.engine import evaluation
from app.core.engine.network import Edge, EdgeKind, Network
from app.core.measures.gap_split import MOST_PLAYERS, NOT_ON_THE_MAP, split_gap
from app.core.measures.line_split import CLOSE, Version, split_along_line
from app.core.measures.shapley import shapley
from app.core.measures.switchboard import switchboard
from tests.core.random_networks import ALL
from tests.found import some

CREDENCE = st.floats(0.02, 0.98)


@st.composite
def pairs(draw, most=6):
    """Two versions of the reasons at one claim, some undercut, each source used once."""
    count = draw(st.integers(1, most))
    edges, names = [], []
    for n in range(count):
        kind = draw(st.sampled_from((EdgeKind.SUPPORTS, EdgeKind.REBUTS)))
        edges.append(Edge(f"e{n}", (f"n{n}",), "root", kind, draw(st.floats(0.1, 3.0))))
        names.append(f"n{n}")
    for n in range(draw(st.integers(0, 2))):
        target = draw(st.sampled_from([edge.id for edge in edges]))
        edges.append(Edge(f"u{n}", (f"m{n}",), target, EdgeKind.UNDERCUTS))
        names.append(f"m{n}")

    def version() -> Version:
        own = tuple(replace(edge, relevance=draw(CREDENCE)) for edge in edges)
        network = Network({"root": draw(CREDENCE), **dict.fromkeys(names)}, own)
        return Version(network, {name: draw(CREDENCE) for name in names})

    return version(), version()


def by_orders(before, after, semantics):
    board = switchboard(
        before.network,
        after.network,
        "root",
        semantics=semantics,
        held_before=before.held,
        held_after=after.held,
    )
    return shapley([switch.id for switch in board.switches], board.play)


@settings(max_examples=40, deadline=None)
@given(pairs(most=3))
def test_where_the_value_is_affine_in_each_part_the_shares_are_shapley_values(pair):
    before, after = pair
    exact = by_orders(before, after, "sbn")
    found = split_along_line(before, after, "root", "sbn")
    assert exact.exact
    for name, share in exact.shares.items():
        assert found.shares.get(name, 0.0) == pytest.approx(share, abs=2 * CLOSE), name


@settings(max_examples=60, deadline=None)
@given(pairs(), st.sampled_from(ALL))
def test_the_shares_add_up_to_the_difference(pair, semantics):
    before, after = pair
    found = split_along_line(before, after, "root", semantics)
    missed = abs(math.fsum(found.shares.values()) - (found.after - found.before))
    assert missed <= (CLOSE if semantics in ("sbn", "log_odds", "euler_based") else 0.02)
    assert all(error == pytest.approx(missed, abs=1e-12) for error in found.errors.values())


def two_sides(width):
    edges = tuple(
        Edge(f"e{n}", (f"n{n}",), "root", (EdgeKind.SUPPORTS, EdgeKind.REBUTS)[n % 2], 0.4)
        for n in range(width)
    )
    leaves = [{f"n{n}": (n * step % 89 + 1) / 91 for n in range(width)} for step in (7, 31)]
    return [
        Network({"root": base, **own}, edges) for base, own in zip((0.7, 0.3), leaves, strict=True)
    ]


@pytest.mark.parametrize("semantics", ALL)
def test_a_gap_of_very_many_parts_is_split_whole(semantics):
    a, b = two_sides(200)
    found = split_gap(a, b, "root", semantics=semantics)
    assert not found.exact
    assert math.fsum(s.share for s in found.shares) == pytest.approx(found.gap, abs=0.005)
    assert {s.kind for s in found.shares} == {"claim", NOT_ON_THE_MAP}


def test_many_parts_are_split_as_the_sampled_orders_split_them() -> None:
    a, b = two_sides(MOST_PLAYERS - 1)
    sampled = {s.id: s for s in split_gap(a, b, "root").shares}
    line = split_along_line(
        Version(b, {n: p for n, p in b.bases.items() if n != "root"}),
        Version(a, {n: p for n, p in a.bases.items() if n != "root"}),
        "root",
    )
    for name, share in some(line.shares.items()):
        assert share == pytest.approx(sampled[name].share, abs=5 * sampled[name].error + 1e-6)


def test_two_thousand_parts_cost_no_more_evaluations_than_sixty(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runs: list[int] = []
    evaluate = evaluation.Run.evaluate

    def counted(run: Any, bucket: Any, values: Any, natural: Any = None) -> Any:
        runs.append(1 if values.ndim == 1 else values.shape[1])
        return evaluate(run, bucket, values, natural)

    monkeypatch.setattr(evaluation.Run, "evaluate", counted)
    found = {}
    for width in (60, 2000):
        runs.clear()
        one, other = two_sides(width)
        split_gap(one, other, "root")
        found[width] = sum(runs)
    assert found[2000] <= 2 * found[60]
