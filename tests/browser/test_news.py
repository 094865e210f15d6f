"""What is new since one last looked, in a browser: it comes in, can be gone to, and is put away."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site, Visit
from tests.browser.reading import axe, sideways
from tests.browser.test_journeys import DEBATE, someone
from tests.browser.test_live import SOON, a_claim_on, give

PAGES = [DEBATE, f"{DEBATE}/thread", f"{DEBATE}/history"]


def other(visit: Visit, site: Site) -> str:
    """Have somebody else give a credence in a claim of the thread; return the claim."""
    page = visit(f"{DEBATE}/thread", link=site.cruxmap("account", "add", someone()).strip())
    node = a_claim_on(page)
    give(page, node, 23)
    return node


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_pages_with_marks_pass_axe_and_fit_their_window(
    visit: Visit, site: Site, width: int, scheme: str
) -> None:
    link = site.cruxmap("account", "add", someone()).strip()
    reader = visit(DEBATE, link=link, width=width, scheme=scheme)
    other(visit, site)
    for address in PAGES:
        reader.goto(address)
        expect(reader.locator("#news")).to_contain_text("Since you last looked")
        for summary in reader.locator("#news summary").all():
            summary.click()
        assert (axe(reader), sideways(reader)) == ([], None), address


def test_marks_come_into_an_open_page_and_stay_as_it_goes_on(visit: Visit, site: Site) -> None:
    reader = visit(f"{DEBATE}/thread", link=site.cruxmap("account", "add", someone()).strip())
    expect(reader.locator("#news")).to_have_count(0)
    node = other(visit, site)
    mark = reader.locator(f"[id='{node}'] .fresh")
    expect(mark).to_contain_text("1 new credence", timeout=SOON)
    other(visit, site)
    expect(mark).to_contain_text("2 new credences", timeout=SOON)
    reader.locator("#news").get_by_role("link", name=f"#{node}", exact=True).click()
    expect(reader.locator(f"[id='{node}']")).to_be_in_viewport()


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_what_was_seen_is_put_away(visit: Visit, site: Site, javascript: bool) -> None:
    link = site.cruxmap("account", "add", someone()).strip()
    reader = visit(DEBATE, link=link, javascript=javascript)
    other(visit, site)
    reader.goto(f"{DEBATE}/thread")
    reader.get_by_role("button", name="Mark all as seen").click()
    expect(reader.locator("#news")).to_have_count(0)
    expect(reader.locator("h1")).to_be_visible()
    assert reader.url.endswith("/thread")
    expect(reader.locator(".fresh")).to_have_count(0)
