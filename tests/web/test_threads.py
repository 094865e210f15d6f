"""The argument tree: order, joint premises, undercuts, depth, windows, filters, what-ifs."""

import xml.etree.ElementTree as ET
from itertools import pairwise
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.found import some
from tests.web.library import (
    EXCHANGE,
    STEINER,
    Page,
    a_chain,
    a_claim,
    a_document,
    a_relation,
    a_star,
    bring,
    browser,
    read,
    text_of,
)

pytest_plugins = ("tests.web.library_fixtures",)


def rows_of(page: Page) -> list[ET.Element]:
    return page.by_id("rows").findall("li")


def depth(row: ET.Element) -> int:
    return int(row.attrib["aria-level"]) - 1


def test_rows_are_one_flat_list_that_never_skips_a_level(visitor: TestClient) -> None:
    for debate in (EXCHANGE, STEINER):
        levels = [depth(row) for row in rows_of(read(visitor, f"{debate}/thread"))]
        assert levels[0] == 0
        assert all(b <= a + 1 for a, b in pairwise(levels))
        assert max(levels) <= 8


def test_a_claim_has_its_anchor_once_and_points_back_when_repeated(visitor: TestClient) -> None:
    for debate in (EXCHANGE, STEINER):
        page = read(visitor, f"{debate}/thread")
        assert len(page.ids) == len(set(page.ids))
        for again in some(page.by_class("again")):
            assert "shown above" in text_of(again)
            back = next(a for a in again.iter("a") if text_of(a).startswith("shown above"))
            assert back.attrib["href"].removeprefix("#") in page.ids


def test_joint_premises_stand_in_one_group(empty_site: Any) -> None:
    document = a_document(
        claims=[a_claim(n) for n in (1, 2, 3)],
        relations=[a_relation("r1", ["c2", "c3"], "c1")],
    )
    page = read(browser(empty_site), bring(empty_site, document) + "/thread")
    (group,) = [e for e in page.root.iter() if e.get("role") == "group"]
    assert group.attrib["aria-label"] == "2 premises, only together"
    assert [claim.get("id") for claim in page.by_class("claim", group)] == ["c2", "c3"]
    assert "Support only together" in text_of(rows_of(page)[1])


def test_an_undercut_stands_directly_below_its_step(empty_site: Any) -> None:
    document = a_document(
        claims=[a_claim(n) for n in range(1, 6)],
        relations=[
            a_relation("r1", ["c2"], "c1"),
            a_relation("r2", ["c3"], "c2"),
            a_relation("r3", ["c4"], "r1", "undercuts"),
            a_relation("r4", ["c5"], "r3", "undercuts"),
        ],
    )
    page = read(browser(empty_site), bring(empty_site, document) + "/thread")
    found = [(row.get("id"), depth(row)) for row in rows_of(page)]
    assert found == [(None, 0), ("r1", 1), ("r3", 2), ("r4", 3), ("r2", 2)]
    assert "Undercuts the step #c2 → #c1" in text_of(page.by_id("r3"))
    assert page.by_class("undercuts", page.by_id("r3"))


@pytest.mark.parametrize("debate", [EXCHANGE, STEINER])
def test_each_undercut_of_a_real_debate_follows_what_it_cuts(
    visitor: TestClient, debate: str
) -> None:
    rows = rows_of(read(visitor, f"{debate}/thread"))
    above: dict[int, str] = {}
    cut: list[tuple[str, list[str]]] = []
    for row in rows:
        if "undercuts" in row.attrib["class"].split():
            aims = [a.attrib["href"] for a in row.findall(".//p/span/a")]
            cut.append((above[depth(row) - 1], aims))
        above[depth(row)] = row.get("id", "")
    for parent, aims in some(cut):
        assert f"#{parent}" in aims


def test_past_depth_eight_a_link_goes_on(empty_site: Any) -> None:
    address = bring(empty_site, a_chain("deep", 14))
    client = browser(empty_site)
    page = read(client, f"{address}/thread")
    rows = rows_of(page)
    assert depth(rows[-1]) == 8
    assert "Continue this thread: 1 reply" in text_of(rows[-1])
    (on,) = [link for link in page.links(rows[-1]) if "root=" in link]
    further = read(client, on)
    assert "Statement c14 holds." in text_of(further.by_id("rows"))
    assert any(link.startswith(f"{address}/thread?root=c") for link in further.links())


def test_a_chain_of_two_thousand_replies_breaks_nothing(empty_site: Any) -> None:
    address = bring(empty_site, a_chain("endless", 2000))
    client = browser(empty_site)
    for path in (
        address,
        f"{address}/thread",
        f"{address}/n/c1999",
        f"{address}/thread?root=c1990",
    ):
        assert client.get(path).status_code == 200


def test_two_hundred_rows_a_page_and_the_rest_by_links(empty_site: Any) -> None:
    address = bring(empty_site, a_star("wide", 450))
    client = browser(empty_site)
    seen: list[str] = []
    here: str | None = f"{address}/thread"
    sizes: list[int] = []
    while here:
        page = read(client, here)
        assert len(sizes) < 9
        sizes.append(len(rows_of(page)))
        seen += [row.get("id", "thesis") for row in rows_of(page)]
        here = next((x for x in page.links() if "start=" in x and "#" not in x), None)
    assert sizes[:2] == [200, 200]
    assert len(seen) == len(set(seen)) == 450 + 89
    assert "Back to the first rows" in text_of(read(client, f"{address}/thread?start=200").main)


@pytest.mark.parametrize("start", ["-5", "0", "99999", "9" * 30])
def test_any_number_of_a_first_row_answers_a_page(visitor: TestClient, start: str) -> None:
    assert visitor.get(f"{EXCHANGE}/thread?start={start}").status_code in (200, 422)


@pytest.mark.parametrize("show", ["cruxes", "contested", "steps"])
def test_a_filter_shows_as_many_rows_as_its_chip_says(visitor: TestClient, show: str) -> None:
    page = read(visitor, f"{EXCHANGE}/thread?show={show}")
    (chip,) = [
        a
        for chips in page.by_class("chips")
        for a in chips.iter("a")
        if a.get("aria-current") == "true" and f"show={show}" in a.get("href", "")
    ]
    told = int(text_of(chip).split()[-1])
    assert told > 0
    assert len(rows_of(page)) == min(told, 200)


def test_the_analysts_readings_show_only_when_asked_for(visitor: TestClient) -> None:
    plain = read(visitor, f"{EXCHANGE}/thread")
    asked = read(visitor, f"{EXCHANGE}/thread?readings=true")
    assert not plain.by_class("band")
    assert asked.by_class("band")


def test_below_a_step_stand_its_premises_and_what_bears_on_it(empty_site: Any) -> None:
    document = a_document(
        claims=[a_claim(n) for n in (1, 2, 3)],
        relations=[
            a_relation("r1", ["c2"], "c1"),
            a_relation("r2", ["c3"], "r1", "undercuts"),
        ],
    )
    page = read(browser(empty_site), bring(empty_site, document) + "/thread?root=r1")
    assert [row.get("id") for row in rows_of(page)] == ["r1", "r2"]


def test_claims_below_no_thesis_are_listed_apart(empty_site: Any) -> None:
    document = a_document(claims=[a_claim(1), a_claim(2, "On its own.")])
    page = read(browser(empty_site), bring(empty_site, document) + "/thread")
    assert "On its own." in text_of(page.by_id("apart"))


def test_every_claim_of_the_exchange_is_somewhere_on_its_thread(visitor: TestClient) -> None:
    page = read(visitor, f"{EXCHANGE}/thread")
    shown = {row.get("id") for row in page.by_class("claim")}
    items = page.by_id("beside").iter("li")
    beside = {page.links(item)[0].rsplit("/", 1)[1] for item in items}
    assert beside
    assert not shown & beside
    # In this debate every claim is tied to a thesis, by a relation of one kind or another.
    assert "apart" not in page.ids


def test_a_claim_that_nothing_ties_to_a_thesis_stands_apart(empty_site: Any) -> None:
    document = a_document(
        claims=[a_claim(n) for n in range(1, 4)],
        relations=[a_relation("r1", ["c2"], "c1", "qualifies")],
        debate={"theses": ["c1"]},
    )
    page = read(browser(empty_site), f"{bring(empty_site, document)}/thread")
    assert "Statement c2 holds." in text_of(page.by_id("beside"))
    assert "qualifies" in text_of(page.by_id("beside"))
    assert "Statement c3 holds." in text_of(page.by_id("apart"))
    assert "Statement c2 holds." not in text_of(page.by_id("apart"))


def test_a_root_that_is_not_there_is_not_found(visitor: TestClient) -> None:
    answer = visitor.get(f"{EXCHANGE}/thread?root=nobody")
    assert answer.status_code == 404
    assert "#nobody" in answer.text


# Two parents of one claim: shown once with its replies, then referred to.


def test_a_claim_used_twice_is_shown_in_full_once(empty_site: Any) -> None:
    document = a_document(
        claims=[a_claim(n) for n in range(1, 6)],
        relations=[
            a_relation("r1", ["c2"], "c1"),
            a_relation("r2", ["c3"], "c1"),
            a_relation("r3", ["c4"], "c2"),
            a_relation("r4", ["c4"], "c3"),
            a_relation("r5", ["c5"], "c4"),
        ],
    )
    address = bring(empty_site, document)
    page = read(browser(empty_site), f"{address}/thread")
    assert [row.get("id") for row in rows_of(page)] == [None, "r1", "r3", "r5", "r2", "r4"]
    (again,) = page.by_class("again")
    assert text_of(again).endswith("shown above with its replies")
    assert page.links(again)[-1] == f"{address}/thread#c4"


def test_a_cycle_of_reasons_ends(empty_site: Any) -> None:
    document = a_document(
        claims=[a_claim(1), a_claim(2)],
        relations=[a_relation("r1", ["c2"], "c1"), a_relation("r2", ["c1"], "c2")],
    )
    page = read(browser(empty_site), bring(empty_site, document) + "/thread")
    assert [row.get("id") for row in rows_of(page)] == [None, "r1", "r2"]


def test_where_all_is_from_outside_it_is_said_once(empty_site: Any) -> None:
    claims = [a_claim(1, provenance="outside"), a_claim(2, provenance="outside")]
    arrow = a_relation("r1", ["c2"], "c1", provenance="outside")
    address = bring(empty_site, a_document("out", claims=claims, relations=[arrow]))
    mixed = bring(
        empty_site, a_document("mixed", claims=[*claims[:1], a_claim(2)], relations=[arrow])
    )
    client = browser(empty_site)
    for page in ("", "/thread", "/n/c1", "/map"):
        outside, other = (read(client, each + page).root.find("body") for each in (address, mixed))
        assert outside is not None
        assert other is not None
        assert (outside.get("class"), other.get("class")) == ("all-outside", None)
        assert "All of it is from outside" in text_of(outside)
        assert "All of it is from outside" not in text_of(other)
