"""Where a quotation stands: offsets and hashes of stretches, and what may become of them.

Offsets count code points of a text as `normalise` returns it. Hashes stand in for words where
the text is not ours to store: they tell whether words are still the same, not what they are.
"""

from collections.abc import Iterable
from typing import NamedTuple

from app.core.errors import Invalid
from app.core.quotes.finding import Found, find_quote
from app.core.quotes.hashes import Work, context_hash, stretch_hash, text_hash
from app.core.quotes.likeness import Place
from app.core.quotes.sums import CONTEXT
from app.core.vocabulary import CitationState

__all__ = [
    "Anchor",
    "Found",
    "Place",
    "Verified",
    "anchor",
    "context_hash",
    "find_quote",
    "in_place",
    "normalise",
    "stretch_hash",
    "text_hash",
]


class Anchor(NamedTuple):
    """What is known of a stretch: offsets and hashes, each of which may be missing."""

    start: int | None
    end: int | None
    hash: str | None
    prefix_hash: str | None = None
    suffix_hash: str | None = None


class Verified(NamedTuple):
    """A state, where the stretch stands now if that is known, and between which starts not."""

    state: CitationState
    start: int | None = None
    end: int | None = None
    candidates: tuple[int, ...] = ()


def normalise(data: bytes) -> str:
    """Return the text of a file: UTF-8, no byte-order mark, LF line ends.

    Raises Invalid when it is not UTF-8 or holds U+0000.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Invalid(f"The text is not UTF-8: line {line} cannot be read.") from None
    if "\0" in text:
        raise Invalid("The file holds the character U+0000, so it is no text.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def anchor(text: str, start: int, end: int) -> Anchor:
    """Return everything by which text[start:end] can be found again."""
    return Anchor(
        start,
        end,
        stretch_hash(text[start:end]),
        context_hash(text[max(0, start - CONTEXT) : start]),
        context_hash(text[end : end + CONTEXT]),
    )


def in_place(text: str, spans: Iterable[Anchor]) -> list[bool | None]:
    """Tell of each stretch whether it stands where it should.

    None means unknown: it has no offsets or no hash, or so many long stretches overlap that
    hashing them all would take too long.
    """
    work = Work(text)
    return [_stands(text, span, work) for span in spans]


def _stands(text: str, span: Anchor, work: Work) -> bool | None:
    start, end, wanted = span[:3]
    if start is None or end is None or wanted is None:
        return None
    if not 0 <= start <= end <= len(text):
        return False
    return stretch_hash(text[start:end]) == wanted if work.hash(end - start) else None
