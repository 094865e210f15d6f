"""Ids that a file does not have: new rows get free ones, and stand for no other row."""

import json
from collections.abc import Iterable

import pytest
from sqlalchemy import select

from app.core.debate.change import Edit, merged
from app.core.debate.whole import Debate
from app.core.errors import Invalid
from app.core.formats.format import Options
from app.core.formats.native.edits import edit_of
from app.core.formats.registry import FORMATS
from app.core.permissions import Actor
from app.db import Database
from app.models import Suggestion
from app.services import suggestions
from app.services.arriving import Reading
from app.services.debates import open_debate
from app.services.graphs import read_debate
from app.services.joining import Joining
from app.services.proposing import propose_file
from app.services.transfer import bring_in
from tests import factories as make
from tests.formats.test_forum import ANSWER

MOST = 10**7
SLUG = "museum"
OUTLINE = """# Should the museum open on Mondays?

- [c1] The museum should open on Mondays.
  - Supports: [c2 r1] More people would come.
    - Undercuts: [c3 r2] They would come on another day instead.
  - Rebuts: [c4 r3] Staff need a day to clean.
"""
NEW = "Schools could come on a quiet day."
LATER = "Cleaning takes an hour, not a day."


@pytest.fixture
def ada(database: Database) -> Actor:
    """An account that owns a debate on the museum."""
    with database.writing() as session:
        actor = make.an_account(session, "Ada")
    reading = Reading(slug=SLUG)
    bring_in(database, actor, OUTLINE.encode(), "museum.md", max_bytes=MOST, reading=reading)
    return actor


def whole(database: Database, actor: Actor) -> Debate:
    with database.reading() as session:
        return read_debate(session, open_debate(session, actor, SLUG).id)


def suggest(
    database: Database, actor: Actor, data: str | bytes, name: str, how: str = ""
) -> tuple[Edit, ...]:
    """Suggest a file, and return what the suggestion that then waits would do to each row."""
    sent = data if isinstance(data, bytes) else data.encode()
    joining = Joining(how=how)
    made = propose_file(database, actor, SLUG, sent, name, max_bytes=MOST, joining=joining)
    with database.reading() as session:
        asked = select(Suggestion.edits).where(Suggestion.public_id == made.suggestion)
        return merged(edit_of(each) for each in session.scalars(asked).one())


def accept_all(database: Database, actor: Actor) -> None:
    with database.reading() as session:
        asked = select(Suggestion.public_id).where(Suggestion.state == "proposed")
        waiting = list(session.scalars(asked.order_by(Suggestion.id)))
    for ref in waiting:
        with database.writing() as session:
            suggestions.accept(session, actor, SLUG, ref)


def added_texts(edits: Iterable[Edit]) -> list[str]:
    """Return the texts of new claims, for edits that do nothing but add claims and relations."""
    found = [edit for edit in edits if edit.list != "debate"]
    assert all(edit.before is None for edit in found), found
    return [edit.after.row.text for edit in found if edit.list == "claims" and edit.after]


def exported(database: Database, actor: Actor, name: str) -> str:
    write = FORMATS[name].write
    assert write
    return write(whole(database, actor), Options()).data.decode("utf-8-sig")


def with_new_line(text: str, name: str) -> str:
    if name == "csv":
        columns = text.split("\r\n", 1)[0].split(",")
        cells = {"text": NEW, "parent": "c1", "relation": "supports"}
        return text + ",".join(cells.get(column, "") for column in columns) + "\r\n"
    if name == "argdown":
        return f"{text}\n[Schools]: {NEW}\n  +> [c1]\n"
    return f"{text.rstrip()}\n    - Supports: {NEW}\n"


@pytest.mark.parametrize("name", ["markdown", "csv", "argdown"])
def test_a_new_line_without_an_id_is_a_new_claim_however_many_were_taken_out(
    database: Database, ada: Actor, name: str
) -> None:
    text = exported(database, ada, name)
    if name != "argdown":
        text = "".join(line for line in text.splitlines(keepends=True) if "r3" not in line)
    edits = suggest(database, ada, with_new_line(text, name), f"x{FORMATS[name].ending}")
    assert added_texts(edits) == [NEW]
    (arrow,) = (edit.after.row for edit in edits if edit.list == "relations" and edit.after)
    (claim,) = (edit.id for edit in edits if edit.list == "claims")
    assert (arrow.premises, arrow.target) == ((claim,), "c1")
    assert arrow.id not in {"r1", "r2", "r3"}
    assert claim not in {"c1", "c2", "c3", "c4"}


@pytest.mark.parametrize("name", ["markdown", "csv"])
def test_an_old_file_with_a_new_line_leaves_what_came_since_as_it_is(
    database: Database, ada: Actor, name: str
) -> None:
    old = exported(database, ada, name)
    suggest(database, ada, f"{OUTLINE}  - Supports: [c5 r4] {LATER}\n", "x.md")
    accept_all(database, ada)
    edits = suggest(database, ada, with_new_line(old, name), f"x{FORMATS[name].ending}")
    assert added_texts(edits) == [NEW]
    assert {row.id: row.text for row in whole(database, ada).claims}["c5"] == LATER


def test_a_line_whose_id_was_taken_out_is_the_claim_with_its_words(
    database: Database, ada: Actor
) -> None:
    text = OUTLINE.replace("[c4 r3] ", "").replace("More people", "Far more people")
    (edit,) = suggest(database, ada, text, "x.md")
    assert (edit.list, edit.id, edit.changed["text"][1]) == (
        "claims",
        "c2",
        "Far more people would come.",
    )


def test_the_old_words_of_a_claim_that_the_file_rewords_are_a_new_claim(
    database: Database, ada: Actor
) -> None:
    text = OUTLINE.replace("Staff need", "The staff needs")
    edits = suggest(database, ada, f"{text}  - Rebuts: Staff need a day to clean.\n", "x.md")
    told = {(edit.list, edit.before is None) for edit in edits}
    assert told == {("claims", True), ("claims", False), ("relations", True)}


@pytest.mark.parametrize("how", ["update", "add"])
def test_suggestions_that_wait_do_not_take_each_others_ids(
    database: Database, ada: Actor, how: str
) -> None:
    one = suggest(database, ada, f"{OUTLINE}  - Supports: {NEW}\n", "x.md", how)
    other = suggest(database, ada, f"{OUTLINE}  - Rebuts: {LATER}\n", "x.md", how)
    assert not {(edit.list, edit.id) for edit in one} & {(edit.list, edit.id) for edit in other}
    accept_all(database, ada)
    texts = [row.text for row in whole(database, ada).claims]
    assert texts[4:] == [NEW, LATER]


def test_ids_of_two_other_files_that_wait_are_kept_apart(database: Database, ada: Actor) -> None:
    other = "# Else\n\n- [k1] {}\n  - Supports: [k2 q1] {}\n"
    suggest(database, ada, other.format("Trams are loud.", "They ring."), "x.md")
    edits = suggest(database, ada, other.format("Buses are slow.", "They stop."), "x.md")
    assert [edit.id for edit in edits if edit.list == "claims"] == ["k1-2", "k2-2"]


def test_a_thread_into_a_debate_with_a_thread_only_adds(database: Database, ada: Actor) -> None:
    first = json.dumps(ANSWER)
    assert {edit.before for edit in suggest(database, ada, first, "t.json")} == {None}
    accept_all(database, ada)
    before = whole(database, ada)
    second = first.replace("museum123", "other456").replace("Monday", "Tuesday")
    second = second.replace('"cA1"', '"dA1"').replace('"cB1"', '"dB1"')
    edits = suggest(database, ada, second, "t.json")
    assert {edit.before for edit in edits} == {None}
    accept_all(database, ada)
    after = whole(database, ada)
    assert set(after.spans) >= set(before.spans)
    assert set(after.comments) >= set(before.comments)
    assert len(after.sources) == len(before.sources) + 1


def test_the_same_thread_again_changes_nothing(database: Database, ada: Actor) -> None:
    suggest(database, ada, json.dumps(ANSWER), "t.json")
    accept_all(database, ada)
    with pytest.raises(Invalid, match="Nothing would be changed"):
        suggest(database, ada, json.dumps(ANSWER), "t.json")


STALE = """===
title: Museum
===

[Open]: The museum should open on Mondays.
  <+ [More]: More people would come.
"""


def test_a_file_without_ids_is_added_and_takes_nothing_away(database: Database, ada: Actor) -> None:
    text = f"{STALE}  <+ [Schools]: {NEW}\n"
    edits = suggest(database, ada, text, f"{SLUG}.argdown")
    assert added_texts(edits) == [NEW]
    with pytest.raises(Invalid, match="Nothing would be changed"):
        suggest(database, ada, STALE, f"{SLUG}.argdown")


def test_a_file_without_ids_that_is_compared_takes_away_what_it_lacks_and_no_more(
    database: Database, ada: Actor
) -> None:
    text = f"{STALE}  <+ [Schools]: {NEW}\n"
    edits = suggest(database, ada, text, f"{SLUG}.argdown", "update")
    gone = {edit.id for edit in edits if edit.after is None}
    assert gone == {"c3", "c4", "r2", "r3"}
    assert added_texts(edit for edit in edits if edit.after) == [NEW]
