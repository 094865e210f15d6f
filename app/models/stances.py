"""Stances of persons, orders between their credences, and verdicts on restatements."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import (
    Base,
    InDebate,
    Key,
    MaybePerson,
    MaybeSpan,
    OfNode,
    OfPerson,
    PublicId,
    Word,
)


class Stance(Base):
    __tablename__ = "stance"
    __table_args__ = (
        UniqueConstraint("debate_id", "public_id"),
        CheckConstraint(
            "(range_low IS NULL AND range_high IS NULL)"
            " OR (0 <= range_low AND range_low <= range_high AND range_high <= 1)",
            name="range",
        ),
    )

    id: Mapped[Key]
    debate_id: Mapped[InDebate]
    public_id: Mapped[PublicId]
    person_id: Mapped[OfPerson]
    node_id: Mapped[OfNode]
    value: Mapped[Word]
    words: Mapped[str | None]
    range_low: Mapped[float | None]
    range_high: Mapped[float | None]
    condition: Mapped[str | None]
    from_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id", ondelete="SET NULL"))
    until_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id", ondelete="SET NULL"))
    ended_how: Mapped[Word | None]
    sureness: Mapped[Word | None]
    note: Mapped[str | None]
    span_id: Mapped[MaybeSpan]


class StanceVia(Base):
    """One step of the chain by which a stance is reported, nearest speaker first."""

    __tablename__ = "stance_via"

    stance_id: Mapped[int] = mapped_column(
        ForeignKey("stance.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[OfPerson]
    hedge: Mapped[str | None]


class CredenceOrder(Base):
    """One person is said to be more confident of a node than another; no numbers."""

    __tablename__ = "credence_order"
    __table_args__ = (UniqueConstraint("debate_id", "public_id"),)

    id: Mapped[Key]
    debate_id: Mapped[InDebate]
    public_id: Mapped[PublicId]
    node_id: Mapped[OfNode]
    more_id: Mapped[OfPerson]
    less_id: Mapped[OfPerson]
    said_by_id: Mapped[MaybePerson]
    words: Mapped[str | None]
    span_id: Mapped[MaybeSpan]


class Verdict(Base):
    __tablename__ = "verdict"
    __table_args__ = (UniqueConstraint("debate_id", "public_id"),)

    id: Mapped[Key]
    debate_id: Mapped[InDebate]
    public_id: Mapped[PublicId]
    node_id: Mapped[OfNode]
    by_id: Mapped[MaybePerson]
    value: Mapped[Word]
    disputes_id: Mapped[int | None] = mapped_column(ForeignKey("verdict.id", ondelete="SET NULL"))
    note: Mapped[str | None]
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id", ondelete="SET NULL"))
    span_id: Mapped[MaybeSpan]
