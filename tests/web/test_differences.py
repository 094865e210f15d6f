"""What differs between two revisions, in words; and what moved the numbers, exactly split."""

import re
from typing import Any

import pytest

from app.core.permissions import Actor
from app.services import accounts, claims, credences, debate_settings, nodes, relations
from app.services.claims import ClaimEdit, NewClaim, NewRelationTo
from app.services.credences import NewCredence
from app.services.relations import RelationEdit
from tests.found import some
from tests.web.library import a_claim, a_document, a_relation, bring, browser, read, text_of

pytest_plugins = ("tests.web.library_fixtures",)
ME = Actor(None, site_owner=True)
AT = "/d/kettle/difference"


@pytest.fixture
def kettle(own_library: Any) -> Any:
    """A thesis with a reason and what undercuts it, as imported: revision 1."""
    claimed = [a_claim(1, "A kettle boils."), a_claim(2, "It is hot."), a_claim(3)]
    drawn = [a_relation("r1", ["c2"], "c1"), a_relation("r2", ["c3"], "r1", "undercuts")]
    bring(own_library, a_document("kettle", claims=claimed, relations=drawn))
    return own_library


def do(app: Any, service: Any, *given: Any, actor: Actor = ME) -> None:
    with app.state.database.writing() as session:
        service(session, actor, "kettle", *given)


def rate(app: Any, actor: Actor | None, node: str, value: float) -> Actor:
    with app.state.database.writing() as session:
        actor = actor or accounts.add_account(session, f"Rater of {node}").actor
        given = NewCredence(value=value, wording=1)
        credences.give(session, actor, "kettle", node, given)
    return actor


def section(app: Any, name: str, query: str = "") -> list[str]:
    """The lines of a part of the page, by the beginning of its heading."""
    page = read(browser(app), AT + query)
    for part in page.by_class("sect"):
        if text_of(next(part.iter("h2"))).startswith(name):
            rows = page.by_class("rows", part)
            return [text_of(row) for row in rows[0]]
    return []


def test_a_debate_that_was_just_made_differs_in_nothing(kettle: Any) -> None:
    page = read(browser(kettle), AT)
    assert page.headings == ["From change 1 to change 1"]
    assert "Nothing differs" in text_of(page.main)


def test_rows_that_were_edited_are_told_with_both_wordings(kettle: Any) -> None:
    do(kettle, claims.reword, "c1", ClaimEdit(text="A kettle sings.", wording=1))
    do(kettle, claims.reword, "c1", ClaimEdit(text="A kettle hums.", wording=2))
    reply = NewRelationTo(kind="rebuts", target="c1", warrant="It is cold.")
    do(kettle, claims.add, NewClaim(text="It stands on ice.", relation=reply))
    do(kettle, relations.edit, "r2", RelationEdit(kind="backs", seen="undercuts"))
    do(kettle, nodes.withdraw, "c3")
    told = section(kettle, "Claims", "?since=1")
    assert told[0] == "reworded claim #c1 A kettle hums. text A kettle boils. A kettle hums."
    assert any(row.startswith("added") and "It stands on ice." in row for row in told)
    assert any(row.startswith("withdrawn claim #c3") for row in told)
    drawn = section(kettle, "Relations", "?since=1")
    assert any(row.startswith("retyped relation #r2") for row in drawn)
    assert any(row.startswith("drawn relation") for row in drawn)
    # Only the last change, and only the first one.
    assert [row.split(" #")[0] for row in section(kettle, "Claims")] == ["withdrawn claim"]
    (first,) = section(kettle, "Claims", "?since=1&until=2")
    assert "A kettle sings." in first
    assert "A kettle hums." not in first


def test_what_was_done_and_undone_between_is_no_difference(kettle: Any) -> None:
    for number, text in enumerate(("A kettle sings.", "A kettle boils."), start=1):
        do(kettle, claims.reword, "c1", ClaimEdit(text=text, wording=number))
    assert section(kettle, "Claims", "?since=1") == []


def test_credences_and_the_numbers_they_moved_are_told_with_why(kettle: Any) -> None:
    ada, ben = rate(kettle, None, "c2", 0.5), rate(kettle, None, "c3", 0.5)
    rate(kettle, ada, "c2", 0.9)
    rate(kettle, ben, "c3", 0.1)
    given = section(kettle, "Credences", "?since=3")
    assert [row.split(": ")[1] for row in given] == ["50 % → 90 %", "50 % → 10 %"]
    (moved,) = section(kettle, "Implied numbers", "?since=3")
    before, after = map(int, re.findall(r"(\d+) % → (\d+) %", moved)[0])
    parts = [int(n.replace("−", "-")) for n in re.findall(r"([+−]\d+) point", moved)]
    assert len(some(parts)) == 2
    # Three roundings.
    assert abs(sum(parts) - (after - before)) <= 2
    assert "what is said of “It is hot.”" in moved


def test_a_reason_that_was_drawn_is_a_part_of_why(kettle: Any) -> None:
    rate(kettle, None, "c2", 0.8)
    with kettle.state.database.writing() as session:
        reply = NewRelationTo(kind="rebuts", target="c1", warrant="It is cold.")
        made = claims.add(session, ME, "kettle", NewClaim(text="It is ice.", relation=reply))
    rate(kettle, None, made.ref, 0.9)
    (moved,) = section(kettle, "Implied numbers", "?since=2")
    assert "the step" in moved or "It is ice." in moved


def test_a_blind_debate_tells_no_hidden_credence_here_either(kettle: Any) -> None:
    ada = rate(kettle, None, "c2", 0.5)
    rate(kettle, ada, "c2", 0.9)
    settings = debate_settings.SettingsEdit(title="On kettle", blind=True, seen=3)
    do(kettle, debate_settings.change_settings, settings)
    page = text_of(read(browser(kettle), f"{AT}?since=1").main)
    assert "Rater" not in page
    assert "Implied numbers" not in page
    assert "changed settings" in page


def test_links_lead_to_what_stood_at_the_later_revision(kettle: Any) -> None:
    do(kettle, claims.reword, "c1", ClaimEdit(text="A kettle sings.", wording=1))
    do(kettle, claims.reword, "c1", ClaimEdit(text="A kettle hums.", wording=2))
    assert "/d/kettle/n/c1?at=2" in read(browser(kettle), f"{AT}?since=1&until=2").links()
    assert "/d/kettle/n/c1" in read(browser(kettle), f"{AT}?since=1").links()


@pytest.mark.parametrize(
    "query", ["?since=2&until=1", "?until=9", "?since=0", f"?since={'9' * 30}"]
)
def test_revisions_that_are_none_are_refused(kettle: Any, query: str) -> None:
    assert browser(kettle).get(AT + query).status_code == 422
