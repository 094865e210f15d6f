"""Terms with their senses, and links into other debates."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, InDebate, Key, MaybePerson, MaybeSpan, OfNode, PublicId, Word


class Term(Base):
    __tablename__ = "term"
    __table_args__ = (UniqueConstraint("debate_id", "public_id"),)

    id: Mapped[Key]
    debate_id: Mapped[InDebate]
    public_id: Mapped[PublicId]
    term: Mapped[str]


class Sense(Base):
    __tablename__ = "sense"
    __table_args__ = (UniqueConstraint("term_id", "public_id"),)

    id: Mapped[Key]
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id", ondelete="CASCADE"))
    public_id: Mapped[PublicId]
    position: Mapped[int]
    person_id: Mapped[MaybePerson]
    text: Mapped[str]
    span_id: Mapped[MaybeSpan]


class SenseNode(Base):
    __tablename__ = "sense_node"

    sense_id: Mapped[int] = mapped_column(
        ForeignKey("sense.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    node_id: Mapped[OfNode]


class Link(Base):
    """A proposed link into another debate; it carries no weight and may point nowhere yet."""

    __tablename__ = "link"
    __table_args__ = (UniqueConstraint("debate_id", "public_id"),)

    id: Mapped[Key]
    debate_id: Mapped[InDebate]
    public_id: Mapped[PublicId]
    node_id: Mapped[OfNode]
    to_debate: Mapped[str] = mapped_column(String(80))
    to_node: Mapped[PublicId]
    kind: Mapped[Word | None]
    note: Mapped[str | None]
    provenance: Mapped[Word | None]
    sureness: Mapped[Word | None]
