"""What a reader may know of a debate: said here once, for pages, answers and files alike.

In a blind debate, others' credences on a node are known to its owners, and to whoever has given
the node a credence that counts. Everybody else gets a debate without them, and all that is made
of it, numbers, orders, lists and words, is made of that.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple, Protocol, TypeVar

from app.core.debate.counting import Given, WordingOf, counted, present
from app.core.debate.graph import Graph
from app.core.debate.shape import Id
from app.core.debate.whole import Debate
from app.core.permissions import Role


class Audience(NamedTuple):
    """Whom a debate is shown to: whoever may know all of it, or one account, None for a visitor."""

    knows_all: bool
    account: int | None = None


EVERYTHING = Audience(knows_all=True)


class _Given(Given, Protocol):
    @property
    def account(self) -> object:
        """Return who gave it."""
        ...


G = TypeVar("G", bound=_Given)


def audience_of(role: Role, account: int | None, *, blind: bool) -> Audience:
    """Tell what somebody with a role in a debate may know of it."""
    if not blind or role is Role.OWNER:
        return EVERYTHING
    return Audience(knows_all=False, account=account)


def opened(standing: Iterable[G], account: object, wording_of: WordingOf) -> frozenset[Id]:
    """Return the nodes on which an account has a credence that counts, of all that stand."""
    own = (row for row in standing if row.account == account)
    return frozenset(row.node for row in counted(own, wording_of))


def known_credences(given: Iterable[G], account: object, open_to: frozenset[Id]) -> tuple[G, ...]:
    """Return an account's own credences, and all of them on the nodes that are open to it."""
    return tuple(row for row in given if row.account == account or row.node in open_to)


def known_graph(graph: Graph, account: int | None) -> Graph:
    """Return a blind debate's graph as an account may know it, or a visitor (None)."""
    open_to = opened(graph.credences, account, graph.wording_of)
    return graph.with_credences(known_credences(graph.credences, account, open_to))


def known_to(debate: Debate, account: Id | None) -> Debate:
    """Return a blind debate as an account may know it, or a visitor (None).

    Accounts that nothing names any more are left out with the credences.
    """
    open_to = opened(present(debate.credences), account, debate.wording_of)
    known = known_credences(debate.credences, account, open_to)
    return replace(debate, credences=known).with_named_accounts()
