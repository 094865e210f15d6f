"""A page that stays open: it is told of what others change, and shows it where one looks."""

import re
import secrets

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site, Visit
from tests.browser.test_journeys import DEBATE, come_in

SOON = 15_000.0


def give(page: Page, node: str, value: int) -> None:
    """Give a credence on the form's own page, as somebody without scripts does."""
    page.goto(f"{DEBATE}/n/{node}/rate?back=thread")
    page.get_by_label("Your credence", exact=True).fill(str(value))
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile("/thread"))


def a_claim_on(page: Page) -> str:
    """Return the id of a claim that stands on the thread page with its credences."""
    found = page.locator(".thread .row .claim .cred").nth(3).get_attribute("id")
    assert found
    return found.removeprefix("cred-")


def line(page: Page) -> Locator:
    return page.locator("#live")


def test_a_credence_given_elsewhere_comes_into_an_open_page(visit: Visit, site: Site) -> None:
    reader = visit(f"{DEBATE}/thread")
    node = a_claim_on(reader)
    numbers = reader.locator(f"#cred-{node}")
    before = numbers.inner_html()
    link = reader.locator(f".claim:has(#cred-{node}) .text a").first
    link.scroll_into_view_if_needed()
    link.focus()
    top = link.bounding_box()
    reader.evaluate("document.body.dataset.same = 'page'")
    give(come_in(visit, site, DEBATE, javascript=False), node, 17)
    expect(line(reader)).to_contain_text("1 change since you opened this.", timeout=SOON)
    reader.wait_for_function(
        "([id, was]) => document.getElementById(id).innerHTML !== was", arg=[f"cred-{node}", before]
    )
    expect(link).to_be_focused()
    after = link.bounding_box()
    assert top is not None
    assert after is not None
    assert abs(after["y"] - top["y"]) < 2
    assert reader.evaluate("document.body.dataset.same") == "page"
    line(reader).get_by_role("link", name="Show it").click()
    expect(reader.locator(".changes > li")).to_have_count(1)


def test_who_is_typing_is_left_alone_and_shown_it_afterwards(visit: Visit, site: Site) -> None:
    typing = come_in(visit, site, f"{DEBATE}/thread", javascript=True)
    node = a_claim_on(typing)
    typing.locator(f".claim:has(#cred-{node}) .rate").first.click()
    field = typing.locator("#rate-form input[name=value]")
    field.fill("44")
    outline = typing.locator(".foot").get_by_text("Revision").inner_text()
    give(come_in(visit, site, DEBATE, javascript=False), node, 61)
    expect(line(typing)).to_contain_text("1 change since", timeout=SOON)
    typing.wait_for_timeout(2_500)
    expect(field).to_have_value("44")
    expect(field).to_be_focused()
    expect(typing.locator(".foot")).to_contain_text(outline)
    typing.get_by_role("button", name="Save").click()
    expect(typing.locator(".foot")).not_to_contain_text(outline, timeout=SOON)
    expect(line(typing)).to_contain_text("1 change since")  # one's own is no news


def test_open_pieces_stay_open_and_the_line_can_be_put_away(visit: Visit, site: Site) -> None:
    reader = visit(DEBATE)
    reader.evaluate(
        "document.querySelectorAll('main details').forEach((each) => { each.open = true; })"
    )
    opened = reader.locator("main details[open]").count()
    revision = reader.locator(".foot").get_by_text("Revision").inner_text()
    other = come_in(visit, site, f"{DEBATE}/thread", javascript=False)
    give(other, a_claim_on(other), 29)
    expect(reader.locator(".foot")).not_to_contain_text(revision, timeout=SOON)
    assert reader.locator("main details[open]").count() == opened
    line(reader).get_by_role("button", name="Hide").click()
    expect(line(reader)).to_be_empty()
    expect(reader.locator("#main")).to_be_focused()


def test_without_scripts_the_next_page_says_what_others_did(visit: Visit, site: Site) -> None:
    slow = come_in(visit, site, f"{DEBATE}/thread", javascript=False)
    node = a_claim_on(slow)
    slow.goto(f"{DEBATE}/n/{node}/rate?back=thread")
    give(come_in(visit, site, DEBATE, javascript=False), node, 33)
    slow.get_by_label("Your credence", exact=True).fill("35")
    slow.get_by_label("Reason, if you like").fill(secrets.token_hex(4))
    slow.get_by_role("button", name="Save").click()
    expect(line(slow)).to_contain_text("2 changes since you opened this.")
    line(slow).get_by_role("link", name="Show them").click()
    expect(slow.locator(".changes > li")).to_have_count(2)
