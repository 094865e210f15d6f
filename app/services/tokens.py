"""Bearer tokens: by one, a program acts as an account. Shown once, stored as a keyed hash."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from app.config import Settings
from app.core.errors import SignInNeeded
from app.core.permissions import Actor
from app.core.texts import Typed
from app.models import Account, Token
from app.services import clock
from app.services.sign_ins import ROW, AccountRow

PREFIX = "cruxmap_"
LABEL_MAX = 80


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token as its list shows it: what it is for and since when; never the token itself."""

    label: str | None
    created_at: datetime


def add_token(
    session: Session, account: AccountRow, settings: Settings, *, label: str | None = None
) -> str:
    """Make a token for an account and return it; it cannot be read again. Raises Invalid."""
    typed = Typed({"label": label})
    name = typed.maybe_line("label", limit=LABEL_MAX)
    typed.check()
    token = PREFIX + secrets.token_urlsafe(32)
    session.execute(
        insert(Token).values(
            hash=_hashed(token, settings),
            account_id=account.id,
            label=name,
            created_at=clock.now(),
        )
    )
    return token


def actor_of(session: Session, token: str, settings: Settings) -> Actor:
    """Return who a token belongs to; SignInNeeded for an unknown one. One query."""
    row = session.execute(
        select(*ROW)
        .join(Token, Token.account_id == Account.id)
        .where(Token.hash == _hashed(token, settings))
    ).one_or_none()
    if row is None:
        raise SignInNeeded("This token is unknown or has been taken back.")
    return AccountRow(*row).actor


def list_tokens(session: Session, account: AccountRow) -> list[TokenRow]:
    """List the tokens of an account, oldest first."""
    rows = session.execute(
        select(Token.label, Token.created_at)
        .where(Token.account_id == account.id)
        .order_by(Token.created_at, Token.hash)
    )
    return [TokenRow(*row) for row in rows]


def drop_tokens(session: Session, account: AccountRow, *, label: str | None = None) -> int:
    """Take back all tokens of an account, or those with a label; return how many."""
    which = [Token.account_id == account.id]
    if label is not None:
        which.append(Token.label == label)
    count = session.scalar(select(func.count()).select_from(Token).where(*which)) or 0
    session.execute(delete(Token).where(*which))
    return count


def _hashed(token: str, settings: Settings) -> str:
    # The use is part of what is hashed: a session's token is no API token.
    message = f"token:{token}".encode("utf-8", "surrogatepass")
    return hmac.new(settings.key, message, hashlib.sha256).hexdigest()
