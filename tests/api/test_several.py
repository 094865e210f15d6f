"""Several debates over the API: out as one zip, in from one, each as its reader may know it."""

import json
from typing import Any

from starlette.testclient import TestClient

from app.core.formats.archives import packed, unpacked
from tests.api.conftest import AT
from tests.web.library import a_claim, a_document, bring

FILES = {"milk.argdown": b"[Milk]: Milk is best.\n", "README.md": b"# Read me"}


def native(slug: str) -> bytes:
    return json.dumps(a_document(slug, claims=[a_claim(1)])).encode()


def send(client: TestClient, files: dict[str, bytes], query: str = "") -> Any:
    data = packed(files.items())
    kind = {"Content-Type": "application/zip"}
    return client.post(f"/api/v1/import?name=x.zip{query}", content=data, headers=kind)


def slugs(client: TestClient) -> set[str]:
    return {row["slug"] for row in client.get("/api/v1/debates").json()}


def test_several_go_out_as_one_zip_under_a_tag(nobody: TestClient, app: Any) -> None:
    bring(app, a_document("milk", claims=[a_claim(1)]))
    address = "/api/v1/export?debate=tea&debate=milk&format=markdown"
    answer = nobody.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    said = 'attachment; filename="debates-markdown.zip"'
    assert answer.headers["content-disposition"] == said
    files = unpacked(answer.content)
    assert list(files) == ["milk.md", "tea.md", "index.json"]
    assert files["tea.md"] == nobody.get(f"{AT}/export?format=markdown").content
    known = {"If-None-Match": answer.headers["etag"]}
    assert nobody.get(address, headers=known).status_code == 304
    assert nobody.get(f"{address}&credences=false", headers=known).status_code == 200
    every = nobody.get("/api/v1/export?all=true&format=markdown", headers=known)
    assert every.status_code == 304  # the same two
    bring(app, a_document("coffee", claims=[a_claim(1)]))
    later = nobody.get("/api/v1/export?all=true&format=markdown", headers=known)
    assert "coffee.md" in unpacked(later.content)


def test_what_cannot_be_sent_is_told_by_field(nobody: TestClient) -> None:
    none = nobody.get("/api/v1/export")
    assert none.status_code == 422
    assert none.json()["error"]["fields"] == {"debate": "Choose at least one debate."}
    assert nobody.get("/api/v1/export?debate=tea&debate=nothing").status_code == 404
    assert nobody.get("/api/v1/export?debate=tea&format=sculpture").status_code == 404
    revision = nobody.get("/api/v1/export?debate=tea&at=1")
    assert list(revision.json()["error"]["fields"]) == ["at"]


def test_all_files_of_a_zip_become_debates_or_none(program: TestClient) -> None:
    before = slugs(program)
    files = {**FILES, "tea.json": native("tea")}
    taken = send(program, files)
    assert taken.status_code == 409
    assert taken.json()["error"]["message"].startswith("tea.json: There is already a debate")
    broken = send(program, {**FILES, "x.json": native("x").replace(b'"c1"', b'\n"c 1"')})
    assert broken.status_code == 422
    fault = broken.json()["error"]["faults"][0]
    assert (fault["file"], fault["line"], fault["column"]) == ("x.json", 2, 1)
    assert slugs(program) == before
    made = send(program, files, "&slug=tea.json%3Dgreen-tea")
    assert made.status_code == 201, made.text
    body = made.json()
    assert [(row["file"], row["slug"]) for row in body["debates"]] == [
        *(("milk.argdown", "milk"), ("tea.json", "green-tea")),
    ]
    assert body["debates"][0]["counts"] == {"claims": 1}
    assert body["left_out"] == ["README.md"]
    assert slugs(program) == before | {"milk", "green-tea"}


def test_one_file_alone_is_one_debate(program: TestClient) -> None:
    made = program.post("/api/v1/import?name=milk.json&address=white", content=native("milk"))
    assert made.status_code == 201, made.text
    assert [row["slug"] for row in made.json()["debates"]] == ["white"]
    several = program.post("/api/v1/debates/import?name=x.zip", content=packed(FILES.items()))
    assert several.status_code == 422
    assert "zip of several files" in several.json()["error"]["message"]


def test_who_has_no_token_brings_in_nothing(nobody: TestClient) -> None:
    assert send(nobody, FILES).status_code == 401
