"""Footnotes of a post or a comment: where their marks stand in its text, and where they do."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.core.formats.forum_quotes import Stretch, sentence_around
from app.core.formats.html_text import Note
from app.core.texts import clean_text

# Footnotes of one contribution; looking for more in a long text takes long.
MOST = 200
_IN_MARKDOWN = re.compile(r"^\[\^([^\]\s]{1,40}+)\]:[ \t]*+(\S.*)$", re.MULTILINE)


class Footnote(NamedTuple):
    """A footnote: its mark, the sentence that carries the mark, and what it says."""

    mark: str
    anchor: Stretch
    words: Stretch


def notes_in_markdown(text: str) -> list[Note]:
    """Return the footnotes of a text in Markdown: `[^1]` and `[^1]: …`."""
    return [(f"[^{found[1]}]", found[2]) for found in _IN_MARKDOWN.finditer(text)]


def footnotes_in(text: str, notes: Sequence[Note]) -> Iterator[Footnote]:
    """Yield the footnotes of a text that are found in it with their marks, in their order."""
    found: list[tuple[str, int, int]] = []
    end = len(text)
    # From the last one backwards: they stand below what they are about, which may say the same.
    for mark, told in reversed(notes[:MOST]):
        words = clean_text(told).replace("\ufeff", "")
        start = text.rfind(words, 0, end) if words else -1
        if start >= 0:
            found.append((mark, start, start + len(words)))
            end = start
    at = 0
    for mark, start, stop in reversed(found):
        marked = text.find(mark, at, end)
        marked = marked if marked >= 0 else text.find(mark, 0, end)
        if marked >= 0:
            at = marked + len(mark)
            yield Footnote(mark, sentence_around(text, marked, at), (start, stop))
