"""What an account of a blind debate may know, of a graph and of a whole debate alike."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.core.debate.graph import Graph
from app.core.debate.knowing import EVERYTHING, Audience, audience_of, known_graph, known_to
from app.core.debate.rows import Account, CredenceEntry, Settings
from app.core.debate.whole import Debate
from app.core.permissions import Role
from tests.core.graphs import claim

WHEN = datetime(2026, 1, 1, tzinfo=UTC)
SETTINGS = Settings(
    *("tea", "Tea", None, None, None, "sbn", "geometric", "public", "annotator"),
    blind=True,
    licence=None,
    authors=(),
    origin=None,
    theses=(),
)


def entry(account: str, node: str, value: float | None = 0.5, **more: Any) -> CredenceEntry:
    plain = {"wording": 2, "ill_posed": value is None, "withdrawn": False, "note": None}
    return CredenceEntry(**{**plain, **more}, account=account, node=node, value=value, at=WHEN)


def debate(*entries: CredenceEntry) -> Debate:
    return Debate(
        SETTINGS,
        claims=(claim("c1", wording=2), claim("c2", wording=2, account="ed")),
        accounts=tuple(Account(name, name.title()) for name in ("ann", "bob", "ed")),
        credences=entries,
    )


def seen(whole: Debate, account: str | None) -> tuple[set[tuple[str, str]], Graph]:
    """Return who gave what, and the graph, after both ways of knowing have agreed."""
    known = known_to(whole, account)
    numbers = {row.id: at for at, row in enumerate(whole.accounts, start=1)}
    graph = known_graph(whole.graph, numbers[account] if account else None)
    assert [row[2:] for row in graph.credences] == [row[2:] for row in known.graph.credences]
    return {(row.account, row.node) for row in known.credences}, graph


@pytest.mark.parametrize(
    ("own", "opens"),
    [
        ((), False),
        ((entry("ann", "c1"),), True),
        ((entry("ann", "c1", None),), True),
        ((entry("ann", "c1", wording=1),), False),
        ((entry("ann", "c1"), entry("ann", "c1", None, ill_posed=False, withdrawn=True)), False),
        ((entry("ann", "c1", wording=1), entry("ann", "c1")), True),
        ((entry("ann", "c2"),), False),
    ],
    ids=["none", "number", "ill-posed", "earlier wording", "withdrawn", "given anew", "elsewhere"],
)
def test_a_credence_that_counts_opens_its_node(own: Any, opens: bool) -> None:
    whole = debate(entry("bob", "c1"), *own)
    given, graph = seen(whole, "ann")
    assert (("bob", "c1") in given) == opens
    assert given >= {("ann", row.node) for row in own}
    assert any(row.name == "Bob" for row in graph.credences) == opens


def test_a_visitor_knows_no_credence_and_nobody_by_one() -> None:
    given, graph = seen(debate(entry("bob", "c1"), entry("ann", "c2")), None)
    assert (given, graph.credences) == (set(), ())
    assert graph.accounts == {"ed": "Ed"}


def test_only_a_blind_debate_has_readers_who_may_not_know_all() -> None:
    assert Audience(knows_all=True, account=None) == EVERYTHING
    assert audience_of(Role.READER, None, blind=False) == EVERYTHING
    assert audience_of(Role.OWNER, 7, blind=True) == EVERYTHING
    assert audience_of(Role.EDITOR, 7, blind=True) == Audience(knows_all=False, account=7)
