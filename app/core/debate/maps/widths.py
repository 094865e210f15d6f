"""How wide a text is in a font that nobody knows yet, and the lines it is broken into.

Whose browser or viewer draws a map is not known, so widths are those of the widest font that is
common, DejaVu Sans Bold, and rounded up: in every other one a line ends sooner than was counted.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from unicodedata import category, east_asian_width, normalize

# Signs by their width, in hundredths of the size of the font.
_OF_WIDTH = {
    31: "'",
    35: " ijl",
    37: "/\\|",
    38: ",.IJ‘’·",
    40: ":;",
    42: "-",
    44: "f",
    46: "!()[]",
    48: "t",
    50: "_`r–",
    53: '"*',
    59: "?z",
    60: "cs",
    64: "L",
    65: "x",
    66: "vy“”",
    67: "k",
    68: "ae",
    69: "EFTo",
    70: "$0123456789",
    72: "bdghnpqu{}ßþ",
    73: "SYZ",
    74: "CP",
    77: "B",
    78: "AKRVX",
    82: "U",
    83: "G",
    84: "#+<=>DHN^~",
    86: "OQØÐ",
    88: "&",
    93: "w",
    100: "@M—…",
    101: "%",
    105: "m",
    111: "W",
    # Letters that are broader than the others of their alphabets.
    134: "ÆŒæœ½¼¾ΆΈΉΊΌΎΏΜωώЖМФШЩЪЫЮЉЊЦДжмфшщыюљњд",
}
_WIDTHS = {sign: width / 100 for width, signs in _OF_WIDTH.items() for sign in signs}
_BY_BLOCK = (
    (0x0530, {"Lu": 0.98, "Ll": 0.84}, 1.1),  # Latin, Greek, Cyrillic
    (0x05FF, {"Lo": 0.78}, 0.9),  # Hebrew
    (0x06FF, {"Lo": 1.0}, 1.2),  # Arabic, whose letters are narrower in words than alone
)
WIDE, PICTURE, UNKNOWN, LIGATURE = 1.02, 1.4, 1.4, 11.0
_ELLIPSIS = "…"


class Lines(NamedTuple):
    """A text in lines; `is_cut` where not all of it is in them."""

    lines: tuple[str, ...]
    is_cut: bool


def width(text: str, size: float) -> float:
    """Return how wide a text is at most, in the unit of `size`, which is that of its font.

    >>> round(width("llama", 10), 1), width("漢字", 10) > 20
    (31.1, True)
    """
    return size * sum(map(_width_of, text))


@lru_cache(maxsize=4096)
def _width_of(sign: str) -> float:
    if sign in _WIDTHS:
        return _WIDTHS[sign]
    if category(sign) in ("Mn", "Me", "Cf"):
        return 0.0
    code = ord(sign)
    if east_asian_width(sign) in "WF":
        return PICTURE if code > 0x1F000 else WIDE
    if 0xFDF0 <= code <= 0xFDFF:
        return LIGATURE
    base = normalize("NFD", sign)[0]
    return _WIDTHS.get(base) or _by_block(sign, code)


def _by_block(sign: str, code: int) -> float:
    for end, letters, others in _BY_BLOCK:
        if code < end:
            return letters.get(category(sign), others)
    return UNKNOWN


def wrapped(text: str, room: float, size: float, most: int, first: float = 0.0) -> Lines:
    """Break a text into at most so many lines of a width; the first is narrower by `first`.

    Words that are longer than a line are broken, too. Where the lines are not enough, the last ends
    in an ellipsis, after a word if there is room for one.

    >>> wrapped("a b c d", 21, 10, 2), wrapped("a b c d", 21, 10, 1)
    (Lines(lines=('a b', 'c d'), is_cut=False), Lines(lines=('a …',), is_cut=True))
    """
    lines: list[str] = []
    line, used, limit = "", 0.0, room - first
    for piece, needs, is_new in _pieces(text, room - first, size):
        gap = _WIDTHS[" "] * size if line and is_new else 0.0
        if line and used + gap + needs > limit:
            lines.append(line)
            line, used, gap, last, limit = "", 0.0, 0.0, limit, room
            if len(lines) == most:
                return Lines((*lines[:-1], _ended(lines[-1], last, size)), True)
        line, used = f"{line}{' ' if gap else ''}{piece}", used + gap + needs
    return Lines((*lines, line) if line else tuple(lines), False)


def _pieces(text: str, room: float, size: float) -> Iterator[tuple[str, float, bool]]:
    """Yield words, and parts of words that must not or need not stay together, with widths."""
    for word in text.split():
        needs = width(word, size)
        if needs <= room and not any(_breaks(sign) for sign in word):
            yield word, needs, True
        else:
            yield from _parts(word, room, size)


def _breaks(sign: str) -> bool:
    """Tell whether a line may end at a sign: in writing without blanks between words."""
    return sign > "\u2e7f" and east_asian_width(sign) in "WF"


def _parts(word: str, room: float, size: float) -> Iterator[tuple[str, float, bool]]:
    part, used, is_new = "", 0.0, True
    for sign in word:
        needs = size * _width_of(sign)
        if part and needs and (used + needs > room or _breaks(sign) or _breaks(part[-1])):
            yield part, used, is_new
            part, used, is_new = "", 0.0, False
        part, used = part + sign, used + needs
    yield part, used, is_new


def _ended(line: str, room: float, size: float) -> str:
    """Return a line with an ellipsis after it, shortened until that fits."""
    while line and width(f"{line} {_ELLIPSIS}", size) > room:
        start, blank, _ = line.rpartition(" ")
        line = start if blank else line[:-1]
    return f"{line} {_ELLIPSIS}" if line else _ELLIPSIS
