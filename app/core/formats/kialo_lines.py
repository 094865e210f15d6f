"""The lines of a discussion as Kialo exports it: title, numbered items, and what they link to."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from app.core.debate.csl import web_host
from app.core.formats.building import Building, Place
from app.core.formats.native.faults import Fault, ImportFaults
from app.core.formats.relation_words import kind_by_word
from app.core.vocabulary import RelationKind

HEAD = re.compile(r"\s*Discussion (?:Title|Name):\s*(.*)")
# No number is padded, so 01. and 1.05. begin no item.
NUMBER = re.compile(r"(\s*)((?:[1-9]\d{0,8}\.)+)(?:\s+|$)(?:([^\W\d_]{2,15}):)?[^\S\n]*(.*)")
LABELS = ("Pro", "Con", "Thesis", "Question")
_MEANT = {RelationKind.SUPPORTS: "Pro", RelationKind.REBUTS: "Con"}
_TOP = re.compile(r"1\.(?:[1-9]\d*\.)*\s+\S")
_BELOW = re.compile(r"^[ \t]*+(?:[1-9]\d{0,8}\.){2,20}[ \t]++(?:Pro|Con):", re.MULTILINE)
SOURCES = "Sources:"
ENTRY = re.compile(r"\s*\[(\d{1,6})\]\s*(.*)")
MARK = re.compile(r"(?<!\\)\[(\d{1,6})\]")
LINK = re.compile(
    r"!?\[((?:\\.|[^\[\]\\]){0,1000}+)\]\(((?:\\.|[^()\\]|\((?:\\.|[^()\\]){0,300}+\)){0,1000}+)\)",
    re.DOTALL,
)
_TITLED = re.compile(r'(\S+)\s+"([^"]*)"')
_ESCAPED = re.compile(r"\\([()\[\]])")


class Item(NamedTuple):
    """A numbered claim with all lines of its text; `number` ends with a point."""

    number: str
    label: str
    text: str
    at: Place

    @property
    def parent(self) -> str:
        """Return the number of the item above it; empty at the top."""
        return self.number[: self.number.rfind(".", 0, -1) + 1]


class Footnote(NamedTuple):
    """An entry below `Sources:`: address or title, and the passage quoted from it."""

    mark: str
    source: str
    quote: str
    at: Place


class Link(NamedTuple):
    """An address that a text links to, the words that link, and the title given with it."""

    label: str
    address: str
    title: str


class Parted(NamedTuple):
    """A file's parts: the title, where it stands, and the lines of items and of footnotes."""

    title: str
    at: Place
    items: Sequence[tuple[int, str]]
    footnotes: Sequence[tuple[int, str]]


def parted(text: str) -> Parted:
    """Part a file; ImportFaults where it begins otherwise than Kialo's do."""
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1)]
    first = next((at for at, (_, line) in enumerate(lines) if line.strip()), 0)
    head = HEAD.match(lines[first][1])
    if head is None and is_headless(text):
        notes = _begin_of_footnotes(lines, first)
        return Parted("", (first + 1, 1), lines[first:notes], lines[notes + 1 :])
    if head is None:
        message = "A discussion from Kialo begins with “Discussion Title:” or “Discussion Name:”."
        raise ImportFaults([Fault("", message, None, first + 1, 1)])
    end = next((at for at in range(first + 1, len(lines)) if NUMBER.match(lines[at][1])), None)
    body = len(lines) if end is None else end
    title = " ".join([head[1], *(line for _, line in lines[first + 1 : body])])
    notes = _begin_of_footnotes(lines, body)
    return Parted(title, (first + 1, 1), lines[body:notes], lines[notes + 1 :])


def is_headless(text: str) -> bool:
    """Tell whether a text is a discussion that was pasted without the line of its title.

    >>> is_headless("1. Open it\\n1.1. Pro: More come"), is_headless("1. Open it\\n2. Pro: More")
    (True, False)
    """
    first, _, rest = text.lstrip()[:4000].partition("\n")
    return bool(_TOP.match(first) and _BELOW.search(rest))


def _begin_of_footnotes(lines: Sequence[tuple[int, str]], start: int) -> int:
    """Return the place of the line `Sources:` that an entry follows, else of the end."""
    waiting = None
    for at in range(start, len(lines)):
        line = lines[at][1].strip()
        if waiting is not None and ENTRY.match(line):
            return waiting
        waiting = at if line == SOURCES else waiting if not line else None
    return len(lines)


def items_of(made: Building, lines: Iterable[tuple[int, str]]) -> list[Item]:
    """Return the items of a discussion in their order, each with the lines that follow it."""
    found = [(at, line, NUMBER.match(line)) for at, line in lines]
    above = {
        match[2].partition(".")[0] for _, _, match in found if match and match[2].count(".") > 1
    }
    items: list[tuple[re.Match[str], int, list[str]]] = []
    tops: set[str] = set()
    for at, line, match in found:
        if match and _begins(match, tops, above):
            items.append((match, at, [_words(match)]))
            if match[2].count(".") == 1:
                tops.add(match[2])
            continue
        if match:
            made.caution(f"This is text of {items[-1][0][2]} and no claim of its own.", (at, 1))
        elif HEAD.match(line):
            made.fault("A second discussion begins here; bring each in by itself.", (at, 1))
        items[-1][2].append(line.strip())
    return [
        Item(match[2], _label(match), "\n".join(texts).strip(), (at, match.end(1) + 1))
        for match, at, texts in items
    ]


def _begins(match: re.Match[str], tops: set[str], above: set[str]) -> bool:
    """Tell whether a line begins an item; `1. …` may be a list within a text as well."""
    number = match[2]
    if number.count(".") > 1 or _label(match) or not tops:
        return True
    return number not in tops and number[:-1] in above


def _label(match: re.Match[str]) -> str:
    """Return what an item is called; below another one also by a word that is no label of Kialo."""
    said = match[3] or ""
    if said in LABELS or match[2].count(".") == 1:
        return said if said in LABELS else ""
    kind = kind_by_word(said)
    return _MEANT.get(kind, "") if kind else ""


def _words(match: re.Match[str]) -> str:
    return match[4] if not match[3] or _label(match) else f"{match[3]}: {match[4]}".strip()


def footnotes_of(lines: Iterable[tuple[int, str]]) -> list[Footnote]:
    """Return the footnotes: a quoted passage runs over blank lines until the next one."""
    found: list[tuple[str, str, Place, list[str]]] = []
    for at, line in lines:
        match = ENTRY.match(line)
        if match and (not found or _is_entry(match, found[-1][0], found[-1][3])):
            source, _, rest = match[2].partition(" ")
            if not web_host(source):
                source, rest = match[2], ""
            found.append((match[1], source, (at, line.find("[") + 1), [rest]))
        elif found:
            found[-1][3].append(line.strip())
    return [
        Footnote(mark, source.strip(), "\n".join(quote).strip(), at)
        for mark, source, at, quote in found
    ]


def _is_entry(match: re.Match[str], last: str, quote: Sequence[str]) -> bool:
    if web_host(match[2].partition(" ")[0]):
        return True
    first = next(filter(None, quote), "")
    final = next(filter(None, reversed(quote)), "")
    is_open = first.startswith('"') and (not final.endswith('"') or final == '"' == first)
    return int(match[1]) == int(last) + 1 and not is_open


def without_links(text: str) -> tuple[str, list[Link]]:
    r"""Return a text with the words of its links in their place, and the links.

    >>> without_links(r"A [survey](https://example.org/\(2024\)) found.")
    ('A survey found.', [Link(label='survey', address='https://example.org/(2024)', title='')])
    """
    found: list[Link] = []

    def label(match: re.Match[str]) -> str:
        titled = _TITLED.fullmatch(match[2].strip())
        address = unescaped(titled[1] if titled else "".join(match[2].split())).strip("<>")
        if not web_host(address):  # and nothing that may become a link
            return match[0]
        found.append(Link(unescaped(match[1]), address, titled[2] if titled else ""))
        return match[1]

    return LINK.sub(label, text), found


def without_marks(text: str, known: Iterable[str]) -> tuple[str, list[str], list[str]]:
    """Return a text without the marks of footnotes that there are, those, and the others.

    >>> without_marks("A survey [1] found [9].", ["1"])
    ('A survey found [9].', ['1'], ['9'])
    """
    pieces: list[str] = []
    marks: list[str] = []
    others: list[str] = []
    at = 0
    for match in MARK.finditer(text):
        if match[1] not in known:
            others.append(match[1])
            continue
        marks.append(match[1])
        pieces.append(text[at : match.start()].rstrip(" "))
        at = match.end()
    return "".join([*pieces, text[at:]]), marks, others


def unescaped(text: str) -> str:
    r"""Return a text without the backslashes that Kialo puts before brackets.

    >>> print(unescaped(r"line \(7\)"))
    line (7)
    """
    return _ESCAPED.sub(r"\1", text)


def pieces_of(text: str, limit: int) -> Iterator[str]:
    """Yield a text in as many pieces as a limit asks for, cut at blanks where there are any."""
    while len(text) > limit:
        cut = max(text.rfind(" ", 0, limit), text.rfind("\n", 0, limit)) + 1 or limit
        yield text[:cut]
        text = text[cut:]
    yield text
