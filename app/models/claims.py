"""Claims: what makes a node a statement, question, definition or piece of meta-discussion."""

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, MaybePerson, OfPerson, Word


class Claim(Base):
    __tablename__ = "claim"

    node_id: Mapped[int] = mapped_column(
        ForeignKey("node.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[Word]
    label: Mapped[str | None]
    body: Mapped[str | None]
    hedge: Mapped[str | None]
    conditional: Mapped[dict[str, Any] | None]
    comparative: Mapped[dict[str, Any] | None]
    asker_id: Mapped[MaybePerson]
    purpose: Mapped[Word | None]
    meta_topic: Mapped[Word | None]
    prior: Mapped[float | None]


class ClaimVoice(Base):
    """Who put a claim into words; holding it is a stance."""

    __tablename__ = "claim_voice"

    claim_id: Mapped[int] = mapped_column(
        ForeignKey("claim.node_id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[OfPerson]


class ClaimAsked(Base):
    __tablename__ = "claim_asked"

    claim_id: Mapped[int] = mapped_column(
        ForeignKey("claim.node_id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[OfPerson]
