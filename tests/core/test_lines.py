"""Marked segments in lines: the text stays exactly what it was."""

from hypothesis import given
from hypothesis import strategies as st

from app.core.quotes.lines import source_lines
from app.core.quotes.segments import Mark, segments

TEXTS = st.text(alphabet="ab \n🌉é", max_size=40)
PLACES = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6)


def marks_of(places: list[tuple[int, int]]) -> list[Mark]:
    return [Mark(f"s{number}", *sorted(place)) for number, place in enumerate(places)]


@given(TEXTS, PLACES)
def test_lines_hold_the_text_and_each_knows_where_it_starts(
    text: str, places: list[tuple[int, int]]
) -> None:
    lines = source_lines(segments(text, marks_of(places)))
    told = ["".join(piece.text for piece in line.pieces) for line in lines]
    assert "\n".join(told) == text.removesuffix("\n")
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    for line, words in zip(lines, told, strict=True):
        assert text[line.start : line.start + len(words)] == words


@given(TEXTS, PLACES)
def test_every_mark_opens_once_and_covers_its_words(
    text: str, places: list[tuple[int, int]]
) -> None:
    marks = [m for m in marks_of(places) if 0 <= m.start < m.end <= len(text)]
    lines = source_lines(segments(text, marks))
    opened = [span for line in lines for span in line.opens]
    assert sorted(opened) == sorted(mark.span for mark in marks)
    for mark in marks:
        words = [p.text for line in lines for p in line.pieces if mark.span in p.spans]
        assert "".join(words) == text[mark.start : mark.end].replace("\n", "")
