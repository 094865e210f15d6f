"""Raters: the accounts whose credences stand in a debate, as far as the reader may know them."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Account, Credence
from app.services.debates import OpenDebate


@dataclass(frozen=True, slots=True)
class Rater:
    """An account that gave credences: its key, its public id, its name, on how many nodes."""

    account: int
    ref: str
    name: str
    nodes: int


def raters(session: Session, debate: OpenDebate) -> tuple[Rater, ...]:
    """List who gave credences in a debate, by name; in a blind debate only the reader.

    Who took all credences back is still listed here; what counts is in the graph.
    """
    statement = (
        select(Account.id, Account.public_id, Account.name, func.count(Credence.node_id.distinct()))
        .join(Credence, Credence.account_id == Account.id)
        .where(Credence.debate_id == debate.id)
        .group_by(Account.id, Account.public_id, Account.name)
        .order_by(Account.name, Account.id)
    )
    if debate.blind:
        statement = statement.where(Account.id == debate.actor.account_id)
    return tuple(Rater(*row) for row in session.execute(statement))
