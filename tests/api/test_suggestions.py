"""Suggestions by program: edits and documents that wait, and what becomes of them."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core.permissions import Role
from tests.api.conftest import AT, Join, error, ok, rate
from tests.found import some

ALL = f"{AT}/suggestions"
IDA = {"list": "people", "after": {"id": "ida", "name": "Ida Rhodes", "kind": "named"}}


def suggest(client: TestClient, *edits: Any, reason: str = "More.") -> str:
    body = {"edits": list(edits or [IDA]), "reason": reason}
    made: str = ok(client.post(ALL, json=body), 201)["id"]
    return made


def reworded(client: TestClient, text: str) -> Any:
    before = next(row for row in ok(client.get(f"{AT}/graph"))["claims"] if row["id"] == "c1")
    return {"list": "claims", "id": "c1", "before": before, "after": {**before, "text": text}}


def test_what_a_program_suggests_waits_until_an_editor_accepts_it(
    nobody: TestClient, program: TestClient, editor: TestClient
) -> None:
    ref = suggest(program)
    told = ok(nobody.get(f"{ALL}/{ref}"))
    assert (told["state"], told["readiness"], told["reason"]) == ("proposed", "ready", "More.")
    assert (told["name"], told["base"], told["about"]) == ("Ben", 1, "ida")
    assert told["edits"] == [{**IDA, "id": "ida"}]
    assert "ida" not in str(ok(nobody.get(f"{AT}/graph")))

    made = ok(editor.post(f"{ALL}/{ref}/accept", json={"reason": "Yes."}), 201)

    assert made == {"id": "ida", "revision": 2, "changed": True}
    assert "ida" in {row["id"] for row in ok(nobody.get(f"{AT}/graph"))["people"]}
    told = ok(nobody.get(f"{ALL}/{ref}"))
    assert (told["state"], told["revision"], told["decided_by"]) == ("accepted", 2, "Ed")
    assert (told["readiness"], told["conflicts"]) == (None, [])
    newest = ok(nobody.get(f"{AT}/history"))["changes"][0]
    assert (newest["suggestion"], newest["name"], newest["reason"]) == (ref, "Ed", "Yes.")
    error(editor.post(f"{ALL}/{ref}/accept"), 422)


def test_who_may_not_is_told_so(nobody: TestClient, program: TestClient, join: Join) -> None:
    ref = suggest(program)
    error(nobody.post(ALL, json={"edits": [IDA]}), 401)
    error(join("Ira", Role.READER).post(ALL, json={"edits": [IDA]}), 403)
    error(program.post(f"{ALL}/{ref}/accept"), 403)
    error(program.get(f"{ALL}/nowhere"), 404)


def test_it_is_declined_with_a_reason_or_withdrawn(
    nobody: TestClient, program: TestClient, editor: TestClient
) -> None:
    first, second = suggest(program), suggest(program)
    assert error(editor.post(f"{ALL}/{first}/decline"), 422)["fields"].keys() == {"reason"}
    done = ok(editor.post(f"{ALL}/{first}/decline", json={"reason": "No."}))
    assert done == {"id": first, "revision": 1, "changed": False}
    ok(program.post(f"{ALL}/{second}/withdraw"))
    told = ok(nobody.get(ALL))["suggestions"]
    assert [(each["id"], each["state"], each["decision"]) for each in told] == [
        (second, "withdrawn", None),
        (first, "declined", "No."),
    ]
    assert ok(nobody.get(f"{ALL}?open=true"))["suggestions"] == []


def test_a_stale_one_names_each_conflict_and_is_refused_with_them(
    nobody: TestClient, program: TestClient, editor: TestClient
) -> None:
    rate(program, "c1", 0.5)
    ref = suggest(program, reworded(nobody, "Tea is warm."))
    assert ok(nobody.get(f"{ALL}/{ref}"))["lapsing"] == [{"node": "c1", "credences": 1}]
    ok(editor.patch(f"{AT}/nodes/c1", json={"text": "Tea is wet.", "wording": 1}))
    told, refused = (
        ok(nobody.get(f"{ALL}/{ref}")),
        error(editor.post(f"{ALL}/{ref}/accept"), 409),
    )
    assert told["readiness"] == "stale"
    for each in (told, refused):
        assert [(c["kind"], c["list"], c["id"]) for c in each["conflicts"]] == [
            ("data", "claims", "c1")
        ]
        assert each["later"] == [3]


def test_an_answer_is_not_sent_again_until_something_becomes_of_it(
    nobody: TestClient, program: TestClient, editor: TestClient
) -> None:
    ref = suggest(program)
    for address in (ALL, f"{ALL}/{ref}"):
        mark = {"If-None-Match": nobody.get(address).headers["ETag"]}
        assert nobody.get(address, headers=mark).status_code == 304
    other = suggest(program)
    assert nobody.get(ALL, headers=mark).status_code == 200
    mark = {"If-None-Match": nobody.get(ALL).headers["ETag"]}
    ok(editor.post(f"{ALL}/{other}/decline", json={"reason": "No."}))
    assert nobody.get(ALL, headers=mark).status_code == 200


def test_a_document_is_suggested_as_what_differs(
    nobody: TestClient, program: TestClient, editor: TestClient
) -> None:
    file = ok(nobody.get(f"{AT}/export"))
    file["claims"][0]["text"] = "Tea is warm."
    file["people"].append(IDA["after"])
    body = json.dumps(file)
    ref = ok(program.post(f"{AT}/import?reason=Newer.", content=body), 201)["id"]
    told = ok(nobody.get(f"{ALL}/{ref}"))
    assert [(each["list"], each["id"]) for each in told["edits"]] == [
        ("people", "ida"),
        ("claims", "c1"),
    ]
    assert (told["reason"], told["action"]) == ("Newer.", "import")
    ok(editor.post(f"{ALL}/{ref}/accept"), 201)
    after = ok(nobody.get(f"{AT}/export"))
    assert after["claims"][0]["text"] == "Tea is warm."
    assert error(program.post(f"{AT}/import", content=json.dumps(after)), 422)
    faults = error(program.post(f"{AT}/import", content=b"{}"), 422)["faults"]
    assert some(faults)


@pytest.mark.parametrize(
    "edit",
    [
        {"list": "claims", "after": {"id": "n1", "kind": "claim", "text": "x" * 500}},
        {
            "list": "credences",
            "after": {"account": "a", "node": "c1", "at": "2026-01-01T00:00:00Z"},
        },
        {"list": "sources", "before": {"id": "s1", "kind": "work", "csl": {"title": "T"}}},
        {"list": ["claims"]},
        {},
    ],
)
def test_what_is_no_edit_to_suggest_is_refused(program: TestClient, edit: Any) -> None:
    error(program.post(ALL, json={"edits": [edit]}), 422)


def test_an_undercut_of_a_claim_is_refused_whoever_sends_it(program: TestClient) -> None:
    arrow = {"id": "n1", "kind": "undercuts", "premises": ["c2"], "target": "c1"}
    edit = {"list": "relations", "after": {**arrow, "provenance": "outside"}}
    assert "sound" in error(program.post(ALL, json={"edits": [edit]}), 422)["message"]


def test_only_on_the_condition_that_the_debate_is_as_it_was_read(program: TestClient) -> None:
    mark = program.get(f"{AT}/graph").headers["ETag"]
    assert program.post(ALL, json={"edits": [IDA]}, headers={"If-Match": mark}).status_code == 201
    rate(program, "c1", 0.5)
    refused = program.post(ALL, json={"edits": [IDA]}, headers={"If-Match": mark})
    assert error(refused, 412)
