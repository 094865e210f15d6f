"""A thread that goes on from its last rows is the thread laid out anew."""

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.debate.graph import Graph
from app.core.debate.laid_out import LaidOut, laid_out
from app.core.debate.relaid import Placed, with_replies
from app.core.debate.thread import Row, lined, thread
from tests.core.drawn_graphs import drawn_graph, later
from tests.core.graphs import claim, graph, relation, relations

seeds = st.integers(0, 2**32 - 1)
DEPTHS = (1, 2, 8)


def gone_on(before: LaidOut, made: Graph, depth: int) -> Placed | None:
    return with_replies(before.placed, before.relations, made.relations, made.arguments, depth)


def drawn(rows: list[Row] | tuple[Row, ...]) -> list[Row]:
    return [row._replace(counts=dict(row.counts)) for row in lined(rows, 0, len(rows))]


@settings(max_examples=200, deadline=None)
@given(seed=seeds, depth=st.sampled_from(DEPTHS))
def test_after_any_changes_it_is_the_thread_made_anew(seed: int, depth: int) -> None:
    random = Random(seed)
    made = drawn_graph(random)
    laid = laid_out(made, None, depth)
    for _ in range(6):
        for _ in range(random.choice((1, 1, 1, 3))):
            made = later(random, made, replies=0.7)
        made.keep((), ("latest thread", depth), laid)
        laid, anew = laid_out(made, None, depth), laid_out(replace(made), None, depth)
        assert drawn([*laid.rows]) == drawn([*anew.rows])
        assert laid.placed.reached == anew.placed.reached
        assert laid.roots == anew.roots


@settings(max_examples=100, deadline=None)
@given(seed=seeds)
def test_what_is_counted_without_rows_is_what_stands_in_them(seed: int) -> None:
    random = Random(seed)
    made = drawn_graph(random)
    laid = laid_out(made, None, 1)
    rows = laid.deep
    some = frozenset(random.sample([*made.claims, *made.relations], min(3, len(made.claims))))
    held = [row for row in rows if some & {row.key, *row.claims}]
    assert laid.count(some, made) == len(held)
    on_steps = [row for row in rows if row.relation and row.relation.kind in ("undercuts", "backs")]
    assert laid.steps == len(on_steps)
    shown = {claim for row in rows for claim in row.claims}
    assert laid.placed.reached & made.claims.keys() == shown


def test_a_reply_is_put_in_without_laying_out_anything() -> None:
    made = graph("t a b", relations("r1: a supports t", "r2: b rebuts a"), theses=("t",))
    laid = laid_out(made, None, 8)
    arrow = relation("r3", "n", "supports", "a")
    more = replace(
        made,
        claims={**made.claims, "n": claim("n")},
        relations={**made.relations, "r3": arrow},
    )
    found = gone_on(laid, more, 8)
    assert found is not None
    assert [row.key for row in found.rows] == ["t", "r1", "r3", "r2"]
    assert drawn([*found.rows]) == drawn(thread(more, ("t",)))
    assert found.rows[-1] is laid.rows[-1]


def test_new_words_of_an_arrow_change_its_row_alone() -> None:
    made = graph("t a b", relations("r1: a supports t", "r2: b rebuts a"), theses=("t",))
    laid = laid_out(made, None, 8)
    said = made.relations["r1"]._replace(warrant="Because.")
    found = gone_on(laid, replace(made, relations={**made.relations, "r1": said}), 8)
    assert found is not None
    assert found.rows[1].relation == said
    assert [new is old for new, old in zip(found.rows, laid.rows, strict=True)] == [
        True,
        False,
        True,
    ]


def test_an_arrow_between_claims_that_stand_is_laid_out_anew() -> None:
    made = graph("t a b", relations("r1: a supports t", "r2: b rebuts t"), theses=("t",))
    laid = laid_out(made, None, 8)
    arrow = relation("r3", "a", "supports", "b")
    assert gone_on(laid, replace(made, relations={**made.relations, "r3": arrow}), 8) is None
