"""Finding words that somebody typed or pasted in a text, though not every sign agrees."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

SHINGLE = 3
CLOSE_ENOUGH = 0.75
# Two places this close in likeness are both shown rather than one chosen.
TOO_CLOSE = 0.03
TRIED = 8

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", None),
        "…": "...",
    }
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


class Place(NamedTuple):
    """A stretch of a text, in code points, and how like the words sought it is, to 1."""

    start: int
    end: int
    likeness: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a search for words came to.

    `how` is exact, tolerant (spaces, quotation marks and dashes aside), fuzzy, ambiguous or
    none. `start` and `end` are set when there is one place; `places` lists all that were
    considered, best first. `sentence` says what a person should know or do, if anything.
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
        _one("exact", _exact(text, quote))
        or _one("tolerant", _tolerant(text, quote))
        or _fuzzy(text, quote)
        or Found("none", (), "These words are not in the text. Copy them from it once more.")
    )


def _one(how: str, places: list[Place]) -> Found | None:
    if len(places) > 1:
        message = f"These words stand in the text {len(places)} times. Quote a few more of them."
        return Found("ambiguous", tuple(places), message)
    return Found(how, tuple(places)) if places else None


def _exact(text: str, quote: str) -> list[Place]:
    places, at = [], text.find(quote)
    while at >= 0:
        places.append(Place(at, at + len(quote), 1.0))
        at = text.find(quote, at + len(quote))
    return places


def _tolerant(text: str, quote: str) -> list[Place]:
    plain, offsets = _folded(text)
    wanted, _ = _folded(quote)
    if not wanted:
        return []
    return [
        Place(offsets[place.start], offsets[place.end - 1] + 1, 1.0)
        for place in _exact(plain, wanted)
    ]


def _folded(text: str) -> tuple[str, list[int]]:
    """Return the text with like signs made one, and where each of its signs came from."""
    signs: list[str] = []
    offsets: list[int] = []
    for at, char in enumerate(text):
        for sign in " " if char.isspace() else char.translate(_ALIKE):
            if sign != " " or (signs and signs[-1] != " "):
                signs.append(sign)
                offsets.append(at)
    plain = "".join(signs).rstrip()
    return plain, offsets[: len(plain)]


def _fuzzy(text: str, quote: str) -> Found | None:
    words = [(match.group().casefold(), match.start(), match.end()) for match in _words(text)]
    wanted = [match.group().casefold() for match in _words(quote)]
    places: list[Place] = []
    for start in _likely_starts([word for word, _, _ in words], wanted):
        place = _window(words, wanted, start)
        if place and not any(p.start < place.end and place.start < p.end for p in places):
            places.append(place)
    places.sort(key=lambda place: -place.likeness)
    if len(places) > 1 and places[0].likeness - places[1].likeness < TOO_CLOSE:
        message = "Several places are about as like these words. Quote more, letter for letter."
        return Found("ambiguous", tuple(places), message)
    share = f"{places[0].likeness:.0%}" if places else ""
    message = f"The nearest words agree to {share}; the text's own words are taken."
    return Found("fuzzy", tuple(places), message) if places else None


def _words(text: str) -> list[re.Match[str]]:
    return list(_WORD.finditer(text))


def _likely_starts(words: list[str], wanted: list[str]) -> list[int]:
    """Return the places, by number of word, on which most runs of three words agree."""
    where: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at in range(len(words) - SHINGLE + 1):
        where[tuple(words[at : at + SHINGLE])].append(at)
    votes: Counter[int] = Counter()
    for at in range(len(wanted) - SHINGLE + 1):
        for place in where.get(tuple(wanted[at : at + SHINGLE]), ()):
            votes[max(0, place - at)] += 1
    return [start for start, _ in votes.most_common(TRIED)]


def _window(words: list[tuple[str, int, int]], wanted: list[str], start: int) -> Place | None:
    """Return the stretch around a likely start that is most like the words sought."""
    spare = max(2, len(wanted) // 4)
    first = max(0, start - spare)
    window = words[first : start + len(wanted) + spare]
    matcher = SequenceMatcher(None, [word for word, _, _ in window], wanted, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if not blocks:
        return None
    inner = window[blocks[0].a : blocks[-1].a + blocks[-1].size]
    likeness = 2 * sum(block.size for block in blocks) / (len(inner) + len(wanted))
    return Place(inner[0][1], inner[-1][2], likeness) if likeness >= CLOSE_ENOUGH else None
