"""What an arrow of each kind may be aimed at and start from, and what else is told of it."""

from collections.abc import Sequence

import pytest

from app.core.texts import Typed
from app.core.vocabulary import RelationKind
from app.services.arrows import check_aim
from app.services.nodes import NodeRow

AT_CLAIMS, AT_STEPS = {"supports", "rebuts"}, {"undercuts", "backs"}
FROM_NOTHING = {"concedes"}
ADVICE = {
    ("undercuts", "claim"): "rebut it",
    ("undercuts", "crux"): "rebut it",
    ("backs", "claim"): "support it",
    ("backs", "crux"): "support it",
    ("supports", "relation"): "back or undercut it",
    ("rebuts", "relation"): "back or undercut it",
    ("supports", "crux"): "argue on its claims",
    ("rebuts", "crux"): "argue on its claims",
}


def a_node(key: int, kind: str = "claim") -> NodeRow:
    return NodeRow(key, f"n{key}", kind, 1, None, None, None, None, None)


def faults(kind: str, target: NodeRow, premises: Sequence[NodeRow] | None) -> dict[str, str]:
    typed = Typed({})
    check_aim(typed, kind, target, premises)
    return typed.faults


@pytest.mark.parametrize("kind", RelationKind)
@pytest.mark.parametrize("at", ["claim", "relation", "crux"])
def test_reasons_aim_at_claims_attacks_on_steps_at_steps_and_talk_at_anything(
    kind: RelationKind, at: str
) -> None:
    found = faults(kind, a_node(1, at), [a_node(2)])

    may = (kind not in AT_CLAIMS or at == "claim") and (kind not in AT_STEPS or at == "relation")
    assert set(found) == (set() if may else {"target"})
    assert may or ADVICE[kind.value, at] in found["target"]


@pytest.mark.parametrize("at", ["claim", "relation", "crux"])
def test_a_kind_that_is_not_known_may_aim_anywhere_until_it_is_refused(at: str) -> None:
    assert faults("loves", a_node(1, at), [a_node(2)]) == {}
    assert faults("loves", a_node(1, at), []) == {}


@pytest.mark.parametrize("kind", RelationKind)
def test_all_but_concessions_start_from_a_claim(kind: RelationKind) -> None:
    target = a_node(1, "relation" if kind in AT_STEPS else "claim")

    assert set(faults(kind, target, [])) == (set() if kind in FROM_NOTHING else {"premises"})
    assert faults(kind, target, None) == {}  # the premise is yet to be written


@pytest.mark.parametrize("kind", ["relation", "crux"])
def test_what_is_no_claim_is_no_premise(kind: str) -> None:
    assert faults("supports", a_node(1), [a_node(2), a_node(3, kind)]).keys() == {"premises"}


def test_a_claim_bears_on_others_only() -> None:
    assert faults("supports", a_node(1), [a_node(2), a_node(1)]).keys() == {"target"}
    assert faults("supports", a_node(1), [a_node(2), a_node(3)]) == {}
