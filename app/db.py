"""Engines and sessions: one request is one transaction, committed before the answer leaves."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session, sessionmaker

from app.wal import KEPT, Log

try:  # the wheel carries a SQLite without the WAL-reset fault of older system libraries
    from pysqlite3 import dbapi2 as sqlite_driver
except ImportError:  # pragma: no cover - platforms without the wheel
    import sqlite3 as sqlite_driver

BUSY_TIMEOUT_MS = 10_000
CONNECTIONS = 8
CLOSING = 5.0  # seconds: whoever reads for longer loses the connection when the process ends
PATIENCE = "cruxmap_patience_ms"
OF = "cruxmap_database"
SAFE_SQLITE = (3, 51, 3)


class _Threads(threading.local):
    """The databases that each thread has a session of."""

    def __init__(self) -> None:
        self.sessions: set[Database] = set()


_threads = _Threads()


def expect_no_session(what: str) -> None:
    """Raise RuntimeError where this thread has a session open; `what` would take its time in it."""
    if _threads.sessions:
        raise RuntimeError(f"{what} while a session is open, and others may wait for it.")


def end(session: Session) -> None:
    """End a reading session before its block does: what follows takes its time and needs none.

    The session raises InvalidRequestError if it is used again.
    """
    session.close()
    _threads.sessions.discard(session.info[OF])


class Database:
    """A pair of engines on one address: many readers, and writers that lock from the start.

    Each opens at most `connections`: as many as threads that use it, for a thread has one
    session at a time. Further threads wait for one of them.
    """

    def __init__(self, url: str, *, connections: int = CONNECTIONS) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._read_engine, self._write_engine = _engines(self.url, connections)
        self._log = Log(self.url.database) if self.is_sqlite and self.url.database else None
        self._read = sessionmaker(
            self._read_engine, expire_on_commit=False, close_resets_only=False, info={OF: self}
        )
        self._write = sessionmaker(self._write_engine, expire_on_commit=False)
        self._busy: set[int] = set()

    @property
    def engine(self) -> Engine:
        """Return the writing engine, for migrations and checks."""
        return self._write_engine

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that sees one state of the database and writes nothing.

        Raises RuntimeError within another session of the same thread, as `writing` does.
        """
        if self._log:
            self._log.wait()
        with self._alone(), self._read() as session:
            yield session

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """Open a bare connection that sees one state of the database, for a query or two."""
        if self._log:
            self._log.wait()
        with self._alone(), self._read_engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, *, patience_ms: int = BUSY_TIMEOUT_MS) -> Iterator[Session]:
        """Open a session that commits at the end, or rolls back on any error.

        On SQLite it waits so long for another writer, and then raises OperationalError. A thread
        that still reads while it writes would keep SQLite from ever clearing its log: reading
        ends before writing begins.
        """
        with self._alone():
            with self._write.begin() as session:
                session.connection(execution_options={PATIENCE: patience_ms})
                yield session
            if self._log:
                self._log.tend(self._write_engine)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        here = _threads.sessions
        if self in here:
            raise RuntimeError("A session ends before another begins in the same thread.")
        here.add(self)
        self._busy.add(threading.get_ident())
        try:
            yield
        finally:
            here.discard(self)
            self._busy.discard(threading.get_ident())

    def close(self) -> None:
        """Give back all connections, after sessions of other threads ended, if that is soon."""
        until = time.monotonic() + CLOSING
        while self._busy - {threading.get_ident()} and time.monotonic() < until:
            time.sleep(0.01)
        self._read_engine.dispose()
        self._write_engine.dispose()


def _engines(url: URL, connections: int) -> tuple[Engine, Engine]:
    options = {"pool_size": connections, "max_overflow": 0, **SHARED}
    if url.get_backend_name() == "sqlite":
        read = _sqlite(url, options, query_only=True)
        event.listen(read, "begin", _begin)
        write = _sqlite(url, options)
        event.listen(write, "begin", _begin_immediate)
        return read, write
    url = url.set(drivername="postgresql+psycopg")
    options["pool_pre_ping"] = True
    read = create_engine(url, isolation_level="REPEATABLE READ", **options)
    return read, create_engine(url, **options)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_immediate(connection: Connection) -> None:
    patience = connection.get_execution_options().get(PATIENCE, BUSY_TIMEOUT_MS)
    connection.exec_driver_sql(f"PRAGMA busy_timeout={patience:d}")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _sqlite(url: URL, options: dict[str, Any], *, query_only: bool = False) -> Engine:
    if not url.database or url.database == ":memory:":
        raise ValueError("SQLite in memory is not supported: name a file (sqlite:///FILE).")
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url.set(drivername="sqlite"),
        module=sqlite_driver,
        **options,
        connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare(query_only=query_only))
    return engine


def _prepare(*, query_only: bool) -> Any:
    def prepare(connection: Any, _record: object) -> None:
        # The driver's own transaction handling breaks savepoints and repeatable reads.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute(f"PRAGMA journal_size_limit={KEPT}")
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
