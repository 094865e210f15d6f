"""The contested-node summary: counted from the graph, and worth nothing more than it holds."""

import pytest

from app.core.debate.graph import Graph
from app.core.debate.summary import (
    Summary,
    apart,
    attack_count,
    splits,
    summarise,
)
from app.core.debate.weighing import weigh
from tests.core.graphs import claim, crux, graph, relations, stance

TREE = ("r1: a supports t", "r2: b undercuts r1", "r3: c rebuts b")


def summary(made: Graph) -> Summary:
    return summarise(made, weigh(made))


def test_a_node_is_contested_when_one_accepts_and_another_rejects_it() -> None:
    rows = [stance("ada", "t", "accepts"), stance("ben", "t", "rejects")]
    rows += [stance("ada", "a", "accepts"), stance("ben", "a", "doubts")]
    made = graph("t a", stances=tuple(rows))
    assert [split.node for split in splits(made)] == ["t"]


def test_denying_that_something_is_known_is_not_rejecting_it() -> None:
    rows = (stance("ada", "t", "accepts"), stance("ben", "t", "denies_known"))
    assert splits(graph("t", stances=rows)) == ()


def test_a_stance_given_up_no_longer_contests() -> None:
    rows = (stance("ada", "t", "accepts"), stance("ben", "t", "rejects", ended_how="withdrawn"))
    assert splits(graph("t", stances=rows)) == ()


def test_the_most_evenly_split_come_first_then_the_most_attacked() -> None:
    rows = [stance("ada", node, "accepts") for node in "abt"]
    rows += [stance("ben", node, "rejects") for node in "abt"]
    rows += [stance("cleo", "b", "rejects"), stance("dov", "b", "accepts")]
    made = graph("a b t c", relations("r1: c rebuts t"), stances=tuple(rows))
    assert [split.node for split in splits(made)] == ["b", "t", "a"]


def test_attacks_are_rebuttals_and_undercuts_of_the_steps_to_a_node() -> None:
    made = graph("t a b c d", relations(*TREE, "r4: d rebuts t", "!r5: c rebuts t"))
    assert attack_count(made, "t") == 2
    assert attack_count(made, "b") == 1


def test_what_undercuts_an_attack_is_no_attack() -> None:
    made = graph("t a b", relations("r1: a rebuts t", "r2: b undercuts r1"))
    assert attack_count(made, "t") == 1


def unanswered(made: Graph) -> list[str]:
    return [row.attack.id for row in summary(made).attacks.unanswered]


def test_an_attack_is_answered_by_what_bears_on_it_but_not_by_support() -> None:
    rows = relations(*TREE, "r4: d rebuts t", "r5: e supports d")
    made = graph("t a b c d e", rows)
    assert unanswered(made) == ["r3", "r4"]
    (taken,) = summary(made).attacks.taken_up
    assert (taken.attack.id, [row.id for row in taken.replies]) == ("r2", ["r3"])


def test_a_concession_is_an_answer() -> None:
    assert unanswered(graph("t a b", relations("r1: a rebuts t", "r2: b concedes a"))) == []


def test_a_question_is_open_until_something_answers_it() -> None:
    claims = [claim("q1", kind="question"), claim("q2", kind="question"), claim("a")]
    found = summary(graph(claims, relations("r1: a answers q1")))
    assert found.questions == ("q2",)
    assert found.answered == ("q1",)


def test_settled_cruxes_come_last() -> None:
    rows = {"x1": crux("x1", "a b")._replace(outcome="resolved"), "x2": crux("x2", "a")}
    found = summary(graph("a b", cruxes=rows))
    assert [row.id for row in found.cruxes] == ["x2", "x1"]
    assert found.outcomes == {"resolved": 1, "open": 1}


def test_kinds_are_counted_each_for_itself() -> None:
    claims = [claim("t"), claim("a"), claim("q", kind="question"), claim("m", kind="meta")]
    found = summary(graph(claims, relations("r1: a supports t", "r2: m undercuts r1")))
    counted = {name: found.counts[name] for name in ("claims", "questions", "meta", "on_steps")}
    assert counted == {"claims": 2, "questions": 1, "meta": 1, "on_steps": 1}


def test_accounts_far_apart_are_listed_by_their_disagreement_and_the_agreed_are_not() -> None:
    rated = {"a": (0.1, 0.9), "b": (0.4, 0.6), "c": (0.7, 0.7), "d": (0.5,)}
    made = graph("a b c d", (), rated)
    assert [row.node for row in apart(made, weigh(made))] == ["a", "b"]


def test_a_disagreement_is_worth_at_the_thesis_its_swing_times_its_spread() -> None:
    rated = {"a": (0.2, 0.8), "b": (0.1, 0.9)}
    made = graph("t a b", relations("r1: a supports t"), rated, theses=("t",))
    found = {row.node: row for row in apart(made, weigh(made))}
    # certain, the reason takes 0.5 to 0.75; the credences spread by 0.3
    assert found["a"].stake == pytest.approx(0.25 * 0.3, abs=1e-6)
    assert found["a"].thesis == "t"
    assert found["b"].stake is None


def test_a_disagreement_on_a_step_is_worth_what_the_step_could_do() -> None:
    rated = {"a": (0.8, 0.8), "r1": (0.2, 0.8)}
    made = graph("t a", relations("r1: a supports t"), rated, theses=("t",))
    (row,) = apart(made, weigh(made))
    assert row.node == "r1"
    assert row.stake == pytest.approx(0.8 * 0.25 * 0.3, abs=1e-6)


def test_an_empty_debate_has_an_empty_summary() -> None:
    found = summary(graph(""))
    assert (found.by_people, found.by_accounts, found.attacks.made, found.raters) == ((), (), 0, 0)
