"""What leads to a node: its numbers are those of the whole map, and nothing else is worked out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.engine.network import Edge, Network, NetworkFault
from app.core.engine.rollup import compile_plan, roll_up, sensitivities
from app.core.engine.upstream import above, leading_to
from tests.core.random_networks import ALL, K, networks


@given(networks(cyclic=True), st.sampled_from(ALL), st.data())
def test_a_part_gives_a_node_what_the_whole_gives_it(network, semantics, data):
    plan = compile_plan(network)
    root = data.draw(st.sampled_from(sorted(network.bases)))
    part = leading_to(plan, root)
    whole, own = roll_up(plan, semantics=semantics), roll_up(part, semantics=semantics)
    assert (root in whole.unrated) is (root in own.unrated)
    assert own.strengths.get(root) == pytest.approx(whole.strengths.get(root), abs=1e-9)
    slopes = sensitivities(plan, root, semantics=semantics).strengths
    assert all(not slope for node, slope in slopes.items() if node not in part.node_index)


def test_a_part_holds_only_what_leads_to_the_node_and_steps_on_its_steps() -> None:
    chain = [Edge(f"e{n}", (f"n{n + 1}",), f"n{n}", K.SUPPORTS) for n in range(9)]
    undercut = Edge("u", ("n9",), "e7", K.UNDERCUTS)
    plan = compile_plan(Network({f"n{n}": 0.4 for n in range(10)}, (*chain, undercut)))
    part = leading_to(plan, "n7")
    assert list(part.node_index) == ["n7", "n8", "n9"]
    assert list(part.edge_index) == ["e7", "e8", "u"]
    assert leading_to(plan, "n0") is plan


def test_an_unknown_node_is_refused() -> None:
    with pytest.raises(NetworkFault, match="nobody"):
        above(compile_plan(Network({"a": 0.5}, ())), "nobody")
