"""What is contested: people on two sides by stances that stand, accounts by numbers far apart."""

import pytest

from app.core.debate.contested import accounts_far_apart, sides_on
from app.core.debate.weighing import weigh
from tests.core.graphs import claim, graph, stance


@pytest.mark.parametrize(
    ("values", "split"),
    [
        (("accepts", "rejects"), True),
        (("accepts", "denies_known"), False),
        (("accepts", "doubts"), False),
        (("accepts_if", "rejects"), False),
        (("voices", "rejects"), False),
        (("accepts", "accepts"), False),
    ],
)
def test_people_contest_what_one_accepts_and_another_speaks_against(
    values: tuple[str, str], split: bool
) -> None:
    rows = tuple(stance(person, "a", value) for person, value in zip("pq", values, strict=True))
    assert sides_on(graph("a", stances=rows, people="pq"), "a").are_split is split


def test_a_stance_that_no_longer_stands_is_on_no_side() -> None:
    rows = (stance("p", "a", "accepts"), stance("q", "a", "rejects", ended_how="withdrawn"))
    sides = sides_on(graph("a", stances=rows, people="pq"), "a")
    assert (len(sides.accepting), sides.rejecting, sides.are_split) == (1, (), False)


@pytest.mark.parametrize(
    ("values", "apart"),
    [((0.1, 0.9), 2), ((0.1, 0.9, 0.9), 3), ((0.45, 0.55), 0), ((0.1,), 0), ((), 0)],
)
def test_accounts_contest_where_their_numbers_lie_far_apart(
    values: tuple[float, ...], apart: int
) -> None:
    made = graph("a", rated={"a": list(values)})
    assert accounts_far_apart(weigh(made), "a") == apart


def test_a_number_for_an_earlier_wording_contests_nothing() -> None:
    made = graph([claim("a", wording=2)], rated={"a": [0.1, 0.9]})
    earlier = tuple(row._replace(wording=1) for row in made.credences)
    assert accounts_far_apart(weigh(made.with_credences(earlier)), "a") == 0
