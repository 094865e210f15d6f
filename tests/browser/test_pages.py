"""Every kind of page, found by following links: axe, width, focus, no dead ends."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import APIRequestContext, Page

from tests.browser.conftest import Site, Visit
from tests.browser.reading import axe, sideways, tab_walk
from tests.found import some

START = ["/", "/d/scheming-exchange"]
MOST_PAGES = 80


@dataclass(frozen=True)
class Crawl:
    """One address of every kind of page, and the links that lead nowhere."""

    pages: list[str]
    broken: list[str]


def kind_of(address: str) -> str:
    """Tell the kind of page: names and numbers in the address do not count.

    >>> kind_of("/d/some-debate/n/c12?as=p3")
    '/d/*/n/c#?as'
    """
    parts = urlsplit(address)
    words = parts.path.strip("/").split("/")
    if words[0] == "d" and len(words) > 1:
        words[1] = "*"
    if len(words) > 3:
        numbered = re.fullmatch(r"([a-z]+)\d+", words[3])
        words[3] = f"{numbered[1]}#" if words[2] == "n" and numbered else "…"
    names = sorted({name for name, _ in parse_qsl(parts.query)})
    if words[2:3] == ["map"]:
        names = names[:1]  # each of its choices by itself: all together are too many
    return "?".join(filter(None, ["/" + "/".join(words), "&".join(names)]))


def links_in(html: str) -> list[str]:
    found = re.findall(r'<a\b[^>]*?\bhref="([^"]+)"', html)
    plain = [link.replace("&amp;", "&").split("#")[0] for link in found]
    return [link for link in plain if link.startswith("/") and not link.startswith("//")]


def crawl(request: APIRequestContext) -> Crawl:
    """Follow links breadth first, one address of a kind."""
    waiting, kinds = list(START), {kind_of(address) for address in START}
    pages: list[str] = []
    broken: list[str] = []
    while waiting and len(pages) < MOST_PAGES:
        address = waiting.pop(0)
        answer = request.get(address)
        if answer.status != 200:
            broken.append(f"{address}: {answer.status}")
            continue
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        if not is_page or urlsplit(answer.url).path != urlsplit(address).path:
            continue  # a file, or a page that sends visitors to the sign-in
        pages.append(address)
        for link in links_in(answer.text()):
            if kind_of(link) not in kinds:
                kinds.add(kind_of(link))
                waiting.append(link)
    return Crawl(pages, broken)


def faults_on(page: Page, address: str, *, check_axe: bool) -> list[str]:
    page.goto(address)
    found = axe(page) if check_axe else []
    if wide := sideways(page):
        found.append(f"scrolls sideways: {wide}")
    return [f"{address} {fault}" for fault in found]


CRAWLS: dict[str, Crawl] = {}


@pytest.fixture(params=["visitor", "owner"])
def who(request: pytest.FixtureRequest) -> str:
    """Who looks: some pages are for accounts only."""
    return str(request.param)


def come_in(visit: Visit, site: Site, who: str, **options: Any) -> tuple[Page, Crawl]:
    """Open a browser as a visitor or as the owner, and find the pages there are for them."""
    page = visit("/", link=site.sign_in_link("Owner") if who == "owner" else None, **options)
    if who not in CRAWLS:
        CRAWLS[who] = crawl(page.request)
    return page, CRAWLS[who]


def test_every_link_leads_to_a_page(visit: Visit, site: Site, who: str) -> None:
    _, found = come_in(visit, site, who)
    assert len(found.pages) >= 5
    assert found.broken == []


@pytest.mark.parametrize(
    ("who", "width", "scheme"),
    [("owner", 1280, "light"), ("owner", 390, "dark"), ("visitor", 390, "light")],
)
def test_every_page_passes_axe_and_fits_its_window(
    visit: Visit, site: Site, who: str, width: int, scheme: str
) -> None:
    page, found = come_in(visit, site, who, width=width, scheme=scheme)
    faults = [fault for path in found.pages for fault in faults_on(page, path, check_axe=True)]
    assert faults == []


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_no_page_scrolls_sideways(visit: Visit, site: Site, width: int, javascript: bool) -> None:
    page, found = come_in(visit, site, "owner", width=width, javascript=javascript)
    faults = [fault for path in found.pages for fault in faults_on(page, path, check_axe=False)]
    assert faults == []


def test_every_page_has_one_heading_and_a_title_of_its_own(visit: Visit, site: Site) -> None:
    page, found = come_in(visit, site, "visitor", javascript=False)
    titles: dict[str, str] = {}
    for address in some(found.pages, at_least=10):
        page.goto(address)
        kind = kind_of(address).partition("?")[0]  # a view of a page keeps the page's title
        assert page.locator("h1").count() == 1, address
        assert titles.setdefault(page.title(), kind) == kind, address


@pytest.mark.parametrize("address", ["/", "/d/scheming-exchange", "/d/scheming-exchange/thread"])
def test_the_tab_key_comes_to_visible_places_only(visit: Visit, address: str) -> None:
    stops = tab_walk(visit(address))
    assert len(stops) > 3
    assert [stop.fault for stop in stops if stop.fault] == []


def test_kinds_of_pages_are_told_by_their_addresses() -> None:
    assert kind_of("/d/one/n/c12?as=p3") == kind_of("/d/two/n/c7?as=p9") == "/d/*/n/c#?as"
    assert kind_of("/d/one/n/c12") != kind_of("/d/one/n/r12")
    assert kind_of("/d/one/people/p1") == kind_of("/d/one/people/p2")
    assert kind_of("/d/one/n/c1/rate") != kind_of("/d/one/n/c1/cite")
    assert kind_of("/d/one/map?depth=2&size=50") == kind_of("/d/one/map?depth=1")
