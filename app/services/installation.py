"""What state an installation is in."""

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from app.models import Account, SignIn


def is_claimed(session: Session) -> bool:
    """Tell whether an owner of the site has ever come in: has a session or a password."""
    has_session = exists().where(SignIn.account_id == Account.id)
    claimed = select(Account.id).where(
        Account.site_owner, or_(has_session, Account.password_hash.is_not(None))
    )
    return session.scalar(claimed.limit(1)) is not None
