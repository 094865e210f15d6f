"""Whose map a debate is: typed into its settings, told at the foot of its overview."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.web.library import a_claim, a_document, bring, browser, read, signed_in, text_of

pytest_plugins = ("tests.web.library_fixtures",)

TYPED = {"title": "Whose", "visibility": "public", "open_role": "annotator", "seen": "1"}
TYPED |= {"semantics": "sbn", "pooling": "geometric"}


@pytest.fixture
def whose(empty_site: Any) -> str:
    return bring(empty_site, a_document("whose", claims=[a_claim("c1", "Tea.")]))


def save(site: Any, address: str, **typed: str) -> Any:
    owner = signed_in(site, "O", site_owner=True)
    return owner.post(f"{address}/settings", data={**TYPED, **typed}, follow_redirects=False)


def foot(client: TestClient, address: str) -> Any:
    return read(client, address).root.find(".//main/p[@class='small mute rights']")


def test_nothing_stands_there_where_nothing_is_said(empty_site: Any, whose: str) -> None:
    assert foot(browser(empty_site), whose) is None


def test_a_known_licence_is_told_by_its_name_and_leads_to_its_text(
    empty_site: Any, whose: str
) -> None:
    made = save(empty_site, whose, licence="cc-by-sa-4.0", authors="Ida\nTom")
    assert made.status_code == 303, made.text
    found = foot(browser(empty_site), whose)
    assert text_of(found) == (
        "Map made by Ida , Tom . Licence: Creative Commons Attribution-ShareAlike 4.0 "
        "International (CC-BY-SA-4.0)."
    )
    link = found.find(".//a")
    assert link.get("href") == "https://creativecommons.org/licenses/by-sa/4.0/"
    owner = signed_in(empty_site, "P", site_owner=True)
    form = read(owner, f"{whose}/settings").root
    assert form.findtext(".//textarea[@name='authors']") == "Ida\nTom"
    assert form.find(".//input[@name='licence'][@value='CC-BY-SA-4.0']") is not None


def test_hostile_words_are_text_that_does_not_turn_what_is_around_it(
    empty_site: Any, whose: str
) -> None:
    hostile = '<script>alert("x")</script> \u202eمجاز'
    assert save(empty_site, whose, licence=hostile, authors=hostile).status_code == 303
    answer = browser(empty_site).get(whose)
    assert "<script>alert" not in answer.text
    found = foot(browser(empty_site), whose)
    kept = '<script>alert("x")</script> مجاز'
    assert [each.text for each in found.iter("bdi")] == [kept, kept]


@pytest.mark.parametrize("name", ["licence", "authors"])
def test_what_is_too_long_is_told_beside_its_field(empty_site: Any, whose: str, name: str) -> None:
    typed = "ж" * 10_000
    answer = save(empty_site, whose, **{name: typed})
    assert answer.status_code == 422
    page = answer.text
    assert f'id="w-{name}"' in page
    assert f'aria-describedby="w-{name}' in page
    assert "10,000 characters; at most" in page
    assert typed in page
    assert foot(browser(empty_site), whose) is None


@pytest.mark.parametrize(
    ("origin", "said", "leads"),
    [
        ({"address": "https://a.example.org", "debate": "tea"}, "a.example.org", True),
        ({"debate": "tea"}, "tea", False),
    ],
)
def test_a_debate_says_where_it_was_first(
    empty_site: Any, origin: dict[str, str], said: str, leads: bool
) -> None:
    document = a_document("moved", claims=[a_claim("c1", "Tea.")])
    document["debate"]["origin"] = {**origin, "installation": "x"}
    found = foot(browser(empty_site), bring(empty_site, document))
    assert text_of(found) == f"First made at {said} ."
    links = [each.get("href") for each in found.iter("a")]
    assert links == (["https://a.example.org/d/tea"] if leads else [])
