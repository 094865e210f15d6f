"""Relations: typed arrows from premises to a node, which may itself be a relation."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, MaybePerson, OfNode, Word


class Relation(Base):
    __tablename__ = "relation"

    node_id: Mapped[int] = mapped_column(
        ForeignKey("node.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[Word]
    basis: Mapped[Word]
    target_id: Mapped[OfNode]
    person_id: Mapped[MaybePerson]
    strength: Mapped[Word | None]
    strength_words: Mapped[str | None]
    relevance: Mapped[float | None]
    weight: Mapped[float | None]
    reason_group: Mapped[str | None]
    scheme: Mapped[Word | None]
    extent: Mapped[Word | None]
    condition: Mapped[str | None]
    owner_id: Mapped[MaybePerson]
    taken: Mapped[Word | None]


class Premise(Base):
    __tablename__ = "premise"

    relation_id: Mapped[int] = mapped_column(
        ForeignKey("relation.node_id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    node_id: Mapped[OfNode]
