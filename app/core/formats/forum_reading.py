"""Making threads of posts and comments: who speaks, in which order, in one text with its places."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from typing import Any

from app.core.debate.csl import web_host
from app.core.formats.building import Building
from app.core.formats.forum_chances import Chances
from app.core.formats.forum_entries import Entry, Notes
from app.core.formats.forum_footnotes import MOST as MOST_NOTES
from app.core.formats.forum_footnotes import footnotes_in, notes_in_markdown
from app.core.formats.forum_notes import moment_of, notes_of
from app.core.formats.forum_people import People
from app.core.formats.forum_quotes import Folded, Search
from app.core.formats.forum_threads import Said, Thread, time_of
from app.core.formats.html_text import Note, html_with_notes
from app.core.quotes.anchors import anchor, text_hash
from app.core.quotes.lines import LineNumbers
from app.core.texts import clean_line, clean_text

SITES = {
    "lesswrong.com": "LessWrong",
    "greaterwrong.com": "LessWrong",
    "alignmentforum.org": "AI Alignment Forum",
    "forum.effectivealtruism.org": "Effective Altruism Forum",
}
CHANCES = (
    "Comments to which readers reacted with a probability, which is told beside them and is"
    " nobody’s credence"
)
BOTS = "//forum-bots.effectivealtruism.org/"


class Reading:
    """Threads on their way to a debate."""

    def __init__(
        self, made: Building, notes: Notes, threads: Iterable[Thread], *, credences: bool = False
    ) -> None:
        self.made, self.notes, self.threads = made, notes, list(threads)
        self.people = People(made, notes)
        self.search = Search()
        self.chances = Chances(made, self.search, self._count) if credences else None
        self.texts: dict[str, str] = {}
        self.counted: dict[str, list[str]] = defaultdict(list)

    def read(self) -> None:
        """Add all threads to the debate in the making."""
        for thread in self.threads:
            self._thread(thread)

    def _thread(self, thread: Thread) -> None:
        thread.title = _title(thread) or (
            self.made.settings["title"] if len(self.threads) == 1 else _unnamed(thread)
        )
        thread.source = self.made.new_id("sources")
        for said in thread.said:
            self._told(said)
        text = self._text(thread)
        self.texts[thread.source] = text
        lines = LineNumbers(text)
        self.made.add("sources", **self._source(thread, text))
        for said in thread.said:
            self._comment(thread, said, text, lines)
        for said in thread.said:
            self._quotes(thread, said, text, lines)
            if self.chances:
                self.chances.take(said, partial(self._within, thread, said, text, lines))

    def _count(self, message: str, path: str) -> None:
        """Note what is told once, with how often it is so."""
        self.counted[message].append(path)

    def _told(self, said: Said) -> None:
        """Find out who says something, when, and what."""
        entry = said.entry
        said.author = "" if entry.flag("hideAuthor") else self.people.of(entry)
        at = time_of(entry)
        said.posted, is_zoned = moment_of(at)
        if at is not None and not said.posted:
            self.counted["Times that cannot be read"].append(entry.path)
        if not is_zoned:
            self.counted["Times without a zone, taken for UTC"].append(entry.path)
        text, said.notes = body_of(entry)
        if entry.flag("deleted") or entry.flag("deletedPublic"):
            if text:
                self.counted["Deleted on the site, whose texts are left out"].append(entry.path)
            text, said.notes = "", []
        said.text = clean_text(text).replace("\ufeff", "")

    def _text(self, thread: Thread) -> str:
        """Return the whole text of a thread, and set where each contribution stands in it."""
        pieces = [clean_line(thread.title).replace("\ufeff", "") or "Untitled"]
        at = len(pieces[0])
        for said in thread.said:
            if said.text:
                pieces.append(said.text)
                said.start = at + 2
                at = said.end = said.start + len(said.text)
        return "\n\n".join(pieces) + "\n"

    def _source(self, thread: Thread, text: str) -> dict[str, Any]:
        address = _address(thread)
        csl: dict[str, Any] = {"type": "post", "title": clean_line(thread.title) or "Untitled"}
        post = thread.post
        if post and not post.flag("hideAuthor"):
            csl["author"] = [{"literal": name} for name in self.people.authors(post)]
        elif not post:
            csl["type"] = "webpage"
        if address:
            csl["URL"] = address
            host = web_host(address)
            if site := next((SITES[each] for each in SITES if host.endswith(each)), ""):
                csl["container-title"] = site
        posted = moment_of(time_of(post))[0] if post else ""
        if posted:
            csl["issued"] = {"date-parts": [[int(part) for part in posted[:10].split("-")]]}
        note = "A comment’s own address is this one with ?commentId= and the comment’s id here."
        return {
            "id": thread.source,
            "kind": "thread",
            "csl": {key: value for key, value in csl.items() if value},
            "note": note if address else None,
            "text_hash": text_hash(text),
            "text_length": len(text),
        }

    def _comment(self, thread: Thread, said: Said, text: str, lines: LineNumbers) -> None:
        if said.text:
            said.span = self._span(thread, said, (said.start, said.end), text, lines)
        beside, names_chances = notes_of(said.entry)
        if names_chances and not self.chances:
            self.counted[CHANCES].append(said.entry.path)
        spans = [said.span] if said.span else []
        version = {"id": "v1", "label": "as saved", "note": beside, "spans": spans}
        if not spans:
            del version["spans"]
        self.made.add(
            "comments",
            id=said.id,
            source=thread.source,
            author=said.author,
            author_note=self._of_author(said),
            parent=said.parent.id if said.parent else None,
            parent_note=self._of_parent(said),
            posted=said.posted,
            spans=spans,
            versions=[version] if beside else [],
            footnotes=self._footnotes(thread, said, text, lines),
        )

    def _footnotes(
        self, thread: Thread, said: Said, text: str, lines: LineNumbers
    ) -> list[dict[str, Any]]:
        """Return the footnotes of a contribution, and add where their marks and they stand."""
        if len(said.notes) > MOST_NOTES:
            self._count(
                f"Contributions of which only {MOST_NOTES} footnotes are kept", said.entry.path
            )
        rows = []
        for number, note in enumerate(footnotes_in(said.text, said.notes), 1):
            anchor = self._within(thread, said, text, lines, note.anchor)
            words = self._within(thread, said, text, lines, note.words, footnote=f"f{number}")
            rows.append({"id": f"f{number}", "mark": note.mark, "anchor": anchor, "span": words})
        return rows

    def _of_author(self, said: Said) -> str:
        entry = said.entry
        if entry.flag("hideAuthor"):
            return "The site hides who wrote this."
        told = [] if said.author else ["The file names nobody."]
        if entry.flag("deleted") or entry.flag("deletedPublic"):
            told.append("Deleted on the site.")
        elif not said.text:
            told.append("The file holds no text of this.")
            self.counted["Comments without a text in the file"].append(entry.path)
        return " ".join(told)

    def _of_parent(self, said: Said) -> str:
        if said.parent or not said.answers:
            return ""
        self.counted["Comments in reply to what is not in the file"].append(said.entry.path)
        return "What this answers is not in the file."

    def _span(
        self,
        thread: Thread,
        said: Said,
        stretch: tuple[int, int],
        text: str,
        lines: LineNumbers,
        footnote: str = "",
    ) -> str:
        start, end = stretch
        first, last = lines.at(start), lines.at(end - 1)
        return self.made.add(
            "spans",
            source=thread.source,
            comment=said.id,
            footnote=footnote,
            first_line=first,
            last_line=last,
            **anchor(text, start, end)._asdict(),
            locator=f"line {first}" if first == last else f"lines {first}–{last}",
        )

    def _within(
        self,
        thread: Thread,
        said: Said,
        text: str,
        lines: LineNumbers,
        stretch: tuple[int, int],
        footnote: str = "",
    ) -> str:
        """Add a stretch of a contribution, told by where it stands in that."""
        there = said.start + stretch[0], said.start + stretch[1]
        return self._span(thread, said, there, text, lines, footnote)

    def _quotes(self, thread: Thread, said: Said, text: str, lines: LineNumbers) -> None:
        if ">" not in said.text or not said.author:
            return
        both = {each.id: each for each in (said.parent, thread.opening) if each}.values()
        others = [each for each in both if each is not said and each.text]
        for other in others:
            other.folded = other.folded or Folded(other.text)
        for match in self.search.matches(said.text, [o.folded for o in others if o.folded]):
            other = others[match.among]
            of_span = None
            if match.quoted:
                of_span = self._within(thread, other, text, lines, match.quoted)
            self.made.add(
                "quotes",
                span=self._within(thread, said, text, lines, match.quoting),
                owner=other.author,
                quoted_by=said.author,
                of=of_span,
                fidelity=match.fidelity,
            )


def body_of(entry: Entry) -> tuple[str, list[Note]]:
    """Return the text of a post or a comment, whichever field it is in, and its footnotes."""
    contents = entry.inner("contents") if not isinstance(entry.raw("contents"), str) else None
    if contents:
        if html := contents.text("html"):
            return html_with_notes(html)
        plain = contents.text("markdown", "plaintextMainText", "plaintextDescription")
        if plain:
            return plain, notes_in_markdown(plain)
    if html := entry.text("htmlBody"):
        return html_with_notes(html)
    told = (
        entry.text("contents", "body", "text") if contents is None else entry.text("body", "text")
    )
    is_html = told.lstrip().startswith("<")
    return html_with_notes(told) if is_html else (told, notes_in_markdown(told))


def _title(thread: Thread) -> str:
    if thread.post:
        return thread.post.text("title", "post_title")
    for said in thread.said:
        for key in ("post", "tag"):
            inner = said.entry.inner(key)
            if inner and (title := inner.text("title", "name")):
                return title
    return ""


def _unnamed(thread: Thread) -> str:
    is_tag = any(said.entry.identity("tagId") == thread.key for said in thread.said)
    return f"{'Wiki page' if is_tag else 'Post'} {thread.key}".strip()


def _address(thread: Thread) -> str:
    """Return where a thread is read."""
    entries = [thread.post] if thread.post else [said.entry for said in thread.said[:1]]
    for entry in entries:
        for key in ("pageUrl", "url"):
            address = entry.text(key).strip()
            is_there = key == "pageUrl" or "/posts/" in address
            if web_host(address) and is_there:
                page = re.sub(r"[?&]commentId=[^&#]*", "", address).partition("#")[0]
                return page.replace(BOTS, "//forum.effectivealtruism.org/")
    return ""
