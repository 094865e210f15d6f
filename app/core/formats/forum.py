"""A thread of LessWrong, the Alignment Forum or the EA Forum that was saved as JSON, in.

It is the answer of the site's GraphQL (`{"data": {"post": …, "comments": …}}`), a post and its
comments, a list of comments alone, or a scrape with a post a line and comments within comments.
A thread becomes a source with one text, people, and comments with their places in that text.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from app.core.formats.building import Building
from app.core.formats.decoding import head_of, text_of
from app.core.formats.format import Caution, Format, Given, Read
from app.core.formats.forum_entries import Entry, Notes, entries_of
from app.core.formats.forum_reading import Reading
from app.core.formats.forum_threads import id_of, published, threads_of
from app.core.formats.native.faults import Fault, ImportFaults, outwards
from app.core.formats.native.json_reading import json_places, read_json, size_faults
from app.core.texts import LINE, clean_line

MOST_COMMENTS = 40_000
MOST_SIGNS = 600_000
HEAD = 40_000
_OWN = re.compile(r'"(?:parentCommentId|topLevelCommentId|omega_karma|htmlBody)"\s*:')
_ANSWER = re.compile(r'"data"\s*:\s*\{\s*"(?:posts?|comments?)"\s*:')
_POST = re.compile(r'"posts?"\s*:\s*[\[{]')
_FIELDS = re.compile(r'"(?:postedAt|baseScore|commentCount|contents)"\s*:')


def read(data: bytes, given: Given = Given()) -> Read:
    """Read a thread; ImportFaults says what is wrong, with line and column."""
    for fault in size_faults(data):
        raise ImportFaults([fault])
    if data.count(b"<") > MOST_SIGNS:
        message = f"The file holds {data.count(b'<'):,} signs of markup; at most {MOST_SIGNS:,}."
        raise ImportFaults([Fault("", message)])
    file = _File(text_of(data, given))
    notes = Notes()
    reading = _read(list(entries_of(file.values, notes)), notes, given)
    _tell(reading)
    if notes.faults:
        raise ImportFaults(file.placed(notes.faults))
    found = reading.made.finished()
    cautions = [
        Caution(each.message, each.line, each.column) for each in file.placed(notes.cautions)
    ]
    return found._replace(cautions=(*found.cautions, *cautions), texts=reading.texts)


def looks(data: bytes) -> bool:
    """Tell whether JSON begins as a saved thread does."""
    head = head_of(data, HEAD)
    if not head.startswith(("{", "[")) or '"cruxmap/' in head[:2000]:
        return False
    if _OWN.search(head) or _ANSWER.search(head):
        return True
    return bool(_POST.search(head) and _FIELDS.search(head))


class _File:
    """The values of a file with their paths: one, or one a line."""

    def __init__(self, text: str) -> None:
        self._lines = _lines_of(text)
        self.values = [
            (self._root(at), self._read(at, line)) for at, line in enumerate(self._lines)
        ]

    def placed(self, faults: Iterable[Fault]) -> list[Fault]:
        """Give each fault the line and column of what its path names, or is nearest around it."""
        wanted: dict[int, list[Fault]] = defaultdict(list)
        for fault in faults:
            wanted[self._line_of(fault.path)].append(fault)
        return [each for at, found in sorted(wanted.items()) for each in self._placed(at, found)]

    def _placed(self, at: int, faults: list[Fault]) -> Iterator[Fault]:
        cut = len(self._root(at))
        paths = [[path[cut:].lstrip(".") for path in outwards(each.path)] for each in faults]
        number, text = self._lines[at]
        places = json_places(text, {path for found in paths for path in found})
        for fault, found in zip(faults, paths, strict=True):
            line, column = places[next(path for path in found if path in places)]
            yield replace(fault, line=number + line, column=column)

    def _root(self, at: int) -> str:
        return f"line{at}" if len(self._lines) > 1 else ""

    def _line_of(self, path: str) -> int:
        found = re.match(r"line(\d+)", path) if len(self._lines) > 1 else None
        return int(found[1]) if found else 0

    def _read(self, at: int, line: tuple[int, str]) -> Any:
        before, text = line
        try:
            return read_json(text)
        except ImportFaults as error:
            if not before:
                raise
            raise ImportFaults(
                replace(each, line=before + (each.line or 1)) for each in error.faults
            ) from None


def _lines_of(text: str) -> list[tuple[int, str]]:
    """Return the texts of JSON in a file with how many lines stand before each."""
    lines = [(at, line) for at, line in enumerate(text.split("\n")) if line.strip()]
    ends = [line.rstrip()[-1:] for _, line in lines]
    is_a_line_each = (
        len(lines) > 1
        and all(line.lstrip().startswith("{") for _, line in lines)
        and set(ends[:-1]) == {"}"}
    )
    return lines if is_a_line_each else [(0, text)]


def _read(entries: list[Entry], notes: Notes, given: Given) -> Reading:
    if not entries:
        notes.fault("", "This holds neither a post nor comments.")
    if len(entries) > MOST_COMMENTS:
        notes.fault("", f"The file holds {len(entries):,} comments; at most {MOST_COMMENTS:,}.")
        entries = []
    entries = published(entries, notes)
    if not entries:
        notes.fault("", "Nothing in the file is published and there.")
    posts = [entry for entry in entries if entry.is_post]
    title = clean_line(posts[0].text("title", "post_title")) if len(posts) == 1 else ""
    if len(title) > LINE:
        notes.fault(posts[0].path, f"A title has at most {LINE} characters.")
    made = Building(given, title=title[:LINE], taken={id_of(entry) for entry in entries})
    threads = threads_of(entries, made, notes)
    reading = Reading(made, notes, threads, credences=given.credences)
    reading.read()
    return reading


def _tell(reading: Reading) -> None:
    """Tell what was found at many places once, with their number and the first of them."""
    for said, paths in reading.counted.items():
        where = "; the first stands here" if len(paths) > 1 else ""
        reading.notes.caution(paths[0], f"{said}: {len(paths):,}{where}.")
    for thread in reading.threads:
        wanted = thread.post.number("commentCount") if thread.post else 0
        held = sum(not said.entry.is_post for said in thread.said)
        if thread.post and held < wanted:
            message = f"The file holds {held:,} of {wanted:,} comments."
            reading.notes.caution(thread.post.path, message)
    if reading.search.is_over:
        reading.notes.caution("", "Not all quotations were looked up: there are too many.")


FORMAT = Format(
    name="forum",
    title="Forum thread",
    media_type="application/json",
    ending=".forum.json",
    use=(
        "bringing in a thread of LessWrong, the Alignment Forum or the EA Forum that was saved as"
        " JSON, to make claims of it"
    ),
    carries=(
        "the thread as a source with its whole text, who speaks, every comment with what it answers"
        " and its place in the text, footnotes, quotations of what is answered; it makes no"
        " claims, unless of sentences to which readers gave a probability, where one asks for it"
    ),
    loses=(
        "karma and votes; reactions are told beside a comment, and where it is asked for, those to"
        " a sentence in per cent are credences"
    ),
    read=read,
    also=(".json", ".jsonl"),
    looks=looks,
)
