"""A debate as it is stored, beside what changes make of one: how the two are compared."""

from collections.abc import Mapping
from dataclasses import replace

from app.core.debate.graph import SHARED, Graph
from app.core.debate.whole import Debate


def same(debate: Debate) -> Debate:
    """A debate without what no change says: the order of accounts, and the revision."""
    return replace(debate, accounts=tuple(sorted(debate.accounts)), revision=0)


def told(graph: Graph) -> list[object]:
    """All that a graph holds, and all that is made of it."""
    made = (getattr(graph, name) for name in (*SHARED, "credences_of", "counted_of", "raters"))
    # An account that nothing names any more may stay until everything is read anew.
    named = (Graph.with_credences(graph, ()).accounts, graph.revision)
    rest = replace(graph, accounts={}, account_keys={})
    return [rest, *named, *(dict(each) if isinstance(each, Mapping) else each for each in made)]
