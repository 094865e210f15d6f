"""Claims that were withdrawn or superseded weigh nothing, anywhere, until they are restored."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest

from app.core.debate.account_check import check_account, worth_rating
from app.core.debate.comparison import disputed_steps, standing
from app.core.debate.contested import accounts_far_apart, contested_claims, people_split
from app.core.debate.graph import Graph, Relation
from app.core.debate.standing import claims_above
from app.core.debate.summary import apart, attack_count, ranked_cruxes, splits, summarise
from app.core.debate.two_sides import credences_by_account, ranges_of
from app.core.debate.weighing import NOTHING, Weighing, weigh
from app.core.measures.coherence import Implies
from app.core.vocabulary import ENDED
from tests.core.graphs import claim, crux, graph, relation, relations, stance

# With one moderate reason, odds of 3 to 1 if it applies: 0.5 + 0.25 times its chance to apply.
EVEN = 0.5
ended = pytest.mark.parametrize("status", sorted(ENDED))


def with_status(made: Graph, status: str | None, *names: str) -> Graph:
    changed = {name: made.claims[name]._replace(status=status) for name in names}
    return replace(made, claims={**made.claims, **changed})


def implied(made: Weighing, node: str = "t") -> float | None:
    return made.of(node).implied


def reasons(*lines: str | Relation) -> list[Relation]:
    return [
        row for each in lines for row in ([each] if isinstance(each, Relation) else relations(each))
    ]


def ids(rows: Iterable[Relation]) -> Sequence[str]:
    return [row.id for row in rows]


@ended
def test_a_rebuttal_by_a_claim_that_ended_leaves_its_target_where_it_was(status: str) -> None:
    made = graph("t a b", relations("r1: a rebuts t", "r2: b supports t"), {"a": 1.0, "b": 0.8})
    assert implied(weigh(made)) == pytest.approx(0.8 * EVEN + 0.2 * 0.25, abs=0.001)
    gone = weigh(with_status(made, status, "a"))
    assert implied(gone) == pytest.approx(0.8 * 0.75 + 0.2 * EVEN)
    assert [edge.id for edge in gone.network.edges] == ["r2"]
    assert (
        weigh(with_status(with_status(made, status, "a"), None, "a")).rollup == weigh(made).rollup
    )


@ended
def test_without_any_other_reason_nothing_is_implied(status: str) -> None:
    made = graph("t a", relations("r1: a rebuts t"), {"a": 1.0})
    gone = weigh(with_status(made, status, "a"))
    assert (implied(gone), gone.informed, gone.pooled) == (None, frozenset(), {})


@ended
def test_joint_premises_weigh_nothing_without_one_of_them(status: str) -> None:
    made = graph("t a b", relations("r1: a b supports t"), {"a": 0.8, "b": 0.5})
    assert implied(weigh(made)) == pytest.approx(EVEN + 0.25 * 0.4)
    assert weigh(with_status(made, status, "b")).network.edges == ()


@ended
def test_of_premises_any_of_which_will_do_the_rest_go_on(status: str) -> None:
    made = graph(
        "t a b", [relation("r1", "a b", "supports", "t", basis="any")], {"a": 0.8, "b": 0.9}
    )
    one = weigh(with_status(made, status, "b"))
    assert implied(one) == pytest.approx(EVEN + 0.25 * 0.8)
    assert weigh(with_status(made, status, "a", "b")).network.edges == ()


@ended
@pytest.mark.parametrize(("kind", "with_it"), [("undercuts", 0.5), ("backs", 0.75)])
def test_undercuts_and_backings_by_what_ended_leave_the_step_as_it_was(
    status: str, kind: str, with_it: float
) -> None:
    rows = reasons(relation("r1", "a", "supports", "t", relevance=0.4), f"r2: b {kind} r1")
    made = graph("t a b", rows, {"a": 0.999, "b": 1.0})
    assert implied(weigh(made)) == pytest.approx(with_it, abs=0.002)
    gone = weigh(with_status(made, status, "b"))
    assert implied(gone) == pytest.approx(EVEN + 0.25 * 0.999 * 0.4)


@ended
def test_what_bears_on_a_step_from_or_to_what_ended_weighs_nothing_either(status: str) -> None:
    rows = relations("r1: a supports t", "r2: b undercuts r1", "r3: c undercuts r2")
    made = graph("t a b c", rows, {"a": 0.8, "b": 0.7, "c": 0.6})
    for name in ("a", "t"):
        gone = with_status(made, status, name)
        assert weigh(gone).network.edges == ()
        assert [row.id for row in rows if gone.weighs(row)] == []
    gone = with_status(made, status, "b")
    assert [row.id for row in rows if gone.weighs(row)] == ["r1"]


@ended
def test_what_ended_has_no_value_of_its_own_and_carries_nothing_on(status: str) -> None:
    rows = relations("r1: a supports m", "r2: m supports t")
    made = graph([claim("t"), claim("m", prior=0.7), claim("a")], rows, {"a": 0.9, "m": 0.8})
    gone = weigh(with_status(made, status, "m"))
    assert gone.of("m") is NOTHING or gone.of("m") == NOTHING
    assert gone.network.bases["m"] is None
    assert (implied(gone), gone.informed) == (None, frozenset({"a"}))
    assert weigh(with_status(made, status, "m"), suppose={"m": 0.9}).rollup == gone.rollup


@ended
def test_accounts_and_people_contest_nothing_that_ended(status: str) -> None:
    said = (
        stance("p", "a", "accepts", low=0.8, high=0.9),
        stance("q", "a", "rejects", low=0.1, high=0.2),
    )
    made = graph(
        "t a", relations("r1: a supports t"), {"a": [0.1, 0.9]}, stances=said, theses=("t",)
    )
    assert (people_split(made, "a"), accounts_far_apart(weigh(made), "a")) == (True, 2)
    assert contested_claims(made, weigh(made)) == {"a"}
    assert apart(made, weigh(made))[0].stake is not None
    gone = with_status(made, status, "a")
    weighing = weigh(gone)
    assert (people_split(gone, "a"), accounts_far_apart(weighing, "a")) == (False, 0)
    assert contested_claims(gone, weighing) == frozenset()
    assert (splits(gone), apart(gone, weighing)) == ((), ())
    assert credences_by_account(gone) == {}
    assert (ranges_of(made, "p"), ranges_of(gone, "p")) == ({"a": (0.8, 0.9)}, {})
    assert (list(standing(made, "p")), list(standing(gone, "p"))) == (["a"], [])


@ended
def test_it_is_no_open_challenge_no_reply_and_no_answer(status: str) -> None:
    claims = [claim("q", kind="question"), *map(claim, "tabc")]
    rows = relations("r1: a rebuts t", "r2: b rebuts a", "r3: c answers q", "r4: c undercuts r1")
    made = graph(claims, rows)
    found = summarise(made, weigh(made))
    assert ids(row.attack for row in found.attacks.taken_up) == ["r1"]
    assert (found.questions, found.answered) == ((), ("q",))
    assert attack_count(made, "t") == 1

    found = summarise(with_status(made, status, "b", "c"), weigh(made))
    assert [row.attack.id for row in found.attacks.unanswered] == ["r1"]
    assert found.questions == ("q",)
    assert found.answered == ()

    gone = with_status(made, status, "a")
    found = summarise(gone, weigh(gone))
    assert (found.attacks.made, attack_count(gone, "t")) == (0, 0)
    assert summarise(with_status(made, status, "q"), weigh(made)).questions == ()


@ended
def test_what_ended_is_not_counted(status: str) -> None:
    claims = [claim("q", kind="question"), claim("m", kind="meta"), *map(claim, "tab")]
    made = graph(claims, relations("r1: a supports t", "r2: b undercuts r1"))
    whole = summarise(made, weigh(made)).counts
    assert [whole[name] for name in ("claims", "questions", "meta", "relations")] == [3, 1, 1, 2]
    assert (whole["weighing"], whole["on_steps"]) == (2, 1)
    some = summarise(with_status(made, status, "q", "m", "a"), weigh(made)).counts
    assert [some[name] for name in ("claims", "questions", "meta", "relations")] == [2, 0, 0, 2]
    assert (some["weighing"], some["on_steps"]) == (0, 0)


@ended
def test_it_is_nothing_to_rate_next_and_nothing_to_fit_together(status: str) -> None:
    rows = [
        relation("r1", "a", "supports", "t", strength="decisive", strength_words="by definition"),
        relation("r2", "b", "supports", "t"),
    ]
    made = graph("t a b", rows, theses=("t",))
    assert {row.node for row in worth_rating(made, {"t": 0.5})} == {"a", "b"}
    assert check_account(made, {"t": 0.1}).rules == (Implies("a", "t"),)
    gone = with_status(made, status, "a")
    assert [row.node for row in worth_rating(gone, {"t": 0.5})] == ["b"]
    assert check_account(gone, {"t": 0.1}).rules == ()


@ended
def test_a_step_from_what_ended_is_not_in_dispute_and_moves_nothing_above(status: str) -> None:
    rows = [row._replace(person="p") for row in relations("r1: a supports t")]
    said = (stance("q", "r1", "rejects"),)
    made = graph("t a", rows, stances=said, people="pq")
    assert [row.relation.id for row in disputed_steps(made, "p", "q")] == ["r1"]
    assert claims_above(made, "a") == ["t"]
    gone = with_status(made, status, "a")
    assert disputed_steps(gone, "p", "q") == ()
    assert claims_above(gone, "a") == []


@ended
def test_a_crux_ranks_by_what_still_hangs_on_it(status: str) -> None:
    made = graph("a b c", cruxes={"x": crux("x", "a b"), "y": crux("y", "c")})
    assert [row.id for row in ranked_cruxes(made)] == ["x", "y"]
    assert [row.id for row in ranked_cruxes(with_status(made, status, "a", "b"))] == ["y", "x"]


def test_a_ring_of_steps_ends() -> None:
    rows = relations("r1: a undercuts r2", "r2: b undercuts r1")
    made = graph("a b", rows)
    assert [made.weighs(row) for row in rows] == [True, True]
    gone = with_status(made, "withdrawn", "a")
    assert [gone.weighs(row) for row in rows] == [False, False]
