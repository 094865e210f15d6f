"""The places of a text whose words are most like those sought, in one pass over the text."""

import re
from array import array
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

SHINGLE = 3
CLOSE_ENOUGH = 0.75
TRIED = 8
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_UNKNOWN = 0
_FENCE = -1


class Place(NamedTuple):
    """A stretch of a text, in code points, and how like the words sought it is, to 1."""

    start: int
    end: int
    likeness: float


def like_places(text: str, quote: str) -> list[Place]:
    """Return the places that are like enough, likest first; no two of them overlap."""
    wanted = [match.group().casefold() for match in _WORD.finditer(quote)]
    numbers = {word: number for number, word in enumerate(dict.fromkeys(wanted), _UNKNOWN + 1)}
    sought = [numbers[word] for word in wanted]
    words = _Words(text, numbers)
    places: list[Place] = []
    for start in _likely_starts(words.numbers, sought):
        place = _window(words, sought, start)
        if place and not any(p.start < place.end and place.start < p.end for p in places):
            places.append(place)
    return sorted(places, key=lambda place: -place.likeness)


class _Words:
    """The words of a text: where they begin and end, and their numbers among those sought."""

    def __init__(self, text: str, known: dict[str, int]) -> None:
        self.starts, self.ends, self.numbers = array("i"), array("i"), array("i")
        for match in _WORD.finditer(text):
            start, end = match.span()
            self.starts.append(start)
            self.ends.append(end)
            self.numbers.append(known.get(match.group().casefold(), _UNKNOWN))


def _likely_starts(words: Sequence[int], sought: Sequence[int]) -> list[int]:
    """Return the places, by number of word, on which most runs of three words agree."""
    runs = {
        tuple(sought[at : at + SHINGLE]): at for at in reversed(range(len(sought) - SHINGLE + 1))
    }
    votes: Counter[int] = Counter()
    for at, run in enumerate(zip(words, words[1:], words[2:], strict=False)):
        if run in runs:
            votes[max(0, at - runs[run])] += 1
    return [start for start, _ in votes.most_common(TRIED)]


def _window(words: _Words, sought: Sequence[int], start: int) -> Place | None:
    """Return the stretch around a likely start that is most like the words sought."""
    spare = max(2, len(sought) // 4)
    first = max(0, start - spare)
    blocks = _blocks(words.numbers[first : start + len(sought) + spare], sought)
    if not blocks:
        return None
    blocks = _trimmed(blocks, len(sought))
    begin, end = first + blocks[0][0], first + sum(blocks[-1])
    likeness = _likeness(blocks, len(sought))
    if likeness < CLOSE_ENOUGH:
        return None
    return Place(words.starts[begin], words.ends[end - 1], likeness)


def _blocks(window: Sequence[int], sought: Sequence[int]) -> list[tuple[int, int]]:
    """Return start and length of the runs of agreeing words, as close together as may be."""
    # Of equally long agreements the one that ends first is named. What follows it is left out
    # when looking backwards, which names the one that begins last.
    end = max((sum(block) for block in _agreeing(window, sought)), default=0)
    backwards = _agreeing(window[:end][::-1], sought[::-1])
    return [(end - at - size, size) for at, size in reversed(backwards)]


def _agreeing(window: Sequence[int], sought: Sequence[int]) -> list[tuple[int, int]]:
    # Where the ends agree, they are taken as they are: so no end may agree.
    fenced = [_FENCE, *window, _FENCE]
    blocks = LCSseq.editops(fenced, sought).as_matching_blocks()
    return [(block.a - 1, block.size) for block in blocks if block.size]


def _trimmed(blocks: list[tuple[int, int]], sought: int) -> list[tuple[int, int]]:
    """Leave out runs of words at either end that lie so far off that the rest is liker alone."""
    while len(blocks) > 1:
        shorter = max(blocks[1:], blocks[:-1], key=lambda some: _likeness(some, sought))
        if _likeness(shorter, sought) <= _likeness(blocks, sought):
            break
        blocks = shorter
    return blocks


def _likeness(blocks: Sequence[tuple[int, int]], sought: int) -> float:
    """Return the share of agreeing words in the stretch from first to last block and the quote."""
    inner = sum(blocks[-1]) - blocks[0][0]
    return 2 * sum(size for _, size in blocks) / (inner + sought)
