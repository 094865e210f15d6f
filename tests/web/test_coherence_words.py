"""What does not fit in one's own credences, each kind of it in its own sentence."""

import pytest

from app.core.debate.account_check import Gap, Program, WhyNot
from app.core.measures.coherence import Conditional, Conjunction, Exclusive, Implies, broken_rules
from app.core.measures.coherence_program import Move, Repair
from app.web.showing.coherence_words import finding_sentence, own_gap_sentence, program_sentence


def words(claim: str) -> str:
    return {"a": "Ice melts"}.get(claim, claim)


@pytest.mark.parametrize(
    ("rule", "credences", "sentence"),
    [
        (
            Implies("a", "b"),
            {"a": 0.7, "b": 0.6},
            "“Ice melts” implies “b”, so it cannot be likelier: you gave 70 % and 60 %.",
        ),
        (
            Exclusive(("a", "b")),
            {"a": 0.7, "b": 0.6},
            "At most one of “Ice melts” and “b” can be true, but your credences add up to 130 %.",
        ),
        (
            Exclusive(("a", "b"), exhaustive=True),
            {"a": 0.3, "b": 0.6},
            "Exactly one of “Ice melts” and “b” can be true, but your credences add up to 90 %.",
        ),
        (
            Exclusive(("b", "a"), soft=True),
            {"a": 0.7, "b": 0.6},
            "“b” and “Ice melts” speak decisively against each other, yet together you give "
            "them 130 %.",
        ),
        (
            Conjunction("c", ("a", "b")),
            {"a": 0.9, "b": 0.8, "c": 0.5},
            "With its parts at 90 % and 80 %, “c” must be at least 70 %: you gave 50 %.",
        ),
        (
            Conjunction("c", ("a", "b")),
            {"a": 0.4, "c": 0.5},
            "“c” needs “Ice melts”, so it cannot be likelier: you gave 50 % and 40 %.",
        ),
        (
            Conditional("b", "a", 0.9, 0.2),
            {"b": 0.1},
            "By your own numbers given “Ice melts”, “b” must be at least 20 %: you gave 10 %.",
        ),
        (
            Conditional("b", "a", 0.9, 0.2),
            {"b": 0.7, "a": 0.5},
            "By your own numbers given “Ice melts”, “b” can be at most 55 %: you gave 70 %.",
        ),
    ],
)
def test_broken_rules_are_quotable(rule, credences, sentence):
    (finding,) = broken_rules(credences, [rule])
    assert finding_sentence(finding, words) == sentence


def test_braces_in_a_claim_stay_as_they_are() -> None:
    (finding,) = broken_rules({"a": 0.7, "b": 0.6}, [Implies("a", "b")])
    assert finding_sentence(finding, "{{{}}}".format).startswith("“{a}” implies “{b}”")


@pytest.mark.parametrize(
    ("moves", "sentence"),
    [
        ((), "These credences can all be held at once."),
        (
            (Move("a", 0.7, 0.6), Move("b", 0.2, 0.3)),
            "These credences cannot all be held at once. The smallest repair: move "
            "“Ice melts” from 70 % to 60 % and “b” from 20 % to 30 %.",
        ),
    ],
)
def test_a_repair_says_what_to_change(moves, sentence):
    program = Program(("a", "b"), Repair({}, 0.2, moves), None)
    assert program_sentence(program, words) == sentence


@pytest.mark.parametrize(
    ("why_not", "sentence"),
    [
        (WhyNot.TOO_MANY_CLAIMS, "13 claims are linked here; at most 12 can be checked."),
        (
            WhyNot.NOT_INSTALLED,
            "Checking several claims together needs an extra that is not installed here.",
        ),
        (
            WhyNot.RULES_CONTRADICT,
            "The rules of the debate contradict each other here, whatever one believes.",
        ),
    ],
)
def test_a_check_that_found_nothing_says_why(why_not, sentence):
    program = Program(tuple(f"c{n}" for n in range(13)), None, why_not)
    assert program_sentence(program, words) == sentence


def test_a_gap_says_both_numbers_and_which_way() -> None:
    start = "You say 30 %; its direct reasons, by your own credences, imply "
    assert own_gap_sentence(Gap("a", 0.3, 0.5, 2, 2)) == f"{start}50 %, 20 points more."
    assert own_gap_sentence(Gap("a", 0.3, 0.2, 1, 1)) == f"{start}20 %, 10 points less."


def test_where_reasons_are_not_rated_that_is_said_and_nothing_made_of_the_gap() -> None:
    assert own_gap_sentence(Gap("a", 0.9, 0.42, 1, 3)) == (
        "1 of 3 reasons rated, so this compares little: you say 90 %; what you have rated so far "
        "implies 42 %."
    )
