"""`cruxmap debate`."""

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
