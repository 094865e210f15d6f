"""Each computed statement against its rule in docs/summary.md, on many drawn debates."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import groupby, pairwise
from random import Random
from typing import Any

import pytest

from app.core.debate.attacks import Attacks, Challenge, sort_attacks
from app.core.debate.connected import connected_with_theses
from app.core.debate.contested import contested_claims, contested_in_order
from app.core.debate.graph import Graph, Relation
from app.core.debate.load import MUCH, bearing_without_support
from app.core.debate.put import claims_voiced, what_was_put
from app.core.debate.restatements import restatements
from app.core.debate.summary import PARTS, summarise
from app.core.debate.weighing import weigh
from tests.core.drawn_graphs import PEOPLE, drawn_graph, later, spoken_graph
from tests.core.graphs import claim, graph, relation, stance
from tests.found import some


def is_signed(made: Graph) -> bool:
    attacks = (row for row in made.relations.values() if row.kind in ("rebuts", "undercuts"))
    return any(row.person and made.weighs(row) for row in attacks)


DRAWN = [made for seed in range(1200) if is_signed(made := spoken_graph(Random(seed)))]
LISTS = ("unanswered", "seen", "touched", "taken_up", "foreseen")


def rows(name: str) -> list[tuple[Graph, Challenge]]:
    return [(made, row) for made in DRAWN for row in getattr(sort_attacks(made), name)]


def arrows(row: Challenge) -> tuple[Relation, ...]:
    return (row.attack, *row.also)


def last_word(made: Graph, person: str, node: str) -> str | None:
    said = [
        each.value
        for each in made.stances
        if (each.person, each.node) == (person, node) and not each.via and not each.ended_how
    ]
    return said[-1] if said else None


@pytest.mark.parametrize("name", LISTS)
def test_each_list_occurs_in_what_is_drawn(name: str) -> None:
    assert len(rows(name)) > 5


def test_a_challenge_is_asserted_by_its_author_on_a_view_not_theirs() -> None:
    found = [(made, row) for made in DRAWN for row in sort_attacks(made).challenges]
    for made, row in some(found):
        for attack in some(arrows(row)):
            assert attack.person
            assert attack.provenance == "in_text"
            said = [last_word(made, attack.person, each) for each in attack.premises]
            assert said == ["accepts"] * len(said)
            aim = made.relations.get(attack.target)
            assert aim is None or aim.person != attack.person
            own = last_word(made, attack.person, attack.target)
            assert own not in ("accepts", "accepts_if")


def test_each_challenge_stands_in_one_list_once_and_beside_those_at_its_target() -> None:
    for made in some(DRAWN):
        found = sort_attacks(made)
        ids = [attack.id for row in found.challenges for attack in arrows(row)]
        assert len(ids) == len(set(ids))
        said = [(row.attack.person, frozenset(row.attack.premises)) for row in found.challenges]
        assert len(said) == len(set(said)) == found.made
        for name in LISTS:
            runs = [target for target, _ in groupby(r.attack.target for r in getattr(found, name))]
            assert len(runs) == len(set(runs))


def test_nothing_but_support_bears_on_what_is_without_a_reply() -> None:
    for made, row in some([*rows("unanswered"), *rows("seen")]):
        judged = {each.node for each in made.verdicts if each.value != "none"}
        said = {
            each.kind
            for attack in arrows(row)
            for node in (attack.id, *attack.premises)
            for each in made.incoming.get(node, ())
            if each.person not in (None, attack.person) and each.provenance == "in_text"
            if not each.status and (each.kind != "restates" or each.id in judged)
        }
        assert said <= {"supports", "backs"}


def listed(made: Graph, attack: str) -> str:
    found = sort_attacks(made)
    return next(n for n in LISTS if any(r.attack.id == attack for r in getattr(found, n)))


def with_reply(made: Graph, row: Challenge, **more: Any) -> Graph:
    """The debate with one more claim, of somebody else, that bears on a premise."""
    other = next(each for each in PEOPLE if each != row.attack.person)
    reply = relation("r99", "c99", "rebuts", row.attack.premises[0], person=other)
    new = claim("c99")
    return replace(
        made,
        claims={**made.claims, "c99": new},
        relations={**made.relations, "r99": reply._replace(**more)},
        voices={**made.voices, "c99": (other,)},
    )


def test_an_unanswered_challenge_goes_where_what_is_said_next_puts_it() -> None:
    for made, row in some(rows("unanswered")):
        name, author = row.attack.id, row.attack.person
        assert listed(with_reply(made, row), name) == "taken_up"
        assert listed(with_reply(made, row, kind="concedes"), name) == "taken_up"
        inferred = with_reply(made, row, provenance="inferred", person=None)
        assert listed(inferred, name) == "seen"
        for idle in ({"person": author}, {"kind": "supports"}, {"status": "withdrawn"}):
            assert listed(with_reply(made, row, **idle), name) == "unanswered"


def test_what_takes_up_or_touches_is_by_somebody_else_and_in_the_text() -> None:
    for made, row in some([*rows("taken_up"), *rows("touched")]):
        assert row.replies
        for reply in row.replies:
            assert reply.person
            is_judged = any(each.node == reply.id for each in made.verdicts)
            assert made.relations[reply.id].provenance == "in_text" or is_judged


def test_only_a_speaker_foresees_and_only_against_their_own_view() -> None:
    for made, row in some(rows("foreseen")):
        attack = row.attack
        assert (attack.person, attack.provenance) == (None, "in_text")
        (speaker,) = {person for each in attack.premises for person in made.voices[each]}
        said = {last_word(made, speaker, each) for each in attack.premises}
        assert not said & {"accepts", "accepts_if"}
        assert {reply.person for reply in row.replies} <= {speaker}
        aim = made.relations.get(attack.target)
        holds = last_word(made, speaker, attack.target) in ("accepts", "accepts_if")
        assert holds or (aim is not None and aim.person == speaker)


def test_contested_are_the_claims_with_one_for_and_one_against_in_their_own_words() -> None:
    found = 0
    for made in some(DRAWN):
        expected = [
            node
            for node in made.claims
            if {"for", "against"} <= {SIDES.get(each, "") for each in own_values(made, node)}
        ]
        weighing = weigh(made)
        assert list(contested_in_order(made, weighing)) == expected
        assert list(summarise(made, weighing).contested) == expected
        assert contested_claims(made, weighing) == set(expected)
        found += len(expected)
    assert found > 20


SIDES = {"accepts": "for", "rejects": "against"}


def own_values(made: Graph, node: str) -> list[str]:
    return [s.value for s in made.stances if s.node == node and not s.via and not s.ended_how]


def closure(start: Iterable[str], near: Callable[[str], Iterable[str]]) -> set[str]:
    found = set(start)
    while more := {other for node in found for other in near(node)} - found:
        found |= more
    return found


def grown_graph(seed: int) -> Graph:
    random = Random(seed)
    made = drawn_graph(random)
    for _ in range(25):
        made = later(random, made, replies=0.9)
    return made


def test_much_rests_on_what_three_are_held_up_by_and_nothing_supports() -> None:
    found = 0
    for made in some(map(grown_graph, range(150))):
        standing = [row for row in made.relations.values() if made.weighs(row)]

        reasons = {
            row.id: row
            for row in standing
            if row.kind == "supports" and row.target in made.claims and row.provenance == "in_text"
        }
        up = [(premise, row.target) for row in reasons.values() for premise in row.premises]
        for row in standing:
            if row.kind == "backs" and row.target in reasons:
                up += [(premise, reasons[row.target].target) for premise in row.premises]

        def above(node: str, up: list[tuple[str, str]] = up) -> set[str]:
            return {target for premise, target in up if premise == node}

        expected = {
            node
            for node in made.claims
            if node not in made.theses
            and not any(r.kind == "supports" and r.target == node for r in standing)
            and len((closure(above(node), above) - {node}) & made.claims.keys()) >= MUCH
        }
        assert {row.node for row in bearing_without_support(made)} == expected
        found += len(expected)
    assert found > 5


def _tied(pairs: list[set[str]], node: str) -> set[str]:
    return {other for pair in pairs if node in pair for other in pair}


def test_connected_is_what_any_chain_of_relations_ties_to_a_thesis() -> None:
    apart = 0
    for made in some(DRAWN):
        pairs = [
            {row.id, end} for row in made.relations.values() for end in (row.target, *row.premises)
        ]

        def near(node: str, pairs: list[set[str]] = pairs) -> set[str]:
            return {other for pair in pairs if node in pair for other in pair}

        tied = closure(made.theses, near)
        assert connected_with_theses(made) == tied
        apart += len(made.claims.keys() - tied)
    assert apart > 20


def test_speakers_put_what_they_voice_and_draw_themselves() -> None:
    for made in some(DRAWN):
        put = what_was_put(made)
        speakers = {person for voices in made.voices.values() for person in voices}
        assert set(put.speakers) == speakers
        voiced = set(made.voices or made.claims)
        theirs = (person for each in put.claims for person in set(made.voices.get(each, ())))
        assert claims_voiced(made) == Counter(theirs)
        assert set(put.claims) == {node for node in voiced if not made.has_ended(node)}
        for row in made.relations.values():
            is_theirs = row.person in speakers and row.provenance == "in_text"
            counts = made.weighs(row) and (is_theirs or not speakers)
            assert (row.id in put.inferences) == counts
        assert set(put.on_steps) == {
            each for each in put.inferences if made.relations[each].target in made.relations
        }


def test_the_ledger_holds_every_restatement_and_every_verdict_once() -> None:
    for made in some(DRAWN):
        ledger = [row.node for row in restatements(made)]
        assert len(ledger) == len(set(ledger))
        restating = {row.id for row in made.relations.values() if row.kind == "restates"}
        assert set(ledger) == restating | {each.node for each in made.verdicts}


@pytest.mark.parametrize("part", ["relations", "stances", "voices", "verdicts"])
def test_what_is_kept_is_made_anew_when_anything_it_reads_has_changed(part: str) -> None:
    changed = 0
    for before, other in some(pairwise(DRAWN)):
        taken = getattr(other, part)
        if part == "relations" and other.claims.keys() - before.claims.keys():
            continue
        early: Attacks = sort_attacks(before)
        after = replace(before, **{part: taken})
        after.keep_from(before, (part,))
        assert sort_attacks(after) == sort_attacks(replace(before, **{part: taken}))
        changed += sort_attacks(after) != early
    assert changed > 5
    assert part in PARTS


def held(*accepted: tuple[str, str]) -> tuple[Any, ...]:
    return tuple(stance(person, node, "accepts") for person, node in accepted)


def test_a_limit_takes_an_attack_up_only_from_one_attacked_or_on_a_side() -> None:
    said = [
        relation("r1", "a", "rebuts", "t", person="ada"),
        relation("r2", "b", "qualifies", "a", person="cy"),
    ]
    voices = {"a": ("ada",), "b": ("cy",), "t": ("ben",)}
    both = held(("ada", "a"), ("ben", "t"))
    more: dict[str, Any] = {"voices": voices, "people": PEOPLE}
    assert listed(graph("t a b", said, stances=both, **more), "r1") == "touched"
    sided = (*both, stance("cy", "a", "doubts"))
    assert listed(graph("t a b", said, stances=sided, **more), "r1") == "taken_up"
    attacked = [said[0], said[1]._replace(person="ben")]
    assert listed(graph("t a b", attacked, stances=both, **more), "r1") == "taken_up"


def test_one_s_own_reservation_and_a_supposed_premise_are_no_challenge() -> None:
    said = [relation("r1", "a", "rebuts", "t", person="ada")]
    voices = {"a": ("ada",), "t": ("ada", "ben")}
    for stances in (
        held(("ada", "a"), ("ada", "t")),
        (stance("ada", "a", "undecided"), *held(("ben", "t"))),
        (stance("ada", "a", "accepts_if"), *held(("ben", "t"))),
        held(("ben", "t")),
    ):
        assert sort_attacks(graph("t a", said, stances=stances, voices=voices)).made == 0
    both = held(("ada", "a"), ("ben", "t"))
    assert sort_attacks(graph("t a", said, stances=both, voices=voices)).made == 1
