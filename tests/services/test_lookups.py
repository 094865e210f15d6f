"""Quotes are looked up before the transaction that writes: nobody waits, nothing is overlooked."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event, Thread, get_ident
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, select

from app.core.errors import Conflict
from app.core.permissions import Actor
from app.core.quotes.anchors import anchor, text_hash
from app.db import Database
from app.models import Snapshot, Span
from app.services import citations, sources
from app.services.accounts import add_account
from app.services.citations import NewCitation
from app.services.transfer import import_document, prepare

TEXT = "The wheel is rotten.\nIt is old, as I said.\nOld wood lasts, said the miller.\n"
LATER = f"Posted in spring.\n{TEXT}"
LONG = "Of wheels and mills, and of what the river does to them in winter.\n" * 15_000


@pytest.fixture
def owner(database: Database) -> Actor:
    """Own a debate with a short source, and a long one of which other quotes are known."""
    foreign = [f"word {number} and what follows it, at some length" for number in range(200)]
    gone = [anchor(f"{' ' * 40}{words}{'-' * 40}", 40, 40 + len(words)) for words in foreign]
    document: dict[str, Any] = {
        "format": "cruxmap/1",
        "debate": {"slug": "mill", "title": "The mill"},
        "sources": [
            {"id": ref, "kind": "work", "csl": {"type": "book", "title": ref}}
            for ref in ("short", "long")
        ],
        "spans": [
            {"id": f"x{number}", "source": "long", **each._asdict()}
            for number, each in enumerate(gone)
        ],
        "claims": [{"id": "c1", "kind": "claim", "text": "A claim.", "provenance": "inferred"}],
    }
    with database.writing() as session:
        actor = add_account(session, "Olga").actor
        import_document(session, actor, prepare(document))
    sources.attach(database, actor, "mill", "short", TEXT.encode())
    return actor


def cite(database: Database, actor: Actor, quote: str) -> None:
    given = NewCitation(source="short", role="supports", quote=quote)
    citations.add(database, actor, "mill", "c1", given)


@contextmanager
def meanwhile(database: Database, act: Callable[[], None], times: int) -> Iterator[None]:
    """Let somebody else act, so many times, right before a transaction that writes begins."""
    left, busy = times, False

    def before(*_connection: object) -> None:
        nonlocal left, busy
        if left and not busy:
            left, busy = left - 1, True
            others.submit(act).result()  # a thread has one session at a time
            busy = False

    with ThreadPoolExecutor(1) as others:
        event.listen(database.engine, "checkout", before)
        yield
        event.remove(database.engine, "checkout", before)
    assert left == 0


def stretches(database: Database) -> list[str]:
    """Return what the spans of the short source mark in its present text."""
    with database.reading() as session:
        found = select(Snapshot.text, Span.start, Span.end, Span.hash).join(
            Span, Span.source_id == Snapshot.source_id
        )
        rows = session.execute(found.order_by(Span.id)).all()
    for text, start, end, hashed in rows:
        assert start is not None
        assert end is not None
        assert anchor(text, start, end).hash == hashed
    return [text[start:end] for text, start, end, _ in rows]


def test_others_write_while_a_text_is_searched(database: Database, owner: Actor) -> None:
    reads, writes, done = Event(), Event(), Event()
    thread: list[int] = []
    report: list[sources.AttachReport] = []

    def attach() -> None:
        thread.append(get_ident())
        report.append(sources.attach(database, owner, "mill", "long", LONG.encode()))
        done.set()

    def begins(connection: Connection) -> None:
        if get_ident() in thread:
            reads.set()
            if connection.engine is database.engine:
                writes.set()

    event.listen(Engine, "begin", begins)
    worker = Thread(target=attach)
    worker.start()
    assert reads.wait(60)
    in_between = 0
    while not writes.is_set():
        with database.writing() as session:
            add_account(session, f"Guest {in_between}")
        in_between += not writes.is_set()
    worker.join(120)
    event.remove(Engine, "begin", begins)

    assert done.is_set()
    assert in_between > 0
    assert report[0].counts == {"gone": 200}


def test_a_quote_that_was_cited_meanwhile_is_looked_up_too(
    database: Database, owner: Actor
) -> None:
    cite(database, owner, "It is old")
    with meanwhile(database, lambda: cite(database, owner, "Old wood lasts"), times=1):
        report = sources.attach(database, owner, "mill", "short", LATER.encode(), replace=True)
    assert report.counts == {"moved": 2}
    assert stretches(database) == ["It is old", "Old wood lasts"]


def test_a_quote_is_looked_up_in_the_text_that_is_there_when_it_is_kept(
    database: Database, owner: Actor
) -> None:
    def replace() -> None:
        sources.attach(database, owner, "mill", "short", LATER.encode(), replace=True)

    with meanwhile(database, replace, times=1):
        cite(database, owner, "Old wood lasts")
    assert stretches(database) == ["Old wood lasts"]


def test_what_keeps_changing_is_refused_after_a_few_tries(database: Database, owner: Actor) -> None:
    quotes: Any = iter(("wheel", "rotten", "It is old", "as I said", "wood", "miller"))
    texts: Any = iter((LATER, TEXT, LATER))

    def replace() -> None:
        sources.attach(database, owner, "mill", "short", next(texts).encode(), replace=True)

    with (
        meanwhile(database, lambda: cite(database, owner, next(quotes)), times=sources.TRIES),
        pytest.raises(Conflict, match="again and again"),
    ):
        sources.attach(database, owner, "mill", "short", LATER.encode(), replace=True)
    with (
        meanwhile(database, replace, times=citations.TRIES),
        pytest.raises(Conflict, match="again and again"),
    ):
        cite(database, owner, "said the miller")
    assert stretches(database) == ["wheel", "rotten", "It is old"]


def test_the_hash_of_the_text_is_kept_with_it(database: Database, owner: Actor) -> None:
    sources.attach(database, owner, "mill", "short", LATER.encode(), replace=True)
    with database.reading() as session:
        row = session.execute(select(Snapshot.text, Snapshot.hash)).one()
    assert row.hash == text_hash(row.text) == text_hash(LATER)
