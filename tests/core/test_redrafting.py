"""A weighing that goes on through changes of structure is the weighing made anew."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.debate.contested import contested_claims
from app.core.debate.graph import Graph
from app.core.debate.reweighing import Weighed, reweighed
from app.core.debate.weighing import Weighing, weigh
from app.core.engine import rollup
from app.core.engine.semantics import SEMANTICS
from tests.core.drawn_graphs import drawn_graph, later, replied
from tests.core.graphs import claim, graph, relation, relations
from tests.services.weighed import numbers

seeds = st.integers(0, 2**32 - 1)


def told(weighing: Weighing, made: Graph) -> dict[str, object]:
    """What a weighing says beside numbers."""
    rolled = weighing.rollup
    return {
        "nodes": list(weighing.network.bases),
        "edges": list(weighing.network.edges),
        "informed": weighing.informed,
        "unrated": rolled.unrated,
        "clipped": rolled.clipped,
        "status": dict(rolled.status),
        "reasons": {node: tuple(own) for node, own in weighing.reasons_of.items()},
        "by relation": {name: tuple(own) for name, own in weighing.edges_of.items()},
        "priors": dict(weighing.priors),
        "contested": contested_claims(made, weighing),
        "credences": dict(weighing.credences),
    }


@settings(max_examples=150, deadline=None)
@given(seed=seeds, semantics=st.sampled_from(list(SEMANTICS)))
def test_after_any_changes_it_is_the_weighing_made_anew(seed: int, semantics: str) -> None:
    random = Random(seed)
    made = drawn_graph(random)
    found = Weighed(made, weigh(made, semantics=semantics))
    for _ in range(8):
        numbers(found.weighing)
        contested_claims(made, found.weighing)
        for _ in range(random.choice((1, 1, 3))):
            made = later(random, made)
        after = reweighed(found, made)
        assert after is not None
        found, anew = after, weigh(made, semantics=semantics)
        assert numbers(found.weighing) == pytest.approx(numbers(anew), abs=1e-12)
        assert told(found.weighing, made) == told(anew, made)


def test_a_reply_that_nobody_rated_compiles_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made = graph("c0 c1", relations("r1: c1 supports c0"), {"c1": 0.8})
    before = Weighed(made, weigh(made))
    after = replied(Random(1), made)
    monkeypatch.setattr("app.core.debate.redrafting.compile_plan", None)
    found = reweighed(before, after)
    assert found is not None
    assert found.weighing.network.edges == before.weighing.network.edges
    assert list(found.weighing.network.bases) == list(after.claims)
    assert rollup.roll_up(found.weighing.plan).strengths == before.weighing.rollup.strengths


def test_edges_that_nothing_touched_are_the_same_objects() -> None:
    made = graph("t a b", relations("r1: a supports t", "r2: b rebuts t"), {"a": 0.8, "b": 0.3})
    before = Weighed(made, weigh(made))
    arrow = relation("r3", "n", "undercuts", "r1")
    rated = graph("a b n", rated={"a": 0.8, "b": 0.3, "n": 0.5})
    after = replace(
        made,
        claims={**made.claims, "n": claim("n")},
        relations={**made.relations, "r3": arrow},
        credences=rated.credences,
    )
    found = reweighed(before, after)
    assert found is not None
    old = {edge.id: edge for edge in before.weighing.network.edges}
    same = {edge.id for edge in found.weighing.network.edges if edge is old.get(edge.id)}
    assert same == {"r1", "r2"}
