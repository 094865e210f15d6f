"""Debates as files on the web: downloads that import again, and imports that name every fault."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core.formats.registry import FORMATS, WRITTEN
from tests.web.library import (
    EXCHANGE,
    STEINER,
    a_claim,
    a_document,
    a_relation,
    bring,
    browser,
    read,
    signed_in,
    text_of,
)

pytest_plugins = ("tests.web.library_fixtures",)


def send(client: TestClient, data: bytes, name: str = "debate.json") -> Any:
    return client.post("/import", files={"file": (name, data, "application/octet-stream")})


def test_the_page_names_each_format_with_what_it_loses(visitor: TestClient) -> None:
    page = read(visitor, f"{EXCHANGE}/export")
    said = text_of(page.main)
    assert "Native JSON" in said
    assert "Native YAML" in said
    assert "texts of sources" in said
    assert len(WRITTEN) >= 4
    for name in WRITTEN:
        assert f"{EXCHANGE}/export/{name}" in page.links()
        assert FORMATS[name].loses in said


@pytest.mark.parametrize("kind", ["json", "yaml"])
@pytest.mark.parametrize("debate", [EXCHANGE, STEINER])
def test_a_download_comes_as_a_named_file_and_imports_to_the_same(
    visitor: TestClient, empty_site: Any, debate: str, kind: str
) -> None:
    answer = visitor.get(f"{debate}/export/{'cruxmap' if kind == 'json' else 'cruxmap-yaml'}")
    name = f"{debate.removeprefix('/d/')}.cruxmap.{kind}"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["content-type"] == f"application/{kind}"
    owner = signed_in(empty_site, "Ada")
    made = send(owner, answer.content, name)
    assert made.status_code == 303, made.text[:500]
    assert made.headers["location"] == debate
    again, theirs = (each.get(f"{debate}/export/cruxmap").json() for each in (owner, visitor))
    here, there = (each["debate"].pop("origin") for each in (again, theirs))
    assert again == theirs
    first = {key: there[key] for key in ("address", "installation", "debate")}
    assert here == {**there, "installation": here["installation"], "came_from": first}
    assert here["installation"] != there["installation"]


def ids_of(visitor: TestClient, query: str) -> set[str]:
    document = visitor.get(f"{EXCHANGE}/export/cruxmap{query}").json()
    lists = ("claims", "relations", "cruxes")
    return {row["id"] for name in lists for row in document.get(name, [])}


def test_a_part_is_a_file_of_its_own_and_comes_in_as_a_debate(
    visitor: TestClient, empty_site: Any
) -> None:
    whole = ids_of(visitor, "")
    owner = signed_in(empty_site, "Ada")
    for number, query in enumerate(("?node=c4", "?person=pope", "?nodes=c4,c12", "?credences=no")):
        answer = visitor.get(f"{EXCHANGE}/export/cruxmap{query}")
        part = ids_of(visitor, query)
        assert part <= whole
        assert (part == whole) == (query == "?credences=no")
        renamed = answer.content.replace(b'"scheming-exchange"', f'"part-{number}"'.encode(), 1)
        made = send(owner, renamed)
        assert made.status_code == 303, made.text[:400]
    named = visitor.get(f"{EXCHANGE}/export/markdown?node=c4").headers["content-disposition"]
    assert 'filename="scheming-exchange-c4.md"' in named
    assert visitor.get(f"{EXCHANGE}/export/cruxmap?node=c9999").status_code == 404
    assert visitor.get(f"{EXCHANGE}/export/cruxmap?person=nobody").status_code == 404


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("node=nope", "node"),
        ("person=nobody", "person"),
        ("nodes=c4,zzz", "nodes"),
        ("credences=maybe", "credences"),
    ],
)
def test_what_is_in_no_debate_is_told_at_its_field_and_no_file_is_offered(
    visitor: TestClient, query: str, field: str
) -> None:
    page = read(visitor, f"{EXCHANGE}/export?{query}&counted=dot")
    assert page.by_id(f"f-{field}").get("aria-invalid") == "true"
    files = {link for link in page.links() if link.startswith(f"{EXCHANGE}/export/")}
    assert files == {f"{EXCHANGE}/export/archive"}
    assert "Not in this file" not in text_of(page.by_id("dot"))


def test_a_file_without_credences_is_called_so(visitor: TestClient) -> None:
    answer = visitor.get(f"{EXCHANGE}/export/csv?credences=no&node=c4")
    assert (
        'filename="scheming-exchange-c4-without-credences.csv"'
        in (answer.headers["content-disposition"])
    )


def test_parts_are_kept_apart_by_their_tags(visitor: TestClient) -> None:
    tags = [
        visitor.get(f"{EXCHANGE}/export/cruxmap{query}").headers["etag"]
        for query in ("", "?node=c4", "?node=c12", "?credences=no", "?nodes=c4")
    ]
    assert len(set(tags)) == len(tags)


def test_what_a_file_would_not_hold_is_counted_before_the_download(visitor: TestClient) -> None:
    page = read(visitor, f"{EXCHANGE}/export?counted=dot")
    said = text_of(page.by_id("dot"))
    assert "Not in this file" in said
    assert "309 stances" in said
    part = read(visitor, f"{EXCHANGE}/export?counted=dot&node=c4")
    assert "309 stances" not in text_of(part.by_id("dot"))
    assert f"{EXCHANGE}/export/dot?node=c4" in part.links()
    native = read(visitor, f"{EXCHANGE}/export?counted=cruxmap")
    assert "nothing: all that one may know is in it" in text_of(native.by_id("cruxmap"))


def test_a_download_is_not_sent_again_until_something_changes(empty_site: Any) -> None:
    address = bring(empty_site, a_document(claims=[a_claim(1)])) + "/export/cruxmap"
    client = browser(empty_site)
    etag = client.get(address).headers["etag"]
    same = client.get(address, headers={"If-None-Match": etag})
    assert (same.status_code, same.content) == (304, b"")
    other = client.get(f"{address}-yaml", headers={"If-None-Match": etag})
    assert other.status_code == 200


def test_a_format_that_is_not_there_is_told(visitor: TestClient) -> None:
    answer = visitor.get(f"{EXCHANGE}/export/spreadsheet")
    assert answer.status_code == 404
    assert "There are: cruxmap, cruxmap-yaml" in answer.text
    assert visitor.get("/d/nothing/export/cruxmap").status_code == 404


def test_importing_asks_a_visitor_to_sign_in(visitor: TestClient) -> None:
    answer = visitor.get("/import")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Fimport")
    assert send(visitor, b"{}").status_code == 401


def test_all_faults_are_listed_with_path_line_and_column(empty_site: Any) -> None:
    document = a_document(
        claims=[a_claim(1, kind="opinion")], relations=[a_relation("r1", ["c9"], "c8")]
    )
    answer = send(signed_in(empty_site, "Ada"), json.dumps(document, indent=1).encode(), "my.json")
    assert answer.status_code == 422
    assert "<b>my.json</b>" in answer.text
    for path in ("claims[0].kind", "relations[0].premises[0]", "relations[0].target"):
        assert f"<code>{path}</code>" in answer.text.replace("<wbr>", "")
    assert "“opinion” is none of" in answer.text
    assert "3 faults" in answer.text
    assert read(browser(empty_site), "/").by_class("empty")


def test_a_file_that_breaks_off_names_the_place(empty_site: Any) -> None:
    owner = signed_in(empty_site, "Ada")
    for name, data in (("x.json", b'{"format":\n "cruxmap/1",'), ("x.yaml", b"a: [1,\nb: }")):
        answer = send(owner, data, name)
        assert answer.status_code == 422
        assert "<td>2</td>" in answer.text
    assert "not UTF-8" in send(owner, b"\xff{}").text


def test_markup_in_faults_and_file_names_is_text(empty_site: Any) -> None:
    document = a_document(claims=[a_claim(1, kind="<script>x</script>")])
    answer = send(
        signed_in(empty_site, "Ada"), json.dumps(document).encode(), "<script>y</script>.json"
    )
    assert "<script>x" not in answer.text
    assert "<script>y" not in answer.text


def test_a_slug_that_is_taken_is_a_conflict(empty_site: Any) -> None:
    document = a_document(claims=[a_claim(1)])
    bring(empty_site, document)
    answer = send(signed_in(empty_site, "Ada"), json.dumps(document).encode())
    assert answer.status_code == 409
    assert "already a debate called “made-up”" in answer.text
    assert "write another address" in answer.text


def test_sending_no_file_is_told(empty_site: Any) -> None:
    answer = signed_in(empty_site, "Ada").post("/import")
    assert answer.status_code == 422
    assert "Choose a file first." in answer.text


def test_whoever_imports_owns_the_debate(empty_site: Any) -> None:
    document = a_document(claims=[a_claim(1)], debate={"visibility": "private"})
    owner = signed_in(empty_site, "Ada")
    assert send(owner, json.dumps(document).encode()).status_code == 303
    assert owner.get("/d/made-up").status_code == 200
    assert browser(empty_site).get("/d/made-up").status_code == 404
    assert signed_in(empty_site, "Bob").get("/d/made-up/export/cruxmap").status_code == 404


def test_a_blind_debate_is_exported_without_others_credences(empty_site: Any) -> None:
    credences = [
        {"account": "a1", "node": "c1", "value": 0.25, "at": "2026-01-01T00:00:00Z", "wording": 1}
    ]
    document = a_document(
        claims=[a_claim(1)],
        accounts=[{"id": "a1", "name": "Ann"}],
        credences=credences,
        debate={"blind": True},
    )
    address = bring(empty_site, document) + "/export/cruxmap"
    owner = signed_in(empty_site, "Owner", site_owner=True)
    assert owner.get(address).json()["credences"][0]["value"] == 0.25
    visitor = browser(empty_site).get(address)
    assert "credences" not in visitor.json()
    assert visitor.headers["etag"] != owner.get(address).headers["etag"]
