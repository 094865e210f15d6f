"""Stretches whose surroundings an older program hashed, without sums, are as good as new ones."""

from typing import Any

import pytest

from app.core.permissions import Actor
from app.core.quotes.anchors import anchor
from app.db import Database
from app.services import sources
from app.services.migrations import downgrade, migrate
from app.services.transfer import export_document, import_document, prepare
from app.services.undoing import undo
from tests import factories as make

CONTEXTS = ("prefix_hash", "suffix_hash")
WORDS = ("The wheel is old.", "Nobody had tarred it.", "The parish met in spring.")
TEXT = f"Ida: {WORDS[0]} Per: {WORDS[1]} 李😀 {WORDS[2]}\n"
LATER = f"{TEXT[: TEXT.index('Per')]}Then. {TEXT[TEXT.index('Per') :]}"


def span(number: int, *, is_older: bool = True) -> dict[str, Any]:
    start = TEXT.index(WORDS[number])
    told = anchor(TEXT, start, start + len(WORDS[number]))._asdict()
    older = {name: told[name][:16] for name in CONTEXTS if is_older}
    return {"id": f"x{number}", "source": "s1", **told, **older}


@pytest.fixture
def owner(database: Database) -> Actor:
    book = {"id": "s1", "kind": "work", "csl": {"type": "book", "title": "The mill"}}
    document = {
        "format": "cruxmap/1",
        "debate": {"slug": "mill", "title": "The mill"},
        "sources": [book],
        "spans": [span(0), span(1), span(2, is_older=False)],
    }
    with database.writing() as session:
        actor = make.an_account(session, "Olga")
        import_document(session, actor, prepare(document))
    return actor


def contexts(database: Database, actor: Actor) -> dict[str, list[str]]:
    with database.reading() as session:
        spans = export_document(session, actor, "mill")["spans"]
    return {each["id"]: [each[name] for name in CONTEXTS] for each in spans}


def test_both_forms_go_in_and_out_as_they_are_and_are_looked_up_alike(
    database: Database, owner: Actor
) -> None:
    before = contexts(database, owner)
    report = sources.attach(database, owner, "mill", "s1", TEXT.encode())
    assert report.counts == {"exact": 3}
    assert contexts(database, owner) == before
    lengths = {id_: {*map(len, found)} for id_, found in before.items()}
    assert lengths == {"x0": {16}, "x1": {16}, "x2": {22}}


@pytest.mark.parametrize("is_known", [True, False])
def test_a_stretch_that_moves_is_told_with_sums_from_then_on(
    database: Database, owner: Actor, is_known: bool
) -> None:
    before = contexts(database, owner)
    if is_known:
        sources.attach(database, owner, "mill", "s1", TEXT.encode())
    report = sources.attach(database, owner, "mill", "s1", LATER.encode(), replace=True)
    assert report.counts == {"exact": 1, "moved": 2}
    after = contexts(database, owner)
    start = LATER.index(WORDS[1])
    assert after["x1"] == [*anchor(LATER, start, start + len(WORDS[1]))[3:]]
    assert after["x0"] == before["x0"]


def test_the_program_before_takes_the_hashes_and_the_records_of_this_one(
    database: Database, owner: Actor
) -> None:
    before = contexts(database, owner)
    sources.attach(database, owner, "mill", "s1", LATER.encode())
    after = contexts(database, owner)
    downgrade(database, "0007")
    migrate(database)
    assert contexts(database, owner) == {
        id_: [name[:16] for name in names] for id_, names in after.items()
    }
    with database.writing() as session:
        undo(session, owner, "mill", 2)
    assert contexts(database, owner) == {
        id_: [name[:16] for name in names] for id_, names in before.items()
    }
