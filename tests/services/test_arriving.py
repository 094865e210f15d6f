"""What is asked for beside a file: its debate's title, address and readers; and nothing in it."""

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from app.core.debate.whole import Debate as Whole
from app.core.errors import Conflict, Invalid, NotFound
from app.core.formats.native.faults import ImportFaults
from app.core.permissions import ANONYMOUS, Actor
from app.db import Database
from app.models import Debate
from app.services.arriving import NOTHING, Reading
from app.services.debates import open_debate
from app.services.graphs import read_debate
from app.services.proposing import propose_file
from app.services.transfer import bring_in
from tests import factories as make
from tests.formats.test_forum import ANSWER

MOST = 10**7
OUTLINE = "# Should the museum open?\n\n- It should.\n  - Supports: More would come.\n"
NATIVE = {
    "format": "cruxmap/1",
    "debate": {"slug": "museum", "title": "The museum", "visibility": "private"},
}
FILES = {
    "x.md": OUTLINE,
    "x.csv": "id,text\nc1,It should.\n",
    "y.argdown": "[A]: It should.\n",
    "x.json": json.dumps(NATIVE),
    "x.bib": "@book{a, title={A book}}\n",
    "t.json": json.dumps(ANSWER),
}


@pytest.fixture
def ada(database: Database) -> Actor:
    with database.writing() as session:
        return make.an_account(session, "Ada")


def brought(database: Database, actor: Actor, name: str, text: str, **asked: Any) -> Whole:
    reading = replace(Reading(), **asked)
    made = bring_in(database, actor, text.encode(), name, max_bytes=MOST, reading=reading)
    with database.reading() as session:
        return read_debate(session, open_debate(session, actor, made.slug).id)


@pytest.mark.parametrize("name", FILES)
def test_what_is_asked_for_wins_over_what_any_file_says(
    database: Database, ada: Actor, name: str
) -> None:
    for visibility in ("public", "private"):
        found = brought(
            database, ada, name, FILES[name],
            slug=f"of-{visibility}", title="  Another\ntitle ", visibility=visibility,
        ).settings  # fmt: skip
        assert (found.slug, found.title) == (f"of-{visibility}", "Another title")
        assert found.visibility == visibility


def test_a_title_that_is_asked_for_is_in_the_address_unless_the_file_names_one(
    database: Database, ada: Actor
) -> None:
    found = brought(database, ada, "x.md", OUTLINE, title="On Mondays")
    assert found.settings.slug == "on-mondays"
    assert brought(database, ada, "x.json", FILES["x.json"], title="X").settings.slug == "museum"


def test_a_debate_is_public_unless_its_file_says_otherwise_or_has_the_text_of_a_thread(
    database: Database, ada: Actor
) -> None:
    told = {
        name: brought(database, ada, name, text).settings.visibility for name, text in FILES.items()
    }
    private = {name for name, visibility in told.items() if visibility == "private"}
    assert private == {"x.json", "t.json"}


def test_a_thread_that_comes_in_is_not_there_for_others(database: Database, ada: Actor) -> None:
    slug = brought(database, ada, "t.json", FILES["t.json"]).settings.slug
    with database.reading() as session, pytest.raises(NotFound):
        open_debate(session, ANONYMOUS, slug)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"slug": "Not So!"}, "slug"),
        ({"title": "x" * 401}, "title"),
        ({"visibility": "friends"}, "visibility"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(
    database: Database, ada: Actor, asked: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        brought(database, ada, "x.md", OUTLINE, **asked)
    assert list(refused.value.fields) == [field]


def test_an_address_that_is_taken_is_told_with_the_one_way_out(
    database: Database, ada: Actor
) -> None:
    brought(database, ada, "x.json", FILES["x.json"])
    with pytest.raises(Conflict, match="choose another address") as refused:
        brought(database, ada, "x.json", FILES["x.json"])
    assert "remove" not in refused.value.message
    assert brought(database, ada, "x.json", FILES["x.json"], slug="b").settings.slug == "b"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("blank.txt", " \n\n"),
        ("x.csv", "id,text,parent\n"),
        ("x.md", "# Only a title\n"),
        ("x.bib", "% nothing\n"),
        ("x.json", "[]"),
        ("x.graphml", '<graphml><graph edgedefault="directed"/></graphml>'),
    ],
)
def test_nothing_does_not_come_in(database: Database, ada: Actor, name: str, text: str) -> None:
    format_ = "csl-json" if text == "[]" else ""
    with pytest.raises(ImportFaults) as refused:
        brought(database, ada, name, text, format=format_)
    assert refused.value.faults[0].message.startswith(NOTHING.partition(":")[0])
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Debate)) == 0


def test_nothing_is_not_suggested_either(database: Database, ada: Actor) -> None:
    brought(database, ada, "x.json", FILES["x.json"])
    with pytest.raises(ImportFaults):
        propose_file(database, ada, "museum", b"# A title\n", "x.md", max_bytes=MOST)


def test_an_empty_debate_comes_in_from_the_native_format(database: Database, ada: Actor) -> None:
    assert brought(database, ada, "x.json", FILES["x.json"]).claims == ()
