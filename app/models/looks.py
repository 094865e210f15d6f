"""How far an account has seen a debate; no part of the debate, and in no document.

`since` is the revision that had been seen when the account's visit before this one ended, `seen`
the latest one seen.
"""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Look(Base):
    __tablename__ = "look"

    debate_id: Mapped[int] = mapped_column(
        ForeignKey("debate.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    since: Mapped[int]
    since_at: Mapped[datetime]
    seen: Mapped[int]
    seen_at: Mapped[datetime]
