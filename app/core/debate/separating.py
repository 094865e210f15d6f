"""What separates those who rated a debate: their camps, or the two of them, and the gap between.

Camps are found only among four accounts or more that split clearly. Of fewer, two are compared as
they are; of three nobody can say who stands together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.core.debate import two_sides
from app.core.debate.graph import Graph
from app.core.debate.two_sides import Own, SidesCompared
from app.core.engine.network import NetworkFault
from app.core.measures.camps import Camps

FEWEST = 4
# Of a camp at least this part must have rated a node, or it says little of the camp.
SHARE = 0.5


class Held(NamedTuple):
    """What the members of a side that rated a node hold of it: pooled, and how many they are."""

    value: float
    n: int


class Separator(NamedTuple):
    """A node on which sides differ: what each holds, in their order; None where too few rated."""

    node: str
    held: tuple[Held | None, ...]

    @property
    def apart(self) -> float:
        """Return how far the two that differ most are apart: a difference of credences."""
        values = [each.value for each in self.held if each]
        return max(values) - min(values) if len(values) > 1 else 0.0


@dataclass(frozen=True, slots=True)
class Separation:
    """Sides of accounts, by the keys of their members, and the nodes that separate them best.

    `gap` compares the first two where they share a view; `are_camps`: the sides were found, and
    are not just the two accounts there are.
    """

    sides: tuple[tuple[int, ...], ...]
    are_camps: bool
    nodes: tuple[Separator, ...]
    gap: SidesCompared | None


def separation(
    graph: Graph, pooling: str, semantics: str, suppose: Own, most: int
) -> Separation | None:
    """Find what separates the accounts of a debate; None where they are too few or do not split.

    `suppose` are the what-ifs: they hold for all sides alike.
    """
    held = two_sides.held(graph, suppose)
    owns = two_sides.credences_by_account(held)
    sides = sides_of(owns)
    if sides is None:
        return None
    rows = [[owns[who] for who in side] for side in sides]
    found = [
        Separator(node, tuple(_held(node, side, pooling) for side in rows))
        for node in dict.fromkeys(node for own in owns.values() for node in own)
        if node not in suppose
    ]
    apart = [row for row in found if row.apart >= two_sides.LENT]
    apart.sort(key=lambda row: (-round(row.apart, 9), row.node))
    return Separation(
        sides,
        len(owns) >= FEWEST,
        tuple(apart[:most]),
        _gap(held, rows, pooling, semantics, suppose),
    )


def sides_of(owns: Mapping[int, Own]) -> tuple[tuple[int, ...], ...] | None:
    """Return the camps of accounts, or the only two; None where there are no sides."""
    if len(owns) == 2:
        return tuple((who,) for who in sorted(owns))
    if len(owns) < FEWEST:
        return None
    members, _ = camps(owns)
    return tuple(map(tuple, members)) if len(members) > 1 else None


def camps(owns: Mapping[int, Own]) -> tuple[list[list[int]], Camps]:
    """Sort accounts into camps, as the page of comparisons does."""
    return two_sides.camps_of(owns)


def _held(node: str, side: Sequence[Own], pooling: str) -> Held | None:
    given = [{node: own[node]} for own in side if node in own]
    if not given or len(given) < SHARE * len(side):
        return None
    return Held(two_sides.pooled(given, pooling)[node], len(given))


def _gap(
    graph: Graph, rows: Sequence[Sequence[Own]], pooling: str, semantics: str, suppose: Own
) -> SidesCompared | None:
    a, b = (
        {**(side[0] if len(side) == 1 else two_sides.pooled(side, pooling)), **suppose}
        for side in rows[:2]
    )
    try:
        return two_sides.compare_sides(graph, a, b, semantics=semantics)
    except NetworkFault:
        return None
