"""A file into a debate that is there: what is the same is used, nothing goes, ids stay apart."""

from collections.abc import Iterator
from dataclasses import replace

from hypothesis import given, settings

from app.core.debate.matching import folded, matches
from app.core.debate.merging import added, updated
from app.core.debate.naming import Ids, rows_of, settled
from app.core.debate.whole import Debate
from app.core.formats.format import everything
from app.core.formats.native.reading import check_document
from app.core.formats.registry import FORMATS
from tests.formats.generated import as_document, debates
from tests.formats.test_registry import BUNDLED, debate

EXCHANGE = debate(BUNDLED / "scheming-exchange.yaml")
BUSES = debate(BUNDLED / "fare-free-buses.yaml")


def reworded(whole: Debate, claim: str, text: str) -> Debate:
    rows = tuple(row._replace(text=text) if row.id == claim else row for row in whole.claims)
    return replace(whole, claims=rows)


def texts(whole: Debate) -> dict[str, str]:
    return {row.id: row.text for row in whole.claims}


def same(here: Debate, coming: Debate) -> dict[str, str]:
    return {each.incoming.id: each.here.id for each in matches(here.claims, coming.claims)}


def numbered() -> Iterator[str]:
    return (f"new{number}" for number in range(10**6))


def test_the_same_words_match_whatever_their_marks_and_the_most_alike_otherwise() -> None:
    one, two, three = BUSES.claims[:3]
    coming = (
        one._replace(id="n1", text=f"“{one.text.upper().removesuffix('.')}”"),
        two._replace(id="n2", text=f"{two.text.removesuffix('.')}, too."),
        three._replace(id="n3", text="Nothing of the kind was ever said here."),
    )
    found = {
        each.incoming.id: (each.here.id, each.likeness) for each in matches(BUSES.claims, coming)
    }
    assert found["n1"] == (one.id, 1.0)
    assert found["n2"][0] == two.id
    assert 0.86 <= found["n2"][1] < 1
    assert "n3" not in found


def test_no_claim_is_matched_twice() -> None:
    claim = BUSES.claims[0]
    coming = [claim._replace(id=f"n{at}") for at in range(3)]
    assert [each.incoming.id for each in matches([claim], coming)] == ["n0"]


def test_a_file_of_today_changes_nothing_whatever_its_format_carries() -> None:
    for each in FORMATS.values():
        base = each.keeps(EXCHANGE)
        assert as_document(updated(EXCHANGE, base, base)) == as_document(EXCHANGE), each.name


def test_what_was_edited_in_a_poorer_format_is_all_that_changes() -> None:
    base = FORMATS["markdown"].keeps(EXCHANGE)
    claim = base.claims[3].id
    wanted = updated(EXCHANGE, base, reworded(base, claim, "Other words."))
    assert texts(wanted) == {**texts(EXCHANGE), claim: "Other words."}
    assert wanted.stances == EXCHANGE.stances
    labels = {row.id: row.label for row in EXCHANGE.claims}
    assert {row.id: row.label for row in wanted.claims} == labels


def test_another_debate_is_added_under_ids_that_are_free() -> None:
    both = added(EXCHANGE, replace(BUSES, credences=()), same(EXCHANGE, BUSES))
    assert len(both.claims) == len(EXCHANGE.claims) + len(BUSES.claims)
    assert len(both.relations) == len(EXCHANGE.relations) + len(BUSES.relations)
    assert texts(both).items() >= texts(EXCHANGE).items()
    heads = [texts(both)[each] for each in both.settings.theses]
    assert heads == [
        *(texts(EXCHANGE)[each] for each in EXCHANGE.settings.theses),
        *(texts(BUSES)[each] for each in BUSES.settings.theses),
    ]


def test_the_same_debate_twice_adds_nothing() -> None:
    again = added(EXCHANGE, EXCHANGE, same(EXCHANGE, EXCHANGE))
    assert as_document(again) == as_document(EXCHANGE)


def test_an_arrow_from_a_matched_claim_aims_at_the_claim_that_is_here() -> None:
    claim = BUSES.claims[0]
    thesis = claim._replace(id="n1")
    reason = claim._replace(id="n2", text="A new reason that nobody gave before.")
    arrow = BUSES.relations[0]._replace(id="n3", premises=("n2",), target="n1", kind="supports")
    other = Debate(
        BUSES.settings._replace(theses=("n1",)), claims=(thesis, reason), relations=(arrow,)
    )
    both = added(BUSES, other, same(BUSES, other))
    (new,) = (row for row in both.relations if "n2" in row.premises)
    assert new.target == claim.id
    assert len(both.claims) == len(BUSES.claims) + 1
    assert both.settings.theses.count(claim.id) <= 1


@settings(max_examples=100, deadline=None)
@given(debates(), debates())
def test_any_two_debates_go_together_and_nothing_of_the_first_is_lost(a: Debate, b: Debate) -> None:
    both = added(a, replace(b, credences=()), same(a, b))
    check_document(as_document(replace(both, accounts=(*a.accounts, *b.accounts)[:2])))
    assert texts(both).items() >= texts(a).items()
    assert {row.id for row in both.relations} >= {row.id for row in a.relations}
    assert as_document(updated(a, everything(a), a)) == as_document(a)


def test_a_file_of_today_whose_ids_are_all_lost_is_the_debate_itself() -> None:
    lost = Ids(frozenset(rows_of(EXCHANGE)), fresh=numbered().__next__)
    assert as_document(settled(EXCHANGE, EXCHANGE, lost)) == as_document(EXCHANGE)


@settings(max_examples=100, deadline=None)
@given(debates(), debates())
def test_ids_that_a_reader_gave_never_stand_for_other_rows(a: Debate, b: Debate) -> None:
    b = replace(b, credences=())
    found = settled(a, b, Ids(frozenset(rows_of(b)), fresh=numbered().__next__))
    check_document(as_document(replace(found, accounts=(*a.accounts, *b.accounts)[:2])))
    ours, theirs = texts(a), {folded(claim.text) for claim in b.claims}
    told = {id_: folded(ours.get(id_, text)) for id_, text in texts(found).items()}
    assert set(told.values()) == theirs
    assert told == {id_: folded(text) for id_, text in texts(found).items()}
