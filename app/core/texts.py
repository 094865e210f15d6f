"""Typed text made fit for storing: cleaned, measured, and faults told all at once."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from app.core.errors import Invalid

LINE = 400
TEXT = 4000
NAME_MIN, NAME_MAX = 2, 40
FOLDED_NAME_MAX = 160
MARKS_IN_A_ROW = 8
# More marks on one letter than any language writes; sorting longer rows takes quadratic time.
MARKS_SORTED = 30

# Controls but line feed and tab (U+0000 among them); halves of pairs, which no encoding can
# store; embeddings, overrides and isolates, which can turn the text around them.
_CONTROLS = re.compile(
    "[\\0-\\x08\\x0b-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\u202a-\\u202e\\u2066-\\u2069]"
)
_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK")


def clean_line(typed: str) -> str:
    """Return `typed` as one line: NFC, no control characters, single spaces, trimmed.

    >>> clean_line(" one\\x00\\n two ")
    'one two'
    """
    if typed.isascii() and typed.isprintable():  # as most lines are, and quickly told
        return " ".join(typed.split())
    spaced = "".join(" " if char.isspace() else char for char in typed)
    return " ".join(_without_controls(spaced).split())


def clean_text(typed: str) -> str:
    """Return `typed` as a block: NFC, LF line ends, no other control characters, trimmed."""
    lines = typed.replace("\r\n", "\n").replace("\r", "\n")
    return _without_controls(lines).strip()


def clean_name(typed: str) -> str:
    """Return a name as one line without invisible characters."""
    seen = "".join(char for char in typed if unicodedata.category(char) != "Cf")
    return clean_line(seen)


def fold_name(name: str) -> str:
    """Return what two names share when people would take them for one.

    >>> fold_name("ＡＤＡ  Lovelace") == fold_name("ada lovelace")
    True
    """
    folded = unicodedata.normalize("NFKC", clean_name(name)).casefold()
    return clean_name(unicodedata.normalize("NFKC", folded).casefold())


def slug_of(text: str) -> str:
    """Return a text as the last part of an address: small letters a–z, digits, single hyphens.

    >>> slug_of("Ist das Café offen?")
    'ist-das-cafe-offen'
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return "-".join(re.findall(r"[a-z0-9]+", bare))[:60].strip("-") or "debate"


def name_fault(name: str) -> str | None:
    """Say what is wrong with a cleaned name, or None."""
    if not NAME_MIN <= len(name) <= NAME_MAX:
        return f"A name has {NAME_MIN} to {NAME_MAX} characters; this one has {len(name)}."
    if not any(char.isalnum() for char in name):
        return "A name needs at least one letter or digit."
    if len(fold_name(name)) > FOLDED_NAME_MAX:
        return "This name uses characters that stand for too many others."
    if any(len(_alphabets(word)) > 1 for word in name.split()):
        return "A word of this name mixes alphabets, so it could pass for another name."
    return None


class Typed:
    """Reads the fields of one form, keeps every fault, and raises them together.

    >>> typed = Typed({"text": "", "note": "x" * 5000})
    >>> typed.line("text"), typed.maybe_text("note") is None, sorted(typed.faults)
    ('', False, ['note', 'text'])
    """

    def __init__(self, fields: Mapping[str, str | None]) -> None:
        self.fields = fields
        self.faults: dict[str, str] = {}

    def line(self, field: str, *, limit: int = LINE) -> str:
        """Return a field of one line that must not be empty."""
        return self._needed(field, self.maybe_line(field, limit=limit))

    def maybe_line(self, field: str, *, limit: int = LINE) -> str | None:
        """Return a field of one line, or None when nothing was typed."""
        return self._measured(field, clean_line(self.fields.get(field) or ""), limit)

    def text(self, field: str, *, limit: int = TEXT) -> str:
        """Return a block of text that must not be empty."""
        return self._needed(field, self.maybe_text(field, limit=limit))

    def maybe_text(self, field: str, *, limit: int = TEXT) -> str | None:
        """Return a block of text, or None when nothing was typed."""
        return self._measured(field, clean_text(self.fields.get(field) or ""), limit)

    def choice(self, field: str, among: Iterable[str]) -> str:
        """Return a field that must be one of a few words."""
        value, words = clean_line(self.fields.get(field) or ""), tuple(among)
        if value not in words:
            self.fault(field, f"Choose one of: {', '.join(words)}.")
        return value

    def maybe_choice(self, field: str, among: Iterable[str]) -> str | None:
        """Return a field that is one of a few words, or None when left out."""
        return self.choice(field, among) if clean_line(self.fields.get(field) or "") else None

    def fault(self, field: str, message: str) -> None:
        """Note a fault; the first of a field is the one shown."""
        self.faults.setdefault(field, message)

    def check(self) -> None:
        """Raise Invalid naming every faulty field, if there is any."""
        if self.faults:
            raise Invalid(" ".join(dict.fromkeys(self.faults.values())), self.faults)

    def _needed(self, field: str, value: str | None) -> str:
        if value is None:
            self.fault(field, f"The field “{field}” must not be empty.")
        return value or ""

    def _measured(self, field: str, value: str, limit: int) -> str | None:
        if len(value) > limit:
            self.fault(
                field,
                f"The field “{field}” holds {len(value):,} characters; at most {limit:,} fit.",
            )
        return value or None


def _without_controls(typed: str) -> str:
    kept = _few_to_sort(_CONTROLS.sub("", typed))
    return _few_marks(unicodedata.normalize("NFC", kept))


def _few_to_sort(text: str) -> str:
    """Cut rows of marks that normalising would put in order."""
    if text.isascii():
        return text
    kept: list[str] = []
    row = 0
    for char in text:
        # Some letters and marks are no marks to `combining` until they are taken apart.
        parts = unicodedata.normalize("NFKD", char)
        row = row + 1 if unicodedata.combining(parts[0]) else 0
        if row <= MARKS_SORTED:
            kept.append(char)
    return "".join(kept)


def _few_marks(text: str) -> str:
    """Keep towers of combining marks from covering the lines above."""
    if text.isascii():
        return text
    marks = {char for char in set(text) if unicodedata.category(char) in ("Mn", "Me")}
    return _without_towers(text, marks) if marks else text


def _without_towers(text: str, marks: set[str]) -> str:
    kept: list[str] = []
    row = 0
    for char in text:
        row = row + 1 if char in marks else 0
        if row <= MARKS_IN_A_ROW:
            kept.append(char)
    return "".join(kept)


def _alphabets(word: str) -> set[str]:
    names = (unicodedata.name(char, "") for char in word if char.isalpha())
    return {first for name in names if (first := name.split(" ")[0]) in _ALPHABETS}
