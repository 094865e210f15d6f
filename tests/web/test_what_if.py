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
    bring_claims,
    browser,
    read,
    text_of,
)

pytest_plugins = ("tests.web.library_fixtures",)
NODE = "/d/kettle/n/c1"


@pytest.fixture
def kettle(own_library: Any) -> Any:
    """A thesis with a reason, a step that is undercut, and two accounts' credences."""
    bring_claims(
        own_library,
        "kettle",
        3,
        a_relation("r1", ["c2"], "c1"),
        a_relation("r2", ["c3"], "r1", "undercuts"),
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


# c2 is pooled at 0.9 and 0.4: odds 9 and 2/3, so √6 to 1, or 0.710. c1 is 0.5 + 0.25 · 0.710.


def card(page: Page, node: str = "c1") -> str:
    return text_of(page.by_id(f"cred-{node}"))


def banner(page: Page) -> str:
    return text_of(page.by_class("what-if")[0])


def test_a_number_that_moves_is_shown_before_and_after(kettle: Any) -> None:
    page = at(kettle, "?if=c2:0.2")
    assert "implied 68 → 55 (−13)" in card(page)
    assert "Why 55 % implied by the map? 68 % without the what-if, −13;" in text_of(
        page.by_id("why")
    )
    strip = next(page.by_id("cred-c1").iter("svg"))
    assert (
        "implied by the map 55 percent, 68 percent without the what-if"
        in (strip.attrib["aria-label"])
    )
    assert "→" not in card(at(kettle))


def test_what_is_supposed_is_called_so_and_moves_nothing_itself(kettle: Any) -> None:
    page = read(browser(kettle), "/d/kettle/n/c2?if=c2:0.2")
    assert "supposed 20" in card(page, "c2")
    assert "→" not in card(page, "c2")


def test_a_number_that_is_there_only_by_the_what_if_comes_from_none(kettle: Any) -> None:
    bring(
        kettle,
        a_document(
            "bare",
            claims=[a_claim(n) for n in (1, 2)],
            relations=[a_relation("r1", ["c2"], "c1", "rebuts")],
        ),
    )
    page = read(browser(kettle), "/d/bare/n/c1?if=c2:1")
    assert "implied none → 25" in card(page)
    assert "none without the what-if" in text_of(page.by_id("why"))
    assert "#c1 none → 25" in banner(page)


def test_the_banner_says_what_moves_most(kettle: Any) -> None:
    bring_claims(
        kettle, "ladder", 4, *[a_relation(f"r{n}", [f"c{n + 1}"], f"c{n}") for n in (1, 2, 3)]
    )
    with kettle.state.database.writing() as session:
        ada = accounts.find_account(session, "Ada").actor
        credences.give(session, ada, "ladder", "c4", NewCredence(value=0.5, wording=1))
    # c3 goes from 0.625 to 0.75, c2 from 0.656 to 0.6875, c1 from 0.664 to 0.672.
    page = read(browser(kettle), "/d/ladder/thread?if=c4:1")
    assert "3 implied numbers move." in banner(page)
    (listed,) = page.by_class("moves")
    assert [text_of(row) for row in listed] == [
        "#c3 63 → 75 (+12) Statement c3 holds.",
        "#c2 66 → 69 (+3) Statement c2 holds.",
        "#c1 66 → 67 (+1) Statement c1 holds.",
    ]


def test_it_is_said_where_nothing_moves(kettle: Any) -> None:
    for query in ("?if=c1:0.9", "?if=c2:0.71"):
        page = at(kettle, query)
        assert "No implied number moves by as much as can be read." in banner(page)
        assert page.by_class("moves") == []


@pytest.mark.parametrize("address", ["/people", "/sources", "/cruxes", "/conversation", "/n/c3"])
def test_a_page_without_a_number_that_moves_says_so(kettle: Any, address: str) -> None:
    page = read(browser(kettle), f"/d/kettle{address}?if=c2:0.2")
    assert "1 implied number moves, none of them on this page." in banner(page)


def test_a_page_with_a_number_that_moves_does_not(kettle: Any) -> None:
    for address in ("/thread", "/n/c1", "/n/r1"):
        page = read(browser(kettle), f"/d/kettle{address}?if=c2:0.2")
        assert "1 implied number moves." in banner(page)


def test_a_what_if_does_not_change_what_the_next_reader_sees(kettle: Any) -> None:
    at(kettle, "?if=c2:0.2")
    assert "implied 68 by" not in card(at(kettle))
    assert "implied 68" in card(at(kettle))
