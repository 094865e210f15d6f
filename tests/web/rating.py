"""Accounts that give credences, by name."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.services import accounts, credences
from app.services.accounts import AccountRow
from app.services.credences import NewCredence

Given = Mapping[str, float]


def rate(app: Any, slug: str = "kettle", /, *, wording: int = 1, **by_name: Given) -> None:
    """Let accounts, made where there are none, give credences to nodes at a wording."""
    with app.state.database.writing() as session:
        for name, given in by_name.items():
            account = _account(session, name)
            for node, value in given.items():
                new = NewCredence(value=value, wording=wording)
                credences.give(session, account.actor, slug, node, new)


def _account(session: Session, name: str) -> AccountRow:
    try:
        return accounts.find_account(session, name)
    except NotFound:
        return accounts.add_account(session, name)
