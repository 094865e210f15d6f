"""Finding words that somebody typed or pasted in a text, though not every sign agrees."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from app.core.quotes.folding import fold
from app.core.quotes.likeness import Place, like_places

# Two places this close in likeness are both shown rather than one chosen.
TOO_CLOSE = 0.03
MOST_PLACES = 100


class How(StrEnum):
    """How words were found: letter for letter, spaces and signs aside, by likeness, or not so."""

    EXACT = "exact"
    TOLERANT = "tolerant"
    FUZZY = "fuzzy"
    AMBIGUOUS = "ambiguous"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Found:
    """What a search for words came to.

    `start` and `end` are set when there is one place; `places` lists those that were considered,
    best first, at most a hundred. `times`: how often ambiguous words stand there, all of them
    counted; 0 where places are only about as like.
    """

    how: How
    places: tuple[Place, ...] = ()
    times: int = 0

    @property
    def start(self) -> int | None:
        """Return where the one place begins."""
        return None if self.how in (How.AMBIGUOUS, How.NONE) else self.places[0].start

    @property
    def end(self) -> int | None:
        """Return where the one place ends."""
        return None if self.how in (How.AMBIGUOUS, How.NONE) else self.places[0].end


def find_quote(text: str, quote: str) -> Found:
    """Find the one place where a quotation stands in a text.

    First letter for letter, then leaving aside the kind of spaces, quotation marks and dashes,
    then by likeness of words.
    """
    if not quote.strip():
        return Found(How.NONE)
    quote = quote.strip()
    return _exact(text, quote) or _tolerant(text, quote) or _fuzzy(text, quote) or Found(How.NONE)


def _exact(text: str, quote: str) -> Found | None:
    places = [Place(at, at + len(quote), 1.0) for at in _first_few(text, quote)]
    return _one(How.EXACT, places, text.count(quote))


def _tolerant(text: str, quote: str) -> Found | None:
    wanted = fold(quote).plain
    if not wanted:
        return None
    plain, offsets = fold(text)
    places = [
        Place(offsets[at], offsets[at + len(wanted) - 1] + 1, 1.0)
        for at in _first_few(plain, wanted)
    ]
    return _one(How.TOLERANT, places, plain.count(wanted))


def _first_few(text: str, wanted: str) -> Iterator[int]:
    return islice(_all_places(text, wanted), MOST_PLACES)


def _all_places(text: str, wanted: str) -> Iterator[int]:
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + len(wanted))


def _one(how: How, places: list[Place], number: int) -> Found | None:
    if number > 1:
        return Found(How.AMBIGUOUS, tuple(places), number)
    return Found(how, tuple(places)) if places else None


def _fuzzy(text: str, quote: str) -> Found | None:
    places = like_places(text, quote)
    if len(places) > 1 and places[0].likeness - places[1].likeness < TOO_CLOSE:
        return Found(How.AMBIGUOUS, tuple(places))
    return Found(How.FUZZY, tuple(places)) if places else None
