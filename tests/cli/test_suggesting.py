"""`cruxmap suggestions`, `accept`, `decline`, and `import --into`."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.db import Database
from app.services import accounts, claims, debate_settings
from app.services.claims import NewClaim
from tests.cli.conftest import Cruxmap


@pytest.fixture
def tea(sqlite_database: Database) -> Database:
    with sqlite_database.writing() as session:
        owner = accounts.ensure_owner(session).actor
        debate_settings.create_debate(
            session, owner, debate_settings.NewDebate(title="Tea", slug="tea")
        )
        claims.add(session, owner, "tea", NewClaim(text="Tea is hot."))
        accounts.add_account(session, "Ada")
    return sqlite_database


def suggest(cruxmap: Cruxmap, folder: Path, *texts: str, name: str = "ada") -> str:
    """Suggest a file in which claims have these texts, and return the suggestion's id."""
    document: Any = json.loads(cruxmap("export", "tea").out)
    for claim, text in zip(document["claims"], texts, strict=True):
        claim["text"] = text
    file = folder / "tea.json"
    file.write_text(json.dumps(document))
    done = cruxmap("import", str(file), "--into", "tea", "--account", name, "--reason", "Clearer.")
    assert done.code == 0, done.err
    assert done.out.startswith("Suggested for tea as ")
    return done.out.split()[-1].rstrip(".")


def text(cruxmap: Cruxmap) -> str:
    found: str = json.loads(cruxmap("export", "tea").out)["claims"][0]["text"]
    return found


def test_a_file_is_suggested_listed_and_accepted(
    cruxmap: Cruxmap, tea: Database, tmp_path: Path
) -> None:
    ref = suggest(cruxmap, tmp_path, "Tea is warm.")
    assert text(cruxmap) == "Tea is hot."
    assert cruxmap("suggestions", "tea").out == (
        f"{ref}  proposed  ready  Ada  import  debate  1  Clearer.\n"
    )
    done = cruxmap("accept", "tea", ref)
    assert (done.code, done.out) == (0, f"{ref} is accepted, by change 3.\n")
    assert text(cruxmap) == "Tea is warm."
    assert cruxmap("suggestions", "tea").out == "Nothing waits in tea.\n"
    (told,) = json.loads(cruxmap("suggestions", "tea", "--all", "--json").out)
    assert (told["id"], told["state"], told["readiness"]) == (ref, "accepted", None)


def test_what_stands_against_it_is_named(cruxmap: Cruxmap, tea: Database, tmp_path: Path) -> None:
    first, second, third = (
        suggest(cruxmap, tmp_path, words)
        for words in ("Tea is warm.", "Tea is wet.", "Tea is warm.")
    )
    assert cruxmap("accept", "tea", first).code == 0
    refused = cruxmap("accept", "tea", second)
    assert (refused.code, refused.out) == (1, "")
    message, conflict = refused.err.splitlines()
    assert "changed since: 3" in message
    assert conflict.strip().startswith("claims ")
    assert conflict.endswith("data (text wording wordings)")
    assert cruxmap("accept", "tea", third).out == f"{third} is accepted, and was there already.\n"


def test_it_is_declined_with_a_reason(cruxmap: Cruxmap, tea: Database, tmp_path: Path) -> None:
    ref = suggest(cruxmap, tmp_path, "Tea is warm.")
    assert cruxmap("decline", "tea", ref).code == 2
    assert cruxmap("decline", "tea", ref, "--reason", "No.").out == f"{ref} is declined.\n"
    assert cruxmap("accept", "tea", ref).code == 1


def test_what_a_file_would_change_is_told_without_suggesting_it(
    cruxmap: Cruxmap, tea: Database, tmp_path: Path
) -> None:
    document: Any = json.loads(cruxmap("export", "tea").out)
    claim = document["claims"][0]
    file = tmp_path / "tea.json"
    cold = {**claim, "id": "c2", "text": "Tea is cold."}
    file.write_text(json.dumps({**document, "claims": [{**claim, "text": "Tea is warm."}, cold]}))
    done = cruxmap("import", str(file), "--into", "tea", "--dry-run")
    assert done.code == 0, done.err
    assert done.out.splitlines() == [
        "Would change 1 claim; add 1 claim in tea.",
        f"  change claim {claim['id']}: Tea is warm.",
        "  add claim c2: Tea is cold.",
    ]
    document["claims"], document["debate"]["theses"] = [cold], []
    file.write_text(json.dumps(document))
    done = cruxmap("import", str(file), "--into", "tea", "--dry-run")
    assert f"  take away claim {claim['id']}: Tea is hot." in done.out.splitlines()
    assert cruxmap("suggestions", "tea").out == "Nothing waits in tea.\n"
    file.write_text(cruxmap("export", "tea").out)
    done = cruxmap("import", str(file), "--into", "tea", "--dry-run")
    assert done.out == "Nothing would change in tea.\n"


def test_faults_of_a_suggested_file_name_it(
    cruxmap: Cruxmap, tea: Database, tmp_path: Path
) -> None:
    file = tmp_path / "empty.md"
    file.write_text("# Tea\n")
    for more in ((), ("--into", "tea"), ("--into", "tea", "--dry-run")):
        done = cruxmap("import", str(file), *more)
        told = f"{file}: There is nothing in it: no claim, no comment, no source.\n"
        assert (done.code, done.err) == (1, told)
