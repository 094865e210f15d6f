"""The map: whatever a debate looks like, its cards stand apart and its lines do not cross."""

import random
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.debate.graph import WEIGHING, Graph, Relation
from app.core.debate.maps.choosing import (
    MOST_NESTED,
    Card,
    Chosen,
    Group,
    View,
    all_roots,
    chosen,
)
from app.core.debate.maps.drawing import Map, MapCard, drawn_map
from app.core.debate.maps.faces import PADDING, SIZE, SMALL
from app.core.debate.maps.lines import TIP
from app.core.debate.maps.widths import width, wrapped
from app.core.debate.weighing import weigh
from tests.core.drawn_graphs import drawn_graph, spoken_graph
from tests.core.graphs import claim, crux, graph, relation, relations, stance
from tests.core.map_geometry import crossings, overlapping, segments, through_cards
from tests.found import some

ALPHABETS = "Wm@%ÆŒЖЩю漢字かなカ한글عربيשלוםहिन्दीไทย😀👩‍👧e\u0301ﷺ l."


def drawn(made: Graph, **asked: Any) -> Map:
    view = View(asked.pop("roots", made.theses), **asked)
    return drawn_map(made, weigh(made), view)


def full(found: Map) -> dict[str, MapCard]:
    return {card.node: card for card in found.cards if not card.again}


def tangled(seed: int, size: int = 40) -> Graph:
    """A debate at random: steps on steps, joint premises, cycles, claims that feed themselves."""
    chance = random.Random(seed)
    names = [f"c{number}" for number in range(size)]
    rows: list[Relation] = []
    for number in range(2 * size):
        kind = chance.choice(("supports", "rebuts", "undercuts", "backs", "qualifies", "restates"))
        on_step = kind in ("undercuts", "backs") and rows
        near = names[: 2 + number // 2] if chance.random() < 0.8 else names
        target = chance.choice(rows[-9:]).id if on_step else chance.choice(near)
        kind = kind if on_step or kind not in ("undercuts", "backs") else "supports"
        premises = chance.sample(names, chance.choice((1, 1, 1, 2, 3)))
        rows.append(relation(f"r{number}", " ".join(premises), kind, target))
    theses = tuple(chance.sample(names[:5], chance.choice((1, 2))))
    said = [stance("ada", each, "accepts") for each in names[::3]]
    rated = dict.fromkeys(names[::4], (0.2, 0.9))
    return graph(names_of(names, chance), rows, rated, theses=theses, people=("ada",), stances=said)


def names_of(names: list[str], chance: random.Random) -> list[Any]:
    signs = ALPHABETS * 3
    return [
        claim(
            name,
            "".join(chance.choices(signs, k=chance.randint(1, 160))).strip() or "A claim.",
            label="".join(chance.choices(signs, k=30)).strip() if chance.random() < 0.5 else None,
        )
        for name in names
    ]


@pytest.mark.parametrize("is_down", [False, True])
@pytest.mark.parametrize("seed", range(40))
def test_cards_stand_apart_and_lines_neither_cross_nor_run_over_them(
    seed: int, is_down: bool
) -> None:
    made = tangled(seed)
    found = drawn(
        made,
        roots=all_roots(made),
        is_down=is_down,
        remarks=seed % 2 == 0,
        most=(300, 30)[seed % 3 == 0],
    )
    boxes = [*(card.box for card in some(found.cards)), *(rest.box for rest in found.rests)]
    assert overlapping(boxes) == []
    assert crossings(found) == []
    assert through_cards(found) == []
    for box in boxes:
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width < found.width
        assert box.y + box.height < found.height


@settings(max_examples=150, deadline=None)
@given(chance=st.randoms(use_true_random=False), spoken=st.booleans(), is_down=st.booleans())
def test_any_debate_has_a_map_without_crossings(chance, spoken, is_down) -> None:
    made = spoken_graph(chance) if spoken else drawn_graph(chance)
    found = drawn(made, roots=all_roots(made), is_down=is_down, remarks=True)
    assert overlapping(card.box for card in found.cards) == []
    assert crossings(found) == []
    assert through_cards(found) == []


@pytest.mark.parametrize("seed", range(20))
def test_a_claim_has_one_card_of_its_own_and_what_is_not_drawn_is_counted(seed: int) -> None:
    made = tangled(seed)
    found = drawn(
        made, roots=all_roots(made), most=(300, 60)[seed % 2], depth=(3, 99)[seed % 3 > 0]
    )
    own = Counter(card.node for card in found.cards if not card.again)
    assert set(own.values()) == {1}
    assert {card.node for card in found.cards if card.again} <= own.keys()
    shown = Counter(made.relations[joint.relation].target for joint in found.joined.joints)
    hidden = Counter({card.node: card.hidden for card in found.cards if not card.again})
    hidden += Counter({rest.relation: rest.steps for rest in found.rests})
    for node in (*own, *(joint.relation for joint in found.joined.joints)):
        bearing = made.arguments.get(node, ())
        assert shown[node] + hidden[node] == len(bearing), node
    assert found.hidden == sum(hidden.values())


def steps_from_root(found: Chosen) -> dict[int, int]:
    """How many relations lie between each card and its root, by the number of the card."""
    steps = {card.at: 0 for card in found.roots}
    waiting: list[tuple[Card | Group, int]] = []
    waiting += [(card, 0) for card in found.roots]
    for here, far in waiting:  # which grows on the way
        for group in here.groups if isinstance(here, Card) else here.steps:
            steps |= {card.at: far + 1 for card in group.cards}
            waiting += [(card, far + 1) for card in group.cards]
            waiting.append((group, far + 1))
    return steps


def test_a_claim_stands_in_full_where_it_is_nearest_to_a_root() -> None:
    ways = []
    for made in map(tangled, range(20)):
        found = chosen(made, View(made.theses, most=10**6))
        steps = steps_from_root(found)
        own = {card.node: steps[card.at] for card in found.cards if not card.again}
        ways += [(own[card.node], steps[card.at]) for card in found.cards if card.again]
    for near, far in some(ways, at_least=100):
        assert near <= far


@pytest.mark.parametrize("seed", range(20))
def test_no_text_leaves_its_card_whatever_its_letters(seed: int) -> None:
    made = tangled(seed)
    cards = drawn(made, roots=all_roots(made), remarks=True).cards
    for card in some(cards):
        room = card.box.width - 2 * PADDING
        for number, line in enumerate(some(card.face.lines)):
            first = 18 if card.face.is_crux and not number else 0
            assert width(line, SIZE) <= room - first + 0.01, line
    for card in some([each for each in cards if each.face.holders]):
        last = card.face.holders[-1]
        assert last.x + 13 + width(last.name, SMALL) <= card.box.width - 2 * PADDING


def test_an_arrow_ends_on_the_joint_of_the_step_that_it_questions() -> None:
    made = graph(
        "t a b u v w",
        relations(
            "r1: a b supports t",
            "r2: u undercuts r1",
            "r3: v undercuts r2",
            "r4: w backs r3",
        ),
        theses=("t",),
    )
    found = drawn(made)
    joints = {joint.relation: joint for joint in found.joined.joints}
    tips = [next(segments(arrow.path)) for arrow in found.joined.arrows]
    aims = {(tip.x1, tip.y1 - TIP) for tip in some(tips)}
    assert aims == {(joints[each].x, joints[each].y) for each in ("r1", "r2", "r3")}
    assert joints["r1"].x < joints["r2"].x < joints["r3"].x < joints["r4"].x


def test_a_claim_stands_level_with_its_first_reason_and_the_root_above_all() -> None:
    made = graph(
        "t a b c d",
        relations("r1: a supports t", "r2: b supports a", "r3: c d supports b"),
        theses=("t",),
    )
    boxes = {node: card.box for node, card in full(drawn(made)).items()}
    assert boxes["a"].y == boxes["b"].y == boxes["c"].y > boxes["t"].y + boxes["t"].height
    assert boxes["c"].x == boxes["d"].x > boxes["b"].x > boxes["a"].x
    assert boxes["d"].y > boxes["c"].y
    down = {node: card.box for node, card in full(drawn(made, is_down=True)).items()}
    assert down["t"].x == down["a"].x == down["b"].x == down["c"].x < down["d"].x
    assert down["c"].y == down["d"].y > down["b"].y > down["a"].y > down["t"].y


def test_premises_that_bear_together_share_a_bracket_and_a_joint() -> None:
    made = graph("t a b", relations("r1: a b supports t"), theses=("t",))
    found = drawn(made)
    (joint,) = found.joined.joints
    cards = full(found)
    assert cards["a"].box.y < joint.y < cards["b"].box.y + cards["b"].box.height
    bracket = [line for line in found.joined.lines if "Q" in line.path]
    assert [line.look for line in bracket] == ["supports"]


def test_a_deep_chain_a_wide_fan_and_a_circle_are_drawn_up_to_the_bound() -> None:
    names = [f"c{number}" for number in range(10_000)]
    chain = [relation(f"r{n}", names[n + 1], "supports", names[n]) for n in range(9_999)]
    steps = [relation("s0", "c1", "supports", "c0")]
    steps += [relation(f"s{n}", names[n + 1], "undercuts", f"s{n - 1}") for n in range(1, 9_000)]
    fan = [relation(f"f{n}", names[n], "rebuts", "c0") for n in range(1, 10_000)]
    joint = [relation("j", " ".join(names[1:]), "supports", "c0")]
    round_ = [*chain, relation("back", "c0", "supports", "c9999")]
    for rows, number in ((chain, 300), (steps, 1 + 1 + MOST_NESTED), (fan, 300), (round_, 300)):
        found = drawn(graph(" ".join(names), rows, theses=("c0",)))
        assert len(found.cards) == number
        assert found.hidden >= 1
    (rest,) = drawn(graph(" ".join(names), joint, theses=("c0",))).rests
    assert rest.premises == 9_999 - 20
    whole = drawn(graph(" ".join(names), chain, theses=("c0",)), most=10**6)
    assert len(whole.cards) == 10_000
    assert whole.hidden == 0


def test_what_feeds_itself_is_drawn_once_and_then_pointed_at() -> None:
    made = graph("a b", relations("r1: a supports a", "r2: b supports a", "r3: a rebuts b"))
    found = drawn(made, roots=("a",))
    assert [(card.node, card.again) for card in found.cards] == [
        ("a", False),
        ("a", True),
        ("b", False),
        ("a", True),
    ]


def test_an_empty_debate_has_an_empty_map() -> None:
    found = drawn(graph(""))
    assert (found.cards, found.joined.lines, found.hidden) == ((), (), 0)
    assert drawn(graph("a"), roots=("gone",)).cards == ()


def test_cards_say_who_holds_a_claim_and_that_a_crux_hangs_on_it() -> None:
    said = [
        stance("ada", "a", "rejects"),
        stance("ben", "a", "accepts", ended_how="withdrawn"),
        stance("cy", "a", "not_stated"),
    ]
    made = graph(
        [claim("a", "A long sentence about many things that are so. " * 4), claim("b", "B.")],
        cruxes={"z1": crux("z1", "a")},
        people=("ada", "ben", "cy"),
        stances=said,
        voices={"b": ("ben",)},
    )
    cards = full(drawn(made, roots=("a", "b")))
    assert [(each.value, each.name) for each in cards["a"].face.holders] == [("rejects", "Ada")]
    assert [(each.value, each.name) for each in cards["b"].face.holders] == [("voices", "Ben")]
    assert (cards["a"].face.is_crux, cards["b"].face.is_crux) == (True, False)
    assert not cards["a"].face.is_cut


def test_a_claim_without_a_label_is_told_by_the_beginning_of_its_sentence() -> None:
    long = claim("b", "A sentence of a good many words that goes on and on about one thing. " * 4)
    labelled = long._replace(id="c", label="One thing")
    made = graph([claim("a"), long, labelled], relations("r1: b supports a", "r2: c supports a"))
    cards = full(drawn(made, roots=("a",)))
    assert (cards["b"].face.is_label, cards["b"].face.is_cut) == (False, True)
    assert cards["b"].face.lines[-1].endswith(" …")
    assert (cards["c"].face.is_label, cards["c"].face.lines) == (True, ("One thing",))


def test_credences_are_on_a_card_where_somebody_rated_and_ranges_if_asked_for() -> None:
    read = stance("ada", "c", "accepts", low=0.6, high=0.9)
    made = graph("a b c", relations("r1: b supports a"), {"b": (0.2, 0.9)}, people=("ada",))
    made = replace(made, stances=(read,))
    cards = full(drawn(made, roots=("a", "c"), own=2))
    axis = cards["b"].face.axis
    assert axis is not None
    assert (axis.dots, axis.own) == ((0.2,), 0.9)
    assert axis.pooled == pytest.approx(0.6, abs=0.1)
    assert (cards["a"].face.axis, cards["c"].face.axis) == (None, None)
    ranged = full(drawn(made, roots=("a", "c"), readings=True))["c"].face.axis
    assert ranged is not None
    assert ranged.ranges == ((0.6, 0.9),)


def test_remarks_are_on_a_map_only_if_asked_for() -> None:
    made = graph("a b c", relations("r1: b supports a", "r2: c qualifies a"), theses=("a",))
    made = replace(made, relations={**made.relations, "r3": relation("r3", "", "concedes", "a")})
    assert {card.node for card in drawn(made).cards} == {"a", "b"}
    found = drawn(made, remarks=True)
    assert {card.node for card in found.cards} == {"a", "b", "c", "r3"}
    assert {joint.kind for joint in found.joined.joints} - set(WEIGHING) == {
        "qualifies",
        "concedes",
    }


@pytest.mark.parametrize("seed", range(10))
def test_everything_hangs_from_one_of_the_roots_of_the_whole(seed: int) -> None:
    made = tangled(seed)
    found = chosen(made, View(all_roots(made), remarks=True, most=10**6))
    assert {card.node for card in found.cards} >= set(made.claims)
    assert all_roots(made)[: len(made.theses)] == made.theses


@settings(max_examples=300, deadline=None)
@given(text=st.text(st.sampled_from(ALPHABETS), max_size=120), most=st.integers(1, 5))
def test_lines_fit_and_hold_the_text_from_its_beginning(text: str, most: int) -> None:
    found = wrapped(text, 90, 10, most, first=18)
    assert len(found.lines) <= most
    for number, line in enumerate(found.lines):
        # One sign alone may be wider than a line: then it stands by itself.
        assert width(line, 10) <= (90 if number else 72) + 0.01 or len(line.strip(" …")) < 3
    held = "".join("".join(found.lines).split())
    assert "".join(text.split()).startswith(held.removesuffix("…"))
    assert found.is_cut or held == "".join(text.split())
