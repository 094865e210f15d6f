"""Persons: those who speak, or are spoken of, in a source."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from app.models.base import Base, InDebate, Key, PublicId, Word


class Person(Base):
    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("debate_id", "public_id"),)

    id: Mapped[Key]
    debate_id: Mapped[InDebate]
    public_id: Mapped[PublicId]
    name: Mapped[str]
    kind: Mapped[Word]
    handle: Mapped[str | None]
    note: Mapped[str | None]
