"""What people come for, done in a real browser: read, sign in, rate, reply, cite, mark a crux."""

import re
import secrets

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Visit

DEBATE = "/d/scheming-exchange"
both_ways = pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
both_widths = pytest.mark.parametrize("width", [1280, 390])
MARKUP = "<b>bold</b> & <script>alert(1)</script>"


def someone() -> str:
    return f"Reader {secrets.token_hex(4)}"


def come_in(visit: Visit, site: Site, path: str, *, javascript: bool, width: int = 1280) -> Page:
    """Open a page with an account of one's own."""
    link = site.cruxmap("account", "add", someone()).strip()
    return visit(path, link=link, javascript=javascript, width=width)


def a_claim(page: Page) -> str:
    """Go to a claim's page by way of the thread, and return its address."""
    page.goto(f"{DEBATE}/thread")
    page.locator(".claim .text a").first.click()
    page.wait_for_url(re.compile(r"/n/"))
    return page.url


@both_ways
@both_widths
def test_reading_from_the_list_down_to_one_argument(
    visit: Visit, javascript: bool, width: int
) -> None:
    page = visit("/", javascript=javascript, width=width)
    page.locator(f'h2 a[href="{DEBATE}"]').click()
    expect(page.locator("#summary")).to_be_visible()
    contested = page.locator("#by-people .claim .text a").first
    sentence = contested.inner_text()
    contested.click()
    expect(page.locator("h1")).to_have_text(sentence)
    expect(page.locator("#stances")).to_be_visible()
    attack = page.locator("#arguments .row .text a").first
    argument = attack.inner_text()
    attack.click()
    expect(page.locator("h1")).to_have_text(argument)
    page.goto(f"{DEBATE}/thread")
    assert page.locator(".thread .row").count() > 20


@both_ways
def test_every_number_of_the_summary_leads_to_its_rows(visit: Visit, javascript: bool) -> None:
    page = visit(DEBATE, javascript=javascript)
    links = page.locator("#summary .says a")
    addresses = [links.nth(i).get_attribute("href") or "" for i in range(links.count())]
    assert len(addresses) >= 6
    for address in addresses:
        page.goto(DEBATE if address.startswith("#") else address)
        if "#" in address:
            assert page.locator(f"#{address.partition('#')[2]}").count() == 1, address


@both_ways
@both_widths
def test_making_an_account_leaving_and_coming_back(
    visit: Visit, javascript: bool, width: int
) -> None:
    name, password = someone(), "three plain words"
    page = visit("/", javascript=javascript, width=width)
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("link", name="Make one").click()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Make the account").click()
    page.get_by_role("link", name=name).click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.locator(".top")).to_contain_text("Sign in")
    page.goto("/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill("not the word")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".top")).to_contain_text(name)


def test_a_sign_in_link_works_once(visit: Visit, site: Site) -> None:
    name = someone()
    link = site.cruxmap("account", "add", name).strip()
    expect(visit("/", link=link).locator(".top")).to_contain_text(name)
    late = visit(link.removeprefix(site.address))
    late.get_by_role("button", name="Sign in").click()
    expect(late.get_by_role("alert")).to_be_visible()
    expect(late.locator(".top")).not_to_contain_text(name)


@both_ways
@both_widths
def test_rating_a_claim_on_its_page(visit: Visit, site: Site, javascript: bool, width: int) -> None:
    page = come_in(visit, site, DEBATE, javascript=javascript, width=width)
    address = a_claim(page)
    page.get_by_role("link", name="Give your credence").click()
    page.get_by_role("spinbutton", name="Your credence").fill("64")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile(re.escape(address)))
    expect(page.locator(".claim.lone .you")).to_contain_text("64")
    expect(page.locator("#credences")).to_contain_text("64")


def test_rating_in_the_thread_leaves_the_page_where_it_is(visit: Visit, site: Site) -> None:
    page = come_in(visit, site, f"{DEBATE}/thread", javascript=True)
    page.evaluate("window.sameDocument = true")
    card = page.locator(".claim").filter(has=page.locator("a.rate")).nth(3)
    card.locator("a.rate").click()
    number = card.get_by_role("spinbutton", name="Your credence")
    expect(number).to_be_focused()
    number.fill("80")
    card.get_by_role("button", name="Save").click()
    expect(card.locator(".you")).to_contain_text("80")
    expect(card.locator("form")).to_have_count(0)
    expect(card.locator("a.rate")).to_be_focused()
    assert page.evaluate("window.sameDocument") is True


def test_a_credence_changes_the_summary_at_once(visit: Visit, site: Site) -> None:
    page = come_in(visit, site, DEBATE, javascript=True)
    card = page.locator("#by-people .claim").filter(has=page.locator("a.rate")).first
    card.locator("a.rate").click()
    card.get_by_role("spinbutton", name="Your credence").fill("20")
    card.get_by_role("button", name="Save").click()
    expect(page.locator("#summary .says")).to_contain_text(re.compile(r"gave \d+ credence"))
    expect(page.locator("#by-people .claim .you").first).to_contain_text("20")


def test_slider_and_number_say_the_same(visit: Visit, site: Site) -> None:
    page = come_in(visit, site, DEBATE, javascript=True)
    a_claim(page)
    page.get_by_role("link", name="Give your credence").click()
    slider = page.get_by_role("slider", name="Your credence, slider")
    number = page.get_by_role("spinbutton", name="Your credence")
    number.fill("40")
    expect(slider).to_have_value("40")
    slider.press("ArrowRight")
    expect(number).to_have_value("41")


@both_ways
def test_the_record_of_credences_is_kept(visit: Visit, site: Site, javascript: bool) -> None:
    page = come_in(visit, site, DEBATE, javascript=javascript)
    address = a_claim(page)
    for value in ("30", "70"):
        page.goto(f"{address}/rate")
        page.get_by_role("spinbutton", name="Your credence").fill(value)
        page.get_by_role("button", name="Save").click()
        expect(page.locator(".claim.lone .you")).to_contain_text(value)
    page.goto(f"{address}/rate")
    rows = page.locator("#record tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("70")
    page.get_by_role("button", name="Withdraw my credence").click()
    expect(page.locator("#record tbody tr").first).to_contain_text("withdrawn")


@both_ways
@both_widths
def test_citing_a_source(visit: Visit, site: Site, javascript: bool, width: int) -> None:
    page = come_in(visit, site, DEBATE, javascript=javascript, width=width)
    a_claim(page)
    page.get_by_role("link", name="Add a citation").click()
    page.get_by_label("Source", exact=True).select_option(index=1)
    place = f"p. {secrets.randbelow(10**6)} {MARKUP}"
    page.get_by_label("Where in the source").fill(place)
    page.get_by_role("button", name="Add the citation").click()
    expect(page.locator("#citations")).to_contain_text(place)


def test_a_citation_without_a_place_is_refused_and_nothing_typed_is_lost(
    visit: Visit, site: Site
) -> None:
    page = come_in(visit, site, DEBATE, javascript=False)
    a_claim(page)
    page.get_by_role("link", name="Add a citation").click()
    page.get_by_label("Note, if you like").fill("a note to keep")
    page.get_by_role("button", name="Add the citation").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Note, if you like")).to_have_value("a note to keep")


@both_ways
def test_marking_a_crux(visit: Visit, site: Site, javascript: bool) -> None:
    page = come_in(visit, site, DEBATE, javascript=javascript)
    a_claim(page)
    page.get_by_role("link", name="Mark a crux").click()
    question = f"Would {secrets.token_hex(4)} settle it? {MARKUP}"
    page.get_by_label("The question").fill(question)
    page.get_by_role("button", name="Mark the crux").click()
    page.goto(f"{DEBATE}/cruxes")
    page.get_by_role("link", name=question).click()
    expect(page.locator("h1")).to_contain_text(question)


@both_ways
def test_adding_a_reason_against(visit: Visit, site: Site, javascript: bool) -> None:
    page = come_in(visit, site, DEBATE, javascript=javascript)
    address = a_claim(page)
    page.get_by_role("link", name="Add a reason against").click()
    sentence = f"It does not hold in case {secrets.token_hex(4)}. {MARKUP}"
    page.get_by_label("In one sentence").fill(sentence)
    page.get_by_role("button", name="Add the reply").click()
    expect(page.locator("h1")).to_have_text(sentence)
    page.locator("#uses .text a").click()
    expect(page).to_have_url(address)


def test_a_visitor_who_wants_to_rate_is_asked_to_sign_in_and_brought_back(visit: Visit) -> None:
    page = visit(f"{DEBATE}/thread", javascript=False)
    page.locator("a.rate").first.click()
    expect(page).to_have_url(re.compile(r"/sign-in\?next="))
    page.get_by_role("link", name="Make one").click()
    page.get_by_label("Name").fill(someone())
    page.get_by_label("Password").fill("three plain words")
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("spinbutton", name="Your credence")).to_be_visible()
