"""What has changed since a page was opened: the line that says so, and the list it leads to."""

import re

import pytest
from starlette.testclient import TestClient

from app.db import Database
from tests.web.conftest import HTMX, Loaded, SignIn
from tests.web.library import read, text_of
from tests.web.streaming import change

OPEN_PAGES = ["", "/thread", "/n/{thesis}", "/n/{step}", "/n/{crux}", "/history"]


def changed(database: Database, slug: str, times: int) -> int:
    """Change the debate so often; return its revision."""
    with database.writing() as session:
        return [change(session, slug) for _ in range(times)][-1]


def said(client: TestClient, address: str) -> str:
    return text_of(read(client, address).by_id("live"))


def address_of(loaded: Loaded, page: str) -> str:
    return f"/d/{loaded.slug}" + page.format(**{name: getattr(loaded, name) for name in FIELDS})


FIELDS = ("thesis", "step", "crux")


@pytest.mark.parametrize("page", OPEN_PAGES)
def test_a_page_that_stays_open_knows_its_revision_and_where_it_is_told_of_others(
    client: TestClient, loaded: Loaded, database: Database, page: str
) -> None:
    revision = changed(database, loaded.slug, 2)
    shown = read(client, address_of(loaded, page))
    line = shown.by_id("live")
    assert line.attrib["data-revision"] == line.attrib["data-opened"] == str(revision)
    assert line.attrib["data-live"] == f"/d/{loaded.slug}/live"
    assert text_of(line) == ""
    assert "/js/live.js" in client.get(address_of(loaded, page)).text


@pytest.mark.parametrize("page", ["/people", "/sources", "/n/{thesis}/rate", "/export"])
def test_other_pages_are_not_told(
    client: TestClient, signed_in: TestClient, loaded: Loaded, page: str
) -> None:
    assert "/js/live.js" in signed_in.get(address_of(loaded, "")).text
    assert "/js/live.js" not in signed_in.get(address_of(loaded, page)).text


@pytest.mark.parametrize("page", OPEN_PAGES)
def test_an_address_that_says_what_was_seen_is_told_what_is_new(
    client: TestClient, loaded: Loaded, database: Database, page: str
) -> None:
    revision = changed(database, loaded.slug, 5)
    address = address_of(loaded, page)
    assert said(client, f"{address}?seen={revision - 3}").startswith("3 changes since you opened")
    assert said(client, f"{address}?seen={revision - 1}").startswith("1 change since you opened")
    for nothing in (revision, revision + 1, 0, -1, "x", "٣", "9" * 30, ""):
        assert said(client, f"{address}?seen={nothing}") == ""


def test_the_line_leads_to_what_came_after(
    client: TestClient, loaded: Loaded, database: Database
) -> None:
    revision = changed(database, loaded.slug, 5)
    line = read(client, f"/d/{loaded.slug}?seen={revision - 3}").by_id("live")
    (link,) = line.iter("a")
    listed = read(client, link.attrib["href"])
    numbers = [name for name in listed.ids if name.startswith("rev")]
    assert numbers == [f"rev{revision - n}" for n in range(3)]
    assert f"after revision {revision - 3}" in text_of(listed.main)


def test_a_long_list_of_what_is_new_goes_on_to_its_end_and_no_further(
    client: TestClient, loaded: Loaded, database: Database
) -> None:
    revision = changed(database, loaded.slug, 130)
    first = read(client, f"/d/{loaded.slug}/history?since={revision - 120}")
    older = [a.attrib["href"] for a in first.main.iter("a") if text_of(a) == "Older changes"]
    rest = read(client, older[0])
    shown = [name for page in (first, rest) for name in page.ids if name.startswith("rev")]
    assert shown == [f"rev{revision - n}" for n in range(120)]
    assert "Older changes" not in text_of(rest.main)


def test_the_foot_of_a_page_leads_to_what_comes_after_it(
    client: TestClient, loaded: Loaded, database: Database
) -> None:
    revision = changed(database, loaded.slug, 1)
    html = client.get(f"/d/{loaded.slug}/people").text
    (link,) = re.findall(r'href="([^"]+)">Later changes<', html)
    assert "Nothing has changed since." in text_of(read(client, link).main)
    changed(database, loaded.slug, 1)
    assert f"rev{revision + 1}" in read(client, link).ids


def fields_of(client: TestClient, loaded: Loaded) -> dict[str, str]:
    """Open the form for a credence, and return its hidden fields."""
    form = read(client, f"/d/{loaded.slug}/n/{loaded.reason}/rate?back=thread").by_id("rate-form")
    hidden = [each for each in form.iter("input") if each.get("type") == "hidden"]
    return {each.attrib["name"]: each.attrib["value"] for each in hidden}


def test_who_gives_a_credence_without_scripts_is_told_what_others_did_meanwhile(
    signed_in: TestClient, loaded: Loaded, database: Database
) -> None:
    address = f"/d/{loaded.slug}/n/{loaded.reason}/credence"
    seen = changed(database, loaded.slug, 1)
    alone = signed_in.post(address, data={**fields_of(signed_in, loaded), "value": "40"})
    thread = f"/d/{loaded.slug}/thread"
    assert alone.headers["location"] == f"{thread}#{loaded.reason}"
    fields = fields_of(signed_in, loaded)
    changed(database, loaded.slug, 2)
    answer = signed_in.post(address, data={**fields, "value": "45"})
    assert answer.headers["location"] == f"{thread}?seen={seen + 1}#{loaded.reason}"
    assert said(signed_in, answer.headers["location"]).startswith("3 changes since you opened this")


def test_who_gives_the_same_credence_again_is_told_of_others_alone(
    signed_in: TestClient, loaded: Loaded, database: Database
) -> None:
    address = f"/d/{loaded.slug}/n/{loaded.reason}/credence"
    signed_in.post(address, data={**fields_of(signed_in, loaded), "value": "40"})
    fields = fields_of(signed_in, loaded)
    changed(database, loaded.slug, 1)
    again = signed_in.post(address, data={**fields, "value": "40"})
    assert said(signed_in, again.headers["location"]).startswith("1 change since you opened this")
    assert "cruxmap-revision" not in again.headers


def test_a_page_learns_which_revision_is_its_readers_own(
    sign_in: SignIn, loaded: Loaded, database: Database
) -> None:
    ada, seen = sign_in("Ada"), changed(database, loaded.slug, 1)
    address = f"/d/{loaded.slug}/n/{loaded.reason}/credence"
    answer = ada.post(address, data={"value": "40", "wording": "1"}, headers=HTMX)
    assert answer.headers["cruxmap-revision"] == str(seen + 1)
    gone = ada.post(f"{address}/withdraw", headers=HTMX)
    assert gone.headers["cruxmap-revision"] == str(seen + 2)
