"""What an editor says of two people, and the nodes that it rests on."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, InDebate, Key, OfNode, OfPerson, PublicId, Word


class PairSentence(Base):
    __tablename__ = "pair_sentence"
    __table_args__ = (UniqueConstraint("debate_id", "public_id"),)

    id: Mapped[Key]
    debate_id: Mapped[InDebate]
    public_id: Mapped[PublicId]
    a_id: Mapped[OfPerson]
    b_id: Mapped[OfPerson]
    kind: Mapped[Word]
    text: Mapped[str]


class PairSentenceNode(Base):
    """A node that a sentence on two people rests on."""

    __tablename__ = "pair_sentence_node"

    pair_sentence_id: Mapped[int] = mapped_column(
        ForeignKey("pair_sentence.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    node_id: Mapped[OfNode]
