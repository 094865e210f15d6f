"""The tools of the browser tests find what they are for: each on a page made broken."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit, Watcher
from tests.browser.reading import axe, sideways, tab_walk

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"
BROKEN = """<!doctype html><html lang="en"><head><title>Broken</title></head><body>
<main><h1>Broken</h1>
<p><font color="#bbbbbb">Too pale to read on white.</font></p>
<img src="/static/img/mark.svg"><input name="unlabelled">
</main></body></html>"""
WIDE = """<!doctype html><html lang="en"><title>Wide</title>
<table width="2000"><tr><td>wide</td></tr></table></html>"""
HIDDEN = """<!doctype html><html lang="en"><title>Hidden</title>
<link rel="stylesheet" href="/x.css">
<a href="/a">bare</a> <a href="/b" class="fine">fine</a></html>"""
SHEET = "a { outline: none; } a.fine:focus { outline: 2px solid }"


def serve(page: Page, path: str, body: str, headers: dict[str, str] | None = None) -> None:
    kind = "text/css" if path.endswith(".css") else "text/html"
    page.route(
        f"**{path}",
        lambda route: route.fulfill(body=body, content_type=kind, headers=headers or {}),
    )


def test_axe_finds_what_is_broken(visit: Visit) -> None:
    page = visit("/")
    serve(page, "/broken", BROKEN)
    page.goto("/broken")
    found = {fault.split(":")[0] for fault in axe(page)}
    assert {"color-contrast", "image-alt", "label"} <= found


def test_a_page_that_is_too_wide_is_told(visit: Visit) -> None:
    page = visit("/", width=390)
    serve(page, "/wide", WIDE)
    page.goto("/wide")
    assert sideways(page) is not None


def test_a_link_without_a_visible_focus_is_told(visit: Visit) -> None:
    page = visit("/")
    serve(page, "/hidden", HIDDEN)
    serve(page, "/x.css", SHEET)
    page.goto("/hidden")
    assert [stop.fault for stop in tab_walk(page)] == ["a bare: no outline", None]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<p style="color:red">x</p>', "console: "),
        ("<script>document.title = 'x'</script>", "console: "),
        ('<img alt="x" src="/static/img/no-such-file.svg">', "answer 404: "),
        ('<img alt="x" src="http://localhost:1/x.svg">', "request to another site: "),
    ],
)
def test_what_goes_wrong_in_a_page_fails_its_test(
    visit: Visit, watcher: Watcher, body: str, fault: str
) -> None:
    page = visit("/")
    serve(
        page,
        "/faulty",
        f"<!doctype html><title>x</title>{body}",
        {"Content-Security-Policy": POLICY},
    )
    page.goto("/faulty")
    page.wait_for_load_state("networkidle")
    assert any(found.startswith(fault) for found in watcher.faults)
    watcher.faults.clear()


def test_letters_are_those_of_the_font_that_is_shipped(visit: Visit) -> None:
    page = visit("/d/scheming-exchange")
    faces = "[...document.fonts].filter(face => face.status === 'loaded').length"
    page.wait_for_function("document.fonts.status === 'loaded'")
    assert page.evaluate(faces) == 1, "one alphabet is asked for where one is used"
    assert page.evaluate("document.fonts.check('15px Inter', 'Where they part')") is True
