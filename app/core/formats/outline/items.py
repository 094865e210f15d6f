"""The lines of an outline as they hang together, whatever the signs that people write."""

from dataclasses import dataclass, field
from typing import Any

from app.core.formats.format import Caution
from app.core.formats.native.faults import Fault, ImportFaults
from app.core.vocabulary import RelationKind

TAB = 4
MOST, MOST_LINES = 50_000, 300_000


@dataclass(slots=True)
class Item:
    """A bullet or a heading, with what belongs to it; `parent` is the place of another, or -1.

    `lines` are its first paragraph. `heading` is its level, 0 for a bullet. `sign` is what the
    bullet itself said. `body` are the lines after that as they stand, `properties` of Logseq.
    """

    lines: list[str]
    line: int
    column: int
    parent: int = -1
    heading: int = 0
    width: int = 0
    sign: RelationKind | None = None
    body: list[str] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Return its first paragraph as one line."""
        return one_line(self.lines)

    @property
    def place(self) -> tuple[int, int]:
        """Return where it stands."""
        return self.line, self.column


@dataclass(slots=True)
class Paragraph:
    """A paragraph that is no part of an item, with the line on which it begins."""

    line: int
    lines: list[str]

    @property
    def text(self) -> str:
        """Return it with the line breaks that were meant."""
        return one_line(self.lines, "\n")


@dataclass(slots=True)
class Outline:
    """A text as an outline: its items in order, each after the one that it hangs under.

    `title` is what the file itself says; `prose` are paragraphs beside the items, by the place of
    the heading that they follow (-1: none). `rights` are its licence and its authors.
    """

    title: str = ""
    rights: dict[str, Any] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    prose: dict[int, list[Paragraph]] = field(default_factory=dict)
    cautions: list[Caution] = field(default_factory=list)

    def add(self, item: Item) -> None:
        """Add an item; ImportFaults when there are more than anybody could look through."""
        if len(self.items) >= MOST:
            message = f"The outline has more than {MOST:,} lines."
            raise ImportFaults([Fault("", message, None, *item.place)])
        self.items.append(item)


class Levels:
    """Which line hangs under which, by how far each is set in."""

    def __init__(self, step: int) -> None:
        """Begin; `step` is how much further in a line must be to hang under another."""
        self.step = step
        self._open: list[tuple[int, int]] = []

    def parent(self, width: int, at: int) -> int:
        """Return what an item hangs under, -1 for nothing, and note where it is itself."""
        while self._open and self._open[-1][0] > width - self.step:
            self._open.pop()
        parent = self._open[-1][1] if self._open else -1
        self._open.append((width, at))
        return parent

    def owner(self, width: int) -> int:
        """Return what a paragraph belongs to that is set in so far, -1 for nothing."""
        while self._open and self._open[-1][0] >= width:
            self._open.pop()
        return self._open[-1][1] if self._open else -1

    def clear(self) -> None:
        """Forget all: what follows hangs under none of them."""
        self._open.clear()


def children(items: list[Item]) -> list[list[int]]:
    """Return the places of what hangs right under each item."""
    found: list[list[int]] = [[] for _ in items]
    for at, item in enumerate(items):
        if item.parent >= 0:
            found[item.parent].append(at)
    return found


def lines_in(text: str) -> list[str]:
    """Return the lines of a text; ImportFaults when there are more than any outline has."""
    if text.count("\n") > MOST_LINES:
        message = f"The file has more than {MOST_LINES:,} lines."
        raise ImportFaults([Fault("", message, None, MOST_LINES + 1, 1)])
    return text.split("\n")


def set_in(line: str) -> tuple[str, str, int]:
    """Return the blanks before a line, the line without those around it, and their width.

    >>> set_in("  \\tone ")
    ('  \\t', 'one', 4)
    """
    stripped = line.strip()
    blanks = line[: len(line) - len(line.lstrip())]
    return blanks, stripped, len(blanks.expandtabs(TAB))


def one_line(lines: list[str], at_break: str = " ") -> str:
    r"""Join the lines of a paragraph; a line that ends with a backslash was broken on purpose.

    >>> one_line(["one\\", "two", "three"], "\n")
    'one\ntwo three'
    """
    if len(lines) == 1:
        return lines[0]
    parts: list[str] = []
    for line in lines[:-1]:
        broken = (len(line) - len(line.rstrip("\\"))) % 2 == 1
        parts += [line[:-1], at_break] if broken else [line, " "]
    return "".join((*parts, *lines[-1:]))
