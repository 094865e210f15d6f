"""What a node's own page shows beyond the graph: places in sources, wordings, terms, links."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import models as m
from app.core.errors import NotFound
from app.core.vocabulary import Visibility
from app.services.debates import OpenDebate


@dataclass(frozen=True, slots=True)
class NodePlace:
    """Where a node stands: a stretch of a source."""

    span: str
    source: str
    title: str
    rendering: str | None
    comment: str | None
    author: str | None
    locator: str | None
    first_line: int | None
    last_line: int | None
    only_here: bool


@dataclass(frozen=True, slots=True)
class WordingRow:
    """One wording of a node."""

    number: int
    text: str
    at: datetime | None
    account: str | None


@dataclass(frozen=True, slots=True)
class SenseRow:
    """A term used in a node, in one person's sense."""

    term: str
    sense: str
    person: str | None
    span: str | None


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A proposed link into another debate."""

    debate: str
    title: str | None
    node: str
    kind: str | None
    note: str | None
    provenance: str | None
    sureness: str | None


@dataclass(frozen=True, slots=True)
class NodeDetails:
    """All of it."""

    places: tuple[NodePlace, ...]
    wordings: tuple[WordingRow, ...]
    senses: tuple[SenseRow, ...]
    links: tuple[LinkRow, ...]


def node_details(session: Session, debate: OpenDebate, node: str) -> NodeDetails:
    """Read the details of a node by its public id; NotFound when there is none."""
    key = session.scalar(
        select(m.Node.id).where(m.Node.debate_id == debate.id, m.Node.public_id == node)
    )
    if key is None:
        raise NotFound(f"There is no node #{node} in this debate.")
    return NodeDetails(
        _places(session, key), _wordings(session, key), _senses(session, key), _links(session, key)
    )


def _places(session: Session, key: int) -> tuple[NodePlace, ...]:
    statement = (
        select(
            m.Span.public_id,
            m.Source.public_id,
            m.Source.csl,
            m.Rendering.label,
            m.Comment.public_id,
            m.Person.name,
            m.Span.locator,
            m.Span.first_line,
            m.Span.last_line,
            m.Span.only_here,
        )
        .join(m.NodeSpan, m.NodeSpan.span_id == m.Span.id)
        .join(m.Source, m.Source.id == m.Span.source_id)
        .outerjoin(m.Rendering, m.Rendering.id == m.Span.rendering_id)
        .outerjoin(m.Comment, m.Comment.id == m.Span.comment_id)
        .outerjoin(m.Person, m.Person.id == m.Comment.author_id)
        .where(m.NodeSpan.node_id == key)
        .order_by(m.NodeSpan.position)
    )
    rows = session.execute(statement)
    return tuple(NodePlace(row[0], row[1], row[2]["title"], *row[3:]) for row in rows)


def _wordings(session: Session, key: int) -> tuple[WordingRow, ...]:
    statement = (
        select(m.Wording.number, m.Wording.text, m.Wording.at, m.Account.name)
        .outerjoin(m.Account, m.Account.id == m.Wording.account_id)
        .where(m.Wording.node_id == key)
        .order_by(m.Wording.number)
    )
    return tuple(WordingRow(*row) for row in session.execute(statement))


def _senses(session: Session, key: int) -> tuple[SenseRow, ...]:
    statement = (
        select(m.Term.term, m.Sense.text, m.Person.name, m.Span.public_id)
        .join(m.Sense, m.Sense.term_id == m.Term.id)
        .join(m.SenseNode, m.SenseNode.sense_id == m.Sense.id)
        .outerjoin(m.Person, m.Person.id == m.Sense.person_id)
        .outerjoin(m.Span, m.Span.id == m.Sense.span_id)
        .where(m.SenseNode.node_id == key)
        .order_by(m.Term.term)
    )
    return tuple(SenseRow(*row) for row in session.execute(statement))


def _links(session: Session, key: int) -> tuple[LinkRow, ...]:
    link = m.Link
    statement = (
        select(
            link.to_debate,
            m.Debate.title,
            link.to_node,
            link.kind,
            link.note,
            link.provenance,
            link.sureness,
        )
        .outerjoin(
            m.Debate,
            (m.Debate.slug == m.Link.to_debate) & (m.Debate.visibility == Visibility.PUBLIC.value),
        )
        .where(m.Link.node_id == key)
        .order_by(m.Link.id)
    )
    return tuple(LinkRow(*row) for row in session.execute(statement))
