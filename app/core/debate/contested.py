"""What is contested, and by whom: the one rule of it, for lists, chips, filters and tables.

A node is contested by people when one of them accepts it and another speaks against it, in their
own words and in stances that stand; by accounts when their credences that count lie far apart. What
was withdrawn or superseded is not contested. What is counted are claims, once each. Lists that rank
nodes by how far apart accounts are begin where there is any difference to see.
"""

from typing import NamedTuple

from app.core.debate.graph import Graph, Stance
from app.core.debate.holding import is_own
from app.core.debate.weighing import Weighing
from app.core.vocabulary import Side, StanceValue

# Bits of disagreement (ROLLUP A9): below the first it would be written as 0.000.
LEAST_APART = 0.0005
FAR_APART = 0.1
CONTESTED = "contested"
DOUBTING = frozenset({StanceValue.DOUBTS, StanceValue.DENIES_KNOWN})


class Sides(NamedTuple):
    """People's own standing stances on a node, by side; those that say nothing are on none."""

    accepting: tuple[Stance, ...]
    rejecting: tuple[Stance, ...]
    unsure: tuple[Stance, ...]

    @property
    def are_split(self) -> bool:
        """Tell whether people are on both sides."""
        return bool(self.accepting and self.rejecting)


def sides_on(graph: Graph, node: str) -> Sides:
    """Sort people's own standing stances on a node by side; what others report is left out."""
    found: dict[Side, list[Stance]] = {Side.FOR: [], Side.AGAINST: [], Side.NEITHER: []}
    for stance in graph.stances_of.get(node, ()):
        side = StanceValue(stance.value).side
        if is_own(stance) and side is not None:
            found[side].append(stance)
    return Sides(*(tuple(rows) for rows in found.values()))


def half_apart(graph: Graph) -> tuple[str, ...]:
    """List the nodes that some people accept and others only doubt, or deny to be known.

    Nobody rejects them, so they are not contested; those that most speak to come first.
    """
    found = [
        (node, len(sides.accepting) + len(sides.unsure))
        for node, rows in graph.stances_of.items()
        if len(rows) > 1 and not graph.has_ended(node)
        if (sides := sides_on(graph, node)).accepting and not sides.rejecting
        if any(stance.value in DOUBTING for stance in sides.unsure)
    ]
    order = {node: at for at, node in enumerate((*graph.claims, *graph.relations))}
    return tuple(node for node, _ in sorted(found, key=lambda row: (-row[1], order[row[0]])))


def people_split(graph: Graph, node: str) -> bool:
    """Tell whether people are on both sides of a node that has not ended."""
    return sides_on(graph, node).are_split and not graph.has_ended(node)


def accounts_apart(weighing: Weighing, node: str) -> float:
    """Return the disagreement of those who rated a node, in bits; 0 if it cannot be seen."""
    found = weighing.disagreement(node)
    return found if found > LEAST_APART else 0.0


def accounts_far_apart(weighing: Weighing, node: str) -> int:
    """Count the accounts whose credences in a node lie far apart; 0 where they do not."""
    is_far = accounts_apart(weighing, node) >= FAR_APART
    return len(weighing.credences[node]) if is_far else 0


def contested_claims(graph: Graph, weighing: Weighing) -> frozenset[str]:
    """Return the claims that people or accounts are apart on."""
    if CONTESTED not in weighing.sets:
        split = graph.kept(("stances",), "split", lambda: _split(graph))
        found = (split | _far_apart(weighing)) & graph.claims.keys()
        weighing.sets[CONTESTED] = frozenset(n for n in found if not graph.has_ended(n))
    return weighing.sets[CONTESTED]


def contested_in_order(graph: Graph, weighing: Weighing) -> tuple[str, ...]:
    """List the claims that people or accounts are apart on, in the order of the debate."""
    found = contested_claims(graph, weighing)
    return tuple(node for node in graph.claims if node in found)


def _split(graph: Graph) -> frozenset[str]:
    several = (node for node, rows in graph.stances_of.items() if len(rows) > 1)
    return frozenset(node for node in several if sides_on(graph, node).are_split)


def _far_apart(weighing: Weighing) -> frozenset[str]:
    for node in weighing.credences.keys() - weighing.apart.keys():
        weighing.disagreement(node)
    return frozenset(node for node, apart in dict(weighing.apart).items() if apart >= FAR_APART)
