"""A command run as a person runs it: its exit code, what it printed, what it complained of."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.cli.main import run
from app.config import Settings


@dataclass(frozen=True)
class Done:
    """What a command came to."""

    code: int
    out: str
    err: str


Cruxmap = Callable[..., Done]


@pytest.fixture
def installation(sqlite_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation with a migrated, empty database, named by the environment."""
    monkeypatch.setenv("CRUXMAP_DATABASE_URL", sqlite_settings.database_url)
    monkeypatch.setenv("CRUXMAP_DATA_DIR", str(sqlite_settings.data_dir))
    monkeypatch.setenv("CRUXMAP_SECRET_KEY", sqlite_settings.secret_key)
    return sqlite_settings


@pytest.fixture
def cruxmap(installation: Settings, capsys: pytest.CaptureFixture[str]) -> Cruxmap:
    """Run a command in the installation: `cruxmap("debate", "list").out`."""

    def command(*arguments: str) -> Done:
        with pytest.raises(SystemExit) as stopped:
            run(arguments)
        printed = capsys.readouterr()
        return Done(int(stopped.value.code or 0), printed.out, printed.err)

    return command
