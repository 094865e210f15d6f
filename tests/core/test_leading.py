"""Where relations lead: what a step on a step weighs hangs on all that it aims at."""

from random import Random

from app.core.debate.graph import Graph, Relation
from tests.core.drawn_graphs import drawn_graph, later
from tests.core.graphs import graph, relation, relations


def ends(made: Graph) -> dict[str, str | None]:
    return {row.id: made.ends_at(row) for row in made.relations.values()}


def test_a_run_of_steps_ends_at_the_claim_below() -> None:
    rows = relations("r1: b supports a", "r2: c undercuts r1", "r3: d undercuts r2")
    assert ends(graph("a b c d", rows)) == {"r1": "a", "r2": "a", "r3": "a"}


def test_steps_on_what_is_withdrawn_lead_nowhere_and_those_below_it_go_on() -> None:
    rows = relations("r1: b supports a", "!r2: c undercuts r1", "r3: d undercuts r2")
    assert ends(graph("a b c d", rows)) == {"r1": "a", "r2": None, "r3": None}


def test_steps_that_go_round_weigh_on_no_claim() -> None:
    rows = relations("r1: a undercuts r2", "r2: b undercuts r1", "r3: c undercuts r1")
    made = graph("a b c", rows)
    assert ends(made) == {"r1": "", "r2": "", "r3": ""}
    assert [made.weighs(row) for row in rows] == [True] * 3


def test_a_relation_that_is_only_proposed_is_followed_and_nothing_is_kept_of_it() -> None:
    rows = relations("r1: b supports a", "r2: c undercuts r1")
    made = graph("a b c", rows)
    other = relation("r2", "c", "undercuts", "r1", status="withdrawn")
    assert made.ends_at(other) is None
    assert ends(made) == {"r1": "a", "r2": "a"}


def test_whichever_is_asked_for_first_all_end_where_a_walk_ends() -> None:
    def walk(made: Graph, row: Relation | None) -> bool:
        seen: set[str] = set()
        while row is not None and row.id not in seen:
            if not made.stands(row) or made.has_ended(row.target):
                return False
            seen.add(row.id)
            row = made.relations.get(row.target)
        return True

    random, found = Random(4), {True: 0, False: 0}
    for _ in range(200):
        made = drawn_graph(random)
        for _ in range(10):
            made = later(random, made, replies=0.6)
        rows = [row for row in made.relations.values() if row.weighs]
        random.shuffle(rows)
        assert [made.weighs(row) for row in rows] == [walk(made, row) for row in rows]
        for row in rows:
            found[walk(made, row)] += row.target in made.relations
    assert min(found.values()) > 100
