"""Two people by their words: nothing is compared that one of them did not say."""

import pytest

from app.core.debate.comparison import PeopleCompared, compare_people
from app.core.debate.graph import Graph
from tests.core.graphs import crux, graph, relation, relations, stance, verdict

PEOPLE = ("ada", "ben")


def made(*stances: tuple[str, str, str], **more: object) -> Graph:
    rows = more.pop("rows", ())
    held = tuple(stance(*row) for row in stances)
    return graph("t a b", rows, people=PEOPLE, stances=held, **more)  # type: ignore[arg-type]


def compare(found: Graph) -> PeopleCompared:
    return compare_people(found, "ada", "ben")


def test_what_both_hold_alike_is_shared_and_what_one_rejects_is_opposed() -> None:
    found = compare(
        made(
            ("ada", "t", "accepts"),
            ("ben", "t", "rejects"),
            ("ada", "a", "accepts"),
            ("ben", "a", "accepts"),
            ("ada", "b", "accepts"),
            ("ben", "b", "doubts"),
        )
    )
    assert [row.node for row in found.shared] == ["a"]
    assert [row.node for row in found.opposed] == ["t"]
    assert [row.node for row in found.half_apart] == ["b"]


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [("doubts", "undecided", []), ("undecided", "undecided", ["t"]), ("doubts", "doubts", ["t"])],
)
def test_to_doubt_is_not_the_same_as_to_be_undecided(
    one: str, other: str, shared: list[str]
) -> None:
    found = compare(made(("ada", "t", one), ("ben", "t", other)))
    assert [row.node for row in found.shared] == shared
    assert [row.node for row in found.half_apart] == ([] if shared else ["t"])


def test_to_deny_that_something_is_known_is_not_to_oppose_it() -> None:
    found = compare(made(("ada", "t", "accepts"), ("ben", "t", "denies_known")))
    assert found.opposed == ()
    assert [row.node for row in found.half_apart] == ["t"]


def test_silence_and_mere_voicing_are_no_stance() -> None:
    found = compare(
        made(("ada", "t", "accepts"), ("ben", "t", "voices"), ("ben", "a", "not_stated"))
    )
    assert (found.shared, found.opposed, found.half_apart) == ((), (), ())
    assert (found.only_a, found.only_b) == (1, 0)


def test_a_stance_given_up_is_not_held_against_anybody() -> None:
    rows = (stance("ada", "t", "accepts"), stance("ben", "t", "rejects", ended_how="withdrawn"))
    found = compare(graph("t", people=PEOPLE, stances=rows))
    assert found.opposed == ()


STEP = relations("r1: a supports t", "r2: b undercuts r1")


def test_a_step_is_disputed_when_one_draws_it_and_the_other_undercuts_it() -> None:
    rows = [STEP[0]._replace(person="ada"), STEP[1]._replace(person="ben")]
    (step,) = compare(made(("ben", "a", "accepts"), rows=rows)).steps
    assert (step.relation.id, step.drawn_by, step.disputed_by) == ("r1", "ada", "ben")
    assert [row.id for row in step.undercuts] == ["r2"]
    assert step.shares_premises


def test_who_does_not_accept_the_premise_does_not_share_it() -> None:
    rows = [STEP[0]._replace(person="ada"), STEP[1]._replace(person="ben")]
    (step,) = compare(made(("ben", "a", "doubts"), rows=rows)).steps
    assert not step.shares_premises


def test_denying_a_step_that_the_other_accepts_disputes_it_without_an_undercut() -> None:
    rows = relations("r1: a supports t")
    found = made(("ada", "r1", "rejects"), ("ben", "r1", "accepts"), rows=rows)
    (step,) = compare(found).steps
    assert (step.drawn_by, step.disputed_by, step.undercuts) == ("ben", "ada", ())


def test_an_undercut_by_somebody_else_is_no_dispute_between_the_two() -> None:
    rows = [STEP[0]._replace(person="ada"), STEP[1]._replace(person="cleo")]
    assert compare(made(rows=rows)).steps == ()


def test_steps_with_a_shared_premise_come_first() -> None:
    rows = relations("r1: b supports t", "r2: a supports t", "r3: b rebuts a")
    held = [("ada", name, "accepts") for name in ("r1", "r2")]
    held += [("ben", name, "rejects") for name in ("r1", "r2")]
    found = made(*held, ("ben", "a", "accepts"), rows=rows)
    assert [step.relation.id for step in compare(found).steps] == ["r2", "r1"]


def test_restatements_between_the_two_carry_their_verdicts() -> None:
    rows = [
        relation("r1", "a", "restates", "t", person="ada", owner="ben"),
        relation("r2", "b", "restates", "t", person="ada", owner="cleo"),
    ]
    found = compare(made(rows=rows, verdicts=(verdict("r1", "ben", "rejected"),)))
    (row,) = found.restated
    assert (row.by, row.of, [v.value for v in row.verdicts]) == ("ada", "ben", ["rejected"])


def test_cruxes_on_which_both_take_a_position_come_first() -> None:
    cruxes = {
        "x1": crux("x1", "a", ada="Yes."),
        "x2": crux("x2", "a", ada="Yes.", ben="No."),
        "x3": crux("x3", "a", cleo="No."),
    }
    found = compare(made(cruxes=cruxes))
    assert [row.crux.id for row in found.cruxes] == ["x2", "x1"]
    assert found.cruxes[1].b is None


def test_swapping_the_two_swaps_the_sides_and_nothing_else() -> None:
    found = made(("ada", "t", "accepts"), ("ben", "t", "rejects"), ("ada", "a", "accepts"))
    there, back = compare(found), compare_people(found, "ben", "ada")
    assert [row.node for row in there.opposed] == [row.node for row in back.opposed]
    assert (there.only_a, there.only_b) == (back.only_b, back.only_a)
