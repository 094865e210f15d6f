"""A thread that is imported has its text at once: comments show it, and claims cite it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from app.core.errors import Invalid
from app.core.formats.format import Given
from app.core.formats.forum import read
from app.core.permissions import Actor
from app.db import Database
from app.models import Debate, Snapshot
from app.services import citations, claims, proposing, sources
from app.services.citations import NewCitation
from app.services.comments import conversation
from app.services.debates import open_debate
from app.services.stretches import read_words
from app.services.transfer import bring_in, import_document, prepare_file
from tests.factories import an_account
from tests.formats.test_forum import ANSWER, FIRST, POST, with_

MOST = 1_000_000
DATA = json.dumps(ANSWER).encode()
SLUG = "should-the-museum-open-on-mondays"


@pytest.fixture
def ada(database: Database) -> Actor:
    with database.writing() as session:
        return an_account(session, "Ada")


def test_the_text_is_attached_and_every_stretch_stands_in_it(
    database: Database, ada: Actor
) -> None:
    made = bring_in(database, ada, DATA, "thread.json", max_bytes=MOST)
    assert made.slug == SLUG
    with database.reading() as session:
        debate = open_debate(session, ada, SLUG)
        attached = sources.read_attached(session, debate, "s1")
        rows = conversation(session, debate)
        said = read_words(session, debate, [row.stretches[0].span for row in rows])
    assert attached.text == read(DATA, Given()).texts["s1"]
    report = sources.verified(attached)
    assert report.is_exact
    assert report.counts == {"exact": 5}
    assert [row.id for row in rows] == ["museum123", "cA1", "cB1"]
    assert list(said.values())[2] == "> we expect more visitors\n\nStaff need a day."


def test_a_claim_cites_the_thread_by_its_words(database: Database, ada: Actor) -> None:
    bring_in(database, ada, DATA, "thread.json", max_bytes=MOST)
    with database.writing() as session:
        claim = claims.add(session, ada, SLUG, claims.NewClaim(text="Staff need a closed day."))
    typed = NewCitation(source="s1", role="supports", quote="Staff need a day.")
    cited = citations.add(database, ada, SLUG, claim.ref or "", typed)
    assert cited.ref
    with database.reading() as session:
        attached = sources.read_attached(session, open_debate(session, ada, SLUG), "s1")
    report = sources.verified(attached)
    assert report.counts == {"exact": 6}


def test_a_text_that_is_not_the_sources_undoes_the_whole_import(
    database: Database, ada: Actor
) -> None:
    prepared = prepare_file(DATA, "thread.json", max_bytes=MOST)
    spoilt = replace(prepared, texts={"s1": "Another text."})
    with pytest.raises(Invalid), database.writing() as session:
        import_document(session, ada, spoilt)
    with database.reading() as session:
        assert session.scalars(select(Debate.slug)).all() == []
        assert session.scalars(select(Snapshot.hash)).all() == []


def test_a_thread_that_grew_is_suggested_for_the_debate_it_became(
    database: Database, ada: Actor
) -> None:
    bring_in(database, ada, DATA, "thread.json", max_bytes=MOST)
    more = with_(FIRST, _id="cC1", contents={"html": "<p>One more.</p>"})
    data = json.dumps({"post": POST, "comments": [FIRST, more]}).encode()
    made = proposing.propose_file(database, ada, SLUG, data, "thread.json", max_bytes=MOST)
    assert made.suggestion


def test_replies_to_one_thing_stand_by_time(database: Database, ada: Actor) -> None:
    late = with_(FIRST, _id="a1", postedAt="2026-01-09T09:00:00Z")
    early = with_(FIRST, _id="z9", postedAt="2026-01-03T09:00:00Z")
    data = json.dumps({"post": POST, "comments": [late, early]}).encode()
    bring_in(database, ada, data, str(Path("x") / "thread.json"), max_bytes=MOST)
    with database.reading() as session:
        rows = conversation(session, open_debate(session, ada, SLUG))
    assert [row.id for row in rows] == ["museum123", "z9", "a1"]
