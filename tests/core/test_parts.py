"""Parts of a debate: sound debates of their own that hold what was asked for and nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.debate.parts import below, case_of, chosen, without_credences
from app.core.debate.whole import Debate
from app.core.formats.native.reading import check_document
from tests.formats.generated import as_document, debates
from tests.formats.test_registry import BUNDLED, debate

EXCHANGE = debate(BUNDLED / "scheming-exchange.yaml")
STEINER = debate(BUNDLED / "steiner-comments.yaml")


def nodes(part: Debate) -> set[str]:
    return {*part.graph.claims, *part.graph.relations, *part.graph.cruxes}


def is_sound(part: Debate) -> None:
    check_document(as_document(part))


def test_below_a_claim_is_all_that_bears_on_it() -> None:
    head = EXCHANGE.settings.theses[0]
    part = below(EXCHANGE, head)
    is_sound(part)
    assert part.settings.theses == (head,)
    aims = {row.id for row in EXCHANGE.relations if row.target in nodes(part)}
    assert len(aims) > 10
    assert {row.id for row in part.relations} == aims
    named = {premise for row in part.relations for premise in row.premises}
    assert {row.id for row in part.claims} == {head} | named
    assert len(part.claims) < len(EXCHANGE.claims)


def test_below_a_crux_stand_its_claims() -> None:
    crux = EXCHANGE.cruxes[0]
    part = below(EXCHANGE, crux.id)
    is_sound(part)
    assert [row.id for row in part.cruxes] == [crux.id]
    assert set(crux.claims) <= nodes(part)


@pytest.mark.parametrize("person", [row.id for row in EXCHANGE.people])
def test_the_case_of_each_person_is_a_debate_of_what_they_say(person: str) -> None:
    part = case_of(EXCHANGE, person)
    is_sound(part)
    assert {stance.person for stance in part.stances} <= {person}
    voiced = {claim for claim, voices in EXCHANGE.voices.items() if person in voices}
    assert voiced <= nodes(part)
    positions = [each for row in part.cruxes for each in row.positions]
    assert {each.person for each in positions} <= {person}


def test_who_says_nothing_has_no_case_and_silence_is_no_position() -> None:
    silent = case_of(EXCHANGE, "belrose")
    assert not silent.cruxes
    assert not silent.claims
    assert not silent.stances
    pope = case_of(EXCHANGE, "pope")
    stated = {
        row.id
        for row in EXCHANGE.cruxes
        if any(each.person == "pope" and each.value == "stated" for each in row.positions)
    }
    assert stated <= {row.id for row in pope.cruxes}
    assert 0 < len(stated) < len(EXCHANGE.cruxes)


def test_what_serves_only_other_rows_is_left_out() -> None:
    claim = next(row for row in STEINER.claims if row.id == "c3")
    part = chosen(STEINER, [claim.id], [claim.id])
    is_sound(part)
    assert nodes(part) == {claim.id}
    assert part.settings.theses == (claim.id,)
    spans = {row.id for row in part.spans}
    assert set(STEINER.spans_of[claim.id]) <= spans
    assert [row.id for row in part.comments] == ["k1"]
    assert {row.comment for row in part.spans} - {None} <= {row.id for row in part.comments}


def test_a_claim_alone_brings_only_what_is_said_of_it() -> None:
    part = below(EXCHANGE, "c4")
    is_sound(part)
    assert nodes(part) == {"c4"}
    assert part.terms == ()
    assert part.pair_sentences == ()
    # Four people have a stance on it; the place of one of these is in the first comment.
    assert len(part.stances) == 4
    everybody = {"pope", "hubinger", "turner", "carlsmith"}
    assert {row.person for row in part.stances} == everybody
    assert {row.id for row in part.people} == everybody
    assert [row.id for row in part.comments] == ["k1"]
    assert {row.id for row in part.spans} == {"sp1", "sp7", "sp412"}
    assert EXCHANGE.spans_of["c4"] == ("sp7",)
    assert EXCHANGE.comments[0].spans == ("sp1", "sp412")


def test_a_term_comes_along_whole_where_one_of_its_senses_is_that_of_a_node() -> None:
    part = chosen(EXCHANGE, ["c10"])
    is_sound(part)
    assert [term.id for term in part.terms] == ["t1", "t4"]
    for term in part.terms:
        whole = next(row for row in EXCHANGE.terms if row.id == term.id)
        assert [each.text for each in term.senses] == [each.text for each in whole.senses]
        assert {node for each in term.senses for node in each.nodes} == {"c10"}
        assert {each.span for each in term.senses} <= {row.id for row in part.spans}
    assert "sp362" not in {row.id for row in part.spans}  # a sense of another term alone has it


def test_arrows_between_chosen_claims_come_along() -> None:
    arrow = next(row for row in EXCHANGE.relations if row.kind == "supports")
    part = chosen(EXCHANGE, [*arrow.premises, arrow.target])
    assert arrow.id in nodes(part)
    assert nodes(chosen(EXCHANGE, ["nowhere"])) == set()


@settings(max_examples=150, deadline=None)
@given(st.data(), debates())
def test_any_part_is_sound_and_part_of_the_whole(data: st.DataObject, whole: Debate) -> None:
    ids = sorted(nodes(whole)) or ["none"]
    picked = data.draw(st.lists(st.sampled_from(ids), max_size=4))
    people = [row.id for row in whole.people] or ["nobody"]
    parts = [
        chosen(whole, picked),
        *(below(whole, node) for node in picked),
        case_of(whole, data.draw(st.sampled_from(people))),
        without_credences(whole),
    ]
    for part in parts:
        is_sound(part)
        assert nodes(part) <= nodes(whole)
        rows = {row.id: row for row in whole.claims}
        assert all(rows[row.id].text == row.text for row in part.claims)
    for part in parts[:-1]:
        named = [{node for each in term.senses for node in each.nodes} for term in part.terms]
        assert all(named)
        assert all(row.nodes for row in part.pair_sentences)


def test_without_credences_accounts_that_only_rated_are_gone() -> None:
    document = debate(BUNDLED / "fare-free-buses.yaml")
    assert document.credences
    part = without_credences(document)
    assert part.credences == ()
    assert len(part.accounts) < len(document.accounts)
    assert part.claims == document.claims
