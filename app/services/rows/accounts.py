"""The accounts that a debate names: imported ones keep the id they came with."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.debate.patching import Named, Unpatchable
from app.core.debate.rows import Account as AccountRow
from app.core.debate.shape import Id
from app.models import Account, Citation, Credence, Node, Wording


class NamedAccounts(NamedTuple):
    """The ids of the accounts of a debate by key, and their rows by id."""

    ids: Mapping[int, Id]
    rows: Mapping[Id, AccountRow]


def named_accounts(session: Session, debate_id: int) -> NamedAccounts:
    """Return the accounts that anything in a debate names; an id that is taken is not kept."""
    keys = (
        select(Node.account_id)
        .where(Node.debate_id == debate_id)
        .union(
            select(Citation.account_id).where(Citation.debate_id == debate_id),
            select(Credence.account_id).where(Credence.debate_id == debate_id),
            select(Wording.account_id).join(Node).where(Node.debate_id == debate_id),
        )
    )
    columns = (Account.id, Account.public_id, Account.imported_id, Account.name)
    found = session.execute(select(*columns).where(Account.id.in_(keys)).order_by(Account.id)).all()
    taken = {row.public_id for row in found if row.imported_id is None}
    ids: dict[int, Id] = {}
    rows: dict[Id, AccountRow] = {}
    for key, public_id, imported_id, name in found:
        ids[key] = imported_id if imported_id and imported_id not in taken else public_id
        taken.add(ids[key])
        rows[ids[key]] = AccountRow(ids[key], name)
    return NamedAccounts(ids, rows)


class Naming(NamedTuple):
    """Accounts that a debate names, or named once.

    `documents` is what its documents call them, by public id; `keys` goes by that.
    """

    documents: Mapping[Id, Id]
    keys: Mapping[Id, int]
    rows: tuple[AccountRow, ...]


def named_with(session: Session, debate_id: int, also: Collection[Id]) -> Naming:
    """Return the accounts that a debate names, and those that have the public ids in `also`."""
    known = named_accounts(session, debate_id).ids
    columns = (Account.id, Account.public_id, Account.imported_id, Account.name)
    mine = or_(Account.id.in_(known), Account.public_id.in_(sorted(also)))
    found = session.execute(select(*columns).where(mine).order_by(Account.id)).all()
    taken = set(known.values())
    documents: dict[Id, Id] = {}
    for key, public_id, imported_id, _ in found:
        own = imported_id if imported_id and imported_id not in taken else public_id
        documents[public_id] = known.get(key, own)
        taken.add(documents[public_id])
    return Naming(
        documents,
        {documents[row.public_id]: row.id for row in found},
        tuple(AccountRow(documents[row.public_id], row.name) for row in found),
    )


def document_id(session: Session, debate_id: int, key: int | None) -> Id | None:
    """Return the id by which documents of a debate name an account; None if nothing names it."""
    return None if key is None else named_accounts(session, debate_id).ids.get(key)


def public_ids(session: Session, debate_id: int) -> dict[Id, Id]:
    """Return the public ids of the accounts that a debate names, by what documents call them."""
    named = named_accounts(session, debate_id).ids
    found = session.execute(select(Account.id, Account.public_id).where(Account.id.in_(named)))
    return {named[key]: public_id for key, public_id in found}


def accounts_by_public_id(
    session: Session, public_ids: Collection[Id], known: Mapping[Id, int]
) -> dict[Id, Named]:
    """Return accounts with the ids that documents of a debate have for them, by public id.

    `known` are the keys of the accounts that the debate names already, by those ids. Raises
    Unpatchable where all of them would have to be looked at to tell.
    """
    if not public_ids:
        return {}
    columns = (Account.id, Account.public_id, Account.imported_id, Account.name)
    found = session.execute(select(*columns).where(Account.public_id.in_(sorted(public_ids))))
    return {
        public_id: Named(key, _known_as(key, public_id, imported_id, known), name)
        for key, public_id, imported_id, name in found
    }


def _known_as(key: int, public_id: Id, imported_id: Id | None, known: Mapping[Id, int]) -> Id:
    for id_ in (imported_id, public_id):
        if id_ is not None and known.get(id_) == key:
            return id_
    if imported_id is not None or public_id in known:
        raise Unpatchable("accounts")
    return public_id
