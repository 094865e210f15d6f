"""What pages compute of the bundled exchange: nothing false of anybody, and the same everywhere."""

import re

import pytest
from starlette.testclient import TestClient

from tests.web.library import EXCHANGE, STEINER, Page, read, text_of

pytest_plugins = ("tests.web.library_fixtures",)
AT = EXCHANGE.replace("/d/", "/api/v1/debates/")


def ids_in(page: Page, section: str) -> set[str]:
    rows = page.by_id(section).findall("ul/li")
    return {row.attrib["id"] for row in rows}


def also_in(page: Page, section: str) -> set[str]:
    return {link.rsplit("/", 1)[1] for link in page.links(page.by_id(section))}


def test_contested_is_one_number_in_overview_chip_badges_and_api(visitor: TestClient) -> None:
    named = visitor.get(f"{AT}/contested").json()["claims"]
    says = text_of(read(visitor, EXCHANGE).by_class("says")[0])
    assert f"{len(named)} claims are contested" in says
    page = read(visitor, f"{EXCHANGE}/thread?show=contested")
    (chip,) = [a for a in page.main.iter("a") if text_of(a).startswith("Contested")]
    assert text_of(chip) == f"Contested {len(named)}"
    badges = [a for a in page.by_class("contested", page.main) if a.tag == "a"]
    assert {re.sub(r".*/n/(\w+)#.*", r"\1", a.attrib["href"]) for a in badges} == set(named)
    table = read(visitor, f"{EXCHANGE}/people").by_id("table")
    assert {node for node in named if f"#{node} " in text_of(table)} == set(named)


def test_what_is_told_apart_stands_in_no_two_lists(visitor: TestClient) -> None:
    page = read(visitor, f"{EXCHANGE}/open")
    lists = [ids_in(page, name) for name in ("unanswered", "touched", "taken-up", "foreseen")]
    assert sum(len(each) for each in lists) == len(set.union(*lists)) > 20


@pytest.mark.parametrize(
    "gone",
    ["r31", "r62", "r157", "r106", "r201", "r255", "r48", "r245", "r209", "r214", "r216"],
)
def test_what_is_met_supposed_or_the_analyst_s_is_no_open_challenge(
    visitor: TestClient, gone: str
) -> None:
    assert gone not in also_in(read(visitor, f"{EXCHANGE}/open"), "unanswered")


def test_an_answer_that_only_the_analyst_sees_is_told_as_one(visitor: TestClient) -> None:
    page = read(visitor, f"{EXCHANGE}/open")
    assert "r6" in ids_in(page, "seen-answers") - ids_in(page, "unanswered")
    assert "the analyst sees an answer in #r260" in text_of(page.by_id("seen-answers"))
    assert "only the analyst sees an answer" in text_of(read(visitor, EXCHANGE).by_class("says")[0])


def test_one_attack_on_two_steps_is_one_challenge(visitor: TestClient) -> None:
    page = read(visitor, f"{EXCHANGE}/open")
    assert len({"r144", "r231"} & ids_in(page, "unanswered")) == 1
    assert {"r144", "r231"} <= also_in(page, "unanswered")


def test_a_remark_that_takes_no_side_takes_nothing_up(visitor: TestClient) -> None:
    page = read(visitor, f"{EXCHANGE}/open")
    assert not {"r165", "r261", "r262"} & also_in(page, "taken-up")
    assert {"r165", "r261", "r262"} <= also_in(page, "touched")


def test_only_what_a_speaker_foresaw_is_foreseen(visitor: TestClient) -> None:
    assert ids_in(read(visitor, f"{EXCHANGE}/open"), "foreseen") == {"r12", "r27"}


def test_all_premises_of_a_challenge_are_shown(visitor: TestClient) -> None:
    rows = read(visitor, f"{EXCHANGE}/open").by_id("unanswered").findall("ul/li")
    joint = [row for row in rows if row.attrib["id"] == "r150"]
    assert [len(row.findall("p[@class='text']")) for row in joint] == [2]


def test_left_undecided_is_not_told_as_voiced_only(visitor: TestClient) -> None:
    page = read(visitor, f"{EXCHANGE}/conversation")
    items = (text_of(item) for item in page.main.iter("li"))
    said = [item for item in items if item.startswith("#c180 ")]
    assert [item.endswith("voiced, and left undecided") for item in said] == [True]


def test_hearsay_is_shared_by_nobody(visitor: TestClient) -> None:
    page = read(visitor, f"{EXCHANGE}/compare?a=p:pope&b=p:carlsmith")
    assert "second hand" not in text_of(page.by_id("shared"))
    assert "second hand" in text_of(page.by_id("reported"))


def test_a_charge_that_was_taken_back_says_so_in_the_thread(visitor: TestClient) -> None:
    rows = read(visitor, f"{EXCHANGE}/thread").by_class("thesis")
    (charge,) = [row for row in rows if "#c162 " in text_of(row)]
    assert text_of(charge).startswith("Edited since")


def test_the_ledger_holds_claims_with_a_verdict_too(visitor: TestClient) -> None:
    ledger = read(visitor, f"{EXCHANGE}/people")
    links = {link.rsplit("/", 1)[1] for link in ledger.links(ledger.by_id("restatements"))}
    assert {"c19", "c131", "c183", "r57", "r194"} <= links


def test_an_asker_s_own_opinion_leaves_the_question_open(visitor: TestClient) -> None:
    page = read(visitor, f"{STEINER}/open")
    assert "c35" in also_in(page, "questions")


def test_what_an_author_takes_back_is_no_challenge_to_anybody(visitor: TestClient) -> None:
    assert "r65" not in also_in(read(visitor, f"{STEINER}/open"), "unanswered")


def test_where_one_person_speaks_nothing_is_said_to_have_no_reply(visitor: TestClient) -> None:
    alone = text_of(read(visitor, STEINER).by_class("says")[0])
    assert "go to others, who do not speak in these sources" in alone
    assert "no reply" not in alone
    for path in (STEINER, f"{STEINER}/open"):
        page = read(visitor, path)
        (heading,) = page.by_id("unanswered").findall("h2")
        assert text_of(heading) == "Challenges to others, who do not speak in these sources"
        assert "without a reply" not in text_of(page.main)
    assert "have no reply in these sources" in text_of(read(visitor, EXCHANGE).by_class("says")[0])


def test_a_person_s_page_counts_hearsay_apart(visitor: TestClient) -> None:
    page = read(visitor, f"{EXCHANGE}/people/pope")
    (heading,) = page.by_id("accepts").findall("h2")
    rows = page.by_id("accepts").findall("ul/li")
    reported = sum("second hand" in text_of(row) for row in rows)
    assert reported
    assert text_of(heading) == f"Accepts {len(rows) - reported}, and {reported} second hand"
