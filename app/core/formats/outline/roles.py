"""Which lines of an outline are claims, and which only say what those below them are."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from app.core.formats.building import ID
from app.core.formats.outline.heads import Head, head_of, is_loose, sign_of
from app.core.formats.outline.items import Item, Outline, children
from app.core.vocabulary import RelationKind

# A line of these kinds at the top of a list does not make a claim of the heading above it.
ALONE = (RelationKind.ASKS, RelationKind.ANSWERS)


class Role(Enum):
    """What a line is: a claim or a reference to one, a group of others, or nothing at all."""

    CLAIM = "claim"
    GROUP = "group"
    NOTHING = "nothing"


@dataclass(slots=True)
class Line:
    """An item with what it says and is; `holder` is the claim that it hangs under, -1 for none.

    `is_loose`: what stands here at the top is no thesis.
    """

    item: Item
    head: Head
    role: Role
    holder: int = -1
    is_loose: bool = False


def lines_of(outline: Outline) -> list[Line]:
    """Return the lines of an outline, each with what it is and the claim it hangs under."""
    below = children(outline.items)
    lines = [_line(item, bool(below[at])) for at, item in enumerate(outline.items)]
    _decide_headings(lines, below)
    for at, line in enumerate(lines):
        if line.item.parent >= 0:
            _hang(line, lines[line.item.parent], line.item.parent)
        line.is_loose = line.is_loose or _is_loose(lines, at)
    return lines


def _is_loose(lines: Sequence[Line], at: int) -> bool:
    item = lines[at].item
    return item.heading > 1 and is_loose(item.text)


def _line(item: Item, has_below: bool) -> Line:
    if item.heading and item.parent < 0:
        head = head_of(item.text)
        bare = head.has_word or head.is_see  # what a title says of itself is its text
        return Line(item, Head(item.text) if bare else head, Role.GROUP)
    if has_below and (sign := sign_of(item.text)):
        return Line(item, Head("", kind=sign), Role.GROUP)
    if not item.text.strip() and item.body:
        item.lines, item.body = [" ".join(item.body)], []
    head = head_of(item.text, item.sign)
    _take_properties(item, head)
    if item.heading or (head.is_bare and has_below):
        return Line(item, head, Role.GROUP)
    return Line(item, head, Role.NOTHING if head.is_bare else Role.CLAIM)


def _take_properties(item: Item, head: Head) -> None:
    """Take the ids and the kind that a page of Logseq says below a line."""
    for key, fields, name in (
        ("cruxmap-id", head.claim, "id"),
        ("relation", head.relation, "id"),
        ("kind", head.claim, "kind"),
    ):
        value = item.properties.get(key, "")
        if value and (name != "id" or ID.fullmatch(value)):
            fields.setdefault(name, value)


def _decide_headings(lines: Sequence[Line], below: Sequence[Sequence[int]]) -> None:
    """Make a claim of each heading that something is said for or against, innermost first."""
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        if not line.item.heading or _is_loose(lines, at):
            continue
        is_sign = line.item.parent >= 0 and line.head.kind is not None and line.head.is_bare
        argued = any(_bears(lines[each]) for each in below[at])
        if not is_sign and (argued or "id" in line.head.claim or line.head.kind):
            line.role = Role.CLAIM


def _bears(line: Line) -> bool:
    """Tell whether a line says that it bears on what stands above it."""
    head = line.head
    return head.kind is not None and head.kind not in ALONE and not head.on


def _hang(line: Line, above: Line, at: int) -> None:
    """Hang a line under the claim above it; a group only says what its lines are."""
    line.is_loose = above.is_loose
    if above.role is Role.CLAIM:
        line.holder = at
        return
    line.holder = above.holder
    if above.role is Role.GROUP and above.head.kind and not line.head.has_word:
        line.head.kind = above.head.kind
