"""A real server with the bundled debates, and the machine's own Chromium to read it with."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Response, sync_playwright

from tests.servers import environment, serving

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Without these, Chromium looks for its maker's servers at every start.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Site:
    """A running server: its address, and the environment its commands need."""

    address: str
    environment: dict[str, str]
    log: Path

    def cruxmap(self, *arguments: str) -> str:
        """Run a command of the same installation, and return what it printed."""
        return subprocess.run(
            [sys.executable, "-m", "app", *arguments],
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def sign_in_link(self, name: str) -> str:
        """Return a fresh link that signs this account in once."""
        return self.cruxmap("account", "link", name).strip()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One server a test process; tests that change something use names of their own."""
    folder = tmp_path_factory.mktemp("site")
    around = environment(folder, f"sqlite:///{folder / 'cruxmap.db'}")
    with serving(folder, around) as address:
        yield Site(address, {**around, "CRUXMAP_BASE_URL": address}, folder / "log")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    names = [os.environ.get("CRUXMAP_TEST_CHROMIUM", ""), *NAMES]
    path = next((found for name in names if name and (found := shutil.which(name))), None)
    # `make test` names a browser: a suite that was asked for one must not pass without it.
    wanted = os.environ.get("CI") == "true" or "CRUXMAP_TEST_CHROMIUM" in os.environ
    if path is None and wanted:
        pytest.fail("There is no Chromium on this machine; `make test` installs it.")
    if path is None:
        pytest.skip("There is no Chromium on this machine.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Watcher:
    """What went wrong in a browser, whether or not a test looked there."""

    address: str
    faults: list[str] = field(default_factory=list)

    def attach(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("console", lambda message: self._console(message.type, message.text))
        page.on("request", self._request)
        page.on("response", self._response)

    def _console(self, kind: str, text: str) -> None:
        # A refused form (422) is also told to the console; answers are judged below.
        if kind in ("error", "warning") and not text.startswith("Failed to load resource"):
            self.faults.append(f"console: {text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:")):
            self.faults.append(f"request to another site: {request.url}")

    def _response(self, response: Response) -> None:
        missing = response.status == 404 and not response.request.is_navigation_request()
        if missing or response.status >= 500:
            self.faults.append(f"answer {response.status}: {response.url}")


Visit = Callable[..., Page]


@pytest.fixture
def watcher(site: Site) -> Watcher:
    return Watcher(site.address)


@pytest.fixture
def visit(chromium: Browser, site: Site, watcher: Watcher) -> Iterator[Visit]:
    """Open a browser of one's own: `visit("/", width=390, scheme="dark", javascript=False)`.

    The test fails at its end if a script failed, the policy was broken, another site was
    asked, or the server answered that it had failed.
    """
    contexts: list[BrowserContext] = []

    def open_page(
        path: str = "/",
        *,
        width: int = 1280,
        scheme: str = "light",
        javascript: bool = True,
        link: str | None = None,
    ) -> Page:
        context = chromium.new_context(
            base_url=site.address,
            viewport={"width": width, "height": 800 if width > 500 else 844},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        context.on("page", watcher.attach)
        page = context.new_page()
        if link is not None:
            enter(page, link)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert watcher.faults == []


def enter(page: Page, link: str) -> None:
    """Sign in by a one-time link; the page it opens may ask to confirm."""
    page.goto(link)
    if page.url.startswith(link):
        page.locator("main form button").first.click()
