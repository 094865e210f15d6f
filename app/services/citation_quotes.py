"""The words of a citation, typed by somebody, found in the attached text of its source."""

from typing import NamedTuple

from app.core.quotes.anchors import Anchor, Found, anchor, find_quote
from app.core.quotes.finding import How
from app.core.quotes.lines import LineNumbers
from app.core.texts import Typed

NEAREST_SHOWN = 300


class Place(NamedTuple):
    """Where quoted words stand in a text: offsets in code points, hashes, and lines from 1."""

    anchor: Anchor
    first_line: int
    last_line: int


def find_place(typed: Typed, text: str | None, quote: str) -> Place | None:
    """Return the one place of a quote in a text, or note in `typed` why there is none."""
    if text is None:
        typed.fault(
            "quote",
            "No text is attached to this source, so a quote cannot be looked up. "
            "Give a locator instead: a section, a page or lines.",
        )
        return None
    found = find_quote(text, quote)
    if found.how not in (How.EXACT, How.TOLERANT) or found.start is None or found.end is None:
        typed.fault("quote", _why_not(text, found))
        return None
    lines = LineNumbers(text)
    at = anchor(text, found.start, found.end)
    return Place(at, lines.at(found.start), lines.at(found.end))


def _why_not(text: str, found: Found) -> str:
    if found.how is How.AMBIGUOUS and found.times:
        return f"These words stand in the text {found.times} times. Quote a few more of them."
    if found.how is How.AMBIGUOUS:
        return "Several places are about as like these words. Quote more, letter for letter."
    if found.start is None or found.end is None:
        return "These words are not in the text. Copy them from it once more."
    # Words that are only like those typed are shown, not taken: a citation is locked to words.
    nearest = text[found.start : found.end]
    cut = "…" if len(nearest) > NEAREST_SHOWN else ""
    return f"These words are not in the text. The nearest are: “{nearest[:NEAREST_SHOWN]}{cut}”"
