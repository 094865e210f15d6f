"""Members: the accounts that have a role of their own in a debate."""

from dataclasses import dataclass
from typing import Annotated

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from app.core.errors import Invalid, NotFound
from app.core.permissions import Action, Actor, Role
from app.models import Account, Membership
from app.services import changes
from app.services.accounts import AccountRow, find_account
from app.services.changes import Act, Recorded
from app.services.debates import OpenDebate, check_may, open_for_change
from app.services.given import Word, given


@given
class MemberRole:
    """The role that the account called `name` is to have; None takes its own role away."""

    name: str
    role: Annotated[str, Word(Role)] | None = None


@dataclass(frozen=True, slots=True)
class MemberRow:
    """An account and the role it has in a debate."""

    account: str
    name: str
    role: Role


def list_members(session: Session, debate: OpenDebate) -> list[MemberRow]:
    """List the members of a debate by name; for its owners."""
    check_may(debate, Action.MANAGE_ROLES)
    rows = session.execute(
        select(Account.public_id, Account.name, Membership.role)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.debate_id == debate.id)
        .order_by(Account.name, Account.id)
    )
    return [MemberRow(account, name, Role(role)) for account, name, role in rows]


def set_role(session: Session, actor: Actor, slug: str, form: MemberRole) -> Recorded:
    """Give an account a role of its own in a debate, or take it away.

    Raises Invalid for an unknown role or account, and when the debate would lose its last owner.
    """
    debate = open_for_change(session, actor, slug, Action.MANAGE_ROLES)
    role, account = _wanted(form), _account(session, form.name)
    before = _role(session, debate, account)
    if before == role:
        return Recorded(account.public_id, debate.revision, changed=False)
    if before is Role.OWNER and _owners(session, debate) == 1:
        last = "A debate needs an owner. Make somebody else an owner first."
        raise Invalid(last, {"role": last})
    _store(session, debate, account, before, role)
    act = Act("change", "role", account.public_id)
    told, tells = {"role": before}, {"role": role}
    return changes.make(session, debate.id, actor, act, [], before=told, after=tells)


def _wanted(form: MemberRole) -> Role | None:
    if form.role is None:
        return None
    if form.role not in tuple(Role):
        fault = "Choose one of the roles."
        raise Invalid(fault, {"role": fault})
    return Role(form.role)


def _account(session: Session, name: str) -> AccountRow:
    try:
        return find_account(session, name)
    except NotFound as error:
        raise Invalid(error.message, {"name": error.message}) from error


def _role(session: Session, debate: OpenDebate, account: AccountRow) -> Role | None:
    found = session.scalar(
        select(Membership.role).where(
            Membership.debate_id == debate.id, Membership.account_id == account.id
        )
    )
    return Role(found) if found else None


def _owners(session: Session, debate: OpenDebate) -> int:
    counted = select(func.count()).where(
        Membership.debate_id == debate.id, Membership.role == Role.OWNER.value
    )
    return session.scalar(counted) or 0


def _store(
    session: Session,
    debate: OpenDebate,
    account: AccountRow,
    before: Role | None,
    role: Role | None,
) -> None:
    key = (Membership.debate_id == debate.id, Membership.account_id == account.id)
    if role is None:
        session.execute(delete(Membership).where(*key))
    elif before is None:
        new = insert(Membership).values(debate_id=debate.id, account_id=account.id, role=role.value)
        session.execute(new)
    else:
        session.execute(update(Membership).where(*key).values(role=role.value))
