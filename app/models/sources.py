"""Sources, their renderings, the attached text, and spans that point into it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, InDebate, Key, MaybeAccount, PublicId, Word


class Source(Base):
    __tablename__ = "source"
    __table_args__ = (UniqueConstraint("debate_id", "public_id"),)

    id: Mapped[Key]
    debate_id: Mapped[InDebate]
    public_id: Mapped[PublicId]
    kind: Mapped[Word]
    csl: Mapped[dict[str, Any]]
    note: Mapped[str | None]
    text_hash: Mapped[str | None] = mapped_column(String(80))
    text_length: Mapped[int | None]


class Rendering(Base):
    __tablename__ = "rendering"
    __table_args__ = (UniqueConstraint("source_id", "public_id"),)

    id: Mapped[Key]
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id", ondelete="CASCADE"))
    public_id: Mapped[PublicId]
    position: Mapped[int]
    label: Mapped[str]
    first_line: Mapped[int]
    last_line: Mapped[int]
    note: Mapped[str | None]


class Snapshot(Base):
    """The attached text of a source: never changed, only replaced by a newer attachment."""

    __tablename__ = "snapshot"

    source_id: Mapped[int] = mapped_column(
        ForeignKey("source.id", ondelete="CASCADE"), primary_key=True
    )
    text: Mapped[str]
    hash: Mapped[str] = mapped_column(String(80))
    attached_at: Mapped[datetime]
    account_id: Mapped[MaybeAccount]


class Span(Base):
    __tablename__ = "span"
    __table_args__ = (UniqueConstraint("debate_id", "public_id"),)

    id: Mapped[Key]
    debate_id: Mapped[InDebate]
    public_id: Mapped[PublicId]
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id", ondelete="CASCADE"), index=True)
    rendering_id: Mapped[int | None] = mapped_column(
        ForeignKey("rendering.id", ondelete="SET NULL")
    )
    comment_id: Mapped[int | None] = mapped_column(
        ForeignKey("comment.id", ondelete="SET NULL"), index=True
    )
    # A name, not a key: footnotes point to their spans, and a circle of tables helps nobody.
    footnote: Mapped[PublicId | None]
    first_line: Mapped[int | None]
    last_line: Mapped[int | None]
    start: Mapped[int | None]
    end: Mapped[int | None]
    hash: Mapped[str | None] = mapped_column(String(32))
    prefix_hash: Mapped[str | None] = mapped_column(String(22))
    suffix_hash: Mapped[str | None] = mapped_column(String(22))
    locator: Mapped[str | None]
    only_here: Mapped[bool]
