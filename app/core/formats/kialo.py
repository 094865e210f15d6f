"""A discussion as Kialo exports it, in: numbered claims, each a Pro or a Con of the one above.

Older files begin with `Discussion Title:` and have a claim a line, `1.2. Pro: text`. Newer ones
begin with `Discussion Name:`, are indented, have labels on lines of their own, and end with
`Sources:`, to which `[1]` in a text points. `-> See 1.2.` is that claim once more.
"""

from collections import defaultdict

from app.core.formats.building import Building
from app.core.formats.decoding import head_of, text_of
from app.core.formats.format import Format, Given, Read
from app.core.formats.kialo_lines import (
    HEAD,
    Footnote,
    Item,
    footnotes_of,
    is_headless,
    items_of,
    parted,
    pieces_of,
    unescaped,
    without_links,
    without_marks,
)
from app.core.formats.kialo_places import check_items, meant_by, questions_among
from app.core.formats.linking import Linked, csl_of
from app.core.texts import LINE, TEXT, clean_line

# As many claims as a document of the native format has room for.
MOST = 40_000
# No claim with its addresses is longer; what is, is not looked through.
LONGEST = 50_000
KINDS = {"Pro": "supports", "Con": "rebuts"}


def read(data: bytes, given: Given = Given()) -> Read:
    """Read a discussion; ImportFaults says what is wrong, with line and column."""
    parts = parted(text_of(data, given))
    made = Building(given, title=parts.title)
    if not parts.title:
        made.caution("No line says the title of the discussion.", parts.at)
    if len(clean_line(parts.title)) > LINE:
        made.fault(f"A title has at most {LINE} characters.", parts.at)
    items = items_of(made, parts.items)
    if not items:
        made.fault("No numbered claim follows the title.", parts.at)
    if len(items) > MOST:
        made.fault(f"The file holds {len(items):,} claims; at most {MOST:,} are read.", parts.at)
        made.faults.check()
    check_items(made, items)
    return _Reading(made, items, footnotes_of(parts.footnotes)).finished()


def looks(data: bytes) -> bool:
    """Tell whether a file begins as one of Kialo's does."""
    head = head_of(data)
    return HEAD.match(head) is not None or is_headless(head)


class _Reading:
    """A discussion on its way to a debate."""

    def __init__(self, made: Building, items: list[Item], footnotes: list[Footnote]) -> None:
        self.made, self.items = made, items
        self.footnotes = self._by_mark(footnotes)
        self.sources = Linked(made)
        self.pointed_to: set[str] = set()
        self.meant = meant_by(made, items)
        self.claims: dict[str, str] = {}

    def finished(self) -> Read:
        """Return the debate."""
        questions = questions_among(self.items)
        for item in self.items:
            if self.meant[item.number] == item.number:
                self._claim(item, item.number in questions)
        self.made.check()
        for item in self.items:
            self._relation(item, questions)
        self.made.settings["theses"] = self._theses(questions)
        for each in self.footnotes.values():
            if each.mark not in self.pointed_to:
                self._uncited(each)
        return self.made.finished()

    def _by_mark(self, footnotes: list[Footnote]) -> dict[str, Footnote]:
        found: dict[str, Footnote] = {}
        for each in footnotes:
            if each.mark in found:
                self.made.fault(f"There is already a source [{each.mark}].", each.at)
            if not each.source:
                self.made.fault("Neither an address nor a title follows.", each.at)
            found[each.mark] = each
        return found

    def _claim(self, item: Item, is_question: bool) -> None:
        if len(item.text) > LONGEST:
            self.made.fault(f"A claim has at most {TEXT:,} characters.", item.at)
            return
        text, links = without_links(item.text)
        text, marks, others = without_marks(text, self.footnotes)
        text = unescaped(text)
        if not clean_line(text):
            self.made.fault("This claim has no words.", item.at)
            return
        if item.text.startswith("-> See"):
            self.made.caution("This points to no number: it is taken for a claim.", item.at)
        if others and self.footnotes:
            self.made.caution(f"There is no source [{others[0]}]; the mark stays.", item.at)
        kind = "question" if is_question else "claim"
        id_ = self.claims[item.number] = self.made.claim(text, item.at, kind=kind)
        for link in dict.fromkeys(links):
            source = self.sources.source(link.address, link.title)
            self._cite(id_, item, source, "context", f"Linked at “{link.label.strip()}”.")
        for mark in dict.fromkeys(marks):
            note = self.footnotes[mark]
            self._cite(id_, item, self.sources.source(note.source), "supports", note.quote)
        self.pointed_to.update(marks)

    def _uncited(self, footnote: Footnote) -> None:
        if len(footnote.quote) > TEXT:
            self.made.fault(
                f"A passage that no claim points to has over {TEXT:,} characters.", footnote.at
            )
            return
        csl = csl_of(footnote.source)
        self.made.add("sources", footnote.at, kind="work", csl=csl, note=footnote.quote)
        self.made.caution("No claim points to this source.", footnote.at)

    def _cite(self, claim: str, item: Item, source: str, role: str, note: str) -> None:
        for piece in pieces_of(note, TEXT):
            self.made.add(
                "citations", item.at, node=claim, source=source, role=role, note=piece.strip()
            )

    def _relation(self, item: Item, questions: set[str]) -> None:
        if not item.parent:
            return
        premise, target = self._of(item.number), self._of(item.parent)
        kind = KINDS.get(item.label)
        if kind is None:
            is_answer = self.meant[item.parent] in questions
            kind = "answers" if is_answer else "restates"
            if not is_answer:
                message = "Neither Pro nor Con: taken for the claim above it in other words."
                self.made.caution(message, item.at)
        if premise == target:
            self.made.fault("This would be a reason for itself.", item.at)
            return
        self.made.relation(kind, [premise], target, item.at)

    def _theses(self, questions: set[str]) -> list[str]:
        below: dict[str, list[str]] = defaultdict(list)
        for item in self.items:
            if item.label not in KINDS:
                below[item.parent].append(item.number)
        tops = [
            thesis
            for top in below[""]
            for thesis in (below[top] if top in questions and below[top] else [top])
        ]
        return list(dict.fromkeys(map(self._of, tops)))

    def _of(self, number: str) -> str:
        return self.claims[self.meant[number]]


FORMAT = Format(
    name="kialo",
    title="Kialo discussion",
    media_type="text/plain",
    ending=".kialo.txt",
    use="bringing in a discussion that was exported from Kialo, of either generation",
    carries=(
        "claims with their pros and cons, claims that stand in several places, theses, links and"
        " footnotes as sources with what is quoted from them"
    ),
    loses="nothing: votes, authors and comments are not in Kialo's exports",
    read=read,
    also=(".txt",),
    looks=looks,
)
