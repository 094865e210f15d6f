"""Two sides next to each other: people by their words, accounts by their credences."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core.permissions import Actor
from app.services import accounts, credences
from app.services.accounts import AccountRow
from app.services.credences import NewCredence
from tests.found import some
from tests.web.library import (
    EXCHANGE,
    Page,
    a_claim,
    a_document,
    a_relation,
    bring,
    browser,
    leads_somewhere,
    read,
    signed_in,
    text_of,
)

pytest_plugins = ("tests.web.library_fixtures",)
RATINGS = {
    "Ada": {"c1": 0.8, "c2": 0.9, "c3": 0.2},
    "Ben": {"c1": 0.3, "c2": 0.2, "c3": 0.6, "r1": 0.5},
    "Cleo": {"c2": 0.85, "c3": 0.1},
    "Dov": {"c2": 0.15, "c3": 0.7},
}


def document(**debate: Any) -> dict[str, Any]:
    return a_document(
        "kettle",
        debate=debate,
        people=[{"id": "eve", "name": "Eve Young", "kind": "named"}],
        claims=[a_claim(n) for n in range(1, 5)],
        relations=[
            a_relation("r1", ["c2"], "c1", strength="strong"),
            a_relation("r2", ["c3"], "c1", "rebuts"),
        ],
        stances=[
            {"id": "st1", "person": "eve", "node": "c2", "value": "rejects", "range": [0.05, 0.3]}
        ],
    )


def rated(app: Any, **debate: Any) -> dict[str, AccountRow]:
    """Bring a debate that four accounts have rated."""
    bring(app, document(**debate))
    made = {}
    with app.state.database.writing() as session:
        for name, values in RATINGS.items():
            made[name] = accounts.add_account(session, name)
            for node, value in values.items():
                credences.give(
                    session, made[name].actor, "kettle", node, NewCredence(value=value, wording=1)
                )
    return made


def compare(app: Any, a: str, b: str, more: str = "") -> Page:
    return read(browser(app), f"/d/kettle/compare?a={a}&b={b}{more}")


def text(page: Page) -> str:
    return text_of(page.main)


def test_the_chooser_offers_people_and_works_as_a_plain_form(visitor: TestClient) -> None:
    page = read(visitor, f"{EXCHANGE}/compare")
    (form,) = page.by_class("chooser")
    assert (form.get("method"), form.get("action")) == ("get", f"{EXCHANGE}/compare")
    assert {select.get("name") for select in form.iter("select")} == {"a", "b"}
    assert {"p:pope", "p:hubinger"} <= {o.get("value") for o in form.iter("option")}


@pytest.mark.parametrize(
    ("a", "b", "oppose"), [("pope", "hubinger", False), ("turner", "hubinger", True)]
)
def test_two_people_are_compared_in_words_and_never_in_numbers(
    visitor: TestClient, a: str, b: str, oppose: bool
) -> None:
    page = read(visitor, f"{EXCHANGE}/compare?a=p:{a}&b=p:{b}")
    assert re.search(r"\d\s*%", text(page)) is None
    for part in ("opposed", "steps", "restated", "cruxes", "shared"):
        assert page.by_id(part) is not None
    # Pope and Hubinger part over steps and doubts: neither rejects outright what the other holds.
    opposed = page.by_id("opposed")
    assert bool(opposed.findall("ul/li")) == oppose
    assert ("On no node" in text_of(opposed)) != oppose
    # Of Pope's premises Hubinger grants those of one step; of Turner's steps, of none.
    assert bool(page.by_class("badge", page.by_id("steps"))) != oppose


@pytest.mark.parametrize("sides", ["a=p:pope&b=p:hubinger", "a=p:hubinger&b=p:pope"])
def test_what_an_editor_says_of_two_people_stands_first(visitor: TestClient, sides: str) -> None:
    page = read(visitor, f"{EXCHANGE}/compare?{sides}")
    (said,) = page.root.findall(".//section[@id='pair']")
    heads = [text_of(each) for each in some(said.findall(".//dt"))]
    assert heads == ["Part on", "Agree", "Left unanswered"]
    links = some(page.links(said))
    assert f"{EXCHANGE}/n/c166" in links
    assert [link for link in links if not leads_somewhere(visitor, link)] == []


def test_of_two_of_whom_no_editor_says_anything_there_are_no_such_words(
    visitor: TestClient,
) -> None:
    page = read(visitor, f"{EXCHANGE}/compare?a=p:pope&b=p:belrose")
    assert page.root.findall(".//section[@id='pair']") == []
    assert page.root.findall(".//section[@id='opposed']")


def test_every_link_of_a_comparison_leads_somewhere(visitor: TestClient) -> None:
    page = read(visitor, f"{EXCHANGE}/compare?a=p:pope&b=p:hubinger")
    links = some(page.links(page.main), at_least=10)
    assert [link for link in links if not leads_somewhere(visitor, link)] == []


def test_people_pages_lead_to_the_comparison(visitor: TestClient) -> None:
    assert f"{EXCHANGE}/compare" in read(visitor, f"{EXCHANGE}/people").links()
    assert f"{EXCHANGE}/compare?claim=c1" in read(visitor, f"{EXCHANGE}/n/c1").links()


def test_two_accounts_have_a_gap_that_is_split_and_cruxes(own_library: Any) -> None:
    made = rated(own_library)
    page = compare(own_library, f"a:{made['Ada'].public_id}", f"a:{made['Ben'].public_id}")
    assert "80 % Ada" in text(page)
    assert "30 % Ben" in text(page)
    assert "50 points between them" in text(page)
    rows = page.by_id("split").findall(".//tbody/tr")
    assert any("Not on the map" in text_of(row) for row in rows)
    parts = [text_of(row[1]).replace("−", "-").split()[0] for row in rows]
    # Whole points, so the sum may be off by one rounding a row.
    assert sum(int(part) for part in parts if part != "under") == pytest.approx(50, abs=2)
    first = text_of(page.by_id("cruxes").findall(".//tbody/tr")[0])
    assert "Statement c2 holds." in first


def test_a_what_if_holds_for_both_sides(own_library: Any) -> None:
    made = rated(own_library)
    cleo, dov = (f"a:{made[name].public_id}" for name in ("Cleo", "Dov"))
    asked = compare(own_library, cleo, dov, "&at=c1&if=c2:0.5,c3:0.5")
    assert "0 points between them" in text(asked)
    assert "0 points between them" not in text(compare(own_library, cleo, dov, "&at=c1"))


def test_who_is_first_does_not_change_the_cruxes(own_library: Any) -> None:
    made = rated(own_library)
    ada, ben = (f"a:{made[name].public_id}" for name in ("Ada", "Ben"))
    there = [text_of(r[0]) for r in compare(own_library, ada, ben).by_id("cruxes").iter("tr")]
    back = [text_of(r[0]) for r in compare(own_library, ben, ada).by_id("cruxes").iter("tr")]
    assert there == back


def test_camps_are_found_and_compared(own_library: Any) -> None:
    rated(own_library)
    page = read(browser(own_library), "/d/kettle/compare")
    assert "Camp 1 : Ada, Cleo" in text(page)
    found = compare(own_library, "camp:1", "camp:2", "&at=c2")
    assert "88 % Camp 1" in text(found)
    assert "17 % Camp 2" in text(found)


def test_lists_of_accounts_are_compared(own_library: Any) -> None:
    made = {name: row.public_id for name, row in rated(own_library).items()}
    page = read(
        browser(own_library),
        f"/d/kettle/compare?a=a:{made['Ada']}&a=a:{made['Cleo']}&b=a:{made['Dov']}&at=c2",
    )
    assert page.headings == ["Ada, Cleo and Dov"]
    assert "88 % Ada, Cleo" in text(page)


def test_an_account_and_a_person_are_compared_in_ranges(own_library: Any) -> None:
    made = rated(own_library)
    page = compare(own_library, f"a:{made['Ada'].public_id}", "p:eve", "&at=c2")
    assert "analyst’s wide reading" in text(page)
    assert "5–30 %" in text(page)
    assert "Ada is 60 to 85 points above Young." in text(page)


def test_sides_that_are_not_there_are_not_found(own_library: Any) -> None:
    rated(own_library)
    for query in ("a=p:nobody&b=p:eve", "a=a:none&b=p:eve", "a=camp:9&b=p:eve", "at=c99"):
        assert browser(own_library).get(f"/d/kettle/compare?{query}").status_code == 404, query


def test_a_list_that_mixes_people_and_accounts_is_refused(own_library: Any) -> None:
    made = rated(own_library)
    query = f"a=p:eve&a=a:{made['Ada'].public_id}&b=a:{made['Ben'].public_id}"
    assert browser(own_library).get(f"/d/kettle/compare?{query}").status_code == 422


def test_the_same_side_twice_is_said_to_be_that(own_library: Any) -> None:
    rated(own_library)
    assert "same side twice" in text(compare(own_library, "p:eve", "p:eve"))


def test_in_a_blind_debate_others_are_found_by_what_one_has_rated(own_library: Any) -> None:
    made = rated(own_library, blind=True)
    ada, ben = (f"a:{made[name].public_id}" for name in ("Ada", "Ben"))
    visitor_page = read(browser(own_library), "/d/kettle/compare")
    assert "Ada" not in text(visitor_page)
    assert browser(own_library).get(f"/d/kettle/compare?a={ada}&b={ben}").status_code == 404
    client = signed_in(own_library, "Eli")
    with own_library.state.database.writing() as session:
        eli = accounts.find_account(session, "Eli")
        credences.give(session, eli.actor, "kettle", "c2", NewCredence(value=0.9, wording=1))
    page = read(client, f"/d/kettle/compare?a=a:{eli.public_id}&b=p:eve")
    assert "Eli is 60 to 85 points above Young." in text(page)
    there = read(client, f"/d/kettle/compare?a={ada}&b={ben}")
    assert there.by_id("split") is not None
    assert client.get(f"/d/kettle/compare?a={ada}&b={ben}&at=c3").status_code != 404
    assert "Ada (1)" in text(there)


def test_one_s_own_credences_are_held_against_each_other(own_library: Any) -> None:
    bring(own_library, document())
    client = signed_in(own_library, "Eli")
    assert "not rated anything here yet" in text(read(client, "/d/kettle/mine"))
    with own_library.state.database.writing() as session:
        eli: Actor = accounts.find_account(session, "Eli").actor
        for node, value in {"c1": 0.2, "c2": 0.95}.items():
            credences.give(session, eli, "kettle", node, NewCredence(value=value, wording=1))
    page = read(client, "/d/kettle/mine")
    (row,) = page.by_id("gaps").findall("ul/li")
    assert "1 of 2 reasons rated, so this compares little: you say 20 %" in text_of(row)
    assert "/d/kettle/n/c3/rate" in page.links(page.by_id("next"))


def test_nobody_else_s_credences_enter_one_s_own_page(own_library: Any) -> None:
    rated(own_library)
    client = signed_in(own_library, "Eli")
    page = read(client, "/d/kettle/mine")
    assert page.by_id("gaps").findall("ul/li") == []


def test_a_visitor_is_asked_to_sign_in_for_their_own_page(visitor: TestClient) -> None:
    answer = visitor.get(f"{EXCHANGE}/mine")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=")


def test_the_overview_says_what_a_disagreement_is_worth(own_library: Any) -> None:
    rated(own_library)
    page = read(browser(own_library), "/d/kettle")
    assert re.search(r"worth ±\d+ points? at #c1", text_of(page.by_id("by-accounts")))
