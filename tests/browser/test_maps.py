"""The map in a browser: text within its cards, no trouble for axe, a box that is moved by hand."""

import pytest

from tests.browser.conftest import Visit
from tests.browser.reading import axe, sideways, tab_walk

MAPS = [
    "/d/scheming-exchange/map?depth=4&remarks=true&readings=true&show=c4",
    "/d/fare-free-buses/map?direction=down",
]
BEYOND = """() => {
  const found = [];
  for (const card of document.querySelectorAll('.mapsvg .card')) {
    const paper = card.querySelector('rect').getBBox();
    for (const text of card.querySelectorAll('text')) {
      const box = text.getBBox();
      if (box.x + box.width > paper.x + paper.width || box.y + box.height > paper.y + paper.height)
        found.push(text.textContent);
    }
  }
  return [document.querySelectorAll('.mapsvg .card').length, found];
}"""


@pytest.mark.parametrize("address", MAPS)
def test_no_text_leaves_its_card(visit: Visit, address: str) -> None:
    number, beyond = visit(address).evaluate(BEYOND)
    assert number > 30
    assert beyond == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("address", MAPS)
def test_axe_finds_nothing_and_only_the_box_scrolls_sideways(
    visit: Visit, address: str, width: int, scheme: str
) -> None:
    page = visit(address, width=width, scheme=scheme)
    assert axe(page) == []
    assert sideways(page) is None


def test_the_tab_key_comes_to_visible_places_only(visit: Visit) -> None:
    stops = tab_walk(visit("/d/fare-free-buses/map"))
    assert len(stops) > 20
    assert [stop.fault for stop in stops if stop.fault] == []


def test_the_box_is_dragged_and_its_map_made_larger_and_smaller(visit: Visit) -> None:
    page = visit("/d/scheming-exchange/map?depth=6", javascript=True)
    box = page.locator("#map")
    place = box.bounding_box()
    assert place is not None
    middle = place["x"] + 300, place["y"] + 350
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] - 80, middle[1] - 200, steps=4)
    page.mouse.up()
    assert box.evaluate("box => [box.scrollLeft, box.scrollTop]") == [80, 200]
    assert page.url.endswith("?depth=6")
    wide = "() => document.querySelector('.mapsvg').width.baseVal.value"
    before = page.evaluate(wide)
    box.press("+")
    assert page.evaluate(wide) == pytest.approx(1.25 * before, rel=0.01)
    page.keyboard.down("Control")
    page.mouse.wheel(0, 300)
    page.keyboard.up("Control")
    page.wait_for_function(f"({wide})() < {before}")
    box.press("0")
    assert page.evaluate(wide) == pytest.approx(before, rel=0.01)


def test_without_scripts_a_card_is_told_in_full_beside_the_map(visit: Visit) -> None:
    page = visit("/d/fare-free-buses/map", javascript=False)
    card = page.locator(".mapsvg .card:not(.root):not(.again)").first
    sentence = card.locator("title").text_content()
    card.click()
    page.wait_for_url("**/map?show=*")
    assert (page.locator(".sel .text").text_content() or "-") in (sentence or "")
    assert page.locator(".mapsvg .chosen").count() == 1


def test_the_whole_map_is_printed(visit: Visit) -> None:
    page = visit("/d/fare-free-buses/map")
    page.emulate_media(media="print")
    high = page.evaluate("() => document.querySelector('#map').getBoundingClientRect().height")
    drawn = page.evaluate("() => document.querySelector('.mapsvg').getBoundingClientRect().height")
    assert high >= drawn > 1000
    assert page.locator(".maptools").first.is_hidden()
