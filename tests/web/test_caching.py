"""Pages are sent again only when they differ, and never to another reader."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.db import Database
from app.main import create_app
from tests.copies import copy_of
from tests.web.library import (
    EXCHANGE,
    a_claim,
    a_document,
    bring,
    browser,
    settings_for,
    signed_in,
)

pytest_plugins = ("tests.web.library_fixtures",)

PAGES = ["", "/thread", "/conversation", "/cruxes", "/people", "/sources", "/open", "/history"]
NAMES = ("Ada Adams", "Bob Brown", "Sign in")
PAGES += ["/export", "/n/c1", "/s/report", "/digest", "/digest.md", "/n/c1/digest"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_that_the_browser_has_is_not_sent_again(visitor: TestClient, path: str) -> None:
    first = visitor.get(EXCHANGE + path)
    assert first.headers["cache-control"] == "private, no-cache"
    assert "Cookie" in first.headers["vary"]
    again = visitor.get(EXCHANGE + path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert visitor.get(EXCHANGE + path).text == first.text


def test_a_page_is_found_in_a_list_of_marks_weak_or_not(visitor: TestClient) -> None:
    mark = visitor.get(EXCHANGE).headers["etag"]
    for given in (f'"x", {mark}', f'W/{mark},"y"', f"nonsense, {mark}"):
        assert visitor.get(EXCHANGE, headers={"If-None-Match": given}).status_code == 304
    for given in ('"x"', "nonsense", mark.strip('"')):
        assert visitor.get(EXCHANGE, headers={"If-None-Match": given}).status_code == 200


def test_every_view_and_every_reader_has_a_mark_of_its_own(own_library: Any) -> None:
    clients = [browser(own_library), signed_in(own_library, "Ada"), signed_in(own_library, "Bob")]
    views = ["/thread", "/thread?readings=true", "/thread?start=200", "/people"]
    marks = [client.get(EXCHANGE + view).headers["etag"] for client in clients for view in views]
    assert len(set(marks)) == len(marks)


def test_a_kept_page_shows_nobodys_name(own_library: Any) -> None:
    ada, bob, visitor = (
        signed_in(own_library, "Ada Adams"),
        signed_in(own_library, "Bob Brown"),
        browser(own_library),
    )
    for path in PAGES:
        for _ in range(2):
            pages = [each.get(EXCHANGE + path).text for each in (ada, bob, visitor)]
            shown = [[name for name in NAMES if name in page] for page in pages]
            # A file of text has no frame in which a name could stand.
            assert shown == [[] if path.endswith(".md") else [name] for name in NAMES], path


def test_ones_own_credence_is_shown_to_oneself_alone(empty_site: Any) -> None:
    address = bring(empty_site, a_document(claims=[a_claim(1)], debate={"blind": True}))
    ada, bob = signed_in(empty_site, "Ada"), signed_in(empty_site, "Bob")
    visitor = browser(empty_site)
    given = ada.post(f"{address}/n/c1/credence", data={"value": "83", "wording": "1"})
    assert given.status_code == 303
    assert ">83<" in ada.get(f"{address}/thread").text
    for client in (bob, visitor):
        for path in ("", "/thread", "/n/c1", "/history"):
            assert ">83<" not in client.get(address + path).text


def test_after_a_change_the_next_page_is_the_new_one(empty_site: Any) -> None:
    address = bring(empty_site, a_document(claims=[a_claim(1)]))
    ada, visitor = signed_in(empty_site, "Ada"), browser(empty_site)
    old = visitor.get(f"{address}/thread")
    ada.post(f"{address}/n/c1/credence", data={"value": "83", "wording": "1"})
    new = visitor.get(f"{address}/thread", headers={"If-None-Match": old.headers["etag"]})
    assert new.status_code == 200
    assert new.headers["etag"] != old.headers["etag"]
    assert "<dt>pooled</dt><dd>83</dd>" in new.text


def one_of_two(template: Path, folder: Path, text: str) -> tuple[Path, Any]:
    """Make a database whose debate differs from the other's in its text alone, and its site."""
    database = Database(f"sqlite:///{copy_of(template, folder / f'{text}.db')}")
    app = create_app(settings_for(database, folder), database)
    bring(app, a_document(claims=[a_claim(1, f"{text} is so.")]))
    return folder / f"{text}.db", app


@pytest.mark.parametrize("path", ["/d/made-up/thread", "/d/made-up/export/cruxmap"])
def test_a_database_put_in_another_s_place_is_not_taken_for_it(
    sqlite_template: Path, tmp_path: Path, path: str
) -> None:
    (here, app), (there, other) = (
        one_of_two(sqlite_template, tmp_path, text) for text in ("Ice", "Steam")
    )
    client = browser(app)
    first = client.get(path)
    assert "Ice is so." in first.text
    other.state.database.close()
    with sqlite3.connect(there) as source, sqlite3.connect(here) as target:
        source.backup(target)
    for headers in ({}, {"If-None-Match": first.headers["etag"]}):
        again = client.get(path, headers=headers)
        assert again.status_code == 200
        assert "Steam is so." in again.text
        assert "Ice is so." not in again.text
    app.state.database.close()


def test_style_sheets_and_scripts_are_kept_for_good_under_their_hash(visitor: TestClient) -> None:
    html = visitor.get("/").text
    addresses = [part.split('"')[0] for part in html.split('="/static/')[1:]]
    assert len(addresses) >= 4
    for address in addresses:
        answer = visitor.get(f"/static/{address}")
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        path = address.split("?")[0]
        plain = visitor.get(f"/static/{path}").headers["cache-control"]
        assert (plain == "no-cache") is not path.startswith("vendor/"), path
    assert visitor.get("/static/vendor/VENDOR.md").headers["cache-control"] == "no-cache"
