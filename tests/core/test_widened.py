"""A plan with a few unrated nodes more gives what one that is compiled for them gives."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.engine.network import Network
from app.core.engine.rollup import compile_plan, roll_up
from app.core.engine.semantics import SEMANTICS
from app.core.engine.widened import widened
from tests.core.random_networks import networks


@settings(max_examples=100, deadline=None)
@given(
    network=networks(),
    more=st.integers(1, 3),
    name=st.sampled_from(sorted(SEMANTICS)),
    held=st.floats(0, 1),
)
def test_it_is_the_plan_compiled_anew(network: Network, more: int, name: str, held: float) -> None:
    wider = Network({**network.bases, **{f"new{n}": None for n in range(more)}}, network.edges)
    made, anew = widened(compile_plan(network), wider), compile_plan(wider)
    for clamp in ({}, {"new0": held, next(iter(network.bases)): held}):
        found, wanted = (roll_up(plan, semantics=name, clamp=clamp) for plan in (made, anew))
        assert found == wanted
        assert np.array_equal(found.values, wanted.values)
    assert made.node_index == anew.node_index
    for column in ("level", "component", "after_loop", "reads", "evaluates"):
        assert np.array_equal(getattr(made.order, column), getattr(anew.order, column))
    for column in ("targets", "carriers", "alphas", "degree", "certain", "groups"):
        assert np.array_equal(getattr(made.arrays, column), getattr(anew.arrays, column))
