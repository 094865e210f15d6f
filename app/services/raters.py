"""Raters: the accounts whose credences stand in a debate, as far as the reader may know them."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.debate.graph import Graph
from app.models import Account, Credence


@dataclass(frozen=True, slots=True)
class Rater:
    """An account that gave credences: its key, its public id, its name, on how many nodes."""

    account: int
    ref: str
    name: str
    nodes: int


def raters(session: Session, graph: Graph, debate_id: int) -> tuple[Rater, ...]:
    """List by name whose credences stand in the graph that a reader may know."""
    nodes = Counter(credence.account for credence in graph.credences)
    given = select(Credence.account_id).where(Credence.debate_id == debate_id)
    rows = session.execute(
        select(Account.id, Account.public_id, Account.name)
        .where(Account.id.in_(given))
        .order_by(Account.name, Account.id)
    )
    return tuple(Rater(*row, nodes=nodes[row.id]) for row in rows if row.id in nodes)
