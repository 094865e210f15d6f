"""Single cells: guarding texts against being run, and reading words and numbers."""

import re
import unicodedata

# Spreadsheets run what begins so; an apostrophe in front is how they mark text.
RUN = tuple("=+-@\t\r\0＝＋－＠")
_NUMBER = re.compile(
    r"[+-]?(?:\d{1,40}(?:[.,]\d{0,40})?|[.,]\d{1,40})(?:[eE][+-]?\d{1,3})?", re.ASCII
)
_ERROR = re.compile(r"#[A-ZÀ-Ü/0]{2,12}[!?]|#N/?[AV]|Err:\d{3}")
_BETWEEN = re.compile(r"[\W_]+")
_DASHES = str.maketrans("−–—＋－", "---+-")


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    >>> guarded("=1+1"), guarded("'tis"), guarded("plain")
    ("'=1+1", "''tis", 'plain')
    """
    first = text.lstrip()[:1]
    return f"'{text}" if first and (first in RUN or text[0] in RUN or first == "'") else text


def bare(cell: str) -> str:
    """Return the text of a cell without the apostrophe that guards it, and without blanks around.

    An apostrophe alone is how some mark an empty text.

    >>> bare("'=1+1"), bare("''tis"), bare("'tis"), bare("'")
    ('=1+1', "'tis", "'tis", '')
    """
    cell = cell.strip()
    if not cell.startswith("'"):
        return cell
    return cell[1:] if len(cell) == 1 or guarded(cell[1:]) == cell else cell


def slip_in(cell: str) -> str:
    """Return what a spreadsheet left in a cell in place of a text; empty where it is a text.

    >>> slip_in("=SUM(F2:F8)"), slip_in("#REF!"), slip_in("'=1+1"), slip_in("#1 is best")
    ('a formula and not what comes of it', 'an error of a spreadsheet', '', '')
    """
    text = cell.strip()
    if text[:1] == "=" and text[1:].strip():
        return "a formula and not what comes of it"
    return "an error of a spreadsheet" if _ERROR.fullmatch(text) else ""


def number(cell: str) -> float | None:
    """Return a number with a point or a comma, or in per cent; None for what is no number.

    >>> number("0,5"), number("50 %"), number("1e5"), number("1-2")
    (0.5, 0.5, 100000.0, None)
    """
    text = cell.translate(_DASHES)
    share = text.removesuffix("%").rstrip()
    if not _NUMBER.fullmatch(share):
        return None
    value = float(share.replace(",", "."))
    return value / 100 if share != text else value


def word(cell: str) -> str:
    """Return a word as it is looked up: small, without accents, parts joined by “_”.

    >>> word(" Übergeordnete These "), word("Relation-ID"), word("–")
    ('ubergeordnete_these', 'relation_id', '-')
    """
    folded = unicodedata.normalize("NFKD", cell[:80].strip().translate(_DASHES).casefold())
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    return _BETWEEN.sub("_", plain).strip("_") or plain
