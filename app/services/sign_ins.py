"""Sessions, and links that sign in once: tokens that only their holders know."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, delete, insert, select, update
from sqlalchemy.orm import Session

from app.config import Settings
from app.core.errors import Invalid, SignInNeeded
from app.core.permissions import ANONYMOUS, Actor
from app.models import Account, SignIn, SignInLink
from app.services import clock

TOUCH_AFTER = timedelta(hours=1)
LINK_VALID = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as others may see it."""

    id: int
    public_id: str
    name: str
    site_owner: bool

    @property
    def actor(self) -> Actor:
        """Return the account as one who acts."""
        return Actor(self.id, self.name, self.site_owner, self.public_id)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session: the token goes into the cookie and is stored nowhere."""

    token: str
    account: AccountRow


ROW = (Account.id, Account.public_id, Account.name, Account.site_owner)


def start(
    session: Session, account: AccountRow, settings: Settings, replacing: str | None = None
) -> SignedIn:
    """Start a session under a new token; `replacing`, the one held until now, ends.

    A token that somebody planted before is worth nothing afterwards.
    """
    sign_out(session, replacing, settings)
    ended = and_(SignIn.account_id == account.id, ~_is_alive(settings))
    session.execute(delete(SignIn).where(ended))
    token, now = _new_token(), clock.now()
    session.execute(
        insert(SignIn).values(
            hash=_hashed(token, settings), account_id=account.id, created_at=now, seen_at=now
        )
    )
    return SignedIn(token, account)


def actor_of(session: Session, token: str | None, settings: Settings) -> Actor:
    """Return who holds this token; ANONYMOUS for none, an ended or an unknown one. One query."""
    if not token:
        return ANONYMOUS
    row = session.execute(
        select(*ROW)
        .join(SignIn, SignIn.account_id == Account.id)
        .where(SignIn.hash == _hashed(token, settings), _is_alive(settings))
    ).one_or_none()
    return AccountRow(*row).actor if row else ANONYMOUS


def touch(session: Session, token: str, settings: Settings) -> bool:
    """Note that a session is in use, at most once an hour; tell whether anything was written.

    An ended session stays ended.
    """
    now = clock.now()
    touched = session.execute(
        update(SignIn)
        .where(
            SignIn.hash == _hashed(token, settings),
            SignIn.seen_at < now - TOUCH_AFTER,
            _is_alive(settings),
        )
        .values(seen_at=now)
        .returning(SignIn.hash)
    )
    return touched.first() is not None


def sign_out(session: Session, token: str | None, settings: Settings) -> None:
    """End a session; an unknown token is no fault."""
    if token:
        session.execute(delete(SignIn).where(SignIn.hash == _hashed(token, settings)))


def sign_out_everywhere(session: Session, actor: Actor) -> None:
    """End all sessions of the account, and spoil the sign-in links it has not used."""
    for table in (SignIn, SignInLink):
        session.execute(delete(table).where(table.account_id == own_id(actor)))


def make_sign_in_link(
    session: Session, account: AccountRow, settings: Settings, *, valid: timedelta = LINK_VALID
) -> str:
    """Return a token that signs `account` in once, within `valid`; only its hash is stored."""
    token, now = _new_token(), clock.now()
    session.execute(delete(SignInLink).where(SignInLink.expires_at <= now))
    session.execute(
        insert(SignInLink).values(
            hash=_hashed(token, settings, use="link"),
            account_id=account.id,
            expires_at=now + valid,
        )
    )
    return token


def use_sign_in_link(
    session: Session, token: str, settings: Settings, *, replacing: str | None = None
) -> SignedIn:
    """Sign in by a link, which is used up by it. Raises Invalid for a used, old or unknown one."""
    account_id = session.scalar(
        delete(SignInLink)
        .where(
            SignInLink.hash == _hashed(token, settings, use="link"),
            SignInLink.expires_at > clock.now(),
        )
        .returning(SignInLink.account_id)
    )
    if account_id is None:
        raise Invalid("This sign-in link has been used or is too old. Ask for a new one.")
    row = session.execute(select(*ROW).where(Account.id == account_id)).one()
    return start(session, AccountRow(*row), settings, replacing)


def own_id(actor: Actor) -> int:
    """Return the account of `actor`; SignInNeeded for a visitor."""
    if actor.account_id is None:
        raise SignInNeeded("Sign in first.")
    return actor.account_id


def _is_alive(settings: Settings) -> ColumnElement[bool]:
    now = clock.now()
    return and_(
        SignIn.seen_at > now - timedelta(days=settings.session_idle_days),
        SignIn.created_at > now - timedelta(days=settings.session_days),
    )


def _new_token() -> str:
    return secrets.token_urlsafe(32)


def _hashed(token: str, settings: Settings, *, use: str = "session") -> str:
    # The use is part of what is hashed: a link's token is no session's token.
    message = f"{use}:{token}".encode("utf-8", "surrogatepass")
    return hmac.new(settings.key, message, hashlib.sha256).hexdigest()
