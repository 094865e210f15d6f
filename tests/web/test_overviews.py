"""The list of debates, and the overview whose every number leads to what it counted."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.db import Database
from app.main import create_app
from app.services.bundled import load_bundled
from tests.found import some
from tests.web.library import (
    EXAMPLE,
    EXCHANGE,
    STEINER,
    Page,
    a_claim,
    a_document,
    a_relation,
    bring,
    browser,
    leads_somewhere,
    read,
    settings_for,
    text_of,
)

pytest_plugins = ("tests.web.library_fixtures",)


def test_the_list_names_the_debates_with_their_sizes_and_the_example_last(
    visitor: TestClient,
) -> None:
    page = read(visitor, "/")
    rows = {link: text_of(row) for row in page.by_class("listing") for link in page.links(row)}
    assert set(rows) == {EXCHANGE, STEINER, EXAMPLE}
    assert list(rows)[-1] == EXAMPLE
    assert "invented" in rows[EXAMPLE]
    assert "rated by 20 accounts" in rows[EXAMPLE]
    assert re.search(r"\d+ claims \d+ relations \d+ cruxes \d+ people", rows[EXCHANGE])


def test_an_empty_site_says_what_to_do(empty_site: Any) -> None:
    page = read(browser(empty_site), "/")
    assert "no debate here yet" in text_of(page.main)
    assert "load-bundled" in text_of(page.main)


@pytest.mark.parametrize("debate", [EXCHANGE, STEINER, EXAMPLE])
def test_each_number_of_the_summary_leads_to_its_rows(visitor: TestClient, debate: str) -> None:
    page = read(visitor, debate)
    (says,) = page.by_class("says")
    links = page.links(says)
    assert len(links) >= 4
    assert [link for link in links if not leads_somewhere(visitor, link)] == []


def test_the_overview_says_of_each_pair_where_they_part_and_on_what_that_rests(
    visitor: TestClient,
) -> None:
    page = read(visitor, EXCHANGE)
    cards = some(page.root.findall(".//section[@id='pairs']/ul/li"), at_least=4)
    names = [text_of(card[0]) for card in cards]
    assert names[:2] == ["Pope and Hubinger", "Hubinger and Turner"]
    noted = some(page.root.findall(".//section[@id='pairs']/details/ul/li"))
    fold = text_of(page.by_id("pairs").findall("details/summary")[0])
    assert fold == f"{len(noted)} more pairs, with nothing in open dispute"
    for card in cards + noted:
        sentences = some(card.findall(".//dd"))
        assert all(len(page.links(each)) >= 1 for each in sentences)
        assert [link for link in some(page.links(card)) if not leads_somewhere(visitor, link)] == []


@pytest.mark.parametrize("debate", [STEINER, EXAMPLE])
def test_where_no_editor_wrote_of_pairs_the_overview_begins_with_its_counts(
    visitor: TestClient, debate: str
) -> None:
    page = read(visitor, debate)
    assert page.root.findall(".//section[@id='pairs']") == []
    assert page.by_class("says")


def rows_at(visitor: TestClient, address: str) -> int:
    """How many rows a link leads to: those of its place, with all further stretches."""
    path, _, place = address.partition("#")
    if "show=contested" in path:
        return len(contested_on(read(visitor, path)))
    found = 0
    while path:
        page = read(visitor, path)
        section = page.by_id(place or "rows")
        rows = section if section.tag in ("ol", "ul") else section.find("ul")
        found += 0 if rows is None else len(rows.findall("li"))
        after = [
            a.attrib["href"].partition("#")
            for a in page.main.iter("a")
            if text_of(a) == "Those after"
        ]
        path = next((path for path, _, where in after if where == (place or "rows")), "")
    return found


def contested_on(page: Page) -> set[str]:
    """The claims on a page that wear the badge, each once, by address."""
    badges = [node for node in page.by_class("contested", page.main) if node.tag == "a"]
    return {badge.attrib["href"] for badge in badges}


@pytest.mark.parametrize("debate", [EXCHANGE, STEINER, EXAMPLE])
def test_each_number_of_the_summary_is_how_many_rows_it_leads_to(
    visitor: TestClient, debate: str
) -> None:
    (says,) = read(visitor, debate).by_class("says")
    told = [(a.attrib["href"], int(text_of(a).split()[0])) for a in says.iter("a")]
    assert len(told) >= 6
    led = [(link, rows_at(visitor, link)) for link, _ in told]
    assert led == told


def test_the_exchange_names_its_most_contested_nodes(visitor: TestClient) -> None:
    page = read(visitor, EXCHANGE)
    section = page.by_id("by-people")
    rows = section.findall("ul/li")
    assert 1 <= len(rows) <= 12
    for row in rows:
        assert re.search(r"\d+ attacks?", text_of(row))
        assert any("/n/" in link for link in page.links(row))


def test_all_cruxes_are_one_link_away_and_as_many_as_told(visitor: TestClient) -> None:
    page = read(visitor, EXCHANGE)
    (more,) = page.by_class("more", page.by_id("cruxes"))
    told = int(re.findall(r"\d+", text_of(more))[0])
    cruxes = read(visitor, f"{EXCHANGE}/cruxes")
    (rows,) = cruxes.by_class("cruxes")
    assert len(rows.findall("li")) == told


def test_a_position_has_a_sign_in_a_word_and_a_few_words_before_its_sentence(
    visitor: TestClient,
) -> None:
    page = read(visitor, f"{EXCHANGE}/cruxes")
    crux = next(row for row in page.root.findall(".//li[@id]") if row.get("id") == "x9")
    told = [text_of(each) for each in crux.findall(".//dd")]
    assert told[0].startswith("accepts: yes, known ")
    assert told[1].startswith("denies it is known: not known ")
    assert set(told[2:]) == {"not stated"}
    assert len(crux.findall(".//dd//svg")) == 2


def test_each_crux_shows_the_positions_and_what_hangs_on_it(visitor: TestClient) -> None:
    cruxes = read(visitor, f"{EXCHANGE}/cruxes")
    (rows,) = cruxes.by_class("cruxes")
    assert all(cruxes.by_class("positions", row) for row in some(rows.findall("li"), at_least=10))
    assert "not stated" in text_of(rows)
    assert "Hangs on it" in text_of(rows)


def test_open_questions_and_answered_ones_are_all_questions(visitor: TestClient) -> None:
    page = read(visitor, f"{EXCHANGE}/open")
    overview = read(visitor, EXCHANGE)
    (says,) = overview.by_class("says")
    (told,) = re.findall(r"of (\d+) questions? stands?", text_of(says))
    sections = [page.by_id("questions"), page.by_id("answered")]
    assert sum(len(section.findall("ul/li")) for section in sections) == int(told)


def test_a_debate_without_anything_contested_says_so(empty_site: Any) -> None:
    address = bring(empty_site, a_document(claims=[a_claim(1)]))
    page = read(browser(empty_site), address)
    assert "No two speakers stand openly apart" in text_of(page.by_id("by-people"))
    assert "No crux is marked yet" in text_of(page.by_id("cruxes"))
    assert "Nobody challenges what another holds." in text_of(page.by_id("unanswered"))


def test_an_attack_counts_as_unanswered_until_something_takes_it_up(empty_site: Any) -> None:
    claims = [a_claim(n) for n in (1, 2, 3)]
    attack = a_relation("r1", ["c2"], "c1", "rebuts")
    reply = a_relation("r2", ["c3"], "r1", "undercuts")
    alone = bring(empty_site, a_document("alone", claims=claims, relations=[attack]))
    met = bring(empty_site, a_document("met", claims=claims, relations=[attack, reply]))
    client = browser(empty_site)
    assert "Statement c2 holds." in text_of(read(client, alone).by_id("unanswered"))
    assert "Statement c2 holds." not in text_of(read(client, met).by_id("unanswered"))


def test_each_paragraph_of_a_summary_is_one(empty_site: Any) -> None:
    document = a_document(debate={"summary": "One and\nmore.\n\n \nTwo.\n"}, claims=[a_claim(1)])
    page = read(browser(empty_site), bring(empty_site, document))
    leads = [text_of(p) for p in page.main.iter("p") if p.get("class") == "lead"]
    assert [" ".join(lead.split()) for lead in leads] == ["One and more.", "Two."]


@pytest.mark.parametrize("kind", ["definition", "meta"])
def test_what_credences_are_apart_on_shows_them_whatever_it_is(empty_site: Any, kind: str) -> None:
    """A definition that nobody rated has no strip; one that accounts contest has."""
    accounts = [{"id": f"a{n}", "name": f"Account {n}"} for n in (1, 2)]
    credences = [
        {
            "account": f"a{n}",
            "node": "c1",
            "wording": 1,
            "value": value,
            "at": "2026-04-08T09:56:00Z",
        }
        for n, value in ((1, 0.1), (2, 0.9))
    ]
    claims = [{**a_claim(n), "kind": kind} for n in (1, 2)]
    document = a_document(claims=claims, accounts=accounts, credences=credences)
    address = bring(empty_site, document)
    client = browser(empty_site)
    rated, unrated = (read(client, f"{address}/n/c{n}") for n in (1, 2))
    assert "2 accounts are far apart" in text_of(rated.by_id("c1"))
    assert "pooled 50" in " ".join(text_of(rated.by_id("cred-c1")).split())
    assert rated.by_id("cred-c1").find(".//svg") is not None
    assert text_of(unrated.by_id("cred-c2")).strip() == ""


def test_markup_in_a_debate_is_shown_as_text(empty_site: Any) -> None:
    evil = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    document = a_document(
        claims=[a_claim(1, evil)], debate={"title": evil, "question": evil, "summary": evil}
    )
    address = bring(empty_site, document)
    client = browser(empty_site)
    for path in ("/", address, f"{address}/thread", f"{address}/n/c1", f"{address}/history"):
        page = read(client, path)
        scripts = [s for s in page.root.iter("script") if not s.get("src")]
        assert scripts == []
        assert not [img for img in page.root.iter("img") if img.get("onerror")]
    assert text_of(read(client, f"{address}/n/c1").main.find(".//h1")) == evil  # type: ignore[arg-type]


def test_the_pages_are_the_same_on_postgresql(
    visitor: TestClient, postgres_database: Database, tmp_path: Path
) -> None:
    load_bundled(postgres_database)
    other = browser(create_app(settings_for(postgres_database, tmp_path), postgres_database))
    paths = ["", "/thread", "/conversation", "/cruxes", "/people", "/sources", "/open", "/n/c7"]
    paths += ["/n/r1", "/n/x1"]
    for debate in (EXCHANGE, STEINER):
        for path in paths:
            assert other.get(debate + path).text == visitor.get(debate + path).text, debate + path
        here, there = (each.get(f"{debate}/export/cruxmap").json() for each in (visitor, other))
        assert here["debate"].pop("origin") != there["debate"].pop("origin")
        assert json.dumps(here) == json.dumps(there), debate
