"""A debate as a flat list: every relation once, and never deeper than one can go."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.core.debate.graph import Graph, Relation
from app.core.debate.thread import Row, further_roots, thread
from tests.core.graphs import graph, relation, relations


def keys(rows: tuple[Row, ...]) -> list[tuple[str, int]]:
    return [(row.key, row.depth) for row in rows]


def test_reasons_hang_below_their_claim_and_undercuts_below_the_step() -> None:
    made = graph(
        "t a b c",
        relations("r1: a supports t", "r2: b rebuts a", "r3: c undercuts r1"),
    )
    assert keys(thread(made, ("t",))) == [("t", 0), ("r1", 1), ("r3", 2), ("r2", 2)]


def test_reasons_for_come_before_reasons_against() -> None:
    made = graph("t a b", relations("r1: a rebuts t", "r2: b supports t"))
    assert [row.key for row in thread(made, ("t",))] == ["t", "r2", "r1"]


def test_a_chain_of_ten_thousand_is_laid_out_whole() -> None:
    n = 10_000
    rows = [relation(f"r{i}", f"c{i + 1}", "supports", f"c{i}") for i in range(n)]
    made = graph(" ".join(f"c{i}" for i in range(n + 1)), rows)
    laid = thread(made, ("c0",), max_depth=n)
    assert len(laid) == n + 1
    assert laid[-1].depth == n
    assert [row.key for row in laid[-2:]] == [f"r{n - 2}", f"r{n - 1}"]


def test_what_lies_too_deep_is_counted_and_not_given() -> None:
    rows = [relation(f"r{i}", f"c{i + 1}", "supports", f"c{i}") for i in range(20)]
    made = graph(" ".join(f"c{i}" for i in range(21)), rows)
    laid = thread(made, ("c0",), max_depth=3)
    assert [row.depth for row in laid] == [0, 1, 2, 3]
    assert [row.hidden for row in laid] == [0, 0, 0, 1]


def test_a_claim_met_again_is_a_reference_without_its_reasons() -> None:
    made = graph(
        "t a b s",
        relations("r1: a supports t", "r2: b supports t", "r3: s supports a", "r4: s supports b"),
    )
    extra = relations("r5: t2 supports s")
    made = graph("t a b s t2", [*made.relations.values(), *extra])
    laid = thread(made, ("t",))
    again = [row for row in laid if row.repeated]
    assert [row.key for row in again] == ["r4"]
    assert again[0].repeated == {"s"}
    assert [row.key for row in laid].count("r5") == 1


def test_a_circle_ends() -> None:
    made = graph("a b", relations("r1: a supports b", "r2: b supports a"))
    laid = thread(made, ("a",))
    assert keys(laid) == [("a", 0), ("r2", 1), ("r1", 2)]
    assert laid[-1].repeated == {"a"}


def test_a_step_that_undercuts_itself_in_a_circle_ends() -> None:
    rows = relations("r1: a supports t", "r2: b undercuts r3", "r3: c undercuts r2")
    made = graph("t a b c", rows)
    assert keys(thread(made, ("r2",))) == [("r2", 0), ("r3", 1)]


def test_joint_premises_stand_in_one_row_with_the_replies_to_each() -> None:
    made = graph("t a b c d", relations("r1: a b supports t", "r2: c rebuts a", "r3: d rebuts b"))
    laid = thread(made, ("t",))
    assert laid[1].claims == ("a", "b")
    assert laid[1].counts == {"rebuts": 2}
    assert [row.parent for row in laid] == [None, "t", "r1", "r1"]


def test_dialogue_is_no_part_of_the_thread() -> None:
    made = graph("t a b", relations("r1: a restates t", "r2: b concedes t"))
    assert keys(thread(made, ("t",))) == [("t", 0)]


def test_what_bears_on_an_arrow_that_weighs_nothing_makes_no_second_root() -> None:
    rows = relations("r1: a supports t", "r2: b qualifies t", "r3: c backs r2")
    assert further_roots(graph("t a b c", rows), ("t",)) == ()
    assert further_roots(graph("t a b c", rows), ()) == ("t",)


def test_all_below_an_attack_on_a_step_is_tinted_from_there() -> None:
    rows = relations("r1: a supports t", "r2: b undercuts r1", "r3: c supports b")
    laid = {row.key: row.tint for row in thread(graph("t a b c", rows), ("t",))}
    assert laid == {"t": None, "r1": None, "r2": 2, "r3": 2}


@st.composite
def tangles(draw: st.DrawFn) -> Graph:
    n = draw(st.integers(1, 7))
    names = [f"c{i}" for i in range(n)]
    rows: list[Relation] = []
    for i in range(draw(st.integers(0, 12))):
        start = draw(st.sampled_from(names))
        steps = [row.id for row in rows]
        cuts: bool = draw(st.booleans())
        if steps and cuts:
            kind = "undercuts"
            target = draw(st.sampled_from(steps))
        else:
            kind = draw(st.sampled_from(["supports", "rebuts"]))
            target = draw(st.sampled_from(names))
        rows.append(relation(f"r{i}", start, kind, target))
    return graph(" ".join(names), rows, theses=tuple(names))


@given(tangles())
def test_in_any_tangle_every_relation_is_drawn_once(made: Graph) -> None:
    laid = thread(made, made.theses, max_depth=100)
    drawn = [row.key for row in laid if row.relation]
    assert sorted(drawn) == sorted(made.relations)


@given(tangles())
def test_in_any_tangle_depth_grows_by_one_at_most_from_row_to_row(made: Graph) -> None:
    laid = thread(made, made.theses, max_depth=100)
    assert len(laid) >= len(made.theses)
    assert all(b.depth <= a.depth + 1 for a, b in pairwise(laid))
    assert all(line.depth <= row.depth + 1 for row in laid for line in row.lines)
