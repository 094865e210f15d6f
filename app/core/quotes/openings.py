"""Where words begin after a sign or a line break, and which of them begin sought stretches."""

import re
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from app.core.quotes.contexts import MOST_PLACES
from app.core.quotes.hashes import Work

LONGEST_START = 32
_WORD = re.compile(r"\w")
# What lies between words, all but single spaces, which begin nothing and are most of it.
_BETWEEN = re.compile(r"[^\w ]\W*| \W+")


def openings(text: str) -> Iterator[int]:
    """Yield where words begin after a sign, after a line break, or at the very beginning.

    >>> list(openings("One two, three\\n four"))
    [0, 9, 16]
    """
    # What lies between words is taken whole, so that no run of spaces is read more than once.
    first = _WORD.search(text)
    if first:
        yield first.start()
    for between in _BETWEEN.finditer(text, first.start() if first else len(text)):
        signs, end = between.group(), between.end()
        if end < len(text) and ("\n" in signs or not signs.isspace()):
            yield end


class Openings:
    """The openings of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.places = array("q", openings(text))

    def near(self, expected: int, most: int) -> Sequence[int]:
        """Return at most so many openings, those around a place where one is expected."""
        first = bisect_left(self.places, expected) - most // 2
        first = max(0, min(first, len(self.places) - most))
        return self.places[first : first + most]

    def beginning(self, stretches: Collection[str], work: Work) -> dict[str, list[int]]:
        """Return the openings at which each of many stretches stands."""
        starts: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for stretch in stretches:
            length = _length_of_start(len(stretch))
            starts[length][stretch[:length]].append(stretch)
        found: dict[str, list[int]] = {stretch: [] for stretch in stretches}
        for at in self.places if starts else ():
            if work.is_over:
                break
            for length, by_start in starts.items():
                for stretch in by_start.get(self.text[at : at + length], ()):
                    self._add(at, stretch, found[stretch], work)
        return found

    def _add(self, at: int, stretch: str, places: list[int], work: Work) -> None:
        may = len(places) < MOST_PLACES and work.compare(len(stretch))
        if may and self.text.startswith(stretch, at):
            places.append(at)


def _length_of_start(length: int) -> int:
    """Return one of few lengths, so that few beginnings have to be compared at each opening."""
    return (
        1 << length.bit_length() - 1 if 0 < length < LONGEST_START else min(length, LONGEST_START)
    )
