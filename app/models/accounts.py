"""Accounts, their roles in debates, sessions and one-time sign-in links."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Key, PublicId, Word


class Account(Base):
    __tablename__ = "account"

    id: Mapped[Key]
    public_id: Mapped[PublicId] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(String(80))
    # The folded name, unique among accounts that can sign in; imported ones have none.
    name_key: Mapped[str | None] = mapped_column(String(160), unique=True)
    password_hash: Mapped[str | None]
    # The id it has in the document it came with, which is kept when that is exported again.
    imported_id: Mapped[PublicId | None]
    site_owner: Mapped[bool]
    created_at: Mapped[datetime]


class Membership(Base):
    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("role IN ('reader', 'annotator', 'editor', 'owner')", name="role"),
    )

    debate_id: Mapped[int] = mapped_column(
        ForeignKey("debate.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    role: Mapped[Word]


class SignIn(Base):
    """A session: only a keyed hash of its id is stored."""

    __tablename__ = "sign_in"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class SignInLink(Base):
    """A link that signs an account in once."""

    __tablename__ = "sign_in_link"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime]
