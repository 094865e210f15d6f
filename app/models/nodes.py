"""Nodes: claims, relations and cruxes share one id space, so that a relation can be a target."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import (
    Base,
    InDebate,
    Key,
    MaybeAccount,
    MaybeNode,
    OfSpan,
    PublicId,
    Word,
)


class Node(Base):
    __tablename__ = "node"
    __table_args__ = (
        UniqueConstraint("debate_id", "public_id"),
        CheckConstraint("kind IN ('claim', 'relation', 'crux')", name="kind"),
    )

    id: Mapped[Key]
    debate_id: Mapped[InDebate]
    public_id: Mapped[PublicId]
    kind: Mapped[Word]
    provenance: Mapped[Word]
    sureness: Mapped[Word | None]
    status: Mapped[Word | None]
    superseded_by_id: Mapped[MaybeNode]
    note: Mapped[str | None]
    wording: Mapped[int]
    account_id: Mapped[MaybeAccount]
    created_at: Mapped[datetime]


class Wording(Base):
    """A wording of a node: a claim's sentence, a relation's warrant, a crux's question."""

    __tablename__ = "wording"

    node_id: Mapped[int] = mapped_column(
        ForeignKey("node.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    at: Mapped[datetime | None]
    account_id: Mapped[MaybeAccount]


class NodeSpan(Base):
    __tablename__ = "node_span"

    node_id: Mapped[int] = mapped_column(
        ForeignKey("node.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    span_id: Mapped[OfSpan]
