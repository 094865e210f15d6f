"""Cruxes: questions on which positions turn."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Key, MaybeNode, MaybePerson, MaybeSpan, OfNode, OfPerson, Word


class Crux(Base):
    __tablename__ = "crux"

    node_id: Mapped[int] = mapped_column(
        ForeignKey("node.id", ondelete="CASCADE"), primary_key=True
    )
    label: Mapped[str | None]
    conclusion_id: Mapped[MaybeNode]
    would_move: Mapped[str | None]
    outcome: Mapped[Word | None]
    outcome_note: Mapped[str | None]
    named_by_id: Mapped[MaybePerson]


class CruxClaim(Base):
    """A node that hangs on a crux."""

    __tablename__ = "crux_claim"

    crux_id: Mapped[int] = mapped_column(
        ForeignKey("crux.node_id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    node_id: Mapped[OfNode]


class CruxPosition(Base):
    __tablename__ = "crux_position"

    id: Mapped[Key]
    crux_id: Mapped[int] = mapped_column(ForeignKey("crux.node_id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    person_id: Mapped[OfPerson]
    value: Mapped[Word | None]
    short: Mapped[str | None]
    sign: Mapped[Word | None]
    text: Mapped[str | None]
    span_id: Mapped[MaybeSpan]
