"""The bar above a thread: every row has its place, and its size is its share of the thread."""

import pytest

from app.core.debate.outline import NARROWEST, WIDTH, Branch, outline

THREAD = [
    Branch("t", 0, ""),
    Branch("a", 1, "supports"),
    Branch("b", 2, "undercuts"),
    Branch("c", 2, "rebuts"),
    Branch("d", 1, "rebuts"),
    Branch("u", 0, ""),
]


def strokes(path):
    """Read a path back as (x, y, width)."""
    parts = [part.replace("h", " ").split() for part in path.split("M") if part]
    return [tuple(float(number) for number in part) for part in parts]


def test_a_row_is_as_wide_as_the_leaves_below_it() -> None:
    """Leaves have one width; what they bear on is as wide as they are together."""
    paths = dict(outline(THREAD).paths)
    (thesis, other), (support,) = strokes(paths[""]), strokes(paths["supports"])
    assert thesis[2] == pytest.approx(WIDTH * 3 / 4 - 1, abs=1)
    assert support[2] == pytest.approx(WIDTH * 2 / 4 - 1, abs=1)
    assert other[0] == pytest.approx(WIDTH * 3 / 4, abs=1)


def test_a_reply_lies_below_what_it_bears_on() -> None:
    """Replies begin where their parent begins, one level further down, side by side."""
    paths = dict(outline(THREAD).paths)
    (undercut,) = strokes(paths["undercuts"])
    deep, shallow = strokes(paths["rebuts"])
    assert undercut[0] == 0
    assert deep[0] == pytest.approx(WIDTH / 4, abs=1)
    assert shallow[0] == pytest.approx(WIDTH / 2, abs=1)
    assert undercut[1] == deep[1] > shallow[1]


def test_wide_parts_lead_to_their_rows() -> None:
    """Each direct reply to a thesis is a part that can be pointed at, with its rows counted."""
    assert [(column.key, column.rows) for column in outline(THREAD).columns] == [("a", 3), ("d", 1)]


def test_what_cannot_be_touched_leads_nowhere() -> None:
    """A thread of two levels is too low, and a narrow part too narrow, for a finger."""
    assert outline(THREAD[:2]).columns == ()
    wide = [*THREAD[:4], *(Branch(f"r{n}", 1, "rebuts") for n in range(40))]
    assert outline(wide).columns == ()


def test_a_large_thread_keeps_the_bar_small() -> None:
    """Rows too narrow to be seen share a stroke, and nothing runs past the end."""
    many = [Branch("t", 0, ""), *(Branch(f"r{n}", 1, "rebuts") for n in range(20_000))]
    bar = outline(many)
    drawn = strokes(dict(bar.paths)["rebuts"])
    assert len(drawn) <= WIDTH / NARROWEST + 1
    assert drawn[-1][0] + drawn[-1][2] <= WIDTH + NARROWEST
    assert bar.columns == ()


def test_an_empty_thread_has_an_empty_bar() -> None:
    """Nothing to draw is no fault."""
    assert outline([]).paths == ()
