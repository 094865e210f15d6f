"""Debates and their theses."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Key, OfNode, Word


class Debate(Base):
    __tablename__ = "debate"

    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str]
    question: Mapped[str | None]
    summary: Mapped[str | None]
    language: Mapped[str | None] = mapped_column(String(35))
    semantics: Mapped[Word]
    pooling: Mapped[Word]
    visibility: Mapped[Word]
    open_role: Mapped[Word]
    blind: Mapped[bool]
    licence: Mapped[str | None]
    authors: Mapped[tuple[str, ...] | None]
    # What the file that the debate was made of says of its own origin.
    origin: Mapped[dict[str, Any] | None]
    revision: Mapped[int]
    # A bundled debate may be replaced by a newer file only while nobody has changed it.
    bundled_revision: Mapped[int | None]
    bundled_hash: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]


class Thesis(Base):
    __tablename__ = "thesis"

    debate_id: Mapped[int] = mapped_column(
        ForeignKey("debate.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    node_id: Mapped[OfNode]
