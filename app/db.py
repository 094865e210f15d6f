"""Engines and sessions: one request is one transaction, committed before the answer leaves."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session, sessionmaker

try:  # the wheel carries a SQLite without the WAL-reset fault of older system libraries
    from pysqlite3 import dbapi2 as sqlite_driver
except ImportError:  # pragma: no cover - platforms without the wheel
    import sqlite3 as sqlite_driver

BUSY_TIMEOUT_MS = 10_000
SAFE_SQLITE = (3, 51, 3)


class Database:
    """A pair of engines on one address: many readers, and writers that lock from the start."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._read_engine, self._write_engine = _engines(self.url)
        self._read = sessionmaker(self._read_engine, expire_on_commit=False)
        self._write = sessionmaker(self._write_engine, expire_on_commit=False)

    @property
    def engine(self) -> Engine:
        """Return the writing engine, for migrations and checks."""
        return self._write_engine

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that sees one state of the database and writes nothing."""
        with self._read() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a session that commits at the end, or rolls back on any error."""
        with self._write.begin() as session:
            yield session

    def close(self) -> None:
        """Give back all connections."""
        self._read_engine.dispose()
        self._write_engine.dispose()


def sqlite_version() -> tuple[int, ...]:
    """Return the version of the SQLite library in use."""
    return tuple(int(part) for part in sqlite_driver.sqlite_version.split("."))


def _engines(url: URL) -> tuple[Engine, Engine]:
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, begin="BEGIN", query_only=True), _sqlite(url, begin="BEGIN IMMEDIATE")
    url = url.set(drivername="postgresql+psycopg")
    options = {"pool_pre_ping": True, **SHARED}
    read = create_engine(url, isolation_level="REPEATABLE READ", pool_size=4, **options)
    return read, create_engine(url, pool_size=4, **options)


def _sqlite(url: URL, *, begin: str, query_only: bool = False) -> Engine:
    if not url.database or url.database == ":memory:":
        raise ValueError("SQLite in memory is not supported: name a file (sqlite:///FILE).")
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url.set(drivername="sqlite"),
        module=sqlite_driver,
        **SHARED,
        connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare(query_only=query_only))

    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "begin", start)
    return engine


def _prepare(*, query_only: bool) -> Any:
    def prepare(connection: Any, _record: object) -> None:
        # The driver's own transaction handling breaks savepoints and repeatable reads.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        if query_only:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    return prepare


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# Values stay out of error messages: those are logged, and a value may be a password's hash.
SHARED: dict[str, Any] = {"json_serializer": _json, "hide_parameters": True}
