"""Accounts: making them, signing in by password, changing the password.

What hashes takes the database, not a session: it reads, hashes while nothing is open, and writes
in a transaction of its own, which looks again whether what was checked still holds.
"""

from contextlib import suppress
from dataclasses import field
from itertools import count

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.config import Settings
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from app.core.permissions import Actor
from app.core.texts import clean_name, fold_name, name_fault
from app.db import Database
from app.models import Account
from app.services import clock
from app.services.given import given
from app.services.ids import new_id
from app.services.passwords import (
    Hashed,
    hash_password,
    is_outdated,
    is_right,
    password_fault,
)
from app.services.sign_ins import (
    ROW,
    AccountRow,
    SignedIn,
    actor_of,
    make_sign_in_link,
    own_id,
    sign_out,
    sign_out_everywhere,
    start,
    touch,
    use_sign_in_link,
)
from app.services.throttle import Window, address_key

OWNER_NAME = "Owner"
FAILURES = Window(limit=25, seconds=300)
WRONG = "Name and password do not match."

# Sessions have a module of their own; handlers find everything about accounts here.
__all__ = [
    "AccountRow",
    "Credentials",
    "PasswordChange",
    "SignedIn",
    "actor_of",
    "add_account",
    "change_password",
    "ensure_owner",
    "find_account",
    "make_sign_in_link",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "sign_up",
    "start",
    "touch",
    "use_sign_in_link",
]


@given
class Credentials:
    """The name of an account and its password, which is never written out with the value."""

    name: str
    password: str = field(repr=False)


@given
class PasswordChange:
    """A password in place of the `old` one; whoever has none yet leaves that empty."""

    old: str = field(repr=False)
    new: str = field(repr=False)


def sign_up(
    database: Database,
    wanted: Credentials,
    settings: Settings,
    *,
    replacing: str | None = None,
) -> SignedIn:
    """Make an account and sign it in.

    Raises Forbidden when registration is closed, Invalid with the fields `name` and `password`,
    and Conflict with the field `name` when somebody has it.
    """
    if settings.registration == "closed":
        raise Forbidden("Registration is closed here. Ask the owner of this site for an account.")
    _check_new(clean_name(wanted.name), wanted.password)
    hashed = hash_password(wanted.password)
    with database.writing() as session:
        return start(session, add_account(session, wanted.name, hashed), settings, replacing)


def add_account(
    session: Session, name: str, password: Hashed | None = None, *, site_owner: bool = False
) -> AccountRow:
    """Make an account; without a password it can sign in by link only.

    Raises Invalid and Conflict with the field `name`, as `sign_up`.
    """
    name = clean_name(name)
    _check_new(name, None)
    try:
        with session.begin_nested():
            return _insert(session, name, password, site_owner=site_owner)
    except IntegrityError as error:
        taken = "Somebody has this name, or one that looks the same. Choose another."
        raise Conflict(taken, fields={"name": taken}) from error


def ensure_owner(session: Session) -> AccountRow:
    """Return the owner of the site; on a fresh installation, make one without a password."""
    for number in count(1):
        row = session.execute(select(*ROW).where(Account.site_owner).order_by(Account.id)).first()
        if row is not None:
            return AccountRow(*row)
        # The name may be somebody's, or another process may just have made the owner.
        with suppress(Conflict):
            name = OWNER_NAME if number == 1 else f"{OWNER_NAME} {number}"
            return add_account(session, name, site_owner=True)
    raise AssertionError("Counting has no end.")


def find_account(session: Session, name: str) -> AccountRow:
    """Return the account that signs in by this name; NotFound if there is none."""
    row = session.execute(select(*ROW).where(Account.name_key == fold_name(name))).one_or_none()
    if row is None:
        raise NotFound(f"There is no account called “{clean_name(name)}”.")
    return AccountRow(*row)


def sign_in(
    database: Database,
    form: Credentials,
    settings: Settings,
    *,
    address: str,
    replacing: str | None = None,
    failures: Window = FAILURES,
) -> SignedIn:
    """Check a password and start a session; `replacing` is the token held until now.

    An absent name and a wrong password give the same answer in the same time: Invalid. Raises
    TooMany after 25 failures in five minutes from one network address or for one name.
    """
    while True:
        account, stored = _checked(database, form, address, failures)
        hashed = hash_password(form.password) if is_outdated(stored) else stored
        with database.writing() as session:
            if _replace_password(session, account.id, stored, hashed):
                return start(session, account, settings, replacing)


def change_password(
    database: Database,
    actor: Actor,
    form: PasswordChange,
    settings: Settings,
    *,
    failures: Window = FAILURES,
) -> SignedIn:
    """Set a new password, end all sessions of the account and start one new session.

    Raises SignInNeeded, TooMany, and Invalid with the fields `old` and `new`.
    """
    while True:
        account, stored = _known(database, actor, form.old, failures)
        if fault := password_fault(form.new, account.name):
            raise Invalid(fault, {"new": fault})
        hashed = hash_password(form.new)
        with database.writing() as session:
            if _replace_password(session, account.id, stored, hashed):
                sign_out_everywhere(session, actor)
                return start(session, account, settings, None)


def _checked(
    database: Database, form: Credentials, address: str, failures: Window
) -> tuple[AccountRow, str]:
    key = fold_name(form.name[:200])
    tries = (address_key(address), f"name:{key}")
    failures.enter(*tries)
    account, stored = _with_password(database, Account.name_key == key)
    if not is_right(stored, form.password) or account is None or stored is None:
        raise Invalid(WRONG, {"password": WRONG})
    failures.forgive(*tries)
    return account, stored


def _known(
    database: Database, actor: Actor, old: str, failures: Window
) -> tuple[AccountRow, str | None]:
    account, stored = _with_password(database, Account.id == own_id(actor))
    if account is None:
        raise SignInNeeded("This account is gone.")
    key = f"change:{account.id}"
    failures.enter(key)
    if stored is not None and not is_right(stored, old):
        raise Invalid("The old password is not right.", {"old": "This is not your password."})
    failures.forgive(key)
    return account, stored


def _check_new(name: str, password: str | None) -> None:
    faults = {
        "name": name_fault(name),
        "password": None if password is None else password_fault(password, name),
    }
    found = {field: fault for field, fault in faults.items() if fault}
    if found:
        raise Invalid(" ".join(found.values()), found)


def _insert(session: Session, name: str, stored: str | None, *, site_owner: bool) -> AccountRow:
    row = session.execute(
        insert(Account)
        .values(
            public_id=new_id(),
            name=name,
            name_key=fold_name(name),
            password_hash=stored,
            site_owner=site_owner,
            created_at=clock.now(),
        )
        .returning(*ROW)
    ).one()
    return AccountRow(*row)


def _with_password(
    database: Database, which: ColumnElement[bool]
) -> tuple[AccountRow | None, str | None]:
    with database.reading() as session:
        row = session.execute(select(*ROW, Account.password_hash).where(which)).one_or_none()
    return (AccountRow(*row[:4]), row[4]) if row else (None, None)


def _replace_password(session: Session, account: int, stored: str | None, hashed: str) -> bool:
    """Store a hash in place of the one that was checked; False when another is there by now."""
    is_still = Account.password_hash.is_not_distinct_from(stored)
    replaced = session.execute(
        update(Account)
        .where(Account.id == account, is_still)
        .values(password_hash=hashed)
        .returning(Account.id)
    )
    return replaced.first() is not None
