"""Bundled debates are loaded once, renewed while untouched, and left alone once edited."""

from pathlib import Path

import pytest
from sqlalchemy import select

from app.core.errors import Invalid
from app.core.formats.native.faults import ImportFaults
from app.core.permissions import Actor
from app.core.quotes.anchors import text_hash
from app.db import Database
from app.models import Debate, Snapshot
from app.services import changes
from app.services.bundled import EXAMPLE, Outcome, load_bundled

DEBATES = ["scheming-exchange", "steiner-comments"]
STANDS = "It stands."
FIRST = """
format: cruxmap/1
debate: {slug: mill, title: The mill}
claims: [{id: c1, kind: claim, text: It stands., provenance: outside}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "debates"
    folder.mkdir()
    (folder / "mill.yaml").write_text(FIRST)
    return folder


def outcomes(database: Database, folder: Path) -> list[Outcome]:
    return [loaded.outcome for loaded in load_bundled(database, folder)]


def title(database: Database) -> tuple[str, int]:
    with database.reading() as session:
        row = session.execute(select(Debate.title, Debate.revision)).one()
        return row.title, row.revision


def slugs(database: Database) -> list[str]:
    with database.reading() as session:
        return sorted(session.scalars(select(Debate.slug)))


def test_loading_twice_changes_nothing(database: Database, folder: Path) -> None:
    assert outcomes(database, folder) == [Outcome.LOADED]
    assert outcomes(database, folder) == [Outcome.UNCHANGED]
    assert title(database) == ("The mill", 1)


def test_a_newer_file_renews_an_untouched_debate_at_a_later_revision(
    database: Database, folder: Path
) -> None:
    load_bundled(database, folder)
    (folder / "mill.yaml").write_text(FIRST.replace("The mill", "The new mill"))
    assert outcomes(database, folder) == [Outcome.RENEWED]
    assert title(database) == ("The new mill", 2)
    (folder / "mill.yaml").write_text(FIRST.replace("The mill", "The newest mill"))
    assert outcomes(database, folder) == [Outcome.RENEWED]
    assert title(database) == ("The newest mill", 3)


def test_an_edited_debate_is_left_alone_and_said_so(database: Database, folder: Path) -> None:
    load_bundled(database, folder)
    with database.writing() as session:
        key = session.scalars(select(Debate.id)).one()
        actor = Actor(None, site_owner=True)
        changes.record(session, key, actor, action="add", noun="credence", ref="c1")
    (folder / "mill.yaml").write_text(FIRST.replace("The mill", "The new mill"))
    assert outcomes(database, folder) == [Outcome.KEPT]
    assert title(database) == ("The mill", 2)


def test_a_debate_that_was_imported_by_hand_is_not_replaced(
    database: Database, folder: Path
) -> None:
    load_bundled(database, folder)
    with database.writing() as session:
        debate = session.scalars(select(Debate)).one()
        debate.bundled_hash = debate.bundled_revision = None
    assert outcomes(database, folder) == [Outcome.KEPT]


def test_a_faulty_file_is_refused_with_its_faults(database: Database, folder: Path) -> None:
    (folder / "mill.yaml").write_text(FIRST.replace("outside", "nowhere"))
    with pytest.raises(ImportFaults, match="nowhere"):
        load_bundled(database, folder)


def with_a_source(folder: Path, text: str) -> None:
    """Give the debate a source whose text is "It stands.", and put a text beside it."""
    named = (
        f"{{id: s1, kind: work, csl: {{type: book, title: B}}, text_hash: '{text_hash(STANDS)}'}}"
    )
    (folder / "mill.yaml").write_text(f"{FIRST}sources: [{named}]\n")
    (folder / "mill.s1.txt").write_text(text)


def test_a_text_beside_a_debate_is_attached_to_the_source_it_names(
    database: Database, folder: Path
) -> None:
    with_a_source(folder, STANDS)
    assert outcomes(database, folder) == [Outcome.LOADED]
    assert outcomes(database, folder) == [Outcome.UNCHANGED]
    with database.reading() as session:
        assert session.scalars(select(Snapshot.text)).all() == [STANDS]
    assert title(database) == ("The mill", 1)  # so that a newer file may still renew it


def test_a_debate_is_renewed_with_its_text(database: Database, folder: Path) -> None:
    outcomes(database, folder)
    with_a_source(folder, STANDS)
    assert outcomes(database, folder) == [Outcome.RENEWED]
    (folder / "mill.s1.txt").write_bytes(b"\xef\xbb\xbf" + STANDS.encode())  # another file
    assert outcomes(database, folder) == [Outcome.RENEWED]
    with database.reading() as session:
        assert session.scalars(select(Snapshot.text)).all() == [STANDS]


def test_a_text_that_the_source_does_not_name_is_refused_with_its_debate(
    database: Database, folder: Path
) -> None:
    with_a_source(folder, "It fell.")
    with pytest.raises(Invalid, match="mill/s1"):
        load_bundled(database, folder)
    with database.reading() as session:
        assert session.scalars(select(Debate.slug)).all() == []


def test_the_debates_of_this_package_load(sqlite_database: Database) -> None:
    loaded = {each.slug: each.outcome for each in load_bundled(sqlite_database)}
    assert loaded == dict.fromkeys([EXAMPLE, *DEBATES], Outcome.LOADED)


def test_the_example_can_be_left_out(sqlite_database: Database) -> None:
    loaded = [each.slug for each in load_bundled(sqlite_database, example=False)]
    assert loaded == DEBATES
    assert slugs(sqlite_database) == DEBATES


def test_an_example_that_is_there_stays_as_it_is_and_comes_only_once(
    sqlite_database: Database,
) -> None:
    load_bundled(sqlite_database)
    again = {each.outcome for each in load_bundled(sqlite_database)}
    assert again == {Outcome.UNCHANGED}
    load_bundled(sqlite_database, example=False)
    assert slugs(sqlite_database) == [EXAMPLE, *DEBATES]
