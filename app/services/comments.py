"""Comments of a debate's threads, with the nodes each one puts into words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app import models as m
from app.core.debate.grouping import group_by
from app.services.debates import OpenDebate


@dataclass(frozen=True, slots=True)
class StretchRow:
    """One stretch of a source in which a comment stands."""

    span: str
    source: str
    locator: str | None
    rendering: str | None
    only_here: bool


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of a comment, and the stretches that show it."""

    label: str
    note: str | None
    spans: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FootnoteRow:
    """A footnote of a comment: the stretch that carries its mark, and its own."""

    label: str
    note: str | None
    anchor: str | None
    span: str | None


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A quotation inside a comment: `of` is where its words stand, `within` the one around it.

    Of the one around it is told whose words it quotes, where that is known.
    """

    owner: str | None
    fidelity: str | None
    note: str | None
    of: str | None
    within: str | None
    within_owner: str | None


@dataclass(slots=True)
class CommentRow:
    """A comment, in reply order: `depth` counts replies from the top."""

    id: str
    source: str
    author: str | None
    author_id: str | None
    author_sureness: str | None
    author_note: str | None
    parent: str | None
    parent_sureness: str | None
    parent_note: str | None
    posted: str | None
    summary: str | None
    depth: int = 0
    stretches: list[StretchRow] = field(default_factory=list)
    versions: list[VersionRow] = field(default_factory=list)
    footnotes: list[FootnoteRow] = field(default_factory=list)
    quotes: list[QuoteRow] = field(default_factory=list)
    nodes: list[str] = field(default_factory=list)


def conversation(session: Session, debate: OpenDebate) -> list[CommentRow]:
    """Read all comments of a debate in reply order, each with what it says."""
    rows = _comments(session, debate)
    _add(rows, _stretches(session, debate), "stretches")
    _add(rows, _versions(session, debate), "versions")
    _add(rows, _footnotes(session, debate), "footnotes")
    _add(rows, _quotes(session, debate), "quotes")
    _add(rows, _nodes(session, debate), "nodes")
    return in_reply_order(list(rows.values()))


def in_reply_order(rows: list[CommentRow]) -> list[CommentRow]:
    """Put comments below what they reply to, depth first, without recursion.

    Replies to one thing stand by time where all of them tell theirs, else as they are given.
    """
    below: defaultdict[str | None, list[CommentRow]] = defaultdict(list)
    known = {row.id for row in rows}
    for row in rows:
        below[row.parent if row.parent in known else None].append(row)
    for replies in below.values():
        if all(row.posted for row in replies):
            replies.sort(key=lambda row: row.posted or "")
    ordered: list[CommentRow] = []
    stack = list(reversed(below[None]))
    while stack:
        row = stack.pop()
        ordered.append(row)
        for reply in reversed(below[row.id]):
            reply.depth = row.depth + 1
            stack.append(reply)
    return ordered


def _comments(session: Session, debate: OpenDebate) -> dict[int, CommentRow]:
    parent = aliased(m.Comment)
    c = m.Comment
    statement = (
        select(
            c.id,
            c.public_id,
            m.Source.public_id,
            m.Person.name,
            m.Person.public_id,
            c.author_sureness,
            c.author_note,
            parent.public_id,
            c.parent_sureness,
            c.parent_note,
            c.posted,
            c.summary,
        )
        .join(m.Source, m.Source.id == c.source_id)
        .outerjoin(m.Person, m.Person.id == c.author_id)
        .outerjoin(parent, parent.id == c.parent_id)
        .where(c.debate_id == debate.id)
        .order_by(c.id)
    )
    return {key: CommentRow(*rest) for key, *rest in session.execute(statement)}


def _add(rows: dict[int, CommentRow], found: Iterable[tuple[int, Any]], name: str) -> None:
    for key, value in found:
        if key in rows:
            getattr(rows[key], name).append(value)


def _stretches(session: Session, debate: OpenDebate) -> list[tuple[int, StretchRow]]:
    statement = (
        select(
            m.CommentSpan.comment_id,
            m.Span.public_id,
            m.Source.public_id,
            m.Span.locator,
            m.Rendering.label,
            m.Span.only_here,
        )
        .join(m.Span, m.Span.id == m.CommentSpan.span_id)
        .join(m.Source, m.Source.id == m.Span.source_id)
        .outerjoin(m.Rendering, m.Rendering.id == m.Span.rendering_id)
        .where(m.Span.debate_id == debate.id)
        .order_by(m.CommentSpan.comment_id, m.CommentSpan.position)
    )
    return [(row[0], StretchRow(*row[1:])) for row in session.execute(statement)]


def _versions(session: Session, debate: OpenDebate) -> list[tuple[int, VersionRow]]:
    version = m.CommentVersion
    statement = (
        select(version.comment_id, version.id, version.label, version.note, m.Span.public_id)
        .join(m.Comment, m.Comment.id == version.comment_id)
        .outerjoin(m.VersionSpan, m.VersionSpan.version_id == version.id)
        .outerjoin(m.Span, m.Span.id == m.VersionSpan.span_id)
        .where(m.Comment.debate_id == debate.id)
        .order_by(version.comment_id, version.position, m.VersionSpan.position)
    )
    rows = session.execute(statement).all()
    spans = group_by((row[1], row[4]) for row in rows if row[4])
    each = {row[1]: row for row in rows}
    return [(row[0], VersionRow(*row[2:4], spans.get(key, ()))) for key, row in each.items()]


def _footnotes(session: Session, debate: OpenDebate) -> list[tuple[int, FootnoteRow]]:
    note, anchor = m.Footnote, aliased(m.Span)
    statement = (
        select(note.comment_id, note.mark, note.note, anchor.public_id, m.Span.public_id)
        .join(m.Comment, m.Comment.id == note.comment_id)
        .outerjoin(anchor, anchor.id == note.anchor_id)
        .outerjoin(m.Span, m.Span.id == note.span_id)
        .where(m.Comment.debate_id == debate.id)
        .order_by(note.comment_id, note.position)
    )
    return [(row[0], FootnoteRow(*row[1:])) for row in session.execute(statement)]


def _quotes(session: Session, debate: OpenDebate) -> list[tuple[int, QuoteRow]]:
    quote, of, around, other = m.Quote, aliased(m.Span), aliased(m.Quote), aliased(m.Person)
    statement = (
        select(
            m.Span.comment_id,
            m.Person.name,
            quote.fidelity,
            quote.note,
            of.public_id,
            around.public_id,
            other.name,
        )
        .join(m.Span, m.Span.id == quote.span_id)
        .outerjoin(m.Person, m.Person.id == quote.owner_id)
        .outerjoin(of, of.id == quote.of_span_id)
        .outerjoin(around, around.id == quote.within_id)
        .outerjoin(other, other.id == around.owner_id)
        .where(quote.debate_id == debate.id, m.Span.comment_id.is_not(None))
        .order_by(quote.id)
    )
    found = session.execute(statement)
    return [(key, QuoteRow(*rest)) for key, *rest in found if key is not None]


def _nodes(session: Session, debate: OpenDebate) -> list[tuple[int, str]]:
    """List which node each comment puts into words, in the order of the text."""
    first = func.min(m.Span.start)
    statement = (
        select(m.Span.comment_id, m.Node.public_id, first)
        .join(m.NodeSpan, m.NodeSpan.span_id == m.Span.id)
        .join(m.Node, m.Node.id == m.NodeSpan.node_id)
        .where(m.Span.debate_id == debate.id, m.Span.comment_id.is_not(None))
        .group_by(m.Span.comment_id, m.Node.id, m.Node.public_id)
        .order_by(m.Span.comment_id, first, m.Node.id)
    )
    return [(key, node) for key, node, _ in session.execute(statement) if key is not None]
