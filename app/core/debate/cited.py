"""How well a debate is cited, and its weakest citation: the first that one should look up."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from app.core.debate.graph import Citation, Graph
from app.core.debate.standing import claims_above
from app.core.vocabulary import CitationRole, CitationState

PARTS = ("claims", "relations", "citations")
# The worst first. What nobody checked is not known to be wrong.
WORST = (
    CitationState.GONE,
    CitationState.CHANGED,
    CitationState.AMBIGUOUS,
    CitationState.UNCHECKED,
    CitationState.MOVED,
    CitationState.EXACT,
)
MOST_WEIGHED = 200


class Cited(NamedTuple):
    """How many citations are in which state, and the weakest; None where all are found exactly.

    `above` are the claims whose number hangs on what the weakest is cited for, at most 25.
    """

    states: Mapping[str, int]
    weakest: Citation | None
    above: int


def cited(graph: Graph) -> Cited:
    """Tell how well the nodes that stand are cited."""
    return graph.kept(PARTS, "cited", lambda: _cited(graph))


def _cited(graph: Graph) -> Cited:
    rows = [row for row in graph.citations if not graph.has_ended(row.node)]
    states = Counter(row.state for row in rows)
    worst = next((state for state in WORST if states[state]), CitationState.EXACT)
    if worst in (CitationState.EXACT, CitationState.MOVED):
        return Cited(states, None, 0)
    # A citation that supports carries more than one that gives context.
    weak = [row for row in rows if row.state == worst]
    weak.sort(key=lambda row: row.role != CitationRole.SUPPORTS)
    load = {row.id: len(claims_above(graph, row.node)) for row in weak[:MOST_WEIGHED]}
    heavy = min(
        weak[:MOST_WEIGHED], key=lambda row: (row.role != CitationRole.SUPPORTS, -load[row.id])
    )
    return Cited(states, heavy, load[heavy.id])
