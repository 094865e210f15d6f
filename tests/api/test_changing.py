"""Changing by program: the same rules as on the pages, and every fault named."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core.permissions import Role
from app.core.vocabulary import RelationKind
from tests.api.conftest import AT, Join, error, ok, rate
from tests.web.library import a_claim, a_document
from tests.web.test_bombs import import_under_way

CLAIM = {"text": "Tea is warm."}
TO = {"kind": "supports", "target": "c1"}


def listed(client: TestClient, key: str) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in ok(client.get(f"{AT}/graph")).get(key, [])}


def test_a_claim_is_added_reworded_and_withdrawn(program: TestClient, editor: TestClient) -> None:
    made = ok(program.post(f"{AT}/nodes", json=CLAIM), 201)
    assert made == {"id": made["id"], "revision": 2, "changed": True}
    change = {"text": "Tea is hot.", "wording": 1}
    ok(editor.patch(f"{AT}/nodes/{made['id']}", json=change))
    assert listed(program, "claims")[made["id"]]["text"] == "Tea is hot."
    assert ok(program.delete(f"{AT}/nodes/{made['id']}"))["changed"]
    assert listed(program, "claims")[made["id"]]["status"] == "withdrawn"
    assert not ok(program.delete(f"{AT}/nodes/{made['id']}"))["changed"]
    assert ok(program.post(f"{AT}/nodes/{made['id']}/restore"))["changed"]
    assert "status" not in listed(program, "claims")[made["id"]]
    assert not ok(program.post(f"{AT}/nodes/{made['id']}/restore"))["changed"]


def test_a_reply_comes_with_its_arrow(program: TestClient) -> None:
    body = {**CLAIM, "relation": {"kind": "undercuts", "target": "r2", "warrant": "So what?"}}
    made = ok(program.post(f"{AT}/nodes", json=body), 201)
    arrows = [r for r in listed(program, "relations").values() if r["premises"] == [made["id"]]]
    assert [(r["kind"], r["target"], r["warrant"]) for r in arrows] == [
        ("undercuts", "r2", "So what?")
    ]


def test_who_words_anew_what_somebody_has_just_reworded_sees_both_texts(
    editor: TestClient,
) -> None:
    ok(editor.patch(f"{AT}/nodes/c2", json={"text": "One.", "wording": 1}))
    found = error(editor.patch(f"{AT}/nodes/c2", json={"text": "Two.", "wording": 1}), 409)
    assert (found["yours"], found["theirs"]) == ("Two.", "One.")


def test_an_arrow_is_drawn_changed_and_removed(program: TestClient, editor: TestClient) -> None:
    body = {"kind": "supports", "premises": ["c4"], "target": "c3", "strength": "weak"}
    ref = ok(program.post(f"{AT}/relations", json=body), 201)["id"]
    ok(program.patch(f"{AT}/relations/{ref}", json={"kind": "rebuts", "seen": "supports"}))
    ok(editor.patch(f"{AT}/relations/{ref}", json={"warrant": "Because.", "wording": 1}))
    row = listed(program, "relations")[ref]
    assert (row["kind"], row["warrant"], row["strength"]) == ("rebuts", "Because.", "weak")
    ok(program.delete(f"{AT}/relations/{ref}"))
    assert ref not in listed(program, "relations")


def test_half_a_change_of_an_arrow_is_refused(program: TestClient) -> None:
    for body in ({"kind": "rebuts"}, {"warrant": "So."}, {}):
        assert error(program.patch(f"{AT}/relations/r1", json=body), 422)["fields"]


def test_an_undercut_of_a_claim_is_refused_with_the_reason(program: TestClient) -> None:
    body = {"kind": "undercuts", "premises": ["c4"], "target": "c3"}
    found = error(program.post(f"{AT}/relations", json=body), 422)
    assert "aimed at a step" in found["fields"]["target"]


def test_a_credence_is_given_changed_and_taken_back(program: TestClient) -> None:
    rate(program, "c2", 0.7)
    again = program.post(f"{AT}/nodes/c2/credence", json={"value": 0.7, "wording": 1})
    assert not ok(again, 201)["changed"]
    rate(program, "c2", 0.6)
    assert ok(program.get(f"{AT}/rollup"))["stated"]["c2"]["value"] == pytest.approx(0.6)
    ok(program.delete(f"{AT}/nodes/c2/credence"))
    assert ok(program.get(f"{AT}/rollup"))["stated"] == {}


@pytest.mark.parametrize("value", [1.2, -0.1, "much", None])
def test_a_credence_that_is_none_is_refused(program: TestClient, value: object) -> None:
    body = {"value": value, "wording": 1}
    assert "value" in error(program.post(f"{AT}/nodes/c2/credence", json=body), 422)["fields"]


def test_a_citation_is_added_and_removed(program: TestClient) -> None:
    body = {"source": "s1", "role": "supports", "locator": "p. 3"}
    ref = ok(program.post(f"{AT}/nodes/c2/citations", json=body), 201)["id"]
    assert listed(program, "citations")[ref]["locator"] == "p. 3"
    ok(program.delete(f"{AT}/citations/{ref}"))
    assert listed(program, "citations") == {}


def test_a_stance_is_noted_read_anew_and_removed_by_editors(
    program: TestClient, editor: TestClient
) -> None:
    body = {"person": "ada", "node": "c2", "value": "accepts", "words": "surely"}
    assert error(program.post(f"{AT}/stances", json=body), 403)["code"] == "forbidden"
    ref = ok(editor.post(f"{AT}/stances", json={**body, "range": [0.8, 1]}), 201)["id"]
    assert listed(editor, "stances")[ref]["range"] == [0.8, 1]
    ok(editor.patch(f"{AT}/stances/{ref}", json={"value": "doubts"}))
    row = listed(editor, "stances")[ref]
    assert (row["value"], row.get("range"), row["person"]) == ("doubts", None, "ada")
    ok(editor.delete(f"{AT}/stances/{ref}"))
    assert listed(editor, "stances") == {}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"person": "nobody"}, "person"),
        ({"node": "c99"}, "node"),
        ({"value": "loves"}, "value"),
        ({"range": [0.9, 0.1]}, "range"),
        ({"condition": "it rains"}, "condition"),
    ],
)
def test_a_stance_with_a_fault_names_the_field(
    editor: TestClient, wrong: dict[str, object], field: str
) -> None:
    body = {"person": "ada", "node": "c2", "value": "accepts", **wrong}
    assert error(editor.post(f"{AT}/stances", json=body), 422)["fields"].keys() == {field}


def test_a_crux_is_marked_edited_and_removed(program: TestClient) -> None:
    body = {"question": "Does it calm?", "claims": ["c2"], "conclusion": "c1"}
    ref = ok(program.post(f"{AT}/cruxes", json=body), 201)["id"]
    ok(program.patch(f"{AT}/cruxes/{ref}", json={**body, "claims": ["c3"], "wording": 1}))
    assert listed(program, "cruxes")[ref]["claims"] == ["c3"]
    ok(program.delete(f"{AT}/cruxes/{ref}"))
    assert ref not in listed(program, "cruxes")


def test_others_work_is_not_removed(join: Join, program: TestClient) -> None:
    made = ok(program.post(f"{AT}/nodes", json=CLAIM), 201)["id"]
    error(join("Cleo").delete(f"{AT}/nodes/{made}"), 403)


def test_a_debate_is_imported_and_comes_out_as_it_went_in(program: TestClient) -> None:
    document = a_document("coffee", claims=[a_claim(1)])
    made = ok(program.post("/api/v1/debates/import", json=document), 201)
    assert made == {"slug": "coffee", "counts": {"claims": 1}, "cautions": []}
    found = ok(program.get("/api/v1/debates/coffee/graph"))
    assert found["claims"] == document["claims"]


def test_a_second_import_at_the_same_time_is_told_to_come_again(
    app: Any, program: TestClient
) -> None:
    document = a_document("another", claims=[a_claim(1)])
    with import_under_way(app.state.database, a_document("first", claims=[a_claim(1)])):
        refused = program.post("/api/v1/debates/import", json=document)
        assert error(refused, 429)["code"] == "too_many"
    ok(program.post("/api/v1/debates/import", json=document), 201)


def test_yaml_is_imported_too(program: TestClient) -> None:
    text = "format: cruxmap/1\ndebate: {slug: coffee, title: On coffee, theses: []}\n"
    answer = program.post(
        "/api/v1/debates/import", content=text, headers={"Content-Type": "application/yaml"}
    )
    assert ok(answer, 201)["slug"] == "coffee"


def test_plain_text_is_told_by_how_it_begins(program: TestClient) -> None:
    text = "Discussion Title: Milk\n\n1. Take milk.\n1.1. Pro: It calms.\n1.2. Con: It cools.\n"
    answer = program.post(
        "/api/v1/debates/import", content=text, headers={"Content-Type": "text/plain"}
    )
    assert ok(answer, 201)["counts"] == {"claims": 3, "relations": 2}


def test_a_faulty_document_is_refused_with_every_fault_and_its_place(program: TestClient) -> None:
    document = a_document("coffee", claims=[{"id": "c1", "kind": "claim"}], theses=["c9"])
    text = json.dumps(document, indent=1)
    found = error(program.post("/api/v1/debates/import", content=text), 422)
    assert len(found["faults"]) >= 2
    assert all(fault["line"] for fault in found["faults"])
    assert [row["slug"] for row in ok(program.get("/api/v1/debates"))] == ["tea"]


def test_a_field_that_is_not_known_is_a_fault(program: TestClient) -> None:
    found = error(program.post(f"{AT}/nodes", json={**CLAIM, "colour": "red"}), 422)
    assert found["fields"].keys() == {"colour"}


CHANGES = [
    ("POST", "/nodes", CLAIM),
    ("PATCH", "/nodes/c2", {"text": "x", "wording": 1}),
    ("DELETE", "/nodes/c2", None),
    ("POST", "/relations", {"kind": "supports", "premises": ["c4"], "target": "c3"}),
    ("PATCH", "/relations/r1", {"warrant": "x", "wording": 1}),
    ("DELETE", "/relations/r1", None),
    ("POST", "/nodes/c2/credence", {"value": 0.5, "wording": 1}),
    ("DELETE", "/nodes/c2/credence", None),
    ("POST", "/nodes/c2/citations", {"source": "s1", "role": "context", "locator": "x"}),
    ("DELETE", "/citations/none", None),
    ("POST", "/stances", {"person": "ada", "node": "c2", "value": "accepts"}),
    ("PATCH", "/stances/none", {"value": "accepts"}),
    ("DELETE", "/stances/none", None),
    ("POST", "/cruxes", {"question": "x?", "claims": ["c2"]}),
    ("PATCH", "/cruxes/x1", {"question": "x?", "claims": ["c2"], "wording": 1}),
    ("DELETE", "/cruxes/x1", None),
    ("POST", "/history/1/undo", None),
]


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
def test_every_change_needs_a_token(
    nobody: TestClient, method: str, path: str, body: object
) -> None:
    answer = nobody.request(method, f"{AT}{path}", json=body)
    assert error(answer, 401)["code"] == "sign_in_needed"
    assert ok(nobody.get(AT))["revision"] == 1


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
def test_a_reader_changes_nothing(join: Join, method: str, path: str, body: object) -> None:
    reader = join("Rea", Role.READER)
    error(reader.request(method, f"{AT}{path}", json=body), 403)
    assert ok(reader.get(AT))["revision"] == 1


def test_bodies_of_every_kind_say_the_same_of_the_same_faults(program: TestClient) -> None:
    for path in ("nodes", "nodes/c1/credence", "nodes/c1/citations", "cruxes", "relations"):
        answer = program.post(f"{AT}/{path}", json={"colour": "red"})
        assert answer.status_code == 422
        assert answer.json()["error"]["fields"]["colour"] == "Extra inputs are not permitted", path
        answer = program.post(f"{AT}/{path}", json=["red"])
        said = "Input should be a valid dictionary or object to extract fields from"
        assert answer.json()["error"]["fields"]["body"] == said, path


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("nodes", {**CLAIM, "relation": {**TO, "joined": "c2"}}, "relation.joined"),
        ("relations", {**TO, "premises": "c4"}, "premises"),
        ("cruxes", {"question": "x?", "claims": "c2"}, "claims"),
    ],
)
def test_one_id_where_a_list_is_due_is_a_fault(
    program: TestClient, path: str, body: object, field: str
) -> None:
    found = error(program.post(f"{AT}/{path}", json=body), 422)
    assert found["fields"] == {field: "Input should be a valid list"}


def test_a_word_that_is_none_is_refused_with_those_there_are(program: TestClient) -> None:
    body = {"kind": "loves", "premises": ["c4"], "target": "c3"}
    fault = error(program.post(f"{AT}/relations", json=body), 422)["fields"]["kind"]
    assert all(f"'{kind.value}'" in fault for kind in RelationKind)
