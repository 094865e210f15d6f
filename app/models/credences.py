"""Credences of accounts: append-only, bound to a wording; the latest row counts."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, InDebate, Key


class Credence(Base):
    __tablename__ = "credence"
    __table_args__ = (
        CheckConstraint("value IS NULL OR (value >= 0 AND value <= 1)", name="value"),
        CheckConstraint(
            "(value IS NOT NULL AND NOT ill_posed AND NOT withdrawn)"
            " OR (value IS NULL AND ill_posed AND NOT withdrawn)"
            " OR (value IS NULL AND NOT ill_posed AND withdrawn)",
            name="one_answer",
        ),
        Index("ix_credence_latest", "node_id", "account_id", "id"),
    )

    id: Mapped[Key]
    debate_id: Mapped[InDebate]
    node_id: Mapped[int] = mapped_column(ForeignKey("node.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    wording: Mapped[int]
    value: Mapped[float | None]
    ill_posed: Mapped[bool]
    withdrawn: Mapped[bool]
    note: Mapped[str | None]
    at: Mapped[datetime]
