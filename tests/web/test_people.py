"""People: who speaks, what each holds, who restated whom."""

from starlette.testclient import TestClient

from tests.found import some
from tests.web.library import EXAMPLE, EXCHANGE, read, text_of

pytest_plugins = ("tests.web.library_fixtures",)


def test_everybody_in_the_exchange_has_a_page(visitor: TestClient) -> None:
    page = read(visitor, f"{EXCHANGE}/people")
    people = [link for link in page.links(page.main) if "/people/" in link and "#" not in link]
    assert len(people) >= 5
    for link in people:
        person = read(visitor, link)
        assert len(person.headings) == 1
        assert person.headings[0] in text_of(page.main)


def test_those_apart_on_a_claim_stand_in_one_row(visitor: TestClient) -> None:
    page = read(visitor, f"{EXCHANGE}/people")
    rows = page.by_id("table").findall(".//tbody/tr")
    assert rows
    first = text_of(rows[0])
    assert "accepts" in first
    assert "rejects" in first


def test_silence_is_told_as_not_stated(visitor: TestClient) -> None:
    page = read(visitor, f"{EXCHANGE}/people")
    assert "not stated" in text_of(page.by_id("table"))


def test_restatements_stand_with_their_verdicts(visitor: TestClient) -> None:
    page = read(visitor, f"{EXCHANGE}/people")
    rows = page.by_class("ledger")
    assert len(rows) >= 6
    assert all(page.by_class("verdict", row) for row in rows)
    assert any("rejected" in text_of(row).lower() for row in rows)


def test_somebody_absent_is_marked_as_second_hand(visitor: TestClient) -> None:
    page = read(visitor, f"{EXCHANGE}/people")
    absent = [
        link
        for row in page.main.iter("li")
        if "only at second hand" in text_of(row)
        for link in page.links(row)[:1]
    ]
    for link in some(absent):
        assert "second-hand" in text_of(read(visitor, link).main)


def test_a_person_who_is_not_there_is_not_found(visitor: TestClient) -> None:
    assert visitor.get(f"{EXCHANGE}/people/nobody").status_code == 404


def test_where_the_text_is_attached_the_whole_stretch_stands_in_place_of_the_quoted_words(
    visitor: TestClient,
) -> None:
    for path, part in (("people/thornquill", "accepts"), ("n/c3", "stances")):
        section = read(visitor, f"{EXAMPLE}/{path}").by_id(part)
        said = {text_of(each) for each in section.iter("blockquote")}
        assert "free buses have thinned the traffic in the old town so that one can see it" in said
        assert [text_of(each) for each in section.iter("mark")] == ["so that one can see it"]
        assert "so that one can see it" not in {text_of(each) for each in section.iter("q")}
    bare = read(visitor, f"{EXCHANGE}/people/pope")
    assert bare.by_class("stretch") == []
    assert some(bare.main.iter("q"))


def test_a_verdict_of_somebody_else_is_not_told_as_the_owner_s(visitor: TestClient) -> None:
    ledger = read(visitor, f"{EXCHANGE}/people").by_id("restatements")
    said = [text_of(each) for each in ledger.iter("p") if each.get("class") == "verdict"]
    told = [each for each in said if "Evan Hubinger, whose position it is not" in each]
    assert told
    assert len(told) < len(some(said)) / 2
