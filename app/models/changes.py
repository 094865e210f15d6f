"""Change records: each accepted change of a debate is one revision.

`edits` hold it whole, each side of a row as `cruxmap/1` has it, with accounts by public id; None
where a record is older than that, or tells of what edits cannot say, such as an import. `undoes`
is the revision taken back, `suggestion` the public id of the suggestion that was accepted.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from app.models.base import Base, InDebate, Key, MaybeAccount, PublicId, Word


class Change(Base):
    __tablename__ = "change"
    __table_args__ = (UniqueConstraint("debate_id", "revision"),)

    id: Mapped[Key]
    debate_id: Mapped[InDebate]
    revision: Mapped[int]
    account_id: Mapped[MaybeAccount]
    at: Mapped[datetime]
    action: Mapped[Word]
    noun: Mapped[Word]
    ref: Mapped[PublicId | None]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    edits: Mapped[list[Any] | None]
    reason: Mapped[str | None]
    undoes: Mapped[int | None]
    suggestion: Mapped[PublicId | None]
