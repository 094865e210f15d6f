"""Finding words that somebody typed or pasted in a text, though not every sign agrees."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from app.core.quotes.folding import fold
from app.core.quotes.likeness import Place, like_places

# Two places this close in likeness are both shown rather than one chosen.
TOO_CLOSE = 0.03
MOST_PLACES = 100


@dataclass(frozen=True, slots=True)
class Found:
    """What a search for words came to.

    `how` is exact, tolerant (spaces, quotation marks and dashes aside), fuzzy, ambiguous or
    none. `start` and `end` are set when there is one place; `places` lists those that were
    considered, best first, at most a hundred. `sentence` says what a person should know or do,
    if anything.
    """

    how: str
    places: tuple[Place, ...]
    sentence: str | None = None

    @property
    def start(self) -> int | None:
        """Return where the one place begins."""
        return None if self.how in ("ambiguous", "none") else self.places[0].start

    @property
    def end(self) -> int | None:
        """Return where the one place ends."""
        return None if self.how in ("ambiguous", "none") else self.places[0].end


def find_quote(text: str, quote: str) -> Found:
    """Find the one place where a quotation stands in a text.

    First letter for letter, then leaving aside the kind of spaces, quotation marks and dashes,
    then by likeness of words.
    """
    if not quote.strip():
        return Found("none", (), "Type some words of the text.")
    quote = quote.strip()
    return (
        _exact(text, quote)
        or _tolerant(text, quote)
        or _fuzzy(text, quote)
        or Found("none", (), "These words are not in the text. Copy them from it once more.")
    )


def _exact(text: str, quote: str) -> Found | None:
    places = [Place(at, at + len(quote), 1.0) for at in _first_few(text, quote)]
    return _one("exact", places, text.count(quote))


def _tolerant(text: str, quote: str) -> Found | None:
    wanted = fold(quote).plain
    if not wanted:
        return None
    plain, offsets = fold(text)
    places = [
        Place(offsets[at], offsets[at + len(wanted) - 1] + 1, 1.0)
        for at in _first_few(plain, wanted)
    ]
    return _one("tolerant", places, plain.count(wanted))


def _first_few(text: str, wanted: str) -> Iterator[int]:
    return islice(_all_places(text, wanted), MOST_PLACES)


def _all_places(text: str, wanted: str) -> Iterator[int]:
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + len(wanted))


def _one(how: str, places: list[Place], number: int) -> Found | None:
    if number > 1:
        message = f"These words stand in the text {number} times. Quote a few more of them."
        return Found("ambiguous", tuple(places), message)
    return Found(how, tuple(places)) if places else None


def _fuzzy(text: str, quote: str) -> Found | None:
    places = like_places(text, quote)
    if len(places) > 1 and places[0].likeness - places[1].likeness < TOO_CLOSE:
        message = "Several places are about as like these words. Quote more, letter for letter."
        return Found("ambiguous", tuple(places), message)
    share = f"{places[0].likeness:.0%}" if places else ""
    message = f"The nearest words agree to {share}; the text's own words are taken."
    return Found("fuzzy", tuple(places), message) if places else None
