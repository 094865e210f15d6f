"""One account's credences: gaps, rules that the debate's own words give, what to rate next."""

from itertools import pairwise

import pytest

from app.core.debate.account_check import AccountCheck, WhyNot, check_account, worth_rating
from app.core.debate.graph import Graph
from app.core.measures.coherence import Breach, Conditional, Exclusive, Implies
from tests.core.graphs import claim, graph, relation, relations


def check(made: Graph, own: dict[str, float]) -> AccountCheck:
    return check_account(made, own)


def test_the_widest_difference_between_a_claim_and_its_own_reasons_comes_first() -> None:
    rows = relations("r1: a supports t", "r2: b supports u")
    found = check(graph("t u a b", rows), {"t": 0.1, "u": 0.7, "a": 0.8, "b": 0.9})
    assert [gap.node for gap in found.gaps] == ["t", "u"]
    assert found.gaps[0].stated == 0.1
    assert found.gaps[0].implied == pytest.approx(0.7)


def test_a_claim_that_fits_its_reasons_is_no_gap() -> None:
    found = check(graph("t a", relations("r1: a supports t")), {"t": 0.7, "a": 0.8})
    assert found.gaps == ()


def test_a_strong_reason_is_no_rule() -> None:
    rows = [relation("r1", "a", "supports", "t", strength="decisive", warrant="So it goes.")]
    assert check(graph("t a", rows), {"t": 0.1, "a": 0.9}).rules == ()


def entailment(premises: str) -> Graph:
    row = relation(
        "r1",
        premises,
        "supports",
        "t",
        strength="decisive",
        strength_words="by definition",
        warrant="That is what the word means.",
    )
    return graph("t a b", [row])


def test_a_step_said_to_hold_by_definition_is_a_rule_that_can_be_broken() -> None:
    found = check(entailment("a"), {"t": 0.4, "a": 0.9})
    assert found.rules == (Implies("a", "t"),)
    (finding,) = found.findings
    assert finding.shortfall == pytest.approx(0.5)
    assert finding.breach is Breach.ABOVE_CONSEQUENCE


def test_premises_that_entail_only_together_are_checked_together() -> None:
    pytest.importorskip("scipy")
    (program,) = check(entailment("a b"), {"t": 0.2, "a": 0.9, "b": 0.9}).programs
    assert program.repair is not None
    assert program.repair.distance == pytest.approx(0.6)
    assert program.repair.moves
    (program,) = check(entailment("a b"), {"t": 0.8, "a": 0.9, "b": 0.9}).programs
    assert program.repair is not None
    assert program.repair.coherent


def test_more_linked_claims_than_can_be_checked_are_left_alone() -> None:
    ids = [f"c{number}" for number in range(13)]
    rows = [
        relation(
            f"r{number}",
            *(premise, "supports", target),
            strength="decisive",
            strength_words="by definition",
        )
        for number, (premise, target) in enumerate(pairwise(ids))
    ]
    (program,) = check(graph(" ".join(ids), rows), {"c0": 0.9, "c1": 0.2}).programs
    assert sorted(program.claims) == sorted(ids)
    assert (program.repair, program.why_not) == (None, WhyNot.TOO_MANY_CLAIMS)


def test_a_decisive_rebuttal_is_a_note_and_no_contradiction() -> None:
    rows = [relation("r1", "a", "rebuts", "t", strength="decisive")]
    found = check(graph("t a", rows), {"t": 0.8, "a": 0.9})
    assert [finding.soft for finding in found.findings] == [True]
    assert isinstance(found.rules[0], Exclusive)
    assert found.programs == ()


def conditional(then: str = "The kettle is off.") -> Graph:
    shape = {"antecedent": "there is no power", "consequent": "the kettle is off"}
    claims = [
        claim("p", "There is no power."),
        claim("k", then),
        claim("i", "If there is no power, the kettle is off.", conditional=shape),
    ]
    return graph(claims)


def test_a_conditional_whose_halves_are_claims_binds_the_consequent() -> None:
    found = check(conditional(), {"p": 0.9, "i": 0.9, "k": 0.2})
    assert found.rules == (Conditional("k", "p", 0.9),)
    (finding,) = found.findings
    assert finding.shortfall == pytest.approx(0.81 - 0.2)


def test_a_conditional_whose_halves_are_put_otherwise_is_left_alone() -> None:
    found = check(conditional("No tea can be made."), {"p": 0.9, "i": 0.9, "k": 0.2})
    assert found.rules == ()


def test_what_could_move_a_thesis_most_is_worth_rating_next() -> None:
    rows = [
        relation("r1", "a", "supports", "t", strength="weak"),
        relation("r2", "b", "rebuts", "t", strength="strong"),
    ]
    made = graph("t a b c", rows, theses=("t",))
    found = worth_rating(made, {"t": 0.5})
    assert [row.node for row in found] == ["b", "a"]
    assert found[0].swing < 0 < found[1].swing


def test_what_one_has_rated_is_not_asked_again_and_questions_are_not_asked_at_all() -> None:
    claims = [claim("t"), claim("a"), claim("q", kind="question")]
    made = graph(claims, relations("r1: a supports t"), theses=("t",))
    assert worth_rating(made, {"a": 0.5}) == ()


def test_a_debate_without_theses_names_nothing_to_rate() -> None:
    assert worth_rating(graph("t a", relations("r1: a supports t")), {}) == ()


def test_somebody_who_rated_nothing_has_nothing_to_mend() -> None:
    found = check(graph("t a", relations("r1: a supports t"), theses=("t",)), {})
    assert (found.rated, found.gaps, found.findings, found.programs) == (0, (), (), ())
    assert [row.node for row in found.next] == ["a"]
