"""Accounts that give credences, by name, and claims that are worded anew."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.services import accounts, claims, credences
from app.services.accounts import AccountRow
from app.services.claims import ClaimEdit
from app.services.credences import NewCredence
from tests.web.library import SITE_OWNER

Given = Mapping[str, float]


def rate(app: Any, slug: str = "kettle", /, *, wording: int = 1, **by_name: Given) -> None:
    """Let accounts, made where there are none, give credences to nodes at a wording."""
    with app.state.database.writing() as session:
        for name, given in by_name.items():
            account = _account(session, name)
            for node, value in given.items():
                new = NewCredence(value=value, wording=wording)
                credences.give(session, account.actor, slug, node, new)


def reword(app: Any, node: str, text: str, slug: str = "kettle") -> None:
    """Let the site's owner give a claim its second wording."""
    with app.state.database.writing() as session:
        claims.reword(session, SITE_OWNER, slug, node, ClaimEdit(text=text, wording=1))


def _account(session: Session, name: str) -> AccountRow:
    try:
        return accounts.find_account(session, name)
    except NotFound:
        return accounts.add_account(session, name)
