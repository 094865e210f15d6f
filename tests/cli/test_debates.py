"""`cruxmap debate`."""

import pytest

from app.db import Database
from app.services import accounts, debate_settings
from tests.cli.conftest import Cruxmap


def make(database: Database, title: str, visibility: str) -> None:
    with database.writing() as session:
        owner = accounts.ensure_owner(session).actor
        wanted = debate_settings.NewDebate(title=title, visibility=visibility)
        debate_settings.create_debate(session, owner, wanted)


def test_an_empty_installation_lists_nothing(cruxmap: Cruxmap) -> None:
    listed = cruxmap("debate", "list")
    assert (listed.code, listed.out) == (0, "")


def test_private_debates_are_listed_too(cruxmap: Cruxmap, sqlite_database: Database) -> None:
    make(sqlite_database, "Open question", "public")
    make(sqlite_database, "Closed question", "private")
    assert cruxmap("debate", "list").out.splitlines() == [
        "closed-question\t0\t0\t0\t0\tprivate\tClosed question",
        "open-question\t0\t0\t0\t0\tpublic\tOpen question",
    ]


def test_the_bundled_debates_are_loaded_once(cruxmap: Cruxmap) -> None:
    first = cruxmap("load-bundled")
    assert first.code == 0
    assert {line.split(": ")[1] for line in first.out.splitlines()} == {"loaded"}
    again = cruxmap("load-bundled")
    assert {line.split(": ")[1] for line in again.out.splitlines()} == {"unchanged"}
    assert len(cruxmap("debate", "list").out.splitlines()) == len(first.out.splitlines())


def test_the_example_is_left_out_where_the_settings_say_so(
    cruxmap: Cruxmap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRUXMAP_EXAMPLE", "false")
    assert "fare-free-buses" not in cruxmap("load-bundled").out
    monkeypatch.setenv("CRUXMAP_EXAMPLE", "true")
    assert "fare-free-buses: loaded" in cruxmap("load-bundled").out.splitlines()
