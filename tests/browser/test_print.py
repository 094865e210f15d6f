"""What comes out of a printer: the digest on one sheet, a thread without the page around it."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.found import some

EXCHANGE, EXAMPLE = "/d/scheming-exchange", "/d/fare-free-buses"
# Sheets in CSS pixels, and the margins that the style sheets give: of digests, and of others.
SHEETS = {"A4": (794, 1123), "Letter": (816, 1056)}
OF_DIGESTS, OF_OTHERS = (45, 30), (53, 57)

# Text that runs out of its box or out of the sheet, and text that lies on other text.
CUT = """() => {
  const width = document.documentElement.clientWidth, found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    if (!node.textContent.trim() || !node.parentElement.checkVisibility()) continue;
    if (node.parentElement.closest('.vh, .skip, svg, title')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (box.left < -1 || box.right > width + 1) found.push(node.textContent.trim());
    }
  }
  for (const each of document.querySelectorAll('main *')) {
    const style = getComputedStyle(each);
    if (style.overflowX !== 'visible' && each.scrollWidth > each.clientWidth + 1
      && !each.closest('.vh')) found.push(each.className);
  }
  return found;
}"""
SEEN = """selector => [...document.querySelectorAll(selector)]
  .filter(each => each.checkVisibility()).length"""


def sheets(page: Page, paper: str) -> int:
    """Print a page, and count the sheets."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format=paper)))


def printed(visit: Visit, path: str, paper: str, margins: tuple[int, int]) -> Page:
    """Open a page as it is laid out for a sheet of paper."""
    page = visit(path, javascript=True)
    page.emulate_media(media="print", color_scheme="light")
    width, height = (
        whole - 2 * margin for whole, margin in zip(SHEETS[paper], margins, strict=True)
    )
    page.set_viewport_size({"width": width, "height": height})
    return page


@pytest.mark.parametrize("paper", SHEETS)
@pytest.mark.parametrize("path", ["/digest", "/n/c1/digest", "/n/r83/digest", "/n/x9/digest"])
def test_the_digest_of_the_exchange_is_one_sheet(visit: Visit, path: str, paper: str) -> None:
    page = visit(EXCHANGE + path)
    assert sheets(page, paper) == 1


@pytest.mark.parametrize("paper", SHEETS)
@pytest.mark.parametrize("path", ["/digest", "/n/c1/digest"])
def test_the_digest_of_the_example_is_one_sheet(visit: Visit, path: str, paper: str) -> None:
    assert sheets(visit(EXAMPLE + path), paper) == 1


def test_sheets_are_counted(visit: Visit) -> None:
    assert sheets(visit(f"{EXCHANGE}/thread"), "A4") > 5


@pytest.mark.parametrize("paper", SHEETS)
@pytest.mark.parametrize(
    ("path", "margins"),
    [
        (f"{EXCHANGE}/digest", OF_DIGESTS),
        (f"{EXAMPLE}/digest", OF_DIGESTS),
        (f"{EXAMPLE}/n/c1/digest", OF_DIGESTS),
        (f"{EXAMPLE}/thread", OF_OTHERS),
        (f"{EXCHANGE}/thread", OF_OTHERS),
    ],
)
def test_no_text_is_cut_on_paper(
    visit: Visit, path: str, paper: str, margins: tuple[int, int]
) -> None:
    page = printed(visit, path, paper, margins)
    assert page.evaluate(CUT) == []


def test_text_that_is_cut_is_found(visit: Visit) -> None:
    page = printed(visit, f"{EXAMPLE}/digest", "A4", OF_DIGESTS)
    page.evaluate("document.querySelector('.sheet h1').style.whiteSpace = 'nowrap'")
    page.evaluate("document.querySelector('.sheet h1').textContent += ' and on'.repeat(60)")
    assert len(page.evaluate(CUT)) == 1


def test_paper_has_no_navigation_and_says_from_where_it_is(visit: Visit) -> None:
    page = printed(visit, f"{EXAMPLE}/thread", "A4", OF_OTHERS)
    for selector in (".top", ".tabs", ".foot", ".chips", "button", ".rate[rel]", ".outline"):
        assert page.evaluate(SEEN, selector) == 0, selector
    assert page.locator(".printed").inner_text().endswith("/d/fare-free-buses/thread")
    digest = printed(visit, f"{EXAMPLE}/digest", "A4", OF_DIGESTS)
    assert digest.evaluate(SEEN, ".tools, .printed") == 0
    assert "/d/fare-free-buses" in digest.locator(".sheet .kick").inner_text()


def test_cards_are_whole_black_on_white_and_not_laid_out_for_a_phone(visit: Visit) -> None:
    page = printed(visit, f"{EXAMPLE}/thread", "A4", OF_OTHERS)
    looks = some(
        page.eval_on_selector_all(
            ".row",
            "rows => rows.map(row => [getComputedStyle(row).breakInside,"
            " getComputedStyle(row.querySelector('.claim')).gridTemplateColumns.split(' ').length,"
            " getComputedStyle(row.querySelector('.text')).color])",
        ),
        at_least=30,
    )
    assert {look[0] for look in looks} == {"avoid"}
    assert {look[1] for look in looks} == {2}
    assert "rgb(0, 0, 0)" in {look[2] for look in looks}
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_what_is_folded_in_a_thread_stays_folded_and_says_how_much_it_is(visit: Visit) -> None:
    page = printed(visit, f"{EXCHANGE}/thread", "A4", OF_OTHERS)
    folded: Any = page.evaluate(
        """() => {
          const row = document.querySelector('.row');
          row.insertAdjacentHTML('beforeend', '<details><summary>3</summary><p>in</p></details>');
          const main = document.querySelector('main');
          main.insertAdjacentHTML('beforeend', '<details><summary>4</summary><p>in</p></details>');
          return [...document.querySelectorAll('main details p')].map(p => p.checkVisibility());
        }"""
    )
    assert folded == [False, True]


def test_a_digest_is_read_without_scripts_on_a_phone(visit: Visit) -> None:
    page = visit(f"{EXAMPLE}/digest", width=390, scheme="dark", javascript=False)
    assert page.locator(".below").first.is_visible()
    assert not page.locator(".apart td.counter").first.is_visible()
    wide = visit(f"{EXAMPLE}/digest", javascript=False)
    assert wide.locator(".apart td.counter").first.is_visible()
