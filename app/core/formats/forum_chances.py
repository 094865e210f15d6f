"""Reactions that name a probability, taken for credences in the sentences that they quote.

Done only where it is asked for. A credence is of one claim: of a sentence that the reader quoted,
or of a contribution that is a single sentence. What is taken for none is told with the reason.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from app.core.formats.building import ID, Building
from app.core.formats.forum_entries import Entry
from app.core.formats.forum_notes import per_cent_in
from app.core.formats.forum_quotes import Folded, Search, Stretch, sentence_around
from app.core.formats.forum_threads import Said
from app.core.texts import LINE, clean_line, clean_name

TAKEN = (
    "Sentences to which readers reacted with a probability, taken for claims with their credences;"
    " the file does not say when they did, so these are dated as what they are about"
)
LEFT = "Reactions with a probability that are nobody’s credence, since "
SEVERAL = f"{LEFT}they are to several sentences at once"
ELSEWHERE = f"{LEFT}the words that they quote do not stand there once"
UNDATED = f"{LEFT}the file does not say when what they are about was posted"
UNNAMED = f"{LEFT}the file does not say whose they are, or in more than 80 letters"
TWICE = f"{LEFT}the same reader gave several to the same sentence"
LONGEST_NAME = 80
Tell = Callable[[str, str], None]
Spans = Callable[[Stretch], str]


class _Given(NamedTuple):
    """A probability that a reader gave to what is quoted, or to the whole."""

    path: str
    reader: str
    name: str
    value: float
    quotes: list[str]


class Chances:
    """Takes the reactions of one contribution after the other."""

    def __init__(self, made: Building, search: Search, tell: Tell) -> None:
        self.made, self.search, self.tell = made, search, tell
        self._accounts: dict[str, str] = {}
        self._used: set[str] = set()

    def take(self, said: Said, span: Spans) -> None:
        """Add a claim for each sentence to which readers gave probabilities, and those."""
        rated: dict[Stretch, dict[str, list[_Given]]] = defaultdict(lambda: defaultdict(list))
        for each in _given(said.entry):
            if reason := _objection(said, each):
                self.tell(reason, each.path)
                continue
            for sentence in self._sentences(said, each):
                rated[sentence][each.reader].append(each)
        for sentence, readers in sorted(rated.items()):
            self._claim(said, sentence, readers, span)

    def _sentences(self, said: Said, given: _Given) -> Iterator[Stretch]:
        """Yield the sentences that a reaction is to, each once."""
        found: dict[Stretch, None] = {}
        if not given.quotes:
            found[(0, len(said.text))] = None
        said.folded = said.folded or Folded(said.text)
        for quote in given.quotes:
            match = self.search.exact(quote, (0, len(quote)), [said.folded])
            if match is None or match.quoted is None:
                self.tell(ELSEWHERE, given.path)
            else:
                found[sentence_around(said.text, *match.quoted)] = None
        for start, end in found:
            if end - start > LINE or sentence_around(said.text, start, start) != (start, end):
                self.tell(SEVERAL, given.path)
            else:
                yield start, end

    def _claim(
        self,
        said: Said,
        sentence: Stretch,
        readers: Mapping[str, list[_Given]],
        span: Spans,
    ) -> None:
        one = {key: rows[0] for key, rows in readers.items() if len({r.value for r in rows}) == 1}
        for key, rows in readers.items():
            if key not in one:
                self.tell(TWICE, rows[0].path)
        if not one:
            return
        voiced = {"voiced_by": [said.author]} if said.author else {}
        text = clean_line(said.text[slice(*sentence)])
        claim = self.made.claim(text, provenance="in_text", spans=[span(sentence)], **voiced)
        self.tell(TAKEN, said.entry.path)
        for row in one.values():
            values = {"wording": 1, "value": row.value, "at": said.posted}
            self.made.add("credences", account=self._account(row), node=claim, **values)

    def _account(self, given: _Given) -> str:
        """Return the account of whoever gave a probability; nobody can sign in with it."""
        if given.reader not in self._accounts:
            own = given.reader if ID.fullmatch(given.reader) else ""
            while not own or own in self._used:
                own = self.made.new_id("accounts")
            self._used.add(own)
            self._accounts[given.reader] = self.made.add("accounts", id=own, name=given.name)
        return self._accounts[given.reader]


def _given(entry: Entry) -> Iterator[_Given]:
    """Yield the probabilities that readers gave to a contribution."""
    for percent, row, quotes in per_cent_in(entry):
        key = row.identity("userId")
        name = clean_name(row.text("displayName")) or (f"Reader {key}" if key else "")
        # Without an id one name is one reader; no id begins with a blank.
        yield _Given(row.path, key or f" {name}", name, percent / 100, quotes)


def _objection(said: Said, given: _Given) -> str:
    """Return why a reaction is no credence, where it cannot be one whatever it is to."""
    if not said.text or not said.posted:
        return UNDATED
    if not 0 < len(given.name) <= LONGEST_NAME:
        return UNNAMED
    return ""
