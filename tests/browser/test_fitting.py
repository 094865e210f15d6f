"""What stands beside or before something has the room it needs."""

import pytest

from tests.browser.conftest import Visit

NAMES = """() => [...document.querySelectorAll('.positions > div')].map(row => {
  const edge = document.createRange();
  edge.selectNodeContents(row.querySelector('dt'));
  return row.querySelector('dd').getBoundingClientRect().left - edge.getBoundingClientRect().right;
})"""
# A number hangs 6 pixels below the top of its line and is cut off where the line ends.
EMPTY = """() => [...document.querySelectorAll('.source .line')]
  .filter(line => !line.querySelector('pre').textContent.trim())
  .map(line => line.getBoundingClientRect().height
    - 6 - parseFloat(getComputedStyle(line, '::before').lineHeight))"""


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_names_on_cruxes_keep_clear_of_what_is_said(visit: Visit, width: int) -> None:
    room = visit("/d/fare-free-buses/cruxes", width=width).evaluate(NAMES)
    assert len(room) > 10
    assert min(room) >= 8


@pytest.mark.parametrize("width", [1280, 390])
def test_the_number_of_an_empty_line_is_whole(visit: Visit, width: int) -> None:
    room = visit("/d/fare-free-buses/s/hearing", width=width).evaluate(EMPTY)
    assert len(room) > 0
    assert min(room) >= 0
