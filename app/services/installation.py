"""What state an installation is in, and which database it is."""

from sqlalchemy import ScalarSelect, exists, or_, select
from sqlalchemy.orm import Session

from app.models import Account, Installation, SignIn


def is_claimed(session: Session) -> bool:
    """Tell whether an owner of the site has ever come in: has a session or a password."""
    has_session = exists().where(SignIn.account_id == Account.id)
    claimed = select(Account.id).where(
        Account.site_owner, or_(has_session, Account.password_hash.is_not(None))
    )
    return session.scalar(claimed.limit(1)) is not None


def database_id() -> ScalarSelect[str]:
    """Return the database's own random id, as a part of another select.

    It is read together with a debate's revision: what is kept by both can then be neither of
    another database at the same address nor of what this one was before it was replaced.
    """
    return select(Installation.database_id).scalar_subquery()
