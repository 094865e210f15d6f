"""The one row of what is true of the database as a whole."""

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Key


class Installation(Base):
    """`database_id` is random: two databases at one address are told apart by it."""

    __tablename__ = "installation"
    __table_args__ = (CheckConstraint("id = 1", name="only"),)

    id: Mapped[Key]
    database_id: Mapped[str] = mapped_column(String(32))
