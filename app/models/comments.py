"""Comments of a thread, with their versions, footnotes and quotes."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import (
    Base,
    InDebate,
    Key,
    MaybePerson,
    MaybeSpan,
    OfSpan,
    PublicId,
    Word,
)


class Comment(Base):
    __tablename__ = "comment"
    __table_args__ = (UniqueConstraint("debate_id", "public_id"),)

    id: Mapped[Key]
    debate_id: Mapped[InDebate]
    public_id: Mapped[PublicId]
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[MaybePerson]
    author_sureness: Mapped[Word | None]
    author_note: Mapped[str | None]
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("comment.id", ondelete="SET NULL"), index=True
    )
    parent_sureness: Mapped[Word | None]
    parent_note: Mapped[str | None]
    posted: Mapped[str | None] = mapped_column(String(32))
    summary: Mapped[str | None]


class CommentSpan(Base):
    __tablename__ = "comment_span"

    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    span_id: Mapped[OfSpan]


class CommentVersion(Base):
    __tablename__ = "comment_version"
    __table_args__ = (UniqueConstraint("comment_id", "public_id"),)

    id: Mapped[Key]
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"))
    public_id: Mapped[PublicId]
    position: Mapped[int]
    label: Mapped[str]
    note: Mapped[str | None]


class VersionSpan(Base):
    __tablename__ = "version_span"

    version_id: Mapped[int] = mapped_column(
        ForeignKey("comment_version.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    span_id: Mapped[OfSpan]


class Footnote(Base):
    __tablename__ = "footnote"
    __table_args__ = (UniqueConstraint("comment_id", "public_id"),)

    id: Mapped[Key]
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"))
    public_id: Mapped[PublicId]
    position: Mapped[int]
    mark: Mapped[str]
    note: Mapped[str | None]
    anchor_id: Mapped[MaybeSpan]
    span_id: Mapped[MaybeSpan]


class Quote(Base):
    __tablename__ = "quote"
    __table_args__ = (UniqueConstraint("debate_id", "public_id"),)

    id: Mapped[Key]
    debate_id: Mapped[InDebate]
    public_id: Mapped[PublicId]
    span_id: Mapped[OfSpan]
    owner_id: Mapped[MaybePerson]
    quoted_by_id: Mapped[MaybePerson]
    of_span_id: Mapped[MaybeSpan]
    fidelity: Mapped[Word | None]
    within_id: Mapped[int | None] = mapped_column(ForeignKey("quote.id", ondelete="SET NULL"))
    note: Mapped[str | None]
