"""Strips: every account is seen once, at the place of its credence."""

import re

from hypothesis import given
from hypothesis import strategies as st

from app.core.debate.strips import BARS, MARGIN, MOST_DOTS, WIDTH, place, strip

credences = st.lists(st.floats(0, 1), max_size=MOST_DOTS)


def dots(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"M(\S+) (\S+?)h0", path)]


def test_nought_and_one_lie_at_the_ends_of_the_axis() -> None:
    assert (place(0.0), place(0.5), place(1.0)) == (MARGIN, WIDTH / 2, WIDTH - MARGIN)


@given(credences)
def test_every_account_has_one_dot_within_the_box(values: list[float]) -> None:
    made = strip([(value, who) for who, value in enumerate(values)])
    found = dots(made.dots)
    assert len(found) == len(values)
    top = float(made.box.split()[1])
    assert all(0 <= x <= WIDTH and top <= y < 0 for x, y in found)


@given(credences)
def test_no_two_dots_lie_on_each_other(values: list[float]) -> None:
    found = dots(strip([(value, who) for who, value in enumerate(values)]).dots)
    slots = [(round(x / 5.4), y) for x, y in found]
    assert len(set(slots)) == len(slots)


def test_the_reader_s_own_dot_stands_apart_from_the_others() -> None:
    made = strip([(0.2, 1), (0.7, 2)], own=2)
    assert made.own is not None
    assert made.own.x == place(0.7)
    assert [x for x, _ in dots(made.dots)] == [place(0.2)]


def test_very_many_accounts_become_a_histogram() -> None:
    made = strip([(n / MOST_DOTS, n) for n in range(MOST_DOTS + 1)])
    assert made.dots == ""
    assert made.bars.count("z") == BARS


def test_the_tallest_bar_is_the_fullest_one() -> None:
    values = [0.12] * 100 + [0.92] * 60
    made = strip([(value, n) for n, value in enumerate(values)])
    heights = [float(h) for h in re.findall(r"v-(\S+?)h", made.bars)]
    assert heights == [18.0, 10.8]


def test_a_wide_difference_of_stated_and_implied_is_drawn_and_a_narrow_one_is_not() -> None:
    assert strip([], stated=0.8, implied=0.5).gap
    assert not strip([], stated=0.52, implied=0.5).gap
    assert not strip([], stated=0.8).gap


def test_readings_lie_below_each_other_and_make_room() -> None:
    plain = strip([(0.5, 1)])
    made = strip([(0.5, 1)], ranges=[("ada", 0.2, 0.4), ("ben", 0.5, 0.9)])
    assert made.height > plain.height
    assert [band.person for band in made.bands] == ["ada", "ben"]
    assert made.bands[0].y < made.bands[1].y
    assert made.bands[1].x == place(0.5)
