"""A source's text as its page shows it: marked stretches, and beside each line what they say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypedDict

from app.core.debate.graph import Graph, Person
from app.core.quotes.lines import Piece, SourceLine, source_lines
from app.services.source_pages import SourcePage, SpanInfo

MOST_OWNERS = 6
DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a line: `anchors` are ids that begin here, `id` that of the mark itself."""

    text: str
    marked: bool
    id: str | None
    anchors: tuple[str, ...]
    spans: str
    numbers: str
    look: str


@dataclass(frozen=True, slots=True)
class Note:
    """What stands beside a line: a numbered stretch with its nodes, or whose words it quotes."""

    number: int
    span: str
    owner: str | None
    look: str
    nodes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line with its notes; `comment` is set where a comment begins."""

    number: int
    start: int
    stretches: tuple[Stretch, ...]
    notes: tuple[Note, ...]
    comment: str | None
    author: str | None


@dataclass(frozen=True, slots=True)
class MarkedText:
    """All lines, and the key to the shades of quoted words."""

    lines: tuple[TextLine, ...]
    owners: tuple[tuple[str, str], ...]
    marks: int


@dataclass
class _Marker:
    """Goes through the lines once, numbering the stretches as they begin."""

    graph: Graph
    spans: Mapping[str, SpanInfo]
    numbers: dict[str, int] = field(default_factory=dict)
    looks: dict[str, str] = field(default_factory=dict)
    comment: str | None = None

    def line(self, line: SourceLine) -> TextLine:
        opened = [self.spans[span] for span in line.opens]
        comment, author = self._comment(opened)
        told = [info for info in opened if is_told(info)]
        for info in told:
            self.numbers[info.id] = len(self.numbers) + 1
        return TextLine(
            line.number,
            line.start,
            tuple(self._stretch(piece) for piece in line.pieces),
            tuple(self._note(info) for info in told),
            comment,
            author,
        )

    def _comment(self, opened: Sequence[SpanInfo]) -> tuple[str | None, str | None]:
        new = [s for s in opened if s.comment and not s.is_quote and s.comment != self.comment]
        if not new:
            return None, None
        self.comment = new[0].comment
        return self.comment, person_name(self.graph, new[0].person)

    def _stretch(self, piece: Piece) -> Stretch:
        told = [span for span in piece.spans if is_told(self.spans[span])]
        own = next((span for span in piece.opens if span in told), None)
        return Stretch(
            text=piece.text,
            marked=bool(told) and bool(piece.text),
            id=own if piece.text else None,
            anchors=tuple(s for s in piece.opens if s != own or not piece.text),
            spans=" ".join(told),
            numbers=" ".join(str(self.numbers[s]) for s in piece.opens if s in told),
            look=self._look(told),
        )

    def _look(self, told: Sequence[str]) -> str:
        claims = sum(bool(self.spans[span].nodes) for span in told)
        looks = [f"n{min(claims, DEEPEST)}"] if claims else []
        quoted = [self.spans[span] for span in told if self.spans[span].is_quote]
        return " ".join([*looks, *(self._owner_look(info.person) for info in quoted[-1:])])

    def _owner_look(self, person: str | None) -> str:
        name = person_name(self.graph, person)
        return self.looks.setdefault(name, f"q q{min(len(self.looks) + 1, MOST_OWNERS)}")

    def _note(self, info: SpanInfo) -> Note:
        return Note(
            self.numbers[info.id],
            info.id,
            person_name(self.graph, info.person) if info.is_quote else None,
            self._owner_look(info.person) if info.is_quote else "",
            tuple((node, self.graph.text(node)) for node in info.nodes),
        )


def marked_text(graph: Graph, found: SourcePage) -> MarkedText:
    """Return the lines of an attached text with their marks and notes."""
    marker = _Marker(graph, found.spans)
    lines = tuple(marker.line(line) for line in source_lines(found.segments))
    return MarkedText(lines, tuple(marker.looks.items()), len(marker.numbers))


def is_told(info: SpanInfo) -> bool:
    """Tell whether a stretch is worth a mark: something leans on it, or it is a quotation."""
    return bool(info.nodes) or info.is_quote


class ListedSpan(TypedDict):
    """A stretch that no text shows; `begins`: it is the first of its comment."""

    span: SpanInfo
    begins: bool
    author: str
    nodes: list[tuple[str, str]]


def listed_spans(graph: Graph, found: SourcePage, *, unmarked: bool) -> list[ListedSpan]:
    """List the stretches that the text does not show: all without one, else those not in it."""
    shown = {span for segment in found.segments for span in segment.spans} if unmarked else ()
    rows: list[ListedSpan] = []
    comment: str | None = None
    for info in found.spans.values():
        if info.id in shown:
            continue
        begins = bool(info.comment) and not info.is_quote and info.comment != comment
        comment = info.comment if begins else comment
        row: ListedSpan = {
            "span": info,
            "begins": begins,
            "author": person_name(graph, info.person),
            "nodes": [(node, graph.text(node)) for node in info.nodes],
        }
        rows.append(row)
    return rows


def person_name(graph: Graph, person: str | None) -> str:
    """Return a person's name; "somebody" for nobody known."""
    found: Person | None = graph.people.get(person) if person else None
    return found.name if found else "somebody"
