"""The page of one node: claims, relations and cruxes."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.web.library import (
    EXCHANGE,
    STEINER,
    a_claim,
    a_document,
    a_relation,
    bring,
    browser,
    leads_somewhere,
    read,
    text_of,
)

pytest_plugins = ("tests.web.library_fixtures",)

PEOPLE = [
    {"id": "ada", "name": "Ada Lovelace", "kind": "named"},
    {"id": "bob", "name": "Bob Stone", "kind": "named"},
]


@pytest.fixture
def debate(empty_site: Any) -> str:
    document = a_document(
        people=PEOPLE,
        sources=[{"id": "book", "kind": "work", "csl": {"type": "book", "title": "A Book"}}],
        claims=[
            a_claim(1, "The bridge holds.", voiced_by=["ada"]),
            a_claim(2, "It held last year."),
            a_claim(3, "Nobody crossed it last year."),
            a_claim("q1", "Who built it?", kind="question", asker="bob", asked=["ada"]),
        ],
        relations=[
            a_relation("r1", ["c2"], "c1", warrant="What held once holds again."),
            a_relation("r2", ["c3"], "r1", "undercuts", person="bob"),
            {**a_relation("r3", ["c1"], "c2", "restates"), "person": "bob", "owner": "ada"},
        ],
        cruxes=[
            {
                "id": "x1",
                "question": "Did anybody cross?",
                "conclusion": "c1",
                "claims": ["c2", "r1"],
                "positions": [{"person": "ada", "value": "stated", "text": "Yes, twice."}],
                "provenance": "in_text",
            }
        ],
        stances=[
            {"id": "s1", "person": "ada", "node": "c1", "value": "accepts", "words": "sure"},
            {"id": "s2", "person": "bob", "node": "c1", "value": "rejects"},
        ],
        verdicts=[{"id": "v1", "relation": "r3", "by": "ada", "value": "rejected"}],
        citations=[
            {"id": "z1", "node": "c1", "source": "book", "locator": "§ 3", "role": "supports"}
        ],
    )
    return bring(empty_site, document)


def test_a_claim_shows_reasons_stances_citations_and_its_crux(debate: str, empty_site: Any) -> None:
    page = read(browser(empty_site), f"{debate}/n/c1")
    assert page.headings == ["The bridge holds."]
    assert "It held last year." in text_of(page.by_id("arguments"))
    assert "Undercuts the step" in text_of(page.by_id("arguments"))
    said = text_of(page.by_id("stances"))
    assert "Ada Lovelace accepts sure" in said
    assert "Bob Stone rejects" in said
    assert "A Book , § 3" in text_of(page.by_id("citations"))
    assert f"{debate}/n/x1" in page.links()
    assert "Lovelace against Stone" in text_of(page.main)


def test_a_relation_shows_both_ends_its_warrant_and_what_bears_on_it(
    debate: str, empty_site: Any
) -> None:
    page = read(browser(empty_site), f"{debate}/n/r1")
    assert page.headings == ["What held once holds again."]
    assert page.title.startswith("#c2 supports #c1")
    said = text_of(page.main)
    assert "What held once holds again." in said
    assert "It held last year." in said
    assert "The bridge holds." in said
    assert "Nobody crossed it last year." in text_of(page.by_id("arguments"))


def test_an_undercut_names_the_step_it_denies(debate: str, empty_site: Any) -> None:
    page = read(browser(empty_site), f"{debate}/n/r2")
    assert "the step #c2 → #c1" in text_of(page.main)
    assert f"{debate}/n/r1" in page.links(page.main)


def test_a_restatement_shows_whose_it_is_and_the_verdict(debate: str, empty_site: Any) -> None:
    page = read(browser(empty_site), f"{debate}/n/r3")
    assert "drawn by Bob Stone" in text_of(page.main)
    assert "Ada Lovelace : rejected" in text_of(page.by_id("verdicts"))


def test_a_crux_shows_positions_and_what_hangs_on_it(debate: str, empty_site: Any) -> None:
    page = read(browser(empty_site), f"{debate}/n/x1")
    assert page.headings == ["Did anybody cross?"]
    assert "Ada Lovelace Yes, twice." in text_of(page.by_id("positions"))
    hanging = page.links(page.by_id("hanging"))
    assert f"{debate}/n/c2" in hanging
    assert f"{debate}/n/r1" in hanging


def test_a_question_says_who_asks_whom(debate: str, empty_site: Any) -> None:
    page = read(browser(empty_site), f"{debate}/n/q1")
    assert "Asked by Bob Stone of Ada Lovelace" in text_of(page.main)


def test_a_claim_nothing_bears_on_says_so(debate: str, empty_site: Any) -> None:
    page = read(browser(empty_site), f"{debate}/n/c3")
    assert "Nothing supports or rebuts it yet." in text_of(page.main)
    assert f"{debate}/n/r2" in page.links(page.by_id("uses"))


def test_readings_of_words_as_ranges_show_only_when_asked_for(visitor: TestClient) -> None:
    contested = read(visitor, EXCHANGE).links()
    node = next(link for link in contested if "/n/c" in link and "#" not in link)
    assert "Analyst’s reading" not in text_of(read(visitor, node).by_id("stances"))
    asked = read(visitor, f"{node}?readings=true")
    assert "Analyst’s reading" in text_of(asked.by_id("stances"))


@pytest.mark.parametrize("debate_address", [EXCHANGE, STEINER])
def test_a_claim_of_a_real_debate_leads_to_its_place_in_the_source(
    visitor: TestClient, debate_address: str
) -> None:
    page = read(visitor, f"{debate_address}/n/c7")
    places = [link for link in page.links(page.by_id("provenance")) if "/s/" in link]
    assert places
    assert [link for link in places if not leads_somewhere(visitor, link)] == []


def test_a_node_that_is_not_there_is_not_found(visitor: TestClient) -> None:
    for name in ("nobody", "c999999", "%00", "c1'--", "ü"):
        answer = visitor.get(f"{EXCHANGE}/n/{name}")
        assert answer.status_code == 404, name
        assert "<h1>Not found</h1>" in answer.text
