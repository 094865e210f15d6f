"""Suggestions: changes that are not applied yet, and what became of them.

`edits` are as in change records. `base` is the revision at which it was made, `revision` the one
that accepting it made.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, InDebate, Key, MaybeAccount, PublicId, Word


class Suggestion(Base):
    __tablename__ = "suggestion"
    __table_args__ = (UniqueConstraint("debate_id", "public_id"),)

    id: Mapped[Key]
    debate_id: Mapped[InDebate]
    public_id: Mapped[PublicId]
    account_id: Mapped[MaybeAccount]
    at: Mapped[datetime]
    base: Mapped[int]
    reason: Mapped[str | None]
    action: Mapped[Word]
    noun: Mapped[Word]
    ref: Mapped[PublicId | None]
    edits: Mapped[list[Any]]
    state: Mapped[Word]
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    decided_at: Mapped[datetime | None]
    decision: Mapped[str | None]
    revision: Mapped[int | None]
