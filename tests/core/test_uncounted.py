"""Reasons that an implied number leaves out, each with its cause, and what is assumed."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.debate.edge_ids import relation_of
from app.core.debate.graph import Graph
from app.core.debate.uncounted import Because, Uncounted, assumed_sources, uncounted
from app.core.debate.weighing import Weighing, weigh
from tests.core.drawn_graphs import drawn_graph
from tests.core.graphs import claim, graph, relation, relations


def seen(node: str) -> bool:
    return False


def left_out(made: Graph, weighed: Weighing | None = None) -> dict[str, tuple[Because, str]]:
    found = uncounted(made, weighed or weigh(made), "t", seen)
    return {row.relation.id: (row.because, " ".join(row.nodes)) for row in found}


def test_a_reason_that_nobody_rated_is_named_with_its_premises() -> None:
    made = graph("t a b c", relations("r1: a supports t", "r2: a b c rebuts t"), {"a": 0.8})
    assert left_out(made) == {"r2": (Because.UNRATED, "b c")}


def test_a_premise_worded_anew_since_it_was_rated_is_the_cause() -> None:
    made = graph("t a b", relations("r1: a b supports t"), {"a": 0.8, "b": 0.9})
    anew = replace(made, claims={**made.claims, "b": made.claims["b"]._replace(wording=2)})
    assert left_out(made) == {}
    assert left_out(anew) == {"r1": (Because.EARLIER_WORDING, "b")}


def test_what_was_withdrawn_is_named_as_such() -> None:
    rows = relations("!r1: a supports t", "r2: b supports t", "r3: a supports t")
    made = graph([claim("t"), claim("a"), claim("b", status="superseded")], rows, {"a": 0.8})
    assert left_out(made) == {"r1": (Because.ENDED, ""), "r2": (Because.PREMISE_ENDED, "b")}


def test_of_premises_of_which_any_will_do_the_one_that_stands_is_the_cause() -> None:
    rows = [relation("r1", "a b", "supports", "t", basis="any")]
    made = graph([claim("t"), claim("a", status="withdrawn"), claim("b")], rows)
    assert left_out(made) == {"r1": (Because.UNRATED, "b")}


def test_a_premise_that_all_its_raters_call_ill_posed_is_the_cause() -> None:
    made = graph("t a", relations("r1: a supports t"), {"a": 0.8})
    row = made.credences[0]._replace(value=None, ill_posed=True)
    made = replace(made, credences=(row,))
    assert left_out(made) == {"r1": (Because.ILL_POSED, "a")}


def test_a_reason_without_premises_has_nothing_that_could_be_rated() -> None:
    made = graph("t a", [relation("r1", "", "rebuts", "t")], {"a": 0.8})
    assert left_out(made) == {"r1": (Because.NO_PREMISE, "")}


def test_what_is_hidden_from_the_reader_is_not_called_unrated() -> None:
    made = graph("t a b", relations("r1: a supports t", "r2: b supports t"), {})
    found = uncounted(made, weigh(made), "t", lambda node: node == "a")
    assert [row.because for row in found] == [Because.HIDDEN, Because.UNRATED]


def test_what_bears_on_counted_reasons_is_listed_and_no_more() -> None:
    """r3 is on r1, which counts; r4 on r2, which does not count itself."""
    rows = relations(
        "r1: a supports t", "r2: b supports t", "r3: b undercuts r1", "r4: b undercuts r2"
    )
    made = graph("t a b", rows, {"a": 0.8})
    assert list(left_out(made)) == ["r2", "r3"]


def test_a_step_that_a_what_if_holds_leaves_out_what_bears_on_it() -> None:
    made = graph("t a b", relations("r1: a supports t", "r2: b undercuts r1"), {"a": 0.8, "b": 0.4})
    assert left_out(made) == {}
    weighed = weigh(made, suppose={"r1": 0.5})
    assert left_out(made, weighed) == {"r2": (Because.SUPPOSED, "r1")}


def faults_at(made: Graph, weighed: Weighing, node: str) -> list[str]:
    """What is wrong with what is left out at a claim."""
    rows = uncounted(made, weighed, node, seen)
    out = [row.relation.id for row in rows]
    counted = {relation_of(edge) for edge in weighed.effects(node)}
    direct = {row.id for row in made.arguments.get(node, ())}
    bare = (Because.ENDED, Because.NO_PREMISE)
    unnamed = [row for row in rows if bool(row.nodes) == (row.because in bare)]
    return [
        *(["listed twice"] if len(out) != len(set(out)) else []),
        *(["counts and is left out"] if counted & set(out) else []),
        *(["neither counts nor is left out"] if direct - counted - set(out) else []),
        *(["a cause without premises"] if unnamed else []),
    ]


@given(st.integers(0, 100_000))
@settings(max_examples=300, deadline=None)
def test_every_reason_at_a_claim_either_counts_or_is_left_out_with_a_cause(seed: int) -> None:
    made = drawn_graph(Random(seed))
    weighed = weigh(made)
    standing = [node for node in made.claims if not made.has_ended(node)]
    assert {node: faults_at(made, weighed, node) for node in standing} == {
        node: [] for node in standing
    }


# a is rated; m, n and o are not, and hang on each other: o ← n ← m ← a.
CHAIN = relations("r1: o supports t", "r2: n supports o", "r3: m supports n", "r4: a supports m")


def resting(made: Graph, edge: str) -> tuple[str, ...]:
    weighed = weigh(made)
    (found,) = (each for each in weighed.network.edges if each.id == edge)
    return assumed_sources(weighed, found)


def test_a_premise_on_a_chain_that_nobody_rated_is_assumed() -> None:
    made = graph("t o n m a", CHAIN, {"a": 0.9})
    assert resting(made, "r1") == ("o",)
    assert resting(made, "r2") == ("n",)


def test_a_premise_with_a_rated_reason_of_its_own_is_not() -> None:
    made = graph("t o n m a", CHAIN, {"a": 0.9})
    assert resting(made, "r3") == ()
    assert resting(made, "r4") == ()


@pytest.mark.parametrize("rated", [{"a": 0.9, "o": 0.2}, {"a": 0.9, "n": 0.2}])
def test_a_premise_that_somebody_rated_or_whose_reason_was_is_not(rated: dict[str, float]) -> None:
    assert resting(graph("t o n m a", CHAIN, rated), "r1") == ()


def test_a_prior_that_somebody_gave_is_no_assumption() -> None:
    claims = [claim(name) for name in ["t", "n", "m", "a"]]
    made = graph([*claims, claim("o", prior=0.3)], CHAIN, {"a": 0.9})
    assert resting(made, "r1") == ()


def test_each_row_is_a_relation_with_its_cause() -> None:
    made = graph("t a", relations("r1: a supports t"))
    assert uncounted(made, weigh(made), "t", seen) == [
        Uncounted(made.relations["r1"], Because.UNRATED, ("a",))
    ]
