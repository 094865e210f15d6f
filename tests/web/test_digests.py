"""The digest of a debate and of a node: each sentence is true to the rows, and leads to them."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from app.core.debate.contested import half_apart
from app.core.debate.countering import fates
from app.core.debate.graph import Graph
from app.core.debate.holding import own_stance
from app.core.debate.summary import splits, summarise
from app.core.debate.weighing import weigh
from app.core.vocabulary import PositionValue, StanceValue
from app.models import Debate
from app.web.showing import words
from tests.core.test_exchanges import BUNDLED, bundled
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
    signed_in,
    text_of,
)

pytest_plugins = ("tests.web.library_fixtures",)

BOTH = pytest.mark.parametrize("slug", BUNDLED)


def digest(visitor: TestClient, slug: str) -> Page:
    return read(visitor, f"/d/{slug}/digest")


def says(page: Page, part: str) -> str:
    return text_of(page.by_id(part))


# Each sentence agrees with the rows.


@BOTH
def test_every_link_of_a_digest_leads_somewhere(visitor: TestClient, slug: str) -> None:
    page = digest(visitor, slug)
    (sheet,) = page.by_class("sheet")
    links = some(page.links(sheet), at_least=10)
    assert [link for link in links if not leads_somewhere(visitor, link)] == []


@pytest.mark.parametrize("slug", BUNDLED[:2])
def test_the_points_apart_are_those_that_stances_stand_on(visitor: TestClient, slug: str) -> None:
    made = bundled(slug)
    page = digest(visitor, slug)
    nodes = [row.node for row in splits(made)] + list(half_apart(made))
    rows = page.by_id("apart").findall(".//tbody/tr")
    assert len(rows) == min(8, len(nodes))
    head = page.by_id("apart").findall(".//thead/tr/th")
    people = {text_of(th): who for th in head for who in made.people if is_short(made, who, th)}
    shown = [page.links(row[0])[0].rsplit("/", 1)[1] for row in rows]
    assert shown == nodes[:8]
    cells = [
        (node, who, text_of(cell))
        for node, row in zip(shown, rows, strict=True)
        for who, cell in zip(people.values(), row.findall("td[@class]"), strict=False)
    ]
    for node, who, told in some(cells, at_least=20):
        said = own_stance(made, node, who)
        held = said is not None and StanceValue(said.value).side
        assert told == (words.STANCE[said.value] if said and held else "not stated")


def is_short(made: Graph, who: str, th: Any) -> bool:
    return made.people[who].short == text_of(th)


@BOTH
def test_the_challenges_are_all_that_have_no_reply(visitor: TestClient, slug: str) -> None:
    made = bundled(slug)
    attacks = summarise(made, weigh(made)).attacks
    page = digest(visitor, slug)
    part = page.by_id("unanswered")
    linked = {link.rsplit("/", 1)[1] for link in page.links(part) if "/n/" in link}
    waiting = {row.attack.id for row in attacks.unanswered}
    aims = {row.attack.target for row in attacks.unanswered}
    assert linked == waiting | aims
    beside = f"{len(waiting)} of {attacks.made}"
    assert (beside in text_of(part)) == bool(waiting)


@BOTH
def test_each_crux_is_told_with_each_position_that_is_stated(
    visitor: TestClient, slug: str
) -> None:
    made = bundled(slug)
    page = digest(visitor, slug)
    told = {page.links(li)[0].rsplit("/", 1)[1]: text_of(li) for li in crux_rows(page)}
    assert set(told) == set(made.cruxes)
    positions = [(crux, each) for crux in made.cruxes.values() for each in crux.positions]
    for crux, position in some(positions):
        stated = position.value != PositionValue.NOT_STATED
        # The question itself may name somebody.
        said = told[crux.id].replace(crux.label or "", "", 1)
        assert (made.people[position.person].short in said) == stated, crux.id


def crux_rows(page: Page) -> list[Any]:
    return page.by_id("cruxes").findall(".//li")


@BOTH
def test_what_is_asked_and_much_rested_on_is_what_the_summary_counts(
    visitor: TestClient, slug: str
) -> None:
    made = bundled(slug)
    summary = summarise(made, weigh(made))
    page = digest(visitor, slug)
    asked = [link.rsplit("/", 1)[1] for link in page.links(page.by_id("asked"))]
    assert asked == list(summary.questions)
    shown = [link.rsplit("/", 1)[1] for link in page.links(page.by_id("ground"))]
    bearing = [row.node for row in summary.bearing]
    assert [node for node in shown if node in bearing] == bearing[:5]
    assert ("5 more" in says(page, "ground")) == (len(bearing) == 10)


@BOTH
def test_silence_is_nobodys_consent(visitor: TestClient, slug: str) -> None:
    made = bundled(slug)
    page = digest(visitor, slug)
    for node in some(made.claims)[:40]:
        held = read(visitor, f"/d/{slug}/n/{node}/digest").by_id("holders")
        named = text_of(held).partition("Not stated: ")[0]
        rows = [row for row in made.stances_of.get(node, ()) if StanceValue(row.value).side]
        spoke = {made.people[row.person].short for row in rows}
        assert {text_of(each) for each in held.iter("b")} == spoke
        assert all(name in named for name in spoke)
        silent = text_of(held).partition("Not stated: ")[2].rstrip(".").split(", ")
        assert spoke.isdisjoint(silent)
    assert "Counted, not judged" in text_of(page.main)


# The example, by hand.


def test_the_example_says_what_separates_its_camps_and_what_would_close_the_gap(
    visitor: TestClient,
) -> None:
    said = bare(says(digest(visitor, "fare-free-buses"), "numbers"))
    for sentence in (
        "2 camps among 20 accounts",
        "A third replaced drives 84 % (11) against 14 % (9)",
        "They are 49 points apart on Keep the buses free.",
        "on A third replaced drives by 30 points",
    ):
        assert bare(sentence) in said


def test_the_example_says_where_two_part_and_on_what_they_agree(visitor: TestClient) -> None:
    page = digest(visitor, "fare-free-buses")
    block = page.by_id("pairs").findall(".//div/div")[0]
    assert text_of(block[0]) == "Orrin and Quince"
    said = bare(text_of(block))
    assert bare("Part on A third replaced drives: Orrin accepts, Quince rejects") in said
    assert bare("Agree both accept The survey misses sold cars.") in said
    assert "Others who speak to each other: Ledgerwood and Quince" in says(page, "pairs")


def test_the_digest_of_a_claim_says_where_its_number_is_from_and_what_would_change_it(
    visitor: TestClient,
) -> None:
    page = read(visitor, f"{EXAMPLE}/n/c1/digest")
    readers = says(page, "readers")
    assert "20 readers" in readers
    assert "pooled 56 %" in readers
    assert "implied by the reasons 61 %" in readers
    assert "6 reasons for it, 2 against it, 1 against the step of a reason" in says(page, "stands")
    assert bare("Without The money will run out 61 → 74 %") in bare(says(page, "moves"))
    against = bare(says(page, "against"))
    assert bare("Frequent beats free (Ledgerwood), −19 points. Taken up in these") in against


def test_a_step_says_from_where_to_where_it_leads_and_a_crux_what_turns_on_it(
    visitor: TestClient,
) -> None:
    step = read(visitor, f"{EXAMPLE}/n/r4/digest")
    assert "supports ‘" in says(step, "ends")
    assert "74 → 71 %" in says(step, "moves")
    crux = read(visitor, f"{EXCHANGE}/n/x9/digest")
    assert "Turner Denies that it is known" in says(crux, "positions")
    assert "Would move it:" in says(crux, "decides")


@BOTH
def test_every_node_has_a_digest_and_its_challenges_are_those_without_a_reply(
    visitor: TestClient, slug: str
) -> None:
    made = bundled(slug)
    for node in some((*made.claims, *made.relations, *made.cruxes)):
        answer = visitor.get(f"/d/{slug}/n/{node}/digest")
        assert answer.status_code == 200, node
        told = answer.text.count("No reply in these sources.")
        if told:
            waiting = {one for one, fate in fates(made).items() if fate == "unanswered"}
            assert any(f"/n/{one}" in answer.text for one in waiting), node
    assert visitor.get(f"/d/{slug}/n/none/digest").status_code == 404
    assert visitor.get(f"/d/{slug}/n/none/digest.md").status_code == 404


# Markdown.

LINK = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\((http[^)]*)\)")


@pytest.mark.parametrize("path", ["/digest", "/n/c1/digest", "/n/r4/digest", "/n/x1/digest"])
@BOTH
def test_markdown_says_the_same_and_leads_to_whole_addresses(
    visitor: TestClient, slug: str, path: str
) -> None:
    page = read(visitor, f"/d/{slug}{path}")
    answer = visitor.get(f"/d/{slug}{path}.md")
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    (sheet,) = page.by_class("sheet")
    links = {f"http://testserver{link}" for link in page.links(sheet)}
    linked = {address for _, address in LINK.findall(answer.text)}
    # The heading of a node's sheet leads to the node, as its address above it does.
    assert linked == links
    plain = bare(LINK.sub(r"\1", answer.text))
    missing = [said for said in some(sheet.iter("li")) if bare(text_of(said)) not in plain]
    assert [text_of(each) for each in missing] == []


def bare(text: str) -> str:
    return re.sub(r"[\s\\*|#_‘’]+", "", text)


def test_markdown_keeps_the_moment_that_is_looked_at(own_library: Any) -> None:
    client = signed_in(own_library, "Ada")
    sent = {"value": "70", "wording": "1"}
    assert client.post(f"{EXAMPLE}/n/c1/credence", data=sent).status_code == 303
    text = client.get(f"{EXAMPLE}/digest.md?at=1").text
    found = some(LINK.findall(text), at_least=10)
    assert all("at=1" in urlsplit(address).query for _, address in found)
    assert "revision 1" in text
    assert "20 accounts rated something" in text
    assert "21 accounts rated something" in client.get(f"{EXAMPLE}/digest.md").text


# What is thin, hidden, strange, or not there.


def test_an_empty_debate_says_that_there_is_nothing_yet(empty_site: Any) -> None:
    address = bring(empty_site, a_document("bare", theses=[]))
    page = read(browser(empty_site), f"{address}/digest")
    said = text_of(page.main)
    for sentence in (
        "Nobody speaks in it",
        "Nobody speaks here yet.",
        "There is no claim yet.",
        "No question on which positions turn is marked yet.",
        "Nobody challenges what another holds.",
        "Nobody asks anything on this map.",
        "No account has rated anything here",
        "No citation leads from this map to a source.",
    ):
        assert sentence in said
    assert browser(empty_site).get(f"{address}/digest.md").status_code == 200


def test_one_speaker_is_told_from_nobody(visitor: TestClient) -> None:
    page = read(visitor, f"{STEINER}/digest")
    assert "Charlie Steiner speaks" in text_of(page.main)
    assert "No two people stand openly apart on one point" in says(page, "apart")
    assert "Challenges to others, who do not speak in these sources" in says(page, "unanswered")


def test_two_who_only_agree_are_said_not_to_part(empty_site: Any) -> None:
    people = [{"id": f"p{n}", "name": name, "kind": "named"} for n, name in ((1, "Ida"), (2, "Bo"))]
    claims = [a_claim(n, voiced_by=[f"p{n}"]) for n in (1, 2)]
    stances = [
        {"id": f"s{n}", "person": f"p{n}", "node": f"c{n}", "value": "accepts"} for n in (1, 2)
    ]
    rows = [
        a_relation(f"r{n}", [f"c{n}"], f"c{3 - n}", "qualifies", person=f"p{n}") for n in (1, 2)
    ]
    document = a_document("mild", people=people, claims=claims, stances=stances, relations=rows)
    page = read(browser(empty_site), f"{bring(empty_site, document)}/digest")
    said = says(page, "pairs")
    assert "They speak to each other in 2 places, and no claim, step or crux" in said


def test_other_alphabets_and_markup_come_through(empty_site: Any) -> None:
    texts = ["茶はあたたかい。", "شاي ساخن", "*Tea* [is](x) <b>hot</b> | & `so`"]
    claims = [a_claim(n, text) for n, text in enumerate(texts, start=1)]
    rows = [a_relation("r1", ["c2"], "c1", "rebuts"), a_relation("r2", ["c3"], "c1", "rebuts")]
    address = bring(empty_site, a_document("signs", claims=claims, relations=rows))
    client = browser(empty_site)
    said = text_of(read(client, f"{address}/n/c1/digest").main)
    assert all(text.rstrip(".") in said for text in texts)
    text = client.get(f"{address}/n/c1/digest.md").text
    assert r"\*Tea\* \[is\](x) \<b\>hot\</b\> \| & \`so\`" in text
    assert "شاي ساخن" in text


def test_a_blind_debate_tells_no_number_that_its_reader_may_not_know(own_library: Any) -> None:
    with own_library.state.database.writing() as session:
        session.execute(update(Debate).values(blind=True))
    client = browser(own_library)
    for path in ("/digest", "/digest.md", "/n/c1/digest", "/n/c1/digest.md"):
        text = client.get(EXAMPLE + path).text
        assert "debate is blind" in text
        assert not re.search(r"\d+ camps|\d\d? →|points apart|−\d+ points|pooled", text), path
    # Whoever rated a claim sees what others think of that one, and of no other.
    ada = signed_in(own_library, "Ada")
    sent = {"value": "70", "wording": "1"}
    assert ada.post(f"{EXAMPLE}/n/c1/credence", data=sent).status_code == 303
    assert "21 readers" in text_of(read(ada, f"{EXAMPLE}/n/c1/digest").by_id("readers"))
    assert "21 readers" not in client.get(f"{EXAMPLE}/n/c1/digest").text
    assert "debate is blind" in text_of(read(ada, f"{EXAMPLE}/n/c4/digest").by_id("readers"))


def test_a_what_if_is_what_the_numbers_of_a_sheet_are_told_with(visitor: TestClient) -> None:
    page = read(visitor, f"{EXAMPLE}/n/c1/digest?if=c4:0.9")
    assert "implied by the reasons 61 %" not in says(page, "readers")
    held = read(visitor, f"{EXAMPLE}/n/c4/digest?if=c4:0.9")
    assert "supposed" in says(held, "moves")


def test_the_last_change_is_told(own_library: Any) -> None:
    owner = signed_in(own_library, "Owner", site_owner=True)
    sent = {"text": "Tea keeps.", "wording": "1"}
    assert owner.post(f"{EXAMPLE}/n/c1/edit", data=sent).status_code == 303
    said = says(read(owner, f"{EXAMPLE}/digest"), "last")
    assert "Revision 2" in said
    assert "Owner reworded the claim ‘ Keep the buses free ’" in said


@pytest.mark.parametrize("path", ["", "/export", "/n/c1", "/n/r4", "/n/x1", "/thread", "/open"])
def test_the_digest_is_found_where_one_looks_for_it(visitor: TestClient, path: str) -> None:
    links = read(visitor, EXAMPLE + path).links()
    assert f"{EXAMPLE}/digest" in links
    assert (f"{EXAMPLE}{path}/digest" in links) == path.startswith("/n/") or not path
