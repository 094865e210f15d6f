"""Cruxes: scores as defined, symmetric, silent between equals; gaps split exactly."""

import math
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.core.engine.network import Edge, EdgeKind, Network, NetworkFault
from app.core.engine.rollup import roll_up
from app.core.measures.gap import anchored_network
from app.core.measures.gap_split import NOT_ON_THE_MAP, split_gap
from app.core.measures.parting_ranges import find_range_partings
from app.core.measures.partings import find_partings
from app.core.measures.pooling import logit, sigmoid
from tests.core.random_networks import given_bases
from tests.found import some

CREDENCE = st.floats(0.05, 0.95)
EDGES = (
    Edge("e1", ("x",), "root", EdgeKind.SUPPORTS, math.log(10)),
    Edge("e2", ("y",), "root", EdgeKind.REBUTS, math.log(3)),
    Edge("e3", ("z",), "x", EdgeKind.SUPPORTS, math.log(3)),
    Edge("e4", ("w",), "e2", EdgeKind.UNDERCUTS),
)
NODES = ("root", "x", "y", "z", "w")


def side(bases, relevances):
    edges = tuple(replace(e, relevance=r) for e, r in zip(EDGES, relevances, strict=True))
    return Network(dict(zip(NODES, bases, strict=True)), edges)


SIDE = st.builds(
    side,
    st.lists(CREDENCE, min_size=5, max_size=5),
    st.lists(st.floats(0.1, 1.0), min_size=4, max_size=4),
)
PRO = Network(dict(zip(NODES, (0.6, 0.7, 0.3, 0.8, 0.5), strict=True)), EDGES)
ANTI = Network(dict(zip(NODES, (0.4, 0.2, 0.6, 0.3, 0.5), strict=True)), EDGES)
REPORTS = settings(max_examples=40, deadline=None)


def root_of(network, **clamp):
    return roll_up(network, clamp=clamp).strengths["root"]


def crux_of(report, name):
    return next(c for c in report.cruxes if c.id == name)


@REPORTS
@given(SIDE, SIDE)
def test_scores_are_those_of_the_definition(a, b):
    report = find_partings(a, b, "root")
    gap = root_of(a) - root_of(b)
    assert report.gap == pytest.approx(gap)
    for name in ("x", "y", "z", "w"):
        p, q = (roll_up(side).strengths[name] for side in (a, b))
        middle, mean = sigmoid((logit(p) + logit(q)) / 2), (p + q) / 2
        apart = {v: abs(root_of(a, **{name: v}) - root_of(b, **{name: v})) for v in (middle, 1, 0)}
        crux = crux_of(report, name)
        assert (crux.credence_a, crux.credence_b) == pytest.approx((p, q))
        assert crux.agree == pytest.approx(abs(gap) - apart[middle], abs=1e-9)
        assert crux.resolve == pytest.approx(
            abs(gap) - mean * apart[1] - (1 - mean) * apart[0], abs=1e-9
        )
        one = abs(gap) - abs(root_of(a, **{name: q}) - root_of(b))
        other = abs(gap) - abs(root_of(a) - root_of(b, **{name: p}))
        assert crux.double == pytest.approx(min(one, other), abs=1e-9)
        assert crux.is_double == (crux.double >= max(0.01, 0.1 * abs(gap)))


@REPORTS
@given(SIDE, SIDE)
def test_swapping_the_sides_turns_the_gap_round_and_nothing_else(a, b):
    one, other = find_partings(a, b, "root"), find_partings(b, a, "root")
    assert one.gap == -other.gap
    for crux in one.cruxes:
        mirror = crux_of(other, crux.id)
        assert (crux.agree, crux.resolve, crux.double) == pytest.approx(
            (mirror.agree, mirror.resolve, mirror.double), abs=1e-9
        )


@REPORTS
@given(SIDE)
def test_people_who_agree_have_no_cruxes(a):
    report = find_partings(a, a, "root")
    assert report.gap == 0.0
    assert all(
        (c.agree, c.resolve, c.double, c.is_double) == (0, 0, 0, False) for c in report.cruxes
    )
    assert split_gap(a, a, "root").shares == ()


@REPORTS
@given(SIDE, SIDE, st.sampled_from(["sbn", "log_odds", "quadratic_energy"]))
def test_the_split_of_the_gap_adds_up_and_turns_round(a, b, semantics):
    one = split_gap(a, b, "root", semantics=semantics)
    values = [roll_up(side, semantics=semantics).strengths["root"] for side in (a, b)]
    assert [one.value_a, one.value_b] == pytest.approx(values, abs=1e-12)
    assert math.fsum(s.share for s in one.shares) == pytest.approx(values[0] - values[1], abs=1e-12)
    mirror = {s.id: s.share for s in split_gap(b, a, "root", semantics=semantics).shares}
    assert {s.id: -s.share for s in one.shares} == pytest.approx(mirror, abs=1e-12)


@REPORTS
@given(SIDE, SIDE)
def test_agreeing_on_every_player_closes_the_gap(a, b):
    shares = split_gap(a, b, "root").shares
    assert {s.id for s in shares if s.kind == "claim"} <= {"x", "y", "w"}
    values = roll_up(a).strengths
    met = replace(b, bases={**b.bases, "root": a.bases["root"]}, edges=a.edges)
    assert roll_up(met, clamp={s.id: values[s.id] for s in shares if s.kind == "claim"}).strengths[
        "root"
    ] == pytest.approx(values["root"], abs=1e-9)


def test_what_no_listed_reason_explains_is_not_on_the_map() -> None:
    other = replace(PRO, bases={**PRO.bases, "root": 0.2})
    (only,) = split_gap(PRO, other, "root").shares
    assert (only.kind, only.id) == (NOT_ON_THE_MAP, "root")
    assert only.share == pytest.approx(root_of(PRO) - root_of(other))


def test_the_split_leads_to_the_next_claim_to_split_at() -> None:
    split = split_gap(PRO, ANTI, "root")
    assert split.drill_down == "x"
    below = split_gap(PRO, ANTI, "x")
    assert {s.kind for s in below.shares} == {"claim", NOT_ON_THE_MAP}


def test_a_reason_only_one_side_has_rated_has_its_share() -> None:
    silent = replace(PRO, bases={**PRO.bases, "y": None})
    split = split_gap(PRO, silent, "root")
    (share,) = split.shares
    assert (share.id, share.kind) == ("y", "claim")
    assert share.share == pytest.approx(root_of(PRO) - root_of(silent))
    assert "y" not in {c.id for c in find_partings(PRO, silent, "root").cruxes}


def test_sides_can_be_compared_where_reasons_run_in_a_circle() -> None:
    back = Edge("e5", ("root",), "z", EdgeKind.REBUTS)
    a, b = (replace(each, edges=(*EDGES, back)) for each in (PRO, ANTI))
    gap = root_of(a) - root_of(b)
    assert find_partings(a, b, "root").gap == pytest.approx(gap)
    assert math.fsum(s.share for s in split_gap(a, b, "root").shares) == pytest.approx(gap)


def test_a_relation_can_be_the_crux() -> None:
    other = replace(PRO, edges=(replace(EDGES[0], relevance=0.1), *EDGES[1:]))
    report = find_partings(PRO, other, "root")
    assert report.cruxes[0].id == "e1"
    assert report.cruxes[0].agree > 0
    (share,) = split_gap(PRO, other, "root").shares
    assert (share.id, share.kind) == ("e1", "relation")


def test_settling_can_matter_where_both_hold_the_same_and_agreeing_cannot() -> None:
    light = (replace(EDGES[0], weight=0.0), *EDGES[1:])
    same = {"root": 0.5, "x": 0.7, "y": 0.001, "z": 0.001, "w": 0.5}
    bold = replace(PRO, bases={**same, "root": 0.35})
    crux = crux_of(find_partings(bold, Network(same, light), "root"), "x")
    assert crux.credence_a == crux.credence_b
    assert crux.agree == 0.0
    assert crux.resolve == pytest.approx(-0.09, abs=0.001)


def test_cruxes_come_largest_first_and_only_as_many_as_asked() -> None:
    report = find_partings(PRO, ANTI, "root")
    best = [max(c.agree, c.resolve) for c in report.cruxes]
    assert best == sorted(best, reverse=True)
    assert len(find_partings(PRO, ANTI, "root", limit=2).cruxes) == 2


@st.composite
def ranges(draw):
    chosen = draw(st.sets(st.sampled_from(NODES), min_size=1, max_size=3))
    ends = {node: sorted([draw(CREDENCE), draw(CREDENCE)]) for node in sorted(chosen)}
    return {node: (low, high) for node, (low, high) in ends.items()}


@settings(max_examples=40, deadline=None)
@given(SIDE, ranges(), st.floats(0.0, 1.0))
@example(side([0.75, 0.5, 0.5, 0.5, 0.5], [0.5, 1.0, 1.0, 1.0]), {"root": (0.25, 0.875)}, 0.25)
def test_a_persons_ranges_give_ranges_that_hold_every_point_between(account, stances, at):
    report = find_range_partings(account, ANTI, stances, "root")
    point = {node: low + at * (high - low) for node, (low, high) in stances.items()}
    priors = given_bases(ANTI)
    person = anchored_network(ANTI, point, priors)
    exact = find_partings(account, person, "root")
    assert report.every_end
    slack = 0.001
    assert report.cruxes
    assert report.gap[0] - slack <= exact.gap <= report.gap[1] + slack
    assert report.root_b[0] - slack <= exact.root_b <= report.root_b[1] + slack
    by_id = {c.id: c for c in exact.cruxes}
    for crux in report.cruxes:
        low, high = crux.agree
        assert low - slack <= by_id[crux.id].agree <= high + slack
        low, high = crux.resolve
        assert low - slack <= by_id[crux.id].resolve <= high + slack


def test_exact_stances_give_the_scores_of_a_pair() -> None:
    stances = {"root": (0.2, 0.2), "x": (0.3, 0.3)}
    report = find_range_partings(PRO, ANTI, stances, "root")
    pair = find_partings(
        PRO, anchored_network(ANTI, {"root": 0.2, "x": 0.3}, given_bases(ANTI)), "root"
    )
    assert report.root_b == pytest.approx((0.2, 0.2))
    for crux in some(report.cruxes):
        exact = crux_of(pair, crux.id)
        assert crux.agree == pytest.approx((exact.agree, exact.agree), abs=1e-9)
        assert crux.resolve == pytest.approx((exact.resolve, exact.resolve), abs=1e-9)


def test_ranges_are_said_as_ranges() -> None:
    report = find_range_partings(PRO, ANTI, {"root": (0.05, 0.3), "x": (0.1, 0.4)}, "root")
    assert report.gap[0] < report.gap[1]
    low, high = crux_of(report, "x").agree
    assert low < high


def test_many_ranges_are_said_not_to_be_combined_in_full() -> None:
    leaves = {f"n{i}": 0.5 for i in range(6)}
    edges = tuple(Edge(f"e{i}", (f"n{i}",), "root", EdgeKind.SUPPORTS, 0.5) for i in range(6))
    network = Network({"root": 0.5, **leaves}, edges)
    report = find_range_partings(network, network, dict.fromkeys(leaves, (0.2, 0.7)), "root")
    assert not report.every_end


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda: find_partings(PRO, ANTI, "nobody"), "root"),
        (lambda: find_partings(PRO, Network({"root": 0.5}, ()), "root"), "bases"),
        (lambda: find_partings(PRO, replace(ANTI, edges=EDGES[:3]), "root"), "edges"),
        (lambda: split_gap(PRO, ANTI, "nobody"), "node"),
        (lambda: find_range_partings(PRO, ANTI, {"x": (0.6, 0.2)}, "root"), "stances.x"),
        (lambda: find_range_partings(PRO, ANTI, {"x": (math.nan, 0.2)}, "root"), "stances.x"),
        (lambda: find_range_partings(PRO, ANTI, {"nobody": (0.1, 0.2)}, "root"), "stances.nobody"),
    ],
)
def test_faulty_input_is_refused_by_name(call, field):
    with pytest.raises(NetworkFault) as caught:
        call()
    assert caught.value.field == field
