"""A change that was not made yet: what stands against it now, and what it would do."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.debate.applying import apply, conflicts
from app.core.debate.change import Change, Edit, added, changed, removed
from app.core.debate.conflicts import Conflict, ConflictKind, entry_of
from app.core.debate.differing import CONTENT, Teller, adding, difference
from app.core.debate.judging import Lapsing, Readiness, judge, lapsing
from app.core.debate.lists import SHAPES
from app.core.debate.rows import Wording
from app.core.debate.whole import Debate
from app.core.errors import Invalid
from app.core.formats.native.canonical import canonical
from app.core.formats.native.reading import check_document, read_document
from app.core.formats.native.values import debate_of, document_of
from tests.found import some

from .drawn_changes import START, drawn_change

SPECIMEN = Path(__file__).parent.parent / "formats" / "every_field.yaml"
BY = Teller("a1", START)
seeds = st.integers(0, 2**32 - 1)


@pytest.fixture(scope="module")
def debate() -> Debate:
    return debate_of(check_document(read_document(SPECIMEN.read_bytes(), "x.yaml")))


def drawn(random: Random, debate: Debate, label: int) -> Debate:
    """A debate some changes later."""
    for number in range(random.randint(0, 8)):
        debate = apply(debate, drawn_change(random, debate, label + number))
    return debate


def reworded(debate: Debate, id_: str, text: str) -> Edit:
    row = next(row for row in debate.claims if row.id == id_)
    entry = entry_of(debate, SHAPES["claims"], row)
    words = (*entry.beside["wordings"], Wording(row.wording + 1, text, START, "a1"))
    return changed("claims", entry, text=text, wording=len(words), wordings=words)


def content(debate: Debate) -> dict[str, object]:
    """What a debate says: its rows by id, without the record of their wordings, and by whom."""
    told: dict[str, object] = {}
    for name in CONTENT:
        for row in getattr(debate, name):
            fields = entry_of(debate, SHAPES[name], row).fields()
            for record in ("wording", "wordings", "account"):
                fields.pop(record, None)
            told[f"{name} {row.id}"] = fields
    return {**told, "theses": debate.settings.theses}


@settings(max_examples=60, deadline=None)
@given(seed=seeds)
def test_the_difference_of_two_debates_makes_one_of_the_other(debate: Debate, seed: int) -> None:
    random = Random(seed)
    here, there = drawn(random, debate, 0), drawn(random, debate, 100)
    ids = {*there.graph.claims, *there.graph.relations}
    here = replace(here, credences=tuple(row for row in here.credences if row.node in ids))
    edits = difference(here, there, BY)
    after = apply(here, Change(edits, accounts=here.accounts))
    assert content(after) == content(there)
    assert after.credences == here.credences
    check_document(canonical(document_of(after)))
    assert difference(after, there, BY) == ()


def test_nothing_and_everything_can_be_brought_in(debate: Debate) -> None:
    empty = Debate(debate.settings._replace(theses=()), accounts=debate.accounts)
    whole = apply(empty, Change(difference(empty, debate, BY), accounts=debate.accounts))
    assert content(whole) == content(debate)
    unrated = replace(whole, credences=())
    gone = apply(unrated, Change(difference(unrated, empty, BY)))
    assert content(gone) == {"theses": ()}


def test_what_somebody_rated_stays_with_all_it_names(debate: Debate) -> None:
    empty = Debate(debate.settings._replace(theses=()))
    rated = {row.node for row in debate.credences}
    source = debate.sources[0].id
    edits = difference(debate, empty, BY, stays={("sources", source)})
    after = apply(debate, Change(edits, accounts=debate.accounts))
    left = {row.id for name in ("claims", "relations") for row in getattr(after, name)}
    assert rated <= left
    assert source in {row.id for row in after.sources}
    assert len(left) < len(debate.claims) + len(debate.relations)


def test_each_edit_comes_after_what_it_names(debate: Debate) -> None:
    arrow = next(row for row in debate.relations if row.target in debate.graph.relations)
    backwards = replace(debate, relations=debate.relations[::-1], beside=debate.beside)
    empty = Debate(debate.settings._replace(theses=()))
    order = [edit.id for edit in difference(empty, backwards, BY)]
    assert order.index(arrow.target) < order.index(arrow.id)


def test_an_id_that_stands_for_two_things_is_refused(debate: Debate) -> None:
    claim, arrow = debate.claims[0], debate.relations[0]
    other = replace(debate, claims=(*debate.claims, claim._replace(id=arrow.id)), relations=())
    with pytest.raises(Invalid, match=f"'{arrow.id}' is a relation in this debate and a claim"):
        difference(debate, other, BY)


def test_rows_in_a_ring_are_refused(debate: Debate) -> None:
    arrow = debate.relations[0]
    ring = (arrow._replace(id="n1", target="n2"), arrow._replace(id="n2", target="n1"))
    with pytest.raises(Invalid, match="in a ring"):
        difference(debate, replace(debate, relations=(*debate.relations, *ring)), BY)


def test_a_stretch_and_the_comment_that_names_it_come_and_go_together(debate: Debate) -> None:
    span, comment = debate.spans[0], debate.comments[0]
    both = replace(
        debate,
        spans=(*debate.spans, span._replace(id="n1", comment="n2", only_here=False)),
        comments=(*debate.comments, comment._replace(id="n2", spans=("n1",), versions=())),
    )
    coming = Change(difference(debate, both, BY), accounts=debate.accounts)
    after = apply(debate, coming)
    assert content(after) == content(both)
    assert judge(after, coming).readiness is Readiness.THERE
    going = Change(difference(after, debate, BY), accounts=debate.accounts)
    assert [edit.after is None for edit in coming.edits] == [False, False, False]
    assert content(apply(after, going)) == content(debate)


def test_other_words_are_a_wording_of_their_own(debate: Debate) -> None:
    row = next(row for row in debate.claims if row.id == "c10")
    file = replace(
        debate,
        claims=tuple(
            each._replace(text="Said otherwise.") if each.id == "c10" else each
            for each in debate.claims
        ),
    )
    (edit,) = difference(debate, file, BY)
    assert edit.after
    assert edit.after.row.wording == row.wording + 1
    assert edit.after.beside["wordings"][-1] == Wording(
        row.wording + 1, "Said otherwise.", START, "a1"
    )
    assert edit.after.beside["wordings"][:-1] == debate.wordings_of["c10"]


def test_what_is_new_is_by_whoever_brings_it(debate: Debate) -> None:
    row = debate.claims[0]._replace(id="new", text="It is new.", account=None)
    (edit,) = adding([added("claims", row)], "a1")
    assert edit.after
    assert edit.after.row.account == "a1"
    forged = replace(debate, claims=(*debate.claims, row._replace(account="a2")))
    (edit,) = difference(debate, forged, BY)
    assert edit.after
    assert edit.after.row.account == "a1"


@settings(max_examples=60, deadline=None)
@given(seed=seeds)
def test_what_is_judged_ready_can_be_applied_and_is_there_then(debate: Debate, seed: int) -> None:
    random = Random(seed)
    here, there = drawn(random, debate, 0), drawn(random, debate, 100)
    later = drawn(random, here, 200)
    change = Change(difference(here, there, BY), accounts=here.accounts)
    found = judge(later, change)
    assert (found.readiness is Readiness.STALE) == bool(found.conflicts)
    if found.readiness is not Readiness.STALE:
        assert conflicts(later, found.change) == ()
        after = apply(later, found.change)
        assert judge(after, change).readiness is Readiness.THERE
        undone = [edit.place for edit in found.change.edits if edit.after is None]
        assert None not in undone


def test_each_thing_that_stands_against_it_is_named(debate: Debate) -> None:
    change = Change((reworded(debate, "c10", "Suggested."),))
    assert judge(debate, change).readiness is Readiness.READY
    other = apply(debate, Change((reworded(debate, "c10", "Somebody was faster."),)))
    found = judge(other, change)
    assert found.readiness is Readiness.STALE
    fields = ("text", "wording", "wordings")
    assert found.conflicts == (Conflict(ConflictKind.DATA, "claims", "c10", fields),)


def test_what_somebody_else_did_already_is_there(debate: Debate) -> None:
    change = Change((reworded(debate, "c10", "Suggested."),))
    same = reworded(debate, "c10", "Suggested.")
    assert same.after
    words = same.after.beside["wordings"]
    theirs = (*words[:-1], words[-1]._replace(account="a2"))
    done = replace(same, after=same.after.with_fields({"wordings": theirs}))
    found = judge(apply(debate, Change((done,), accounts=debate.accounts)), change)
    assert (found.readiness, found.change.edits) == (Readiness.THERE, ())


def test_only_what_is_not_there_yet_is_left_to_do(debate: Debate) -> None:
    row = debate.people[0]._replace(id="new", name="New")
    link = removed("links", entry_of(debate, SHAPES["links"], debate.links[0]), place=7)
    change = Change((added("people", row), link))
    half = apply(debate, Change((added("people", row),)))
    found = judge(half, change)
    assert found.readiness is Readiness.READY
    assert [(edit.id, edit.place) for edit in found.change.edits] == [(link.id, 0)]


def test_credences_on_reworded_nodes_would_count_no_more(debate: Debate) -> None:
    node = some(each.id for each in debate.claims if not debate.graph.has_ended(each.id))[0]
    by_two = [debate.credences[0]._replace(account=each, node=node, value=0.5) for each in "xy"]
    by = [debate.accounts[0]._replace(id=each, name=each) for each in "xy"]
    wording = debate.graph.claims[node].wording
    given = tuple(each._replace(wording=wording, ill_posed=False) for each in by_two)
    rated = replace(debate, credences=given, accounts=(*debate.accounts, *by))
    edits = [reworded(rated, node, "Said otherwise.")]
    assert lapsing(rated.graph, edits) == [Lapsing(node, 2)]
    assert lapsing(rated.graph, edits[:0]) == []
    withdrawn = "c10"
    assert rated.graph.has_ended(withdrawn)
    assert lapsing(rated.graph, [reworded(rated, withdrawn, "Said otherwise.")]) == []
