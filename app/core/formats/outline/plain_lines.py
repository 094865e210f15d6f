"""Plain text that is set in: each line is an item, `+` and `-` in front of it are its sign."""

import re

from app.core.formats.format import Caution
from app.core.formats.outline.items import Item, Levels, Outline, lines_in, set_in
from app.core.formats.outline.words import SIGNS
from app.core.vocabulary import RelationKind

STEP = 1
_SIGN = re.compile(r"([-+?−–])[ \t]+(?=\S)")
_BULLET = re.compile(r"(?:[*•◦▪‣]|\d{1,3}[.)])[ \t]+(?=\S)")
BULLETS = "Every line begins with a dash, so dashes are taken for bullets and not for “against”."
ONE_SIDED = "A dash is taken for “against”. No line has a plus: are dashes bullets here?"


def outline_of(text: str) -> Outline:
    """Return a plain text as an outline."""
    outline = Outline()
    levels = Levels(STEP)
    for number, line in enumerate(lines_in(text), 1):
        blanks, words, width = set_in(line)
        if words:
            parent = levels.parent(width, len(outline.items))
            outline.add(_item(words, (number, len(blanks) + 1), parent, width))
    _look_at_dashes(outline)
    return outline


def is_signed(line: str) -> bool:
    """Tell whether a line begins with a sign or a bullet.

    >>> is_signed("• one"), is_signed("– two"), is_signed("-three")
    (True, True, False)
    """
    return bool(_SIGN.match(line) or _BULLET.match(line))


def _item(words: str, place: tuple[int, int], parent: int, width: int) -> Item:
    sign = _SIGN.match(words)
    found = sign or _BULLET.match(words)
    text = words[found.end() :] if found else words
    return Item([text], *place, parent, 0, width, SIGNS[sign[1]] if sign else None)


def _look_at_dashes(outline: Outline) -> None:
    """Take dashes for bullets when nothing else is there; tell when they may be."""
    signs = [item.sign for item in outline.items]
    if not signs or RelationKind.REBUTS not in signs or RelationKind.SUPPORTS in signs:
        return
    all_dashes = all(sign is RelationKind.REBUTS for sign in signs)
    for item in outline.items if all_dashes else ():
        item.sign = None
    first = outline.items[signs.index(RelationKind.REBUTS)]
    outline.cautions.append(Caution(BULLETS if all_dashes else ONE_SIDED, first.line))
