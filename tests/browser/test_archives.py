"""Archives opened from disk: every page is there, asks nobody for anything, and fits a phone."""

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, BrowserContext, Request

from tests.browser.conftest import Site
from tests.browser.reading import sideways
from tests.found import some


@pytest.fixture(scope="module", params=["fare-free-buses", "scheming-exchange"])
def unpacked(
    site: Site, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    site.cruxmap("export", request.param, "--archive", "-o", str(folder / "it.zip"))
    with ZipFile(folder / "it.zip") as zipped:
        zipped.extractall(folder)
    return folder


@pytest.fixture
def offline(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(offline=True, viewport={"width": 1280, "height": 800})
    yield context
    context.close()


def test_every_page_opens_from_disk_and_asks_nobody(
    unpacked: Path, offline: BrowserContext
) -> None:
    faults: list[str] = []
    page = offline.new_page()
    page.on("console", lambda message: faults.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    page.on("requestfailed", lambda request: faults.extend(failed(request)))
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    for file in some(sorted(unpacked.rglob("*.html")), 100):
        page.goto(file.as_uri())
        assert page.locator("h1").count() == 1, file
    assert faults == []
    assert [address for address in some(asked) if not address.startswith("file://")] == []


def failed(request: Request) -> list[str]:
    # The browser gives up an icon that it has not read when the next page is asked for.
    return [] if request.failure == "net::ERR_ABORTED" else [f"{request.url}: {request.failure}"]


def test_links_are_followed_from_file_to_file(unpacked: Path, offline: BrowserContext) -> None:
    page = offline.new_page()
    page.goto((unpacked / "index.html").as_uri())
    for tab in ("Thread", "Conversation", "Cruxes", "People", "Sources", "Open", "Overview"):
        page.get_by_role("navigation", name="Views of this debate").get_by_text(tab).click()
        assert page.locator(".tabs [aria-current]").inner_text().startswith(tab)
    page.goto((unpacked / "thread.html").as_uri())
    page.locator(".claim .text a").first.click()
    assert "/n/" in page.url
    page.get_by_role("link", name="How to read these pages").click()
    assert page.locator("h1").inner_text() == "How to read these pages"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_pages_fit_a_phone(unpacked: Path, chromium: Browser, scheme: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, offline=True)
    page = context.new_page()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    own = [unpacked / f"{name}.html" for name in ("index", "thread", "about", "compare", "people")]
    for file in [*own, *some(sorted((unpacked / "n").glob("*.html")))[:3]]:
        page.goto(file.as_uri())
        assert sideways(page) is None, file
    context.close()
