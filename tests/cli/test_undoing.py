"""`cruxmap undo`."""

import json

import pytest

from app.db import Database
from app.services import accounts, claims, debate_settings
from app.services.claims import NewClaim, NewRelationTo
from tests.cli.conftest import Cruxmap


@pytest.fixture
def tea(sqlite_database: Database) -> Database:
    with sqlite_database.writing() as session:
        owner = accounts.ensure_owner(session).actor
        debate_settings.create_debate(
            session, owner, debate_settings.NewDebate(title="Tea", slug="tea")
        )
        accounts.add_account(session, "Ada")
        accounts.add_account(session, "Ida")
    return sqlite_database


def add(database: Database, name: str, text: str, to: str | None = None) -> tuple[str, int]:
    with database.writing() as session:
        actor = accounts.find_account(session, name).actor
        relation = NewRelationTo(kind="supports", target=to) if to else None
        made = claims.add(session, actor, "tea", NewClaim(text=text, relation=relation))
    return made.ref, made.revision


def texts(cruxmap: Cruxmap) -> list[str]:
    document = json.loads(cruxmap("export", "tea").out)
    return sorted(claim["text"] for claim in document.get("claims", []))


def test_a_change_is_taken_back_and_restored(cruxmap: Cruxmap, tea: Database) -> None:
    ref, revision = add(tea, "Ada", "It burns.")
    done = cruxmap("undo", "tea", str(revision), "--reason", "A slip.", "--account", "ada")
    assert (done.code, done.out) == (0, f"{ref} is as it was, by change {revision + 1}.\n")
    assert texts(cruxmap) == []
    done = cruxmap("undo", "tea", str(revision + 1), "--json")
    assert json.loads(done.out) == [{"id": ref, "revision": revision + 2}]
    assert texts(cruxmap) == ["It burns."]


def test_what_stands_against_it_is_named(cruxmap: Cruxmap, tea: Database) -> None:
    ref, revision = add(tea, "Ada", "It burns.")
    _, later = add(tea, "Ida", "It scalds.", to=ref)
    refused = cruxmap("undo", "tea", str(revision))
    assert (refused.code, refused.out) == (1, "")
    message, conflict = refused.err.splitlines()
    assert f"Later changes rest on it: {later}." in message
    assert conflict.startswith("  relations ")
    assert conflict.endswith(f": foreign key (target {ref})")
    assert texts(cruxmap) == ["It burns.", "It scalds."]


def test_all_that_one_did_is_taken_back_at_once(cruxmap: Cruxmap, tea: Database) -> None:
    ref, since = add(tea, "Ida", "It burns.")
    add(tea, "Ida", "It scalds.", to=ref)
    add(tea, "Ada", "It cools.")
    done = cruxmap("undo", "tea", "--by", "Ida", "--since", str(since), "--json")
    assert len(json.loads(done.out)) == 2
    assert texts(cruxmap) == ["It cools."]
    again = cruxmap("undo", "tea", "--by", "Ida", "--since", str(since))
    assert again.code == 1
    assert "changed nothing here" in again.err


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["tea"], 2, "REVISION"),
        (["tea", "2", "--by", "Ida", "--since", "2"], 2, "REVISION"),
        (["tea", "--by", "Ida"], 2, "REVISION"),
        (["tea", "2", "--since", "2"], 2, "REVISION"),
        (["tea", "--by", "Ida", "--since", "0"], 2, "--since"),
        (["tea", "first"], 2, "REVISION"),
        (["tea", "99"], 1, "no change 99"),
        (["tea", "1"], 1, "does not hold"),
        (["coffee", "1"], 1, "no such debate"),
        (["tea", "1", "--account", "Eve"], 1, "no account called “Eve”"),
        (["tea", "2", "--account", "Ida"], 1, "Only who made a change"),
    ],
)
def test_what_is_wrong_is_told_with_its_exit_code(
    cruxmap: Cruxmap, tea: Database, arguments: list[str], code: int, told: str
) -> None:
    add(tea, "Ada", "It burns.")
    refused = cruxmap("undo", *arguments)
    assert (refused.code, refused.out) == (code, "")
    assert told in refused.err
