"""`cruxmap migrate`."""

from pathlib import Path

import pytest

from app.db import Database
from app.services.migrations import is_current
from tests.cli.conftest import Cruxmap


@pytest.fixture
def fresh(cruxmap: Cruxmap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An installation whose database has no tables yet."""
    url = f"sqlite:///{tmp_path / 'fresh' / 'new.db'}"
    monkeypatch.setenv("CRUXMAP_DATABASE_URL", url)
    return url


def test_migrate_makes_the_database_ready(cruxmap: Cruxmap, fresh: str) -> None:
    assert cruxmap("migrate").code == 0
    database = Database(fresh)
    assert is_current(database)
    database.close()


def test_migrating_again_says_that_there_is_nothing_to_do(cruxmap: Cruxmap) -> None:
    again = cruxmap("migrate")
    assert again.code == 0
    assert "already" in again.out


def test_other_commands_ask_for_migrate_first(cruxmap: Cruxmap, fresh: str) -> None:
    refused = cruxmap("debate", "list")
    assert refused.code == 1
    assert "cruxmap migrate" in refused.err
