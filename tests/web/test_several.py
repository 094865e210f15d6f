"""Several debates at once on the web: ticked and taken along, and looked at and brought in."""

import json
from typing import Any

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from app.core.formats.archives import packed, unpacked
from app.core.formats.registry import WRITTEN
from app.models import Debate
from app.web.unpacking import MOST_FIELDS
from tests.web.library import (
    EXCHANGE,
    STEINER,
    Page,
    a_claim,
    a_document,
    a_star,
    bring,
    browser,
    read,
    signed_in,
    take_apart,
    text_of,
)

pytest_plugins = ("tests.web.library_fixtures",)
TEA = b"[Tea]: Tea is best.\n  + <Calm>: It is calm.\n"
MILK = b"# Milk\n\n- Milk is best.\n- A heading\n"
FILES = {"tea.argdown": TEA, "f/milk.md": MILK, "README.md": b"# Read me"}


def native(slug: str) -> bytes:
    return json.dumps(a_document(slug, claims=[a_claim(1)])).encode()


def look(client: TestClient, files: dict[str, bytes], **fields: str) -> Any:
    data = packed(files.items())
    return client.post("/import/look", files={"file": ("x.zip", data)}, data=fields)


def fields_of(page: Page) -> dict[str, str]:
    form = page.by_id("bring-form")
    return {each.attrib["name"]: each.get("value", "") for each in form.iter("input")}


def slugs(client: TestClient) -> set[str]:
    return {link for link in read(client, "/").links() if link.startswith("/d/")}


# Out.


def test_the_list_of_debates_leads_to_a_form_that_ticks_them(visitor: TestClient) -> None:
    assert "/export" in read(visitor, "/").links()
    page = read(visitor, f"/export?debate={STEINER.removeprefix('/d/')}")
    ticks = [each for each in page.by_id("take-form").iter("input") if each.get("name") == "debate"]
    assert {f"/d/{each.get('value')}" for each in ticks} == slugs(visitor)
    assert [each.get("value") for each in ticks if "checked" in each.attrib] == ["steiner-comments"]
    options = [each.get("value") for each in page.by_id("f-format").iter("option")]
    assert options == list(WRITTEN)


def test_those_that_are_ticked_come_as_a_named_zip_and_are_not_sent_again(
    visitor: TestClient,
) -> None:
    address = "/export/zip?debate=scheming-exchange&debate=steiner-comments&format=markdown"
    answer = visitor.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    said = 'attachment; filename="debates-markdown.zip"'
    assert answer.headers["content-disposition"] == said
    assert answer.headers["content-length"] == str(len(answer.content))
    files = unpacked(answer.content)
    assert list(files) == ["scheming-exchange.md", "steiner-comments.md", "index.json"]
    assert files["steiner-comments.md"] == visitor.get(f"{STEINER}/export/markdown").content
    known = {"If-None-Match": answer.headers["etag"]}
    same = visitor.get(address, headers=known)
    assert (same.status_code, same.content) == (304, b"")
    for other in ("&credences=no", "&all=yes"):
        assert visitor.get(address + other, headers=known).status_code == 200
    assert visitor.get(address).content == answer.content


def test_only_what_a_reader_may_read_is_offered_and_sent(empty_site: Any) -> None:
    for slug in ("tea", "milk", "secret"):
        bring(empty_site, a_document(slug, claims=[a_claim(1)]))
    with empty_site.state.database.writing() as session:
        hidden = update(Debate).where(Debate.slug == "secret").values(visibility="private")
        session.execute(hidden)
    visitor, owner = browser(empty_site), signed_in(empty_site, "Olga", site_owner=True)
    assert "secret" not in visitor.get("/export").text
    assert "On secret" in owner.get("/export").text
    zipped = unpacked(visitor.get("/export/zip?all=yes").content)
    assert list(zipped) == ["milk.cruxmap.json", "tea.cruxmap.json", "index.json"]
    assert "secret" not in zipped["index.json"].decode()
    assert "secret.cruxmap.json" in unpacked(owner.get("/export/zip?all=yes").content)
    refused = visitor.get("/export/zip?debate=tea&debate=secret")
    unknown = visitor.get("/export/zip?debate=tea&debate=nothing")
    assert refused.status_code == unknown.status_code == 404
    said = [text_of(take_apart("/", each.text).main) for each in (refused, unknown)]
    assert said[0].replace("secret", "nothing") == said[1]


def test_what_is_missing_is_told_beside_the_form_with_all_that_was_chosen(
    visitor: TestClient,
) -> None:
    none = visitor.get("/export/zip?format=dot")
    assert none.status_code == 422
    page = take_apart("/export/zip", none.text)
    assert text_of(page.by_id("w-debate")) == "Choose at least one debate."
    chosen = [each for each in page.by_id("f-format").iter("option") if "selected" in each.attrib]
    assert [each.get("value") for each in chosen] == ["dot"]
    early = visitor.get("/export/zip?debate=scheming-exchange&at=2001-01-01")
    assert early.status_code == 422
    page = take_apart("/export/zip", early.text)
    assert text_of(page.by_id("w-at"))
    ticked = [each for each in page.by_id("take-form").iter("input") if "checked" in each.attrib]
    assert [each.get("value") for each in ticked] == ["scheming-exchange"]
    assert visitor.get("/export/zip?all=yes&format=sculpture").status_code == 404


def test_a_reader_of_a_blind_debate_gets_the_same_as_from_the_debate_alone(
    empty_site: Any,
) -> None:
    bring(empty_site, a_document("blind", debate={"blind": True}, claims=[a_claim(1)]))
    ada, ben = signed_in(empty_site, "Ada"), signed_in(empty_site, "Ben")
    for client in (ada, ben):
        rating = {"value": "70", "wording": "1"}
        assert client.post("/d/blind/n/c1/credence", data=rating).status_code == 303
    # Who has not rated knows nothing; who has, knows both.
    for client, known in ((browser(empty_site), 0), (signed_in(empty_site, "Cem"), 0), (ada, 2)):
        alone = client.get("/d/blind/export/cruxmap").content
        found = unpacked(client.get("/export/zip?all=yes").content)["blind.cruxmap.json"]
        assert found == alone
        assert len(json.loads(found).get("credences", [])) == known


# In.


def test_every_file_of_a_zip_is_looked_at_and_all_become_debates(empty_site: Any) -> None:
    ada = signed_in(empty_site, "Ada")
    sent = look(ada, FILES)
    assert sent.status_code == 303
    page = read(ada, sent.headers["location"])
    said = text_of(page.main)
    assert "x.zip holds 2 files, each to become a debate: all of them, or none." in said
    assert "Left out, for they are no debates: README.md." in said
    rows = [text_of(each) for each in page.by_class("files")[0].iter("li")]
    assert (
        rows[0].startswith("Tea tea.argdown Argdown: 2 claims, 1 relation.")
        or "tea.argdown" in rows[0]
    )
    assert any("f/milk.md" in row and "Empty: milk" in row for row in rows)
    assert slugs(ada) == set()
    made = ada.post("/import", data={**fields_of(page), "address-2": "white-milk"})
    assert (made.status_code, made.headers["location"]) == (303, "/")
    assert slugs(ada) == {"/d/tea", "/d/white-milk"}
    assert ada.get(sent.headers["location"]).status_code == 404


def test_a_broken_file_is_shown_with_its_place_and_keeps_all_out(empty_site: Any) -> None:
    ada = signed_in(empty_site, "Ada")
    files = {**FILES, "x.json": native("x").replace(b'"c1"', b'\n"c 1"'), "y.png": b"\x89PNG"}
    address = look(ada, files).headers["location"]
    page = read(ada, address)
    said = text_of(page.main)
    assert "2 files cannot be read, so nothing can come in." in said
    assert "x.json" in said
    assert "Line 2, column 1" in said
    assert "This is of no format that is read." in said
    assert not list(page.by_id("bring-form").iter("button"))
    refused = ada.post("/import", data=fields_of(page))
    assert refused.status_code == 422
    assert "Line 2, column 1" in text_of(take_apart("/import", refused.text).main)
    at_once = ada.post("/import", files={"file": ("x.zip", packed(files.items()))})
    assert at_once.status_code == 422
    table = text_of(take_apart("/import", at_once.text).by_id("faults"))
    assert "File Line Column" in table
    assert "x.json 2 1" in table
    assert slugs(ada) == set()


def test_a_taken_address_is_told_beside_its_file_and_another_is_chosen(empty_site: Any) -> None:
    bring(empty_site, a_document("tea", claims=[a_claim(1)]))
    ada = signed_in(empty_site, "Ada")
    files = {"milk.md": MILK, "a.json": native("tea"), "b.json": native("coffee")}
    address = look(ada, {**files, "c.json": native("coffee")}).headers["location"]
    page = read(ada, address)
    wrong = {name: text_of(page.by_id(name)) for name in page.ids if name.startswith("w-")}
    assert set(wrong) == {"w-address-2", "w-address-4"}
    assert "already a debate called “tea”" in wrong["w-address-2"]
    assert "the address of b.json too" in wrong["w-address-4"]
    typed = {**fields_of(page), "address-2": "green-tea", "address-4": "Black coffee"}
    refused = ada.post("/import", data=typed)
    assert refused.status_code == 422
    page = take_apart("/import", refused.text)
    assert [name for name in page.ids if name.startswith("w-")] == ["w-address-4"]
    assert fields_of(page)["address-2"] == "green-tea"
    assert fields_of(page)["address-4"] == "Black coffee"
    assert slugs(ada) == {"/d/tea"}
    made = ada.post("/import", data={**fields_of(page), "address-4": "black-coffee"})
    assert made.status_code == 303
    assert slugs(ada) == {
        f"/d/{each}" for each in ("tea", "milk", "green-tea", "coffee", "black-coffee")
    }


def test_a_bad_zip_is_refused_before_it_is_kept(empty_site: Any) -> None:
    ada = signed_in(empty_site, "Ada")
    for files, words in (
        ({}, "no file of a debate"),
        ({"../tea.argdown": TEA}, "leads out of the archive"),
        ({"a.md": b"- " + b"a" * 41_000_000}, "unpacked; no more are read"),
    ):
        refused = look(ada, files)
        assert refused.status_code == 422
        assert words in refused.text
    into = look(ada, FILES, into="tea")
    assert into.status_code == 422
    assert "zip of several files" in into.text


def test_a_zip_of_many_files_is_one_form_still(empty_site: Any) -> None:
    ada = signed_in(empty_site, "Ada")
    files = {f"d{number:03}.md": b"- Tea is best.\n" for number in range(300)}
    address = look(ada, files).headers["location"]
    page = read(ada, address)
    assert len([name for name in fields_of(page) if name.startswith("address-")]) == MOST_FIELDS
    assert ada.post("/import", data=fields_of(page)).status_code == 303
    assert len(slugs(ada)) == 300


@pytest.mark.parametrize("debate", [EXCHANGE, STEINER])
def test_an_archive_of_pages_brings_its_debate_in(
    visitor: TestClient, empty_site: Any, debate: str
) -> None:
    ada = signed_in(empty_site, "Ada")
    data = visitor.get(f"{debate}/export/archive").content
    sent = ada.post("/import/look", files={"file": ("pages.zip", data)})
    assert sent.status_code == 303, sent.text[:300]
    said = text_of(read(ada, sent.headers["location"]).main)
    assert "was read as Native JSON" in said
    assert "This is the archive of a debate’s pages" in said
    made = ada.post("/import", files={"file": ("pages.zip", data)})
    assert made.headers["location"] == debate
    was, now = (each.get(f"{debate}/export/cruxmap").json() for each in (visitor, ada))
    first, second = (each["debate"].pop("origin") for each in (was, now))
    assert json.dumps(now) == json.dumps(was)
    assert second["came_from"]["installation"] == first["installation"]


def test_a_debate_as_tables_is_one_debate_still(visitor: TestClient, empty_site: Any) -> None:
    ada = signed_in(empty_site, "Ada")
    data = visitor.get(f"{STEINER}/export/tables").content
    for name in ("steiner.tables.zip", "x.zip"):
        sent = ada.post("/import/look", files={"file": (name, data)})
        assert "was read as Tables (zip)" in text_of(read(ada, sent.headers["location"]).main)


def test_a_large_debate_does_not_keep_others_from_being_sent(empty_site: Any) -> None:
    bring(empty_site, a_star("star", 400))
    bring(empty_site, a_document("tea", claims=[a_claim(1)]))
    answer = browser(empty_site).get("/export/zip?all=yes&format=tables")
    assert set(unpacked(answer.content)) == {"star.tables.zip", "tea.tables.zip", "index.json"}


def test_debates_of_a_zip_are_read_by_whom_one_says(empty_site: Any) -> None:
    ada = signed_in(empty_site, "Ada")
    page = read(ada, look(ada, FILES).headers["location"])
    made = ada.post("/import", data={**fields_of(page), "visibility": "private"})
    assert made.status_code == 303
    assert slugs(ada) == {"/d/tea", "/d/milk"}
    assert slugs(browser(empty_site)) == set()
