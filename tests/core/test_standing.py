"""Where a node stands: the claims above it, on its way from a thesis and on all ways."""

from app.core.debate.standing import claims_above, way_down
from tests.core.graphs import claim, graph, relations

GRAPH = graph(
    claims=[claim(name) for name in "tabcd"],
    rows=relations(
        "r1: a supports t",
        "r2: b supports a",
        "r3: c undercuts r2",
        "r4: b rebuts d",
        "!r5: d supports c",
    ),
    theses=("t",),
)


def test_the_way_leads_down_from_the_thesis() -> None:
    assert [row.id for row in way_down(GRAPH, "b")] == ["t", "a"]
    assert [row.id for row in way_down(GRAPH, "c")] == ["t", "a"]
    assert way_down(GRAPH, "t") == []


def test_what_weighs_no_more_leads_nowhere() -> None:
    assert way_down(GRAPH, "d") == []


def test_all_claims_above_are_those_that_hang_on_it_nearest_first() -> None:
    assert claims_above(GRAPH, "b") == ["a", "d", "t"]
    assert claims_above(GRAPH, "c") == ["a", "t"]


def test_a_ring_ends() -> None:
    ring = graph(
        claims=[claim("a"), claim("b")], rows=relations("r1: a supports b", "r2: b supports a")
    )
    assert [row.id for row in way_down(ring, "a")] == ["b"]
    assert claims_above(ring, "a") == ["b"]
