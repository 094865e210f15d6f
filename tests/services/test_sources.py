"""A text is attached to a source, verified against the spans, and shown with its marks."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from app.core.permissions import ANONYMOUS, Actor
from app.core.quotes.anchors import anchor, text_hash
from app.core.vocabulary import CitationState
from app.db import Database
from app.models import Change, Citation, Debate, Snapshot, Span
from app.services import history
from app.services.accounts import add_account
from app.services.debates import OpenDebate, open_debate
from app.services.sources import attach, list_sources, read_attached, read_source, verified
from app.services.transfer import export_document, import_document, prepare
from tests.recorded import recorded_whole

TEXT = "Ida: The wheel is <b>rotten</b>.\nPer: It is old, as I said.\nIda: Old wood lasts.\n"
LATER = "Posted in spring.\n" + TEXT.replace("as I said", "as I keep saying")


def mill(session: Session, actor: Actor) -> OpenDebate:
    return open_debate(session, actor, "mill")


def span(public_id: str, words: str, **more: Any) -> dict[str, Any]:
    start = TEXT.index(words)
    where = anchor(TEXT, start, start + len(words))._asdict()
    lines = {"first_line": TEXT.count("\n", 0, start) + 1}
    return (
        {"id": public_id, "source": "s1", **lines, "last_line": lines["first_line"]} | where | more
    )


@pytest.fixture
def owner(database: Database) -> Actor:
    document = {
        "format": "cruxmap/1",
        "debate": {"slug": "mill", "title": "The mill"},
        "people": [
            {"id": "p1", "name": "Ida", "kind": "named"},
            {"id": "p2", "name": "Per", "kind": "named"},
        ],
        "sources": [
            {"id": "s10", "kind": "work", "csl": {"type": "book", "title": "On wheels"}},
            {"id": "s1", "kind": "thread", "csl": {"type": "post", "title": "Thread"}}
            | {"text_hash": text_hash(TEXT), "text_length": len(TEXT)}
            | {"renderings": [{"id": "a", "label": "A", "first_line": 1, "last_line": 3}]},
        ],
        "spans": [
            span("x1", "The wheel is <b>rotten</b>.", comment="k1"),
            span("x2", "rotten", comment="k1"),
            span("x3", "It is old, as I said.", comment="k2"),
            span("x4", "Old wood lasts", comment="k3"),
            {"id": "x5", "source": "s1", "locator": "somewhere"},
        ],
        "comments": [
            {"id": "k1", "source": "s1", "author": "p1", "spans": ["x1"]},
            {"id": "k2", "source": "s1", "author": "p2", "spans": ["x3"]},
            {"id": "k3", "source": "s1", "author": "p1", "spans": ["x4"]},
        ],
        "quotes": [{"id": "q1", "span": "x4", "quoted_by": "p1", "owner": "p2"}],
        "claims": [
            {"id": f"c{n}", "kind": "claim", "text": "A claim.", "provenance": "in_text"}
            | {"spans": spans}
            for n, spans in ((10, ["x1"]), (2, ["x1", "x2"]))
        ],
        "citations": [
            {"id": "y1", "node": "c2", "source": "s1", "span": "x3", "role": "supports"},
            {"id": "y2", "node": "c2", "source": "s10", "locator": "10", "role": "context"},
            {"id": "y3", "node": "c10", "source": "s10", "locator": "9", "role": "defines"},
            {"id": "y4", "node": "c10", "source": "s10", "role": "defines", "span": "x4"},
        ],
    }
    with database.writing() as session:
        actor = add_account(session, "Olga").actor
        import_document(session, actor, prepare(document))
    return actor


def states(database: Database) -> dict[str, str]:
    with database.reading() as session:
        found = select(Citation.public_id, Citation.state)
        return {row.public_id: row.state for row in session.execute(found)}


def test_attaching_the_right_text_verifies_every_span(database: Database, owner: Actor) -> None:
    windows = b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()
    report = attach(database, owner, "mill", "s1", windows)
    with database.reading() as session:
        attached = read_attached(session, mill(session, owner), "s1")
        with pytest.raises(RuntimeError, match="while a session is open"):
            verified(attached)
    assert verified(attached) == report
    assert report.counts == {"exact": 4, "unchecked": 1}
    assert report.is_exact
    assert (report.hash, report.length) == (text_hash(TEXT), len(TEXT))
    assert states(database) == {"y1": "exact", "y2": "unchecked", "y3": "unchecked"} | {
        "y4": "unchecked"  # its words stand in the thread that cites, not in the work
    }
    with database.reading() as session:
        assert session.scalars(select(Snapshot.text)).one() == TEXT
        assert session.scalars(select(Debate.revision)).one() == 2
        assert session.scalars(select(Change.action).where(Change.revision == 2)).one() == "attach"


def test_another_text_is_refused_and_nothing_kept(database: Database, owner: Actor) -> None:
    with pytest.raises(Conflict, match="its hash differs"):
        attach(database, owner, "mill", "s1", LATER.encode())
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Snapshot)) == 0
        assert session.scalars(select(Debate.revision)).one() == 1


def test_a_replacement_moves_what_it_still_holds_and_names_what_changed(
    database: Database, owner: Actor
) -> None:
    attach(database, owner, "mill", "s1", TEXT.encode())
    report = attach(database, owner, "mill", "s1", LATER.encode(), replace=True)
    found = {each.id: each for each in report.spans}
    assert report.counts == {"moved": 3, "changed": 1, "unchecked": 1}
    assert LATER[found["x4"].start : found["x4"].end] == "Old wood lasts"
    assert LATER[found["x3"].start : found["x3"].end] == "It is old, as I keep saying."
    assert found["x3"].state is CitationState.CHANGED
    assert states(database)["y1"] == "changed"
    with database.reading() as session:
        attached = read_attached(session, mill(session, owner), "s1")
        line = session.scalars(select(Span.first_line).where(Span.public_id == "x4")).one()
        exported = export_document(session, owner, "mill")
    again = {each.id: each.state for each in verified(attached).spans}
    assert (again["x4"], again["x3"]) == (CitationState.EXACT, CitationState.CHANGED)
    assert line == 4
    assert exported["sources"][0]["text_hash"] == text_hash(LATER)


def test_its_records_hold_what_became_of_stretches_and_citations(
    database: Database, owner: Actor
) -> None:
    with database.reading() as session:
        key = mill(session, owner).id
    with recorded_whole(database, key):
        attach(database, owner, "mill", "s1", TEXT.encode())
    with recorded_whole(database, key):
        attach(database, owner, "mill", "s1", LATER.encode(), replace=True)
    with recorded_whole(database, key):
        attach(database, owner, "mill", "s1", LATER.encode())
    with database.reading() as session:
        again, replaced, first = history.list_changes(session, key, limit=3)
    assert [(each.list, each.id) for each in first.edits or ()] == [("citations", "y1")]
    assert {(each.list, each.id) for each in replaced.edits or ()} == {
        *(("sources", "s1"), ("spans", "x1"), ("spans", "x2"), ("spans", "x4")),
        ("citations", "y1"),
    }
    assert replaced.after == {"moved": 3, "changed": 1, "unchecked": 1}
    assert again.edits == ()


def test_a_text_is_attached_in_few_statements_however_many_stretches_move(
    database: Database,
    owner: Actor,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    words = [f"Sentence number {n} of many." for n in range(300)]
    text = "\n".join(words)
    starts = [text.index(each) for each in words]
    places = zip(starts, words, strict=True)
    spans = [
        {"id": f"x{n}", "source": "s1", **anchor(text, at, at + len(each))._asdict()}
        for n, (at, each) in enumerate(places)
    ]
    cites = {"node": "c1", "source": "s1", "role": "supports"}
    document: dict[str, Any] = {
        "format": "cruxmap/1",
        "debate": {"slug": "many", "title": "Many"},
        "sources": [{"id": "s1", "kind": "work", "csl": {"type": "book", "title": "Many"}}],
        "spans": spans,
        "claims": [{"id": "c1", "kind": "claim", "text": "A claim.", "provenance": "in_text"}],
        "citations": [{"id": f"y{n}", "span": f"x{n}", **cites} for n in range(300)],
    }
    with database.writing() as session:
        import_document(session, owner, prepare(document))
    attach(database, owner, "many", "s1", text.encode())

    with count_queries() as queries:
        report = attach(database, owner, "many", "s1", b"Anew.\n" + text.encode(), replace=True)

    assert report.counts == {"moved": 300}
    assert len(queries) < 20


def test_a_source_is_shown_with_overlapping_stretches_marked(
    database: Database, owner: Actor
) -> None:
    attach(database, owner, "mill", "s1", TEXT.encode())
    with database.reading() as session:
        page = read_source(session, mill(session, ANONYMOUS), "s1")
    assert "".join(piece.text for piece in page.segments) == TEXT
    assert [(piece.text, piece.spans) for piece in page.segments[:4]] == [
        ("Ida: ", ()),
        ("The wheel is <b>", ("x1",)),
        ("rotten", ("x1", "x2")),
        ("</b>.", ("x1",)),
    ]
    assert [piece.line for piece in page.segments if "x3" in piece.spans] == [2]
    assert page.spans["x1"].nodes == ("c2", "c10")
    assert (page.spans["x1"].person, page.spans["x1"].comment) == ("p1", "k1")
    assert (page.spans["x4"].person, page.spans["x4"].is_quote) == ("p2", True)
    assert page.spans["x3"].lines == (2, 2)
    assert page.renderings[0].label == "A"


def test_without_a_text_locators_and_citations_stand_alone(
    database: Database, owner: Actor
) -> None:
    with database.reading() as session:
        page = read_source(session, mill(session, owner), "s10")
        assert page.segments == ()
        assert list(page.sections) == ["9", "10", ""]
        assert [row.node for row in page.sections["9"]] == ["c10"]
        assert [row.span_source for row in page.sections[""]] == ["s1"]
        assert read_source(session, mill(session, owner), "s1").spans["x5"].locator == "somewhere"
        with pytest.raises(NotFound, match="No text"):
            read_attached(session, mill(session, owner), "s10")


def test_sources_are_listed_with_counts(database: Database, owner: Actor) -> None:
    attach(database, owner, "mill", "s1", TEXT.encode())
    with database.reading() as session:
        rows = list_sources(session, mill(session, ANONYMOUS))
    assert [(row.id, row.has_text, row.spans, row.citations, row.comments) for row in rows] == [
        *(("s1", True, 5, 1, 3), ("s10", False, 0, 3, 0))
    ]


def test_a_source_without_a_known_hash_takes_the_first_text(
    database: Database, owner: Actor
) -> None:
    report = attach(database, owner, "mill", "s10", b"All about wheels.")
    assert report.spans == ()
    with database.reading() as session:
        assert list_sources(session, mill(session, owner))[1].text_hash == report.hash


def test_who_may_not_edit_may_not_attach(database: Database, owner: Actor) -> None:
    with database.writing() as session:
        other = add_account(session, "Sten").actor
    with pytest.raises(Forbidden):
        attach(database, other, "mill", "s1", TEXT.encode())
    with pytest.raises(SignInNeeded):
        attach(database, ANONYMOUS, "mill", "s1", TEXT.encode())
    with pytest.raises(NotFound):
        attach(database, owner, "mill", "s9", TEXT.encode())
    with pytest.raises(Invalid, match="not UTF-8"):
        attach(database, owner, "mill", "s1", b"\xff")
