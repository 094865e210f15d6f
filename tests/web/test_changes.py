"""The history: who changed what, newest first, a hundred a page."""

from typing import Any

from sqlalchemy import select

from app.models import Account
from app.services import changes, sources, stances
from app.services.debates import open_debate
from app.services.stances import NewStance
from app.web.showing.change_rows import differences
from tests.web.library import (
    SITE_OWNER,
    a_claim,
    a_document,
    bring,
    browser,
    read,
    signed_in,
    text_of,
)

pytest_plugins = ("tests.web.library_fixtures",)


def record(app: Any, slug: str, **what: Any) -> None:
    with app.state.database.writing() as session:
        debate = open_debate(session, SITE_OWNER, slug)
        changes.record(session, debate.id, SITE_OWNER, **what)


def test_the_first_entry_is_the_import_with_its_counts(empty_site: Any) -> None:
    address = bring(empty_site, a_document(claims=[a_claim(1)]))
    page = read(browser(empty_site), f"{address}/history")
    said = text_of(page.by_id("rev1"))
    assert "The program imported the debate" in said
    assert "1 claims" in said


def test_a_change_shows_its_node_and_the_text_before_and_after(empty_site: Any) -> None:
    address = bring(empty_site, a_document(claims=[a_claim(1, "Now so.")]))
    change = {"before": {"text": "Once so."}, "after": {"text": "Now so."}}
    record(empty_site, "made-up", action="reword", noun="claim", ref="c1", **change)
    page = read(browser(empty_site), f"{address}/history")
    row = page.by_id("rev2")
    assert f"{address}/n/c1" in page.links(row)
    assert [text_of(e) for e in row.iter("del")] == ["Once so."]
    assert [text_of(e) for e in row.iter("ins")] == ["Now so."]


def test_credences_are_told_without_their_values(empty_site: Any) -> None:
    address = bring(empty_site, a_document(claims=[a_claim(1)]))
    ada = signed_in(empty_site, "Ada")
    given = ada.post(f"{address}/n/c1/credence", data={"value": "83", "wording": "1"})
    assert given.status_code == 303
    said = text_of(read(browser(empty_site), f"{address}/history").by_id("rev2"))
    assert "Ada gave a credence" in said
    assert "83" not in said
    assert "0.83" not in said


def test_a_line_tells_fields_in_words_and_no_names_that_only_the_program_knows(
    empty_site: Any,
) -> None:
    person = {"id": "p1", "name": "Ida", "kind": "named"}
    work = {"id": "s1", "kind": "work", "csl": {"type": "book", "title": "Leaves"}}
    document = a_document(claims=[a_claim(1)], people=[person], sources=[work])
    address, database = bring(empty_site, document), empty_site.state.database
    ada = signed_in(empty_site, "Ada")
    with database.writing() as session:
        ada_id = session.scalars(select(Account.public_id).where(Account.name == "Ada")).one()
        held = NewStance(person="p1", node="c1", value="accepts", range=(0.8, 0.95))
        stances.add(session, SITE_OWNER, "made-up", held)
    cited = {"source": "s1", "role": "supports", "locator": "p. 9"}
    assert ada.post(f"{address}/n/c1/cite", data=cited).status_code == 303
    sources.attach(database, SITE_OWNER, "made-up", "s1", b"Leaves keep.")
    assert ada.post(f"{address}/n/c1/cite", data={**cited, "quote": "Leaves"}).status_code == 303
    sources.attach(database, SITE_OWNER, "made-up", "s1", b"All leaves, Leaves", replace=True)

    page = read(browser(empty_site), f"{address}/history")
    said = [text_of(page.by_id(f"rev{number}")) for number in range(2, 7)]
    names = [[text_of(e) for e in page.by_id(f"rev{n}").iter("dt")] for n in range(2, 7)]

    assert names[0] == ["person", "node", "value", "range"]
    assert "0.8 to 0.95" in said[0]
    assert names[1] == names[3] == ["node", "source", "locator", "role", "state"]
    assert not any(ada_id in each for each in said)
    assert (names[2], names[4]) == ([], [])
    assert "1 moved" in said[4]


def test_a_hundred_changes_a_page_and_the_rest_by_a_link(empty_site: Any) -> None:
    address = bring(empty_site, a_document(claims=[a_claim(1)]))
    with empty_site.state.database.writing() as session:
        debate = open_debate(session, SITE_OWNER, "made-up")
        for number in range(150):
            changes.record(
                session, debate.id, SITE_OWNER, action="add", noun="claim", ref=f"n{number}"
            )
    client = browser(empty_site)
    first = read(client, f"{address}/history")
    assert [row.get("id") for row in first.by_class("changes")[0]][:2] == ["rev151", "rev150"]
    assert len(first.by_class("changes")[0]) == 100
    (older,) = [link for link in first.links() if "until=" in link and "#" not in link]
    second = read(client, older)
    assert len(second.by_class("changes")[0]) == 51
    assert second.by_class("changes")[0][-1].get("id") == "rev1"


def test_strange_revisions_answer_a_page(empty_site: Any) -> None:
    address = bring(empty_site, a_document(claims=[a_claim(1)]))
    client = browser(empty_site)
    for until in ("0", "-1", "9" * 40):
        assert client.get(f"{address}/history?until={until}").status_code in (200, 422)
    assert "No change" in client.get(f"{address}/history?until=0").text


def test_fields_that_stayed_as_they_were_are_left_out() -> None:
    found = differences({"a": 1, "b": [], "c": True}, {"a": 1, "b": ["x", "y"], "d": {"k": "ü"}})
    assert found == [
        {"name": "b", "before": None, "after": "x, y"},
        {"name": "c", "before": "yes", "after": None},
        {"name": "d", "before": None, "after": '{"k": "ü"}'},
    ]
