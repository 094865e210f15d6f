"""What a debate's sources are, and the text of one with its marked stretches."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.core.formats.native.canonical import natural
from app.core.quotes.anchors import Anchor, in_place
from app.core.quotes.segments import Mark, Segment, segments
from app.core.vocabulary import CitationState
from app.models import (
    Citation,
    Comment,
    Node,
    NodeSpan,
    Person,
    Quote,
    Rendering,
    Snapshot,
    Source,
    Span,
)
from app.services.debates import OpenDebate


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A line of the list of sources; `csl` is its bibliographic item."""

    id: str
    kind: str
    title: str
    csl: Mapping[str, Any]
    note: str | None
    text_hash: str | None
    has_text: bool
    spans: int
    citations: int
    comments: int


@dataclass(frozen=True, slots=True)
class SpanInfo:
    """What a marked stretch is: whose words, in which comment, and which nodes lean on it."""

    id: str
    locator: str | None
    lines: tuple[int, int] | None
    person: str | None
    comment: str | None
    is_quote: bool
    nodes: tuple[str, ...]
    state: CitationState


@dataclass(frozen=True, slots=True)
class CitationRow:
    """A citation of this source; its span may stand in the thread that cites (`span_source`)."""

    id: str
    node: str
    locator: str | None
    span: str | None
    span_source: str | None
    role: str
    state: str
    note: str | None


@dataclass(frozen=True, slots=True)
class RenderingRow:
    """One way in which a thread is shown in its text."""

    id: str
    label: str
    first_line: int
    last_line: int
    note: str | None


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One source: its text in marked segments (none without a text), and what cites it where."""

    source: SourceRow
    renderings: tuple[RenderingRow, ...]
    segments: tuple[Segment, ...]
    spans: Mapping[str, SpanInfo]
    sections: Mapping[str, tuple[CitationRow, ...]]


class Stretch(NamedTuple):
    """A span as the database has it."""

    key: int
    id: str
    locator: str | None
    first_line: int | None
    last_line: int | None
    comment: str | None
    author_id: int | None
    anchor: Anchor


def list_sources(session: Session, debate: OpenDebate) -> list[SourceRow]:
    """List the sources of a debate, with counts."""
    return _rows(session, debate)


def read_source(session: Session, debate: OpenDebate, ref: str) -> SourcePage:
    """Return one source of a debate with its text, where one is attached."""
    key, row = find_source(session, debate, ref)
    text = session.scalar(select(Snapshot.text).where(Snapshot.source_id == key))
    stretches = read_stretches(session, key)
    infos = _infos(session, debate, key, stretches, text)
    marks = [
        Mark(each.id, each.anchor.start, each.anchor.end)
        for each in stretches
        if infos[each.id].state is CitationState.EXACT
        and each.anchor.start is not None
        and each.anchor.end is not None
    ]
    return SourcePage(
        source=row,
        renderings=_renderings(session, key),
        segments=() if text is None else tuple(segments(text, marks)),
        spans=infos,
        sections=_sections(session, key),
    )


def _rows(session: Session, debate: OpenDebate, ref: str | None = None) -> list[SourceRow]:
    return [row for _, row in _keyed_rows(session, debate, ref)]


def find_source(session: Session, debate: OpenDebate, ref: str) -> tuple[int, SourceRow]:
    """Return the key and row of a source, or raise NotFound."""
    found = _keyed_rows(session, debate, ref)
    if not found:
        raise NotFound("There is no such source in this debate.")
    return found[0]


def _keyed_rows(
    session: Session, debate: OpenDebate, ref: str | None
) -> list[tuple[int, SourceRow]]:
    counts = [
        select(func.count()).where(model.source_id == Source.id).scalar_subquery()
        for model in (Snapshot, Span, Citation, Comment)
    ]
    columns = (Source.id, Source.public_id, Source.kind, Source.csl, Source.note, Source.text_hash)
    found = select(*columns, *counts).where(Source.debate_id == debate.id)
    if ref is not None:
        found = found.where(Source.public_id == ref)
    rows = [
        (key, SourceRow(name, kind, csl["title"], csl, note, hashed, texts > 0, *more))
        for key, name, kind, csl, note, hashed, texts, *more in session.execute(found)
    ]
    return sorted(rows, key=lambda row: natural(row[1].id))


def read_stretches(session: Session, source_id: int) -> list[Stretch]:
    """Return all spans of a source as they stand in its text."""
    found = (
        select(
            Span.id,
            Span.public_id,
            Span.locator,
            Span.first_line,
            Span.last_line,
            Comment.public_id,
            Comment.author_id,
            Span.start,
            Span.end,
            Span.hash,
            Span.prefix_hash,
            Span.suffix_hash,
        )
        .outerjoin(Comment, Comment.id == Span.comment_id)
        .where(Span.source_id == source_id)
        .order_by(Span.start, Span.id)
    )
    return [Stretch(*row[:7], Anchor(*row[7:])) for row in session.execute(found)]


def _infos(
    session: Session,
    debate: OpenDebate,
    source_id: int,
    stretches: Sequence[Stretch],
    text: str | None,
) -> dict[str, SpanInfo]:
    nodes, quotes, people = (
        _nodes_by_span(session, source_id),
        _quotes(session, source_id),
        _people(session, debate),
    )
    return {
        each.id: SpanInfo(
            id=each.id,
            locator=each.locator,
            lines=_lines(each),
            person=people.get(quotes.get(each.key, each.author_id) or 0),
            comment=each.comment,
            is_quote=each.key in quotes,
            nodes=tuple(nodes.get(each.key, ())),
            state=state,
        )
        for each, state in zip(stretches, _states(text, stretches), strict=True)
    }


def _lines(stretch: Stretch) -> tuple[int, int] | None:
    if stretch.first_line is None or stretch.last_line is None:
        return None
    return stretch.first_line, stretch.last_line


def _states(text: str | None, stretches: Sequence[Stretch]) -> list[CitationState]:
    """Tell whether stretches stand where they should; where else they may be is not asked here."""
    if text is None:
        return [CitationState.UNCHECKED] * len(stretches)
    told = {None: CitationState.UNCHECKED, True: CitationState.EXACT, False: CitationState.CHANGED}
    return [told[each] for each in in_place(text, [stretch.anchor for stretch in stretches])]


def _nodes_by_span(session: Session, source_id: int) -> dict[int, list[str]]:
    drawn = select(NodeSpan.span_id, Node.public_id).join(Node, Node.id == NodeSpan.node_id)
    drawn = drawn.join(Span, Span.id == NodeSpan.span_id).where(Span.source_id == source_id)
    cited = select(Citation.span_id, Node.public_id).join(Node, Node.id == Citation.node_id)
    cited = cited.join(Span, Span.id == Citation.span_id).where(Span.source_id == source_id)
    nodes: dict[int, list[str]] = defaultdict(list)
    for span_id, public_id in session.execute(drawn.union(cited)):
        if span_id is not None:
            nodes[span_id].append(public_id)
    return {key: sorted(found, key=natural) for key, found in nodes.items()}


def _quotes(session: Session, source_id: int) -> dict[int, int | None]:
    """Return whose words quoted stretches are, by the key of the span."""
    found = select(Quote.span_id, Quote.owner_id).join(Span, Span.id == Quote.span_id)
    return dict(session.execute(found.where(Span.source_id == source_id)).all())


def _people(session: Session, debate: OpenDebate) -> dict[int, str]:
    found = select(Person.id, Person.public_id).where(Person.debate_id == debate.id)
    return dict(session.execute(found).all())


def _renderings(session: Session, source_id: int) -> tuple[RenderingRow, ...]:
    columns = (
        *(Rendering.public_id, Rendering.label, Rendering.first_line, Rendering.last_line),
        Rendering.note,
    )
    found = select(*columns).where(Rendering.source_id == source_id).order_by(Rendering.position)
    return tuple(RenderingRow(*row) for row in session.execute(found))


def _sections(session: Session, source_id: int) -> dict[str, tuple[CitationRow, ...]]:
    """Return the citations by section or other locator, in natural order; without one last."""
    where = Source.__table__.alias("where_it_stands")
    found = (
        select(
            Citation.public_id,
            Node.public_id,
            Citation.locator,
            Span.public_id,
            where.c.public_id,
            Citation.role,
            Citation.state,
            Citation.note,
        )
        .join(Node, Node.id == Citation.node_id)
        .outerjoin(Span, Span.id == Citation.span_id)
        .outerjoin(where, where.c.id == Span.source_id)
        .where(Citation.source_id == source_id)
    )
    grouped: dict[str, list[CitationRow]] = defaultdict(list)
    for row in session.execute(found):
        grouped[row[2] or ""].append(CitationRow(*row))
    order = sorted(grouped, key=lambda locator: (not locator, natural(locator)))
    return {
        locator: tuple(sorted(grouped[locator], key=lambda row: natural(row.id)))
        for locator in order
    }
