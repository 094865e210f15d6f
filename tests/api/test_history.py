"""The history by program, and taking changes back: the same rules, every conflict named."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core.permissions import Role
from app.models import Debate
from tests.api.conftest import AT, Join, error, ok, rate
from tests.found import some

HISTORY = f"{AT}/history"


def add(client: TestClient, text: str = "Tea is warm.", to: str = "c1") -> dict[str, Any]:
    body = {"text": text, "relation": {"kind": "supports", "target": to}}
    made: dict[str, Any] = ok(client.post(f"{AT}/nodes", json=body), 201)
    return made


def undo(client: TestClient, revision: int, **body: str) -> Any:
    return client.post(f"{HISTORY}/{revision}/undo", json=body or None)


def test_a_change_is_told_with_both_sides_of_each_row(
    nobody: TestClient, program: TestClient
) -> None:
    made = add(program)
    found = ok(nobody.get(HISTORY))
    newest, first = found["changes"]
    graph = ok(nobody.get(f"{AT}/graph"))

    assert (found["revision"], newest["revision"], found["next"]) == (2, 2, None)
    assert (newest["action"], newest["noun"], newest["id"]) == ("add", "claim", made["id"])
    assert (newest["name"], newest["account"]) == ("Ben", graph["accounts"][0]["id"])
    sides = {edit["list"]: edit["after"] for edit in newest["edits"]}
    for name, row in some(sides.items()):
        (standing,) = (each for each in graph[name] if each["id"] == row["id"])
        assert standing.items() <= row.items()
    assert not any("key" in edit or "before" in edit for edit in newest["edits"])
    assert (first["action"], first["edits"], first["name"]) == ("import", None, None)


def test_older_changes_are_where_next_says(nobody: TestClient, program: TestClient) -> None:
    for number in range(4):
        add(program, f"Tea is warm by {number}.")
    address: str | None = f"{HISTORY}?limit=2"
    seen: list[list[int]] = []
    while address:
        found = ok(nobody.get(address))
        seen.append([change["revision"] for change in found["changes"]])
        address = found["next"]
    assert seen == [[5, 4], [3, 2], [1]]
    assert [each["revision"] for each in ok(nobody.get(f"{HISTORY}?until=2"))["changes"]] == [2, 1]
    for wrong in ("limit=0", "limit=501", "until=-1", "until=now"):
        assert error(nobody.get(f"{HISTORY}?{wrong}"), 422)["fields"].keys() == {wrong[:5]}


def test_a_change_is_taken_back_once_and_the_history_says_why(program: TestClient) -> None:
    before = ok(program.get(f"{AT}/graph"))
    made = add(program)
    done = ok(undo(program, made["revision"], reason="A slip."), 201)
    assert done == {"id": made["id"], "revision": 3, "changed": True}
    assert ok(program.get(f"{AT}/graph"))["claims"] == before["claims"]
    newest, older, _ = ok(program.get(HISTORY))["changes"]
    assert (newest["undoes"], newest["reason"], older["undone_by"]) == (2, "A slip.", 3)
    assert "by change 3" in error(undo(program, 2), 422)["message"]
    assert ok(undo(program, 3), 201)["revision"] == 4


def test_what_stands_against_it_is_named_with_the_later_changes(
    program: TestClient, join: Join
) -> None:
    made = add(program)
    later = add(join("Cleo"), "It scalds.", to=made["id"])
    found = error(undo(program, made["revision"]), 409)
    assert found["code"] == "conflict"
    (conflict,) = found["conflicts"]
    assert (conflict["kind"], conflict["list"]) == ("foreign key", "relations")
    assert (conflict["fields"], conflict["other"]) == (["target"], made["id"])
    assert found["later"] == [later["revision"]]
    assert ok(program.get(AT))["revision"] == later["revision"]


def test_only_who_made_it_and_editors_and_nobody_without_a_token(
    program: TestClient, nobody: TestClient, editor: TestClient, join: Join
) -> None:
    revision = add(program)["revision"]
    rate(program, "c2", 0.5)
    error(undo(nobody, revision), 401)
    error(undo(join("Rea", Role.READER), revision), 403)
    error(undo(join("Cleo"), revision), 403)
    error(undo(editor, revision + 1), 403)
    error(undo(editor, 99), 404)
    error(undo(editor, 10**30), 404)
    assert error(program.post(f"{HISTORY}/2/undo", json={"colour": "red"}), 422)["fields"]
    ok(undo(editor, revision), 201)
    ok(undo(program, revision + 1), 201)


@pytest.mark.parametrize("own", [True, False])
def test_a_blind_debate_tells_no_hidden_credence(
    app: Any, program: TestClient, editor: TestClient, own: bool
) -> None:
    with app.state.database.writing() as session:
        session.query(Debate).update({Debate.blind: True})
    made = add(program)
    rate(editor, made["id"], 0.5)
    if own:
        rate(program, made["id"], 0.25)
    told = [change["noun"] for change in ok(program.get(HISTORY))["changes"]]
    found = error(undo(program, made["revision"]), 409)
    assert told.count("credence") == (2 if own else 0)
    assert bool(found["later"]) == bool(found["conflicts"]) == own
    assert ("credence" in str(found)) == own


def test_a_file_is_had_as_of_a_revision(nobody: TestClient, program: TestClient) -> None:
    first = nobody.get(f"{AT}/export").content
    add(program)
    assert nobody.get(f"{AT}/export").content != first
    assert nobody.get(f"{AT}/export?at=1").content == first
    assert "Tea is warm." not in nobody.get(f"{AT}/export?format=markdown&at=1").text
    assert error(nobody.get(f"{AT}/export?at=77"), 422)["fields"].keys() == {"at"}
