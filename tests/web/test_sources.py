"""Sources: citations by section, the marked text, stretches without a text, attaching one."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core.quotes.anchors import anchor, text_hash
from tests.found import some
from tests.web.library import (
    EXCHANGE,
    Page,
    a_claim,
    a_document,
    bring,
    browser,
    leads_somewhere,
    read,
    signed_in,
    text_of,
)

pytest_plugins = ("tests.web.library_fixtures",)

TEXT = (
    "The bridge held all winter. 🌉 It was closed to carts.\n"
    "\n"
    "“Nobody crossed it,” wrote the keeper,\n"
    "and <b>the keeper</b> was always there.\n"
)


def a_span(name: str, words: str, **more: Any) -> dict[str, Any]:
    start = TEXT.index(words)
    at = anchor(TEXT, start, start + len(words))
    return {"id": name, "source": "log", "locator": f"at {name}", **at._asdict(), **more}


@pytest.fixture
def debate(empty_site: Any) -> str:
    document = a_document(
        people=[{"id": "ada", "name": "Ada Lovelace", "kind": "named"}],
        sources=[
            {
                "id": "log",
                "kind": "thread",
                "csl": {"type": "webpage", "title": "The keeper’s log"},
                "text_hash": text_hash(TEXT),
                "text_length": len(TEXT),
            },
            {
                "id": "evil",
                "kind": "work",
                "csl": {"type": "book", "title": "<i>Traps</i>", "URL": "javascript:alert(1)"},
            },
        ],
        spans=[
            a_span("sp1", TEXT[: TEXT.index("\n")]),
            a_span("sp2", "held all winter. 🌉 It was closed"),
            a_span("sp3", "closed to carts"),
            a_span("sp4", "“Nobody crossed it,”"),
            a_span("sp5", "always there.\n"),
        ],
        quotes=[{"id": "q1", "span": "sp4", "owner": "ada", "quoted_by": "ada"}],
        claims=[
            a_claim(1, "It did not fall.", spans=["sp2"]),
            a_claim(2, "No cart could use it.", spans=["sp3"]),
            a_claim(3, "The keeper saw everything.", spans=["sp5"]),
        ],
        citations=[
            {"id": "z1", "node": "c1", "source": "evil", "locator": "§ 10", "role": "supports"},
            {"id": "z2", "node": "c2", "source": "evil", "locator": "§ 9", "role": "disputes"},
            {"id": "z3", "node": "c3", "source": "log", "span": "sp5", "role": "supports"},
        ],
    )
    return bring(empty_site, document)


def attach(client: TestClient, address: str, data: bytes, **fields: str) -> Any:
    files = {"text": ("log.txt", data, "text/plain")}
    return client.post(f"{address}/attach", files=files, data=fields)


@pytest.fixture
def marked(debate: str, empty_site: Any) -> Page:
    owner = signed_in(empty_site, "Owner", site_owner=True)
    answer = attach(owner, f"{debate}/s/log", TEXT.encode())
    assert answer.status_code == 303, answer.text
    return read(browser(empty_site), f"{debate}/s/log")


def test_the_list_tells_what_leans_on_each_source(debate: str, empty_site: Any) -> None:
    page = read(browser(empty_site), f"{debate}/sources")
    said = text_of(page.by_id("evil"))
    assert "<i>Traps</i>" in said
    assert "cited by 2 nodes" in said
    assert "§ 9" in said
    assert "not attached here" in text_of(page.by_id("log"))


def test_an_address_that_is_no_web_address_is_not_a_link(debate: str, empty_site: Any) -> None:
    for path in ("/sources", "/s/evil"):
        assert "javascript:" not in browser(empty_site).get(f"{debate}{path}").text


def test_citations_stand_by_section_in_natural_order(debate: str, empty_site: Any) -> None:
    page = read(browser(empty_site), f"{debate}/s/evil")
    leaning = page.by_id("leaning")
    assert [text_of(dt) for dt in leaning.iter("dt")] == ["§ 9", "§ 10"]
    assert "No cart could use it. (disputes)" in text_of(leaning)


def test_the_report_lists_the_claims_that_lean_on_its_sections(visitor: TestClient) -> None:
    page = read(visitor, f"{EXCHANGE}/s/report")
    sections = [text_of(dt) for dt in page.by_id("leaning").iter("dt")]
    assert "section 4.4" in sections
    links = page.links(page.by_id("leaning"))
    assert [link for link in some(links[:10]) if not leads_somewhere(visitor, link)] == []


def test_without_its_text_a_source_lists_its_stretches_in_our_words(
    debate: str, empty_site: Any
) -> None:
    page = read(browser(empty_site), f"{debate}/s/log")
    assert {"sp1", "sp2", "sp3", "sp4", "sp5"} <= set(page.ids)
    assert "No cart could use it." in text_of(page.by_id("sp3"))
    assert "Ada Lovelace’s words" in text_of(page.by_id("sp4"))
    assert "keeper," not in text_of(page.main)


def test_the_lines_of_the_text_are_exactly_the_text(marked: Page) -> None:
    lines = ["".join(pre.itertext()) for pre in marked.root.iter("pre")]
    assert "\n".join(lines) == TEXT.removesuffix("\n")
    starts = [int(pre.attrib["data-start"]) for pre in marked.root.iter("pre")]
    for start, line in zip(starts, lines, strict=True):
        assert TEXT[start : start + len(line)] == line


def test_each_stretch_is_marked_where_it_stands_and_can_be_linked_to(marked: Page) -> None:
    words: dict[str, str] = {}
    for mark in marked.root.iter("mark"):
        for span in mark.get("data-q", "").split():
            words[span] = words.get(span, "") + "".join(mark.itertext())
    assert words == {
        "sp2": "held all winter. 🌉 It was closed",
        "sp3": "closed to carts",
        "sp4": "“Nobody crossed it,”",
        "sp5": "always there.",
    }
    assert len(marked.ids) == len(set(marked.ids))
    assert {"sp1", "sp2", "sp3", "sp4", "sp5", "l1", "l4"} <= set(marked.ids)


def test_overlapping_stretches_name_both_spans_and_look_denser(marked: Page) -> None:
    (both,) = [m for m in marked.root.iter("mark") if m.get("data-q") == "sp2 sp3"]
    assert "".join(both.itertext()) == "closed"
    assert both.attrib["class"] == "n2"


def test_beside_each_line_stand_the_nodes_of_its_stretches(marked: Page, debate: str) -> None:
    line = marked.by_id("l1")
    (notes,) = marked.by_class("notes", line)
    assert marked.links(notes) == [
        f"{debate}/s/log#sp2",
        f"{debate}/n/c1",
        f"{debate}/s/log#sp3",
        f"{debate}/n/c2",
    ]


def test_quoted_words_are_shaded_by_whose_they_are(marked: Page) -> None:
    (quoted,) = [m for m in marked.root.iter("mark") if m.get("data-q") == "sp4"]
    (key,) = [m for owners in marked.by_class("owners") for m in owners.iter("mark")]
    assert text_of(key) == "Ada Lovelace’s words"
    assert quoted.attrib["class"] == key.attrib["class"] == "q q1"


def test_markup_in_a_text_stays_text(marked: Page) -> None:
    assert "<b>the keeper</b>" in "".join(marked.by_id("l4").itertext())


def test_after_attaching_the_states_of_all_stretches_are_told(debate: str, empty_site: Any) -> None:
    owner = signed_in(empty_site, "Owner", site_owner=True)
    answer = attach(owner, f"{debate}/s/log", TEXT.encode())
    assert answer.headers["location"] == f"{debate}/s/log?report=true#report"
    page = read(owner, answer.headers["location"].split("#")[0])
    assert "5 in source" in re.sub(r"(in source) (5)", r"\2 \1", text_of(page.by_id("report")))
    assert "✓ in source" in text_of(read(owner, f"{debate}/n/c3").by_id("citations"))


def test_another_text_is_refused_and_taken_only_when_asked(debate: str, empty_site: Any) -> None:
    owner = signed_in(empty_site, "Owner", site_owner=True)
    other = ("A new first line.\n" + TEXT.replace("carts", "coaches")).encode()
    refused = attach(owner, f"{debate}/s/log", other)
    assert refused.status_code == 409
    assert "log.txt" in refused.text
    assert "text not attached" in text_of(read(owner, f"{debate}/s/log").main)
    assert attach(owner, f"{debate}/s/log", other, replace="yes").status_code == 303
    page = read(owner, f"{debate}/s/log")
    lost = page.by_id("stretches")
    assert "at sp3" in text_of(lost)
    assert "".join(page.by_id("sp4").itertext()) == "“Nobody crossed it,”"


@pytest.mark.parametrize(
    ("data", "status"), [(b"\xff\xfe", 422), (b"a\0b", 422), (TEXT.encode("utf-16"), 422)]
)
def test_what_is_no_text_is_refused(debate: str, empty_site: Any, data: bytes, status: int) -> None:
    owner = signed_in(empty_site, "Owner", site_owner=True)
    answer = attach(owner, f"{debate}/s/log", data)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text


def test_sending_no_file_is_told(debate: str, empty_site: Any) -> None:
    owner = signed_in(empty_site, "Owner", site_owner=True)
    for files in ({}, {"text": ("", b"", "text/plain")}):
        answer = owner.post(f"{debate}/s/log/attach", files=files or None)
        assert answer.status_code == 422
        assert "Choose a text file first." in answer.text


def test_only_editors_see_the_form_and_may_attach(debate: str, empty_site: Any) -> None:
    reader = signed_in(empty_site, "Reader")
    assert "attach-form" not in reader.get(f"{debate}/s/log").text
    assert attach(reader, f"{debate}/s/log", TEXT.encode()).status_code == 403
    assert attach(browser(empty_site), f"{debate}/s/log", TEXT.encode()).status_code == 401
    assert "text not attached" in text_of(read(reader, f"{debate}/s/log").main)


def test_a_source_that_is_not_there_is_not_found(visitor: TestClient) -> None:
    assert visitor.get(f"{EXCHANGE}/s/nothing").status_code == 404
