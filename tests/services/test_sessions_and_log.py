"""A thread has one session at a time, and SQLite's log begins anew however many read."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session

from app import db, wal
from app.db import Database, end, expect_no_session

pytestmark = pytest.mark.long

WRITES = 10_000
READERS = 6
MOST_BYTES = 20_000_000
SQLITE_OK, SQLITE_DENY, SQLITE_PRAGMA = 0, 1, 19


def log_of(database: Database) -> Path:
    return Path(f"{database.url.database}-wal")


@contextmanager
def readers(database: Database, count: int, *, for_seconds: float) -> Iterator[list[int]]:
    """Read all the time, one reader upon the other, so that there is no moment without one."""
    stop, reads = Event(), [0] * count

    def read(place: int) -> None:
        stop.wait(for_seconds * place / count)  # they do not all begin and end together
        while not stop.is_set():
            with database.reading() as session:
                session.execute(text("SELECT count(*) FROM account")).one()
                stop.wait(for_seconds)
                session.execute(text("SELECT count(*) FROM account")).one()
            reads[place] += 1

    threads = [Thread(target=read, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield reads
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def write(database: Database, number: int) -> None:
    with database.writing() as session:
        session.execute(
            text("UPDATE notes SET number = :n, words = :w WHERE id = :i"),
            {"n": number, "w": f"note {number} " * 20, "i": number % 500},
        )


@pytest.fixture
def notes(sqlite_database: Database) -> Database:
    """A database with a table that small changes can be made to, without waiting for the disk."""
    event.listen(sqlite_database.engine, "connect", _hurry)
    with sqlite_database.writing() as session:
        session.execute(text("CREATE TABLE notes (id INTEGER PRIMARY KEY, number INT, words TEXT)"))
        session.execute(text("CREATE INDEX by_number ON notes (number)"))
        for number in range(500):
            session.execute(text("INSERT INTO notes VALUES (:n, :n, '')"), {"n": number})
    return sqlite_database


def _hurry(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")


def largest_log(database: Database, writes: int) -> int:
    largest = 0
    for number in range(writes):
        write(database, number)
        largest = max(largest, log_of(database).stat().st_size)
    return largest


def test_the_log_stays_small_under_readers_that_never_pause(notes: Database) -> None:
    with readers(notes, READERS, for_seconds=0.01) as reads:
        assert largest_log(notes, WRITES) <= MOST_BYTES
    assert min(reads) > 10


def test_without_tending_it_would_not(notes: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wal, "DUE", 1000 * MOST_BYTES)
    with readers(notes, READERS, for_seconds=0.01):
        # A tenth of the changes, and it is larger than all of them make it when it is tended.
        assert largest_log(notes, WRITES // 10) > MOST_BYTES / 2


def test_a_reader_that_takes_long_keeps_nobody_from_writing(notes: Database) -> None:
    with long_reader(notes):
        for number in range(1000):
            write(notes, number)
        size = log_of(notes).stat().st_size
    assert size > wal.DUE  # it could not begin anew
    for number in range(10):  # and does, soon after the reader has gone
        write(notes, number)
    assert log_of(notes).stat().st_size <= wal.KEPT


def test_a_change_is_there_when_its_log_could_not_be_tended(
    notes: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wal, "DUE", 0)
    monkeypatch.setattr(wal, "AGAIN", 0)
    notes.engine.dispose()
    event.listen(notes.engine, "connect", lambda raw, _: raw.set_authorizer(no_checkpoint))
    write(notes, 12345)
    with notes.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM notes WHERE number = 12345")) == 1


def no_checkpoint(action: int, what: str | None, *_: object) -> int:
    refused = action == SQLITE_PRAGMA and what == "wal_checkpoint"
    return SQLITE_DENY if refused else SQLITE_OK


@contextmanager
def long_reader(database: Database) -> Iterator[None]:
    begun, stop = Event(), Event()

    def read() -> None:
        with database.reading() as session:
            session.execute(text("SELECT count(*) FROM account")).one()
            begun.set()
            stop.wait()

    thread = Thread(target=read)
    thread.start()
    begun.wait()
    try:
        yield
    finally:
        stop.set()
        thread.join()


# One session a thread.

Opening = Callable[[Database], AbstractContextManager[Session]]


@pytest.mark.parametrize("outer", [Database.reading, Database.writing])
@pytest.mark.parametrize("inner", [Database.reading, Database.writing])
def test_a_session_ends_before_another_begins(
    database: Database, outer: Opening, inner: Opening
) -> None:
    with outer(database), pytest.raises(RuntimeError, match="same thread"), inner(database):
        raise AssertionError("It was opened.")
    with inner(database) as session:  # the refused one has left nothing behind
        assert session.scalar(text("SELECT count(*) FROM account")) == 0


def test_a_session_that_failed_has_ended(database: Database) -> None:
    with pytest.raises(KeyError), database.writing():
        raise KeyError
    with database.reading():
        pass


def test_other_threads_and_other_databases_have_sessions_of_their_own(
    database: Database, empty_database: Database
) -> None:
    def write_elsewhere() -> int:
        with database.writing() as session:
            return session.scalar(text("SELECT 7")) or 0

    with database.reading(), empty_database.writing(), ThreadPoolExecutor(1) as other:
        assert other.submit(write_elsewhere).result() == 7


def test_a_reading_session_may_end_before_its_block(notes: Database) -> None:
    with notes.reading() as session:
        session.execute(text("SELECT count(*) FROM notes")).one()
        with pytest.raises(RuntimeError, match="while a session is open"):
            expect_no_session("This takes its time")
        end(session)
        expect_no_session("This takes its time")
        write(notes, 7)  # nobody reads any more, so this thread may write
        with pytest.raises(InvalidRequestError):
            session.execute(text("SELECT 1"))


def test_a_database_that_is_closed_waits_for_sessions_of_other_threads(
    sqlite_database: Database,
) -> None:
    begun, go_on, order = Event(), Event(), list[str]()

    def read() -> None:
        with sqlite_database.reading() as session:
            begun.set()
            go_on.wait(10)
            session.execute(text("SELECT count(*) FROM account")).one()
            order.append("read")

    def close() -> None:
        sqlite_database.close()
        order.append("closed")

    with ThreadPoolExecutor(2) as pool:
        reading = pool.submit(read)
        assert begun.wait(10)
        closing = pool.submit(close)
        time.sleep(0.2)
        assert order == []
        go_on.set()
        reading.result(10)
        closing.result(10)
    assert order == ["read", "closed"]


def test_closing_does_not_wait_for_ever(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "CLOSING", 0.05)
    begun, go_on = Event(), Event()

    def read() -> None:
        with sqlite_database.reading():
            begun.set()
            go_on.wait(10)

    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read)
        assert begun.wait(10)
        sqlite_database.close()
        assert not reading.done()
        go_on.set()
        reading.result(10)
