"""Files that somebody sent to look at before they bring them in; kept for a day at most."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Key, PublicId


class Upload(Base):
    """A file as it came, compressed, and who sent it."""

    __tablename__ = "upload"

    id: Mapped[Key]
    public_id: Mapped[PublicId] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime]
    name: Mapped[str] = mapped_column(String(200))
    packed: Mapped[bytes] = mapped_column(LargeBinary)
