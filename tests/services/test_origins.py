"""The origin that files say they have: this installation, its state, where a debate was first."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app import __version__
from app.core.formats.native.canonical import dumps
from app.core.permissions import ANONYMOUS, Action, Actor, Role
from app.db import Database
from app.models import Debate, Installation
from app.services import as_of, clock, credences, debate_settings, members
from app.services.debate_settings import SettingsEdit
from app.services.debates import open_debate
from app.services.downloads import download
from app.services.members import MemberRole
from app.services.transfer import import_document, prepare
from tests import factories as make

BASE = "https://map.example.org/"
ME = Actor(account_id=None, site_owner=True)
OLD = Path(__file__).parent.parent / "formats" / "of_2026_11.cruxmap.json"
Json = dict[str, Any]


def file_of(session: Session, actor: Actor, slug: str = "tea", at: str = "") -> bytes:
    debate = open_debate(session, actor, slug, Action.EXPORT)
    seen = as_of.looked_back(session, debate, at) if at else debate
    return download(session, seen, "cruxmap", BASE).body


def origin_in(data: bytes) -> Json:
    found: Json = json.loads(data)["debate"]["origin"]
    return found


def brought(database: Database, document: Json) -> bytes:
    """Bring a document in, and return the file that goes out of it."""
    with database.writing() as session:
        import_document(session, ME, prepare(document))
    with database.reading() as session:
        return file_of(session, ME, document["debate"]["slug"])


def moved_to(database: Database, installation: str) -> None:
    """Let the database be that of another installation, in which no debate is."""
    with database.writing() as session:
        session.execute(delete(Debate))
        session.execute(update(Installation).values(database_id=installation))


def settings(**values: Any) -> SettingsEdit:
    return replace(SettingsEdit(title="On tea", seen=10**6), **values)


@pytest.fixture
def tea(database: Database) -> Actor:
    """A debate on tea with its owner."""
    with database.writing() as session:
        debate = make.a_debate(session)
        make.a_claim(session, debate)
        owner = make.an_account(session, role=Role.OWNER, debate=debate)
        debate_settings.change_settings(session, owner, "tea", settings(summary="On leaves."))
        return owner


def test_a_file_says_where_of_what_and_when_and_twice_the_same(
    database: Database, tea: Actor
) -> None:
    at = clock.now()
    with database.writing() as session:
        debate_settings.change_settings(session, tea, "tea", settings(title="On green tea"))
    with database.reading() as session:
        first, second = file_of(session, tea), file_of(session, tea)
        id_ = open_debate(session, tea, "tea").database_id
    assert first == second
    found = origin_in(first)
    changed = found.pop("changed")
    assert changed >= at.replace(tzinfo=None).isoformat()
    assert found == {
        "address": "https://map.example.org",
        "installation": id_,
        "debate": "tea",
        "program": "Cruxmap",
        "version": __version__,
    }


@pytest.mark.parametrize("address", ["", "map.example.org", "https://a b/", "https://" + "x" * 400])
def test_an_address_that_no_document_holds_is_left_out(
    database: Database, tea: Actor, address: str
) -> None:
    with database.reading() as session:
        data = download(session, open_debate(session, tea, "tea"), "cruxmap", address).body
    assert "address" not in origin_in(data)
    prepare(json.loads(data))


def test_what_goes_out_comes_in_and_goes_out_byte_for_byte(database: Database, tea: Actor) -> None:
    edit = settings(licence="cc-by-4.0", authors=("Ada\nסבתא <b>",), summary="A\nB")
    with database.writing() as session:
        debate_settings.change_settings(session, tea, "tea", edit)
    with database.reading() as session:
        data = file_of(session, tea)
    told = json.loads(data)["debate"]
    assert (told["licence"], told["authors"]) == ("CC-BY-4.0", ["Ada", "סבתא <b>"])
    with database.writing() as session:
        session.execute(delete(Debate))
    assert brought(database, json.loads(data)) == data


def test_a_file_of_before_comes_in_and_goes_out_with_the_origin_of_here_alone(
    database: Database,
) -> None:
    old = json.loads(OLD.read_bytes())
    out = json.loads(brought(database, old))
    origin = out["debate"].pop("origin")
    assert "came_from" not in origin
    assert dumps(out).encode() == OLD.read_bytes()


def test_the_first_origin_is_kept_from_one_installation_to_the_next(
    database: Database, tea: Actor
) -> None:
    moved = ("first", "second", "third")
    with database.writing() as session:
        session.execute(update(Installation).values(database_id=moved[0]))
    with database.reading() as session:
        files = [file_of(session, tea)]
    for name in moved[1:]:
        moved_to(database, name)
        files.append(brought(database, json.loads(files[-1])))
    first, second, third = map(origin_in, files)
    short = {key: first[key] for key in ("address", "installation", "debate")}
    assert "came_from" not in first
    assert second == {**first, "installation": "second", "came_from": short}
    assert third == {**second, "installation": "third"}
    moved_to(database, "second")
    assert brought(database, json.loads(files[1])) == files[1]  # byte for byte there, too
    moved_to(database, "first")
    assert brought(database, json.loads(files[2])) == files[0]  # home again


def test_a_copy_under_another_name_says_of_which_debate_it_is(
    database: Database, tea: Actor
) -> None:
    with database.reading() as session:
        document = json.loads(file_of(session, tea))
    document["debate"]["slug"] = "tea-again"
    assert origin_in(brought(database, document))["came_from"]["debate"] == "tea"


def test_a_change_moves_the_time_and_a_role_does_not(database: Database, tea: Actor) -> None:
    with database.reading() as session:
        document = json.loads(file_of(session, tea))
    document["debate"]["origin"]["changed"] = "2020-01-02T03:04:05.000600Z"
    document["debate"]["slug"] = "oolong"
    assert origin_in(brought(database, document))["changed"] == "2020-01-02T03:04:05.000600Z"
    with database.writing() as session:
        make.an_account(session, "Ben")
        members.set_role(session, ME, "oolong", MemberRole(name="Ben", role=Role.READER))
    with database.reading() as session:
        assert origin_in(file_of(session, ME, "oolong"))["changed"].startswith("2020")
    with database.writing() as session:
        debate_settings.change_settings(session, ME, "oolong", settings(title="On oolong"))
    with database.reading() as session:
        now = origin_in(file_of(session, ME, "oolong"))["changed"]
    day = (clock.now() - timedelta(days=1)).replace(tzinfo=None).isoformat()
    assert now > day


def test_one_who_looks_back_gets_the_time_of_then(database: Database, tea: Actor) -> None:
    for title in ("On black tea", "On white tea"):
        with database.writing() as session:
            seen = open_debate(session, tea, "tea").revision
            debate_settings.change_settings(session, tea, "tea", settings(title=title, seen=seen))
    with database.reading() as session:
        now = open_debate(session, tea, "tea").revision
        then = file_of(session, tea, at=str(now - 1))
        assert origin_in(then)["changed"] < origin_in(file_of(session, tea))["changed"]
        assert then == file_of(session, tea, at=str(now - 1))


def test_a_blind_debate_does_not_tell_when_others_rated(database: Database, tea: Actor) -> None:
    with database.writing() as session:
        debate_settings.change_settings(session, tea, "tea", settings(blind=True))
    with database.reading() as session:
        before = file_of(session, ANONYMOUS)
        claim = json.loads(before)["claims"][0]["id"]
    with database.writing() as session:
        credences.give(session, tea, "tea", claim, credences.NewCredence(value=0.7, wording=1))
    with database.reading() as session:
        assert file_of(session, ANONYMOUS) == before
        assert origin_in(file_of(session, tea))["changed"] > origin_in(before)["changed"]
