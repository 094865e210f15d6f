"""Citations: from a node to a source, with a role and a state."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import (
    Base,
    InDebate,
    Key,
    MaybeAccount,
    MaybePerson,
    MaybeSpan,
    OfNode,
    PublicId,
    Word,
)


class Citation(Base):
    __tablename__ = "citation"
    __table_args__ = (UniqueConstraint("debate_id", "public_id"),)

    id: Mapped[Key]
    debate_id: Mapped[InDebate]
    public_id: Mapped[PublicId]
    node_id: Mapped[OfNode]
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id", ondelete="CASCADE"), index=True)
    locator: Mapped[str | None]
    span_id: Mapped[MaybeSpan]
    role: Mapped[Word]
    state: Mapped[Word]
    by_id: Mapped[MaybePerson]
    account_id: Mapped[MaybeAccount]
    note: Mapped[str | None]
    created_at: Mapped[datetime]
