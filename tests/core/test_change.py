"""A change as a value: applied, taken back, joined with another, and refused."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.core.debate.applying import apply, conflicts
from app.core.debate.change import Change, Edit, added, changed, concat, invert, merged, removed
from app.core.debate.conflicts import Conflict, Conflicting, ConflictKind, entry_of
from app.core.debate.lists import SETTINGS, SHAPES
from app.core.debate.rows import Wording
from app.core.debate.whole import Debate
from app.core.formats.native.edits import UnknownEdit, edit_json, edit_of
from app.core.formats.native.reading import check_document, read_document
from app.core.formats.native.values import debate_of
from tests.found import some

from .drawn_changes import START, drawn_change

SPECIMEN = Path(__file__).parent.parent / "formats" / "every_field.yaml"


@pytest.fixture(scope="module")
def debate() -> Debate:
    return debate_of(check_document(read_document(SPECIMEN.read_bytes(), "x.yaml")))


def claim(debate: Debate, id_: str) -> Edit:
    row = next(row for row in debate.claims if row.id == id_)
    return changed("claims", entry_of(debate, SHAPES["claims"], row), text="Changed.")


seeds = st.integers(0, 2**32 - 1)


@settings(max_examples=60, deadline=None)
@given(seed=seeds)
def test_what_is_taken_back_was_never_there(debate: Debate, seed: int) -> None:
    random, states, made = Random(seed), [debate], []
    for number in range(6):
        made.append(drawn_change(random, states[-1], number))
        states.append(apply(states[-1], made[-1]))
    for change, before, after in some(zip(made, states[:-1], states[1:], strict=True)):
        assert _named(apply(after, invert(change))) == _named(before)


@settings(max_examples=60, deadline=None)
@given(seed=seeds)
@example(seed=7167)  # what the third takes back was changed in another field in between
def test_two_changes_in_one_do_what_both_do(debate: Debate, seed: int) -> None:
    random = Random(seed)
    first = drawn_change(random, debate, 1)
    between = apply(debate, first)
    second = drawn_change(random, between, 2)
    third = invert(first)
    after = apply(between, second)
    assert _named(apply(debate, concat(first, second))) == _named(after)
    if not conflicts(after, third):
        whole = concat(concat(first, second), third)
        assert _sorted(apply(debate, whole)) == _sorted(apply(after, third))


@settings(max_examples=60, deadline=None)
@given(seed=seeds)
def test_an_edit_is_the_same_when_it_was_written_and_read(debate: Debate, seed: int) -> None:
    change = drawn_change(Random(seed), debate, 1)
    assert tuple(edit_of(edit_json(edit)) for edit in change.edits) == change.edits


def _named(debate: Debate) -> Debate:
    return replace(debate, accounts=tuple(sorted(debate.accounts)))


def _sorted(debate: Debate) -> Debate:
    lists = {name: tuple(sorted(getattr(debate, name), key=repr)) for name in SHAPES}
    return replace(debate, **lists)  # type: ignore[arg-type]


def test_only_what_an_edit_changes_is_held_against_it(debate: Debate) -> None:
    edit = claim(debate, "c10")
    entry = entry_of(debate, SHAPES["claims"], next(r for r in debate.claims if r.id == "c10"))
    noted = apply(debate, Change((changed("claims", entry, note="Seen."),)))
    both = apply(noted, Change((edit,)))
    (row,) = (row for row in both.claims if row.id == "c10")
    assert (row.text, row.note) == ("Changed.", "Seen.")

    other = apply(debate, Change((changed("claims", entry, text="Otherwise."),)))
    assert conflicts(other, Change((edit,))) == (
        Conflict(ConflictKind.DATA, "claims", "c10", ("text",)),
    )


def test_what_is_gone_or_there_already_is_told(debate: Debate) -> None:
    row = debate.people[0]
    twice = Change((added("people", row),))
    assert conflicts(debate, twice) == (Conflict(ConflictKind.CONFLICT, "people", row.id),)
    without = replace(debate, links=())
    gone = Change((removed("links", entry_of(debate, SHAPES["links"], debate.links[0]), place=0),))
    assert conflicts(without, gone) == (
        Conflict(ConflictKind.NOT_FOUND, "links", debate.links[0].id),
    )
    with pytest.raises(Conflicting, match="1 conflicts"):
        apply(without, gone)


def test_a_row_that_others_name_is_not_taken_away(debate: Debate) -> None:
    verdict = debate.verdicts[0]
    at = next(at for at, row in enumerate(debate.relations) if row.id == verdict.node)
    entry = entry_of(debate, SHAPES["relations"], debate.relations[at])
    found = conflicts(debate, Change((removed("relations", entry, place=at),)))
    assert Conflict(ConflictKind.FOREIGN_KEY, "verdicts", verdict.id, ("node",), verdict.node) in (
        found
    )
    assert {each.kind for each in found} == {ConflictKind.FOREIGN_KEY}


def test_a_row_that_names_nothing_is_not_added(debate: Debate) -> None:
    lost = debate.citations[0]._replace(id="new", node="nowhere")
    assert conflicts(debate, Change((added("citations", lost),))) == (
        Conflict(ConflictKind.FOREIGN_KEY, "citations", "new", ("node",), "nowhere"),
    )


def test_a_node_of_another_kind_takes_an_id_too(debate: Debate) -> None:
    taken = debate.claims[0]._replace(id=debate.relations[0].id, text="Anew.")
    found = conflicts(debate, Change((added("claims", taken),)))
    assert found == (Conflict(ConflictKind.CONFLICT, "claims", taken.id),)


def test_the_same_is_not_said_twice(debate: Debate) -> None:
    like = next(row for row in debate.claims if row.status is None)
    again = like._replace(id="again")
    arrow = next(row for row in debate.relations if row.status is None)
    change = Change((added("claims", again), added("relations", arrow._replace(id="too"))))
    assert conflicts(debate, change) == (
        Conflict(ConflictKind.CONSTRAINT, "claims", "again", ("text",), like.id),
        Conflict(ConflictKind.CONSTRAINT, "relations", "too", ("premises",), arrow.id),
    )


def test_what_ended_keeps_its_words_from_nobody(debate: Debate) -> None:
    first = next(row for row in debate.claims if row.status is None)
    others = tuple(row for row in debate.claims if row is not first)
    ended = replace(debate, claims=(first._replace(status="withdrawn"), *others))
    again = Change((added("claims", first._replace(id="again")),))
    assert conflicts(ended, again) == ()
    assert len(conflicts(debate, again)) == 1


def test_a_row_comes_back_to_its_place(debate: Debate) -> None:
    assert len(debate.citations) > 1
    first = entry_of(debate, SHAPES["citations"], debate.citations[0])
    change = Change((removed("citations", first, place=0),))
    assert apply(apply(debate, change), invert(change)).citations == debate.citations


def test_a_row_added_and_removed_is_no_edit(debate: Debate) -> None:
    row = debate.people[0]._replace(id="new")
    entry = entry_of(debate, SHAPES["people"], row)
    renamed = changed("people", entry, name="Other")
    assert renamed.after
    gone = removed("people", renamed.after, place=4)
    assert merged([added("people", row), renamed, gone]) == ()
    assert merged([added("people", row), renamed]) == (added("people", renamed.after.row),)
    assert merged([renamed, changed("people", renamed.after, name=row.name)]) == ()


def test_settings_are_edited_as_a_whole(debate: Debate) -> None:
    before = entry_of(debate, SETTINGS, debate.settings)
    change = Change((changed("debate", before, title="New"),))
    assert apply(debate, change).settings == debate.settings._replace(title="New")
    other = apply(debate, Change((changed("debate", before, title="Old"),)))
    assert conflicts(other, change) == (
        Conflict(ConflictKind.DATA, "debate", "every-field", ("title",)),
    )


def test_wordings_go_with_the_sentence(debate: Debate) -> None:
    row = next(row for row in debate.claims if row.id == "c10")
    entry = entry_of(debate, SHAPES["claims"], row)
    words = (*entry.beside["wordings"], Wording(row.wording + 1, "Anew.", START, None))
    after = apply(
        debate,
        Change((changed("claims", entry, text="Anew.", wording=len(words), wordings=words),)),
    )
    assert after.wordings_of["c10"] == words
    assert after.wording_of("c10") == row.wording + 1


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"list": "claims", "id": "c1"},
        {"list": "thoughts", "after": {"id": "c1"}},
        {"list": "claims", "after": {"id": "c1", "colour": "red"}},
        {"list": "claims", "after": "c1"},
        {"list": "claims", "after": {"id": "c1", "text": "Tea.", "kind": "claim"}},
        {"list": "debate", "after": {"slug": "tea", "title": "Tea"}},
        {"list": "credences", "after": {"node": "c1", "account": "a", "at": "yesterday"}},
    ],
)
def test_what_this_program_does_not_know_is_no_edit(given: dict[str, object]) -> None:
    with pytest.raises(UnknownEdit):
        edit_of(given)
