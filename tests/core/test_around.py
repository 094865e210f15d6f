"""What stands around a node: as far as asked, each arrow once, and nothing recurses."""

from collections import deque

from hypothesis import given
from hypothesis import strategies as st

from app.core.debate.around import Direction, Step, around
from app.core.debate.graph import Graph, Relation
from tests.core.graphs import graph, relation, relations
from tests.found import some


def found(steps: tuple[Step, ...]) -> dict[str, int]:
    return {step.relation.id: step.distance for step in steps}


def test_a_circle_ends_where_it_closes() -> None:
    made = graph("a b", relations("r1: a supports b", "r2: b supports a"))
    steps = around(made, "a", depth=50, direction=Direction.REASONS)
    assert found(steps) == {"r2": 1, "r1": 2}


def test_a_chain_of_ten_thousand_is_walked_to_its_end() -> None:
    n = 10_000
    rows = [relation(f"r{i}", f"c{i + 1}", "supports", f"c{i}") for i in range(n)]
    made = graph(" ".join(f"c{i}" for i in range(n + 1)), rows)
    steps = around(made, "c0", depth=n, direction=Direction.REASONS)
    assert (len(steps), steps[-1].distance) == (n, n)
    assert around(made, f"c{n}", depth=n, direction=Direction.CONSEQUENCES)[-1].relation.id == "r0"


def test_all_kinds_of_arrows_are_followed_unless_some_are_named() -> None:
    made = graph("a b c", relations("r1: a restates b", "r2: c supports a"))
    assert found(around(made, "b", depth=3, direction=Direction.REASONS)) == {"r1": 1, "r2": 2}
    named = around(made, "b", depth=3, direction=Direction.REASONS, kinds=["supports"])
    assert found(named) == {}


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    names = [f"c{n}" for n in range(draw(st.integers(2, 6)))]
    rows: list[Relation] = []
    for n in range(draw(st.integers(1, 8))):
        premises = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
        target = draw(st.sampled_from([*names, *(row.id for row in rows)]))
        kind = "undercuts" if target.startswith("r") else "supports"
        rows.append(relation(f"r{n}", " ".join(premises), kind, target))
    return graph(" ".join(names), rows)


def counted_out(made: Graph, start: str, depth: int) -> dict[str, int]:
    """The reasons within a depth, by a queue of single nodes instead of whole levels."""
    distances: dict[str, int] = {}
    waiting = deque([(start, 1)])
    while waiting:
        here, distance = waiting.popleft()
        for row in made.relations.values():
            if row.target == here and row.id not in distances and distance <= depth:
                distances[row.id] = distance
                waiting.extend((end, distance + 1) for end in (row.id, *row.premises))
    return distances


@given(graphs(), st.integers(1, 4))
def test_distances_are_those_of_a_plain_count(made: Graph, depth: int) -> None:
    for start in some(made.claims):
        steps = around(made, start, depth=depth, direction=Direction.REASONS)
        assert found(steps) == counted_out(made, start, depth)
        assert [step.distance for step in steps] == sorted(step.distance for step in steps)


@given(graphs())
def test_consequences_are_reasons_seen_from_the_other_end(made: Graph) -> None:
    deep = len(made.relations) + 1
    for low in some(made.claims):
        above = found(around(made, low, depth=deep, direction=Direction.CONSEQUENCES))
        for row in some(made.relations.values()):
            below = around(made, row.id, depth=deep, direction=Direction.REASONS)
            premises = {premise for step in below for premise in step.relation.premises}
            assert (row.id in above) == (low in premises)
