"""Block quotes of a reply, found again in what it answers: letter for letter, else by likeness."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from app.core.quotes.finding import How, find_quote
from app.core.quotes.folding import fold

# So many signs are searched in one file; quotes of a few signs stand everywhere.
MOST_SEARCHED = 500_000_000
SHORTEST = 8
# Likeness takes longer: so many signs of a file, for quotes of some words and no whole essays.
MOST_LIKENED = 6_000_000
FEWEST_WORDS = 6
LONGEST_LIKE = 5_000
# Of the runs of three words in a quote so many stand in what it is like.
_SHARED = 0.25
_RUN = re.compile(r"(?:^>.*(?:\n|\Z))+", re.MULTILINE)
_PARAGRAPH = re.compile(r"(?:^(?:> ?)*[^>\s].*(?:\n|\Z))+", re.MULTILINE)
_OPENING = re.compile(
    r"^(?:> ?)+[^\S\n]*(?:(?:[-*]|\d{1,6}\.) )?|^[^\S\n]*(?:[-*]|\d{1,6}\.) ", re.M
)
_WORD = re.compile(r"[^\W_]+")
_LEFT_OUT = re.compile(r"…|\.\.\.")
_MARKS = {ord(sign): "\u200b" for sign in "*_`"}
_EDGES = " .\"'"
Stretch = tuple[int, int]


class Match(NamedTuple):
    """A stretch that quotes, and what it quotes: nothing where that stands in several places.

    `among`: the number of the text in which it stands. `fidelity`: as the native format has it.
    """

    quoting: Stretch
    quoted: Stretch | None
    among: int = 0
    fidelity: str = "exact"


class Folded:
    """A text as quotes are compared: small letters, like signs made one, no marks of layout."""

    def __init__(self, text: str) -> None:
        self.text = text
        blank = _OPENING.sub(lambda match: " " * len(match[0]), text).translate(_MARKS)
        self.plain, self._offsets = fold(blank)
        small = self.plain.lower()
        self.plain = small if len(small) == len(self.plain) else self.plain

    @property
    def has_runs(self) -> bool:
        """Tell whether the runs of words were asked for before."""
        return "runs" in vars(self)

    @cached_property
    def runs(self) -> frozenset[int]:
        """Return every three words that follow each other, as numbers."""
        words = _WORD.findall(self.plain)
        return frozenset(map(hash, zip(words, words[1:], words[2:], strict=False)))

    def find(self, wanted: str) -> Stretch | bool | None:
        """Return where words stand; True where in several places, None where nowhere."""
        at = self.plain.find(wanted)
        if at < 0:
            return None
        if self.plain.find(wanted, at + 1) >= 0:
            return True
        return self._offsets[at], self._offsets[at + len(wanted) - 1] + 1


class Search:
    """Looks block quotes up, as long as what is searched stays within bounds."""

    def __init__(self) -> None:
        self.left = MOST_SEARCHED
        self.left_to_liken = MOST_LIKENED
        self.is_over = False

    def matches(self, text: str, among: Sequence[Folded]) -> Iterator[Match]:
        """Yield the block quotes of a text that stand in others, else their paragraphs."""
        for run in _RUN.finditer(text):
            whole = [_trimmed(text, run.span())]
            parts = [_trimmed(text, each.span()) for each in _PARAGRAPH.finditer(text, *run.span())]
            yield from self._in_run(text, (whole, parts) if len(parts) > 1 else (whole,), among)

    def exact(self, text: str, stretch: Stretch, among: Sequence[Folded]) -> Match | None:
        """Find a stretch letter for letter, in the first of the texts that has it."""
        wanted = Folded(text[slice(*stretch)]).plain.strip(_EDGES)
        for number, each in enumerate(among):
            self.left -= len(each.plain)
            self.is_over = self.is_over or self.left < 0
            if self.is_over or len(wanted) < SHORTEST:
                return None
            at = each.find(wanted)
            if at is not None:
                return Match(stretch, None if isinstance(at, bool) else at, number)
        return None

    def _in_run(
        self, text: str, ways: Sequence[list[Stretch]], among: Sequence[Folded]
    ) -> Iterator[Match]:
        for stretches in ways:
            found = [self.exact(text, each, among) for each in stretches]
            if any(found):
                pairs = zip(stretches, found, strict=True)
                yield from filter(None, (m or self._like(text, each, among) for each, m in pairs))
                return
        for stretches in ways:
            found = [self._like(text, each, among) for each in stretches]
            if any(found):
                yield from filter(None, found)
                return

    def _like(self, text: str, stretch: Stretch, among: Sequence[Folded]) -> Match | None:
        """Find a stretch that was changed a little, in the first of the texts that has it."""
        wanted = Folded(text[slice(*stretch)])
        few = len(_WORD.findall(wanted.plain[:LONGEST_LIKE])) < FEWEST_WORDS
        if few or len(wanted.plain) > LONGEST_LIKE:
            return None
        for number, each in enumerate(among):
            if not self._may_liken(each) or len(wanted.runs & each.runs) < _SHARED * len(
                wanted.runs
            ):
                continue
            found = find_quote(each.text, wanted.plain)
            self.left_to_liken -= len(each.text)
            if found.how is not How.NONE:
                is_one = found.start is not None and found.end is not None
                at = (found.places[0].start, found.places[0].end) if is_one else None
                is_cut = _LEFT_OUT.search(text, *stretch)
                return Match(stretch, at, number, "cut" if is_cut else "altered")
        return None

    def _may_liken(self, among: Folded) -> bool:
        """Tell whether there is time left to look for what is like; a text's runs take some."""
        if not among.has_runs:
            self.left_to_liken -= len(among.text)
        self.is_over = self.is_over or self.left_to_liken < 0
        return not self.is_over


def _trimmed(text: str, stretch: Stretch) -> Stretch:
    """Return a stretch without blank lines of a quote and spaces at its end."""
    start, end = stretch
    while end > start and text[end - 1] in "> \n":
        end -= 1
    return start, max(end, start + 1)


# A sentence ends with its sign and what may follow that, a footnote's mark too, before a space.
_END = re.compile(r"[.!?…。！？][\"'”’)\]]*(?:\[\^?\w{1,4}\])*\s+")
# Where a sentence goes on for longer, the stretch is cut.
LONGEST_SENTENCE = 1_000
_LINE_BEGINS = re.compile(r"(?:> ?)*[^\S\n]*(?:(?:[-*]|\d{1,6}\.) )?")


def sentence_around(text: str, start: int, end: int) -> Stretch:
    """Return the sentences of one line, or of several, that hold a stretch.

    >>> text = "- One is. Two are.[1] Three were."
    >>> [text[slice(*sentence_around(text, at, at + 1))] for at in (3, 12, 25)]
    ['One is.', 'Two are.[1]', 'Three were.']
    """
    window = max(0, start - LONGEST_SENTENCE), end + LONGEST_SENTENCE
    line = text.rfind("\n", window[0], start) + 1
    begins = _LINE_BEGINS.match(text, line) if line or not window[0] else None
    first = min(begins.end() if begins else window[0], start)
    line_end = text.find("\n", end, window[1])
    last = line_end if line_end >= 0 else min(len(text), window[1])
    for found in _END.finditer(text, first, last):
        if found.end() <= start:
            first = found.end()
        elif found.end() >= end:
            last = found.end()
            break
    return first, first + len(text[first:last].rstrip())
