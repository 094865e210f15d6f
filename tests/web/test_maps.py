"""The map of a debate: its cards, its choices, the claim beside it, pictures to take along."""

import json
import xml.etree.ElementTree as ET
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from benchmarks.generated import document
from tests.found import some
from tests.web.library import (
    EXAMPLE,
    EXCHANGE,
    STEINER,
    Page,
    a_chain,
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
from tests.web.rating import rate

pytest_plugins = ("tests.web.library_fixtures",)


def cards(page: Page, *, again: bool = False) -> list[ET.Element]:
    """The cards of the map on a page, with or without those that stand elsewhere."""
    return [
        card
        for card in page.by_class("card", page.by_id("map"))
        if again or "again" not in card.get("class", "")
    ]


def told(page: Page) -> str:
    """What the page says of the claim beside the map."""
    return text_of(page.by_class("sel")[0])


@pytest.mark.parametrize("debate", [EXCHANGE, STEINER, EXAMPLE])
def test_every_card_leads_to_the_claim_in_full_beside_the_map(
    visitor: TestClient, debate: str
) -> None:
    page = read(visitor, f"{debate}/map")
    assert len(page.ids) == len(set(page.ids))
    for card in some(cards(page), at_least=30)[:12]:
        href = card.attrib["href"]
        chosen = read(visitor, href.partition("#")[0])
        assert href.partition("#")[2] in chosen.ids
        assert parse_qs(urlsplit(href).query)["show"] == [card.attrib["id"].removeprefix("m-")]
        assert f"#{card.attrib['id'].removeprefix('m-')}" in told(chosen)
    for card in some([each for each in cards(page, again=True) if "id" not in each.attrib]):
        assert card.attrib["href"].removeprefix("#") in page.ids


def test_the_claim_beside_the_map_is_told_with_who_holds_it_and_what_it_does(
    visitor: TestClient,
) -> None:
    page = read(visitor, f"{EXAMPLE}/map?show=c3")
    other = read(visitor, f"{EXAMPLE}/n/c3")
    sentence = text_of(page.by_class("text", page.by_class("sel")[0])[0])
    assert sentence in text_of(other.main)
    assert f"{EXAMPLE}/n/c3" in page.links(page.by_class("sel")[0])
    (card,) = [each for each in cards(page) if "chosen" in each.get("class", "")]
    assert sentence in text_of(card.find("title"))  # type: ignore[arg-type]


@pytest.mark.parametrize("debate", [EXCHANGE, EXAMPLE])
def test_every_choice_leads_to_a_map_and_is_marked_there(visitor: TestClient, debate: str) -> None:
    page = read(visitor, f"{debate}/map")
    choices = [a for tools in page.by_class("maptools") for a in tools.iter("a")]
    files = [a.attrib["href"] for a in choices if "download" in a.attrib]
    assert [urlsplit(file).path for file in files] == [
        f"{debate}/map/svg",
        f"{debate}/map/png",
        f"{debate}/export/dot",
    ]
    for a in some([each for each in choices if each.attrib["href"] not in files], at_least=12):
        assert leads_somewhere(visitor, a.attrib["href"])
        if urlsplit(a.attrib["href"]).path == f"{debate}/map" and "current" not in a.attrib:
            again = read(visitor, a.attrib["href"])
            marked = [b for b in again.root.iter("a") if b.get("aria-current") == "true"]
            assert cards(again)
            assert text_of(a).split(" ")[0] in " ".join(map(text_of, some(marked)))


def test_depth_root_remarks_and_direction_do_what_they_say(visitor: TestClient) -> None:
    def number(query: str) -> int:
        return len(cards(read(visitor, f"{EXCHANGE}/map{query}")))

    assert number("?depth=1") < number("?depth=2") < number("") < number("?depth=6")
    assert number("?depth=6") < number("?depth=6&remarks=true")
    rooted = read(visitor, f"{EXCHANGE}/map?root=c12")
    heads = [card.attrib["id"] for card in cards(rooted) if "root" in card.get("class", "")]
    assert heads == ["m-c12"]
    wide, down = (
        read(visitor, f"{EXCHANGE}/map?direction={way}").by_class("mapsvg")[0]
        for way in ("right", "down")
    )
    assert float(down.attrib["width"]) > float(wide.attrib["width"])
    assert float(down.attrib["height"]) < float(wide.attrib["height"])


def test_size_changes_the_drawing_and_not_what_is_drawn(visitor: TestClient) -> None:
    small, large = (
        read(visitor, f"{EXAMPLE}/map?size={size}").by_class("mapsvg")[0] for size in (50, 150)
    )
    assert 3 * float(small.attrib["width"]) == pytest.approx(float(large.attrib["width"]), abs=3)
    assert small.attrib["viewbox"] == large.attrib["viewbox"]


def test_a_step_or_a_crux_has_the_map_of_what_it_bears_on(visitor: TestClient) -> None:
    for node in ("r1", "r3", "x1"):
        page = read(visitor, f"{EXCHANGE}/map?root={node}")
        assert cards(page), node
    assert visitor.get(f"{EXCHANGE}/map?root=nobody").status_code == 404
    assert cards(read(visitor, f"{EXCHANGE}/map?root=%23c12"))  # as people copy it


def test_a_map_leads_to_a_thread_only_where_one_shows_the_same(empty_site: Any) -> None:
    crux = {"question": "Is it so?", "provenance": "in_text"}
    cruxes = [
        {"id": "x1", "claims": ["c1"], **crux},
        {"id": "x2", "claims": ["c1", "c2"], **crux},
        {"id": "x3", **crux},
    ]
    steps = [a_relation("r1", ["c2"], "c1"), a_relation("r2", ["c3"], "r1", "undercuts")]
    claims = [a_claim(number) for number in (1, 2, 3)]
    made = a_document(claims=claims, cruxes=cruxes, relations=steps)
    address, client = bring(empty_site, made), browser(empty_site)
    same = {
        root: [link for link in read(client, f"{address}/map?root={root}").links()
               if link.startswith(f"{address}/thread?root=")]
        for root in ("c2", "x1", "x2", "r1")
    }  # fmt: skip
    for root, thread in {"c2": "c2", "x1": "c1", "r1": "r1"}.items():
        assert f"{address}/thread?root={thread}" in same[root]
    assert not [link for link in same["x2"] if link.endswith("=x2")]
    for link in some({link for links in same.values() for link in links}):
        assert leads_somewhere(client, link), link
    assert f"{address}/map?root=x3" not in read(client, f"{address}/n/x3").links()
    assert "Is it so?" in text_of(read(client, f"{address}/map?root=x2").main.find(".//h1"))  # type: ignore[arg-type]


def test_the_page_of_a_node_leads_to_its_map(visitor: TestClient) -> None:
    page = read(visitor, f"{EXCHANGE}/n/c12")
    assert f"{EXCHANGE}/map?root=c12" in page.links()


def test_a_map_in_small_leads_to_each_reason(visitor: TestClient) -> None:
    page = read(visitor, f"{EXCHANGE}/map")
    (mini,) = page.by_class("mini")
    for a in some(list(mini.iter("a")), at_least=10):
        assert a.attrib["href"].removeprefix("#") in page.ids
    jumps = [a.attrib["href"] for a in page.by_class("jump")[0].iter("a")]
    assert {jump.removeprefix("#") for jump in some(jumps, at_least=10)} <= set(page.ids)
    assert page.by_class("mini", read(visitor, f"{EXCHANGE}/map?direction=down").root) == []


def test_what_is_deeper_is_counted_and_opens(empty_site: Any) -> None:
    client = browser(empty_site)
    address = bring(empty_site, a_chain("deep", 1000))
    page = read(client, f"{address}/map")
    assert len(cards(page)) == 4
    (pill,) = page.by_class("pill", page.by_id("map"))
    assert text_of(pill).endswith("+1")
    assert parse_qs(urlsplit(pill.attrib["href"]).query)["root"] == ["c4"]
    assert len(cards(read(client, f"{address}/map?depth=50"))) == 51


def test_a_large_debate_has_a_map_of_three_hundred_cards(empty_site: Any) -> None:
    address = bring(empty_site, json.loads(json.dumps(document(2000))))
    page = read(browser(empty_site), f"{address}/map?depth=50")
    assert 250 < len(cards(page)) <= 300
    assert len(cards(page, again=True)) == 300
    assert some(page.by_class("pill", page.by_id("map")))


def test_a_debate_without_claims_says_so(empty_site: Any) -> None:
    address = bring(empty_site, a_document("bare", theses=[]))
    page = read(browser(empty_site), f"{address}/map")
    assert "Nothing is argued here yet" in text_of(page.main)
    assert browser(empty_site).get(f"{address}/map/svg").status_code == 200


def test_without_theses_the_map_starts_where_nothing_is_borne_on(empty_site: Any) -> None:
    claims = [a_claim(n) for n in (1, 2, 3)]
    made = a_document("free", theses=[], claims=claims, relations=[a_relation("r1", ["c2"], "c1")])
    page = read(browser(empty_site), bring(empty_site, made) + "/map")
    heads = [card.attrib["id"] for card in cards(page) if "root" in card.get("class", "")]
    assert heads == ["m-c1", "m-c3"]


def test_the_own_credence_stands_out_and_others_are_hidden_in_a_blind_debate(
    empty_site: Any,
) -> None:
    claims = [a_claim(1), a_claim(2)]
    made = a_document(
        "blind",
        debate={"blind": True},
        claims=claims,
        relations=[a_relation("r1", ["c2"], "c1")],
        accounts=[{"id": "a1", "name": "Ben"}],
        credences=[
            {"account": "a1", "node": n, "wording": 1, "value": 0.7, "at": "2026-01-01T00:00:00Z"}
            for n in ("c1", "c2")
        ],
    )
    address = bring(empty_site, made)
    ada = signed_in(empty_site, "Ada")

    def strips(client: TestClient) -> tuple[int, int]:
        page = read(client, f"{address}/map")
        box = page.by_id("map")
        return len(page.by_class("dot", box)), len(page.by_class("own", box))

    assert strips(browser(empty_site)) == strips(ada) == (0, 0)
    assert "dot" not in browser(empty_site).get(f"{address}/map/svg").text.partition("</style>")[2]
    rate(empty_site, "blind", Ada={"c2": 0.4})
    assert strips(ada) == (1, 1)
    assert strips(browser(empty_site)) == (0, 0)


def test_a_picture_is_the_map_as_it_is_asked_for(visitor: TestClient) -> None:
    page = read(visitor, f"{EXAMPLE}/map?depth=1&remarks=true")
    answer = visitor.get(f"{EXAMPLE}/map/svg?depth=1&remarks=true")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.headers["content-disposition"] == 'attachment; filename="fare-free-buses-map.svg"'
    root = ET.fromstring(answer.text)
    drawn = {each.get("id") for each in root.iter() if "card" in each.get("class", "").split()}
    assert {card.attrib["id"] for card in cards(page)} == drawn - {None}
    again = {"If-None-Match": answer.headers["etag"]}
    assert visitor.get(f"{EXAMPLE}/map/svg?depth=1&remarks=true", headers=again).status_code == 304
    assert visitor.get(f"{EXAMPLE}/map/svg?root=nobody").status_code == 404


def test_a_picture_in_png_is_painted(visitor: TestClient) -> None:
    answer = visitor.get(f"{EXAMPLE}/map/png?depth=1")
    assert answer.headers["content-type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG\r\n\x1a\n")


def test_text_cannot_leave_the_drawing(empty_site: Any) -> None:
    nasty = "</title></svg><script>alert(1)</script>\"'&"
    claims = [a_claim(1, nasty, label='"><b onload=x>'), a_claim(2, nasty)]
    made = a_document("nasty", claims=claims, relations=[a_relation("r1", ["c2"], "c1")])
    body = browser(empty_site).get(bring(empty_site, made) + "/map").text
    assert "<script>alert" not in body
    assert "<b onload" not in body
    assert len(cards(read(browser(empty_site), "/d/nasty/map"))) == 2


def test_the_map_as_it_was_keeps_to_that_moment(empty_site: Any) -> None:
    address = bring(empty_site, a_chain("past", 3))
    page = read(browser(empty_site), f"{address}/map?at=1")
    for card in some(cards(page)):
        assert "at=1" in card.attrib["href"]
