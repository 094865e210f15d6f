"""What is contested, and by whom: the one rule of it, for lists, chips, filters and tables.

A node is contested by people when one of them accepts it and another speaks against it, in
stances that stand; by accounts when their credences that count lie far apart.
"""

from typing import NamedTuple

from app.core.debate.graph import Graph, Stance
from app.core.debate.weighing import Weighing
from app.core.vocabulary import Side, StanceValue

FAR_APART = 0.1  # bits of disagreement (ROLLUP A9)


class Sides(NamedTuple):
    """The standing stances on a node, by side; those that say nothing are on none."""

    accepting: tuple[Stance, ...]
    rejecting: tuple[Stance, ...]
    unsure: tuple[Stance, ...]

    @property
    def are_split(self) -> bool:
        """Tell whether people are on both sides."""
        return bool(self.accepting and self.rejecting)


def sides_on(graph: Graph, node: str) -> Sides:
    """Sort the standing stances on a node by side."""
    found: dict[Side, list[Stance]] = {Side.FOR: [], Side.AGAINST: [], Side.NEITHER: []}
    for stance in graph.stances_of.get(node, ()):
        side = StanceValue(stance.value).side
        if stance.stands and side is not None:
            found[side].append(stance)
    return Sides(*(tuple(rows) for rows in found.values()))


def accounts_far_apart(weighing: Weighing, node: str) -> int:
    """Count the accounts whose credences in a node lie far apart; 0 where they do not."""
    values = weighing.credences.get(node, ())
    if len(values) < 2 or weighing.disagreement(node) < FAR_APART:
        return 0
    return len(values)
