"""What-ifs, and other ways of looking: every page is recomputed for them, and says so."""

import re
from typing import Any

import pytest

from app.services import accounts, credences
from app.services.credences import NewCredence
from tests.web.library import (
    Page,
    a_claim,
    a_document,
    a_relation,
    bring,
    browser,
    read,
    text_of,
)

pytest_plugins = ("tests.web.library_fixtures",)
NODE = "/d/kettle/n/c1"


@pytest.fixture
def kettle(own_library: Any) -> Any:
    """A thesis with a reason, a step that is undercut, and two accounts' credences."""
    bring(
        own_library,
        a_document(
            "kettle",
            claims=[a_claim(n) for n in range(1, 4)],
            relations=[
                a_relation("r1", ["c2"], "c1"),
                a_relation("r2", ["c3"], "r1", "undercuts"),
            ],
        ),
    )
    with own_library.state.database.writing() as session:
        for name, value in (("Ada", 0.9), ("Ben", 0.4)):
            account = accounts.add_account(session, name)
            credences.give(
                session, account.actor, "kettle", "c2", NewCredence(value=value, wording=1)
            )
    return own_library


def implied(page: Page) -> int:
    (why,) = page.by_id("why").iter("h2")
    found = re.search(r"Why (\d+) % implied", text_of(why))
    assert found
    return int(found[1])


def at(app: Any, query: str = "") -> Page:
    return read(browser(app), f"{NODE}{query}")


def test_a_what_if_on_a_claim_recomputes_the_number(kettle: Any) -> None:
    assert implied(at(kettle)) == 68
    assert implied(at(kettle, "?if=c2:1")) == 75
    assert implied(at(kettle, "?if=c2:0")) == 50


def test_a_what_if_on_a_step_recomputes_the_number(kettle: Any) -> None:
    assert implied(at(kettle, "?if=r1:0.5,c2:1")) == 63


def test_a_what_if_on_an_unrated_claim_lets_it_count(kettle: Any) -> None:
    assert implied(at(kettle, "?if=c3:1")) == 50


def test_the_banner_names_what_is_supposed_and_leads_back(kettle: Any) -> None:
    page = at(kettle, "?if=c2:0.9,c3:0.2")
    (banner,) = page.by_class("what-if")
    assert "#c2 were at 90 %, and #c3 were at 20 %" in text_of(banner)
    assert NODE in page.links(banner)
    assert at(kettle).by_class("what-if") == []


def test_links_keep_what_is_supposed(kettle: Any) -> None:
    page = at(kettle, "?if=c2:0.9&semantics=df_quad")
    (tabs,) = page.by_class("tabs")
    assert "/d/kettle/thread?if=c2:0.9&semantics=df_quad" in page.links(tabs)


@pytest.mark.parametrize("address", ["", "/thread", "/cruxes", "/people", "/n/c2", "/compare"])
def test_every_page_says_that_it_supposes_something(kettle: Any, address: str) -> None:
    page = read(browser(kettle), f"/d/kettle{address}?if=c2:0.9")
    assert "What if" in text_of(page.by_class("what-if")[0])


def test_another_semantics_gives_other_numbers_and_says_so(kettle: Any) -> None:
    page = at(kettle, "?semantics=df_quad")
    assert implied(page) == 86
    assert "rolled up with DF-QuAD" in text_of(page.by_class("what-if")[0])


def test_another_pool_gives_other_numbers_and_says_so(kettle: Any) -> None:
    page = at(kettle, "?pooling=linear&if=c3:0")
    assert implied(page) == 66
    assert "pooled by the mean" in text_of(page.by_class("what-if")[0])


def test_the_debate_s_own_settings_asked_for_by_name_are_no_other_way(kettle: Any) -> None:
    assert at(kettle, "?semantics=sbn&pooling=geometric").by_class("what-if") == []


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("if=c2", 422),
        ("if=c2:2", 422),
        ("if=c2:nan", 422),
        ("if=:0.5", 422),
        ("if=c9:0.5", 404),
        ("semantics=tea", 422),
        ("pooling=tea", 422),
        ("if=" + ",".join(f"c{n}:0.5" for n in range(30)), 422),
    ],
)
def test_what_cannot_be_supposed_is_refused_in_a_sentence(
    kettle: Any, query: str, status: int
) -> None:
    answer = browser(kettle).get(f"{NODE}?{query}")
    assert answer.status_code == status
    assert "<h1>" in answer.text


def test_the_form_leads_to_an_address_that_says_what_is_supposed(kettle: Any) -> None:
    answer = browser(kettle).get("/d/kettle/n/c2/what-if?percent=85")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/d/kettle/n/c2?if=c2:0.85"


def test_what_is_supposed_is_not_stored(kettle: Any) -> None:
    before = at(kettle)
    at(kettle, "?if=c2:0.1")
    assert implied(at(kettle)) == implied(before)
