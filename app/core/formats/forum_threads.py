"""Posts and comments sorted into threads: what belongs to which post, and what answers what."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from app.core.formats.building import ID, Building
from app.core.formats.forum_entries import Entry, Notes
from app.core.formats.forum_notes import moment_of
from app.core.formats.forum_quotes import Folded
from app.core.formats.html_text import Note

TIMES = ("postedAt", "date_published", "date", "createdAt")
TEXTS = ("contents", "htmlBody", "body", "text")
_OF_POST = re.compile(r"/posts/([A-Za-z0-9]{5,40})(?=[/?#]|$)")


@dataclass(slots=True)
class Said:
    """A contribution, the post or a comment; `answers` is what the file says that it answers.

    `start` and `end` are its place in the thread's text, `span` that stretch; `notes` are its
    footnotes, each with its mark.
    """

    entry: Entry
    id: str = ""
    answers: str = ""
    parent: "Said | None" = None
    author: str = ""
    posted: str = ""
    text: str = ""
    notes: list[Note] = field(default_factory=list)
    start: int = 0
    end: int = 0
    span: str = ""
    folded: Folded | None = None


@dataclass
class Thread:
    """A post, or what comments name as one, with all that was said below it, in reply order."""

    key: str
    post: Entry | None = None
    said: list[Said] = field(default_factory=list)
    source: str = ""
    title: str = ""

    @property
    def opening(self) -> Said | None:
        """Return the post as a contribution, where the file has more of it than a title."""
        return self.said[0] if self.said and self.said[0].entry.is_post else None


def published(entries: Iterable[Entry], notes: Notes) -> list[Entry]:
    """Return the entries without drafts, and without posts that are not there."""
    found: list[Entry] = []
    drafts: list[Entry] = []
    for entry in entries:
        if entry.flag("draft"):
            drafts.append(entry)
        elif entry.is_post and not entry.identity("title", "post_title", "_id", "id"):
            notes.caution(entry.path, "This post is missing, the file says; it is left out.")
        else:
            found.append(entry)
    if drafts:
        number = f"{len(drafts)} drafts are" if len(drafts) > 1 else "One draft is"
        notes.caution(drafts[0].path, f"{number} left out, as unpublished; the first stands here.")
    return found


def threads_of(entries: Sequence[Entry], made: Building, notes: Notes) -> list[Thread]:
    """Sort entries into threads, with ids of ours, each reply below what it answers."""
    threads: dict[str, Thread] = {}
    for entry in entries:
        if entry.is_post:
            threads.setdefault(key_of(entry), Thread(key_of(entry), entry))
    only = next(iter(threads)) if len(threads) == 1 else ""
    known: set[tuple[str, str]] = set()
    for entry in entries:
        key = key_of(entry) if entry.is_post else _thread_of(entry) or only
        if (key, key_of(entry)) in known:
            notes.caution(entry.path, "This stands in the file twice; it is taken once.")
            continue
        known.add((key, key_of(entry)))
        thread = threads.setdefault(key, Thread(key))
        if not entry.is_post or any(entry.raw(name) for name in TEXTS):
            thread.said.append(Said(entry))
    _name([said for thread in threads.values() for said in thread.said], made)
    for thread in threads.values():
        thread.said.sort(key=lambda said: not said.entry.is_post)
        _answer(thread)
        thread.said = list(_in_order(thread.said, notes))
    return list(threads.values())


def key_of(entry: Entry) -> str:
    """Return by what a post or comment is known in its file."""
    return entry.identity("_id", "id") or entry.path


def id_of(entry: Entry) -> str:
    """Return the id that a file gives to a post or comment, where it can be one of ours."""
    found = entry.identity("_id", "id")
    if not found and entry.is_post:
        match = _OF_POST.search(entry.text("url", "pageUrl"))
        found = match[1] if match else ""
    return found if ID.fullmatch(found) else ""


def time_of(entry: Entry) -> object:
    """Return when something was posted, as the file has it; None where it does not say."""
    found = (entry.raw(key) for key in TIMES)
    return next((value for value in found if value not in (None, "", "n/a")), None)


def _thread_of(entry: Entry) -> str:
    return entry.identity("postId", "tagId") or entry.thread


def _name(said: Iterable[Said], made: Building) -> None:
    used: set[str] = set()
    for each in said:
        own = id_of(each.entry)
        each.id = own if own and own not in used else made.new_id("comments")
        used.add(each.id)


def _answer(thread: Thread) -> None:
    known = {key_of(said.entry): said for said in thread.said}
    for said in thread.said:
        if said.entry.is_post:
            continue
        said.answers = said.entry.identity("parentCommentId", "parentAnswerId") or said.entry.parent
        said.parent = known.get(said.answers) if said.answers else thread.opening


def _in_order(said: Sequence[Said], notes: Notes) -> Iterator[Said]:
    """Yield what was said with replies below what they answer, replies to one thing by time."""
    below: dict[str, list[Said]] = defaultdict(list)
    for each in sorted(said, key=_when):
        below[each.parent.id if each.parent else ""].append(each)
    stack = below.pop("", [])[::-1]
    while stack:
        each = stack.pop()
        yield each
        stack += below.pop(each.id, [])[::-1]
    for rest in below.values():
        notes.fault(rest[0].entry.path, "This answers, by way of others, itself.")
        break


def _when(said: Said) -> tuple[bool, str]:
    return not said.entry.is_post, moment_of(time_of(said.entry))[0]
