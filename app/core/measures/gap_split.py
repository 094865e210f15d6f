"""Where the gap between two sides comes from, one step down, split exactly.

One hop by default: a stated value screens off what lies below it, so a deep split would put
almost everything on the root's own anchor. Drill down from the largest claim instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.core.engine.network import Network
from app.core.engine.rollup import roll_up
from app.core.engine.semantics import DEFAULT
from app.core.measures.line_split import Version, split_along_line
from app.core.measures.one_hop import source_of, with_copied_sources
from app.core.measures.partings import check_same_map
from app.core.measures.reason_effects import reasons_at
from app.core.measures.shapley import ShapleySplit, shapley
from app.core.measures.switchboard import switchboard

NOT_ON_THE_MAP = "not on the map"
MOST_PLAYERS = 40
"""Beyond these the orders to be sampled would cost more than a sweep or two of the reasons."""


@dataclass(frozen=True, slots=True)
class GapShare:
    """A part of the gap: ``kind`` is claim, relation or "not on the map" (then id is the root).

    ``share`` is signed like the gap, a difference of credences; ``error`` is a standard error.
    """

    id: str
    kind: str
    share: float
    error: float


@dataclass(frozen=True, slots=True)
class GapSplit:
    """The gap a - b at a node, split; the shares add up to it exactly, largest first."""

    node: str
    value_a: float
    value_b: float
    gap: float
    shares: tuple[GapShare, ...]
    exact: bool

    @property
    def drill_down(self) -> str | None:
        """Give the claim with the largest share: the next node to split at, or None."""
        return next((s.id for s in self.shares if s.kind == "claim"), None)


def split_gap(
    a: Network,
    b: Network,
    node: str,
    *,
    semantics: str = DEFAULT,
    permutations: int = 400,
    seed: int = 0,
) -> GapSplit:
    """Split the gap between two sides at ``node`` among what lies one step below it.

    Players are the values of the node's direct reasons, relations weighed differently, and the
    node's own base ("not on the map": what the reasons listed do not explain). Baseline Shapley
    (Sundararajan & Najmi 2020), with more than MOST_PLAYERS players along the line between the
    sides (Aumann & Shapley 1974). Raises NetworkFault for different maps or an unknown node.
    """
    check_same_map(a, b)
    before, after = (_version(side, node, semantics) for side in (b, a))
    board = switchboard(
        before.network,
        after.network,
        node,
        semantics=semantics,
        held_before=before.held,
        held_after=after.held,
    )
    players = [switch.id for switch in board.switches]
    if len(players) > MOST_PLAYERS and _weigh_alike(before, after):
        split = split_along_line(before, after, node, semantics)
    else:
        split = shapley(players, board.play, permutations=permutations, seed=seed)
    shares = _shares(split, node, {source_of(name): name for name in a.bases})
    gap = split.after - split.before
    return GapSplit(node, split.after, split.before, gap, shares, split.exact)


def _version(side: Network, node: str, semantics: str) -> Version:
    local = _local(side, node)
    return Version(local, _sources(side, local, semantics))


def _weigh_alike(before: Version, after: Version) -> bool:
    """Tell whether no reason has another weight, and none of the sources lacks a value."""
    pairs = zip(before.network.edges, after.network.edges, strict=True)
    alike = all((one.weight, one.if_false) == (two.weight, two.if_false) for one, two in pairs)
    return alike and before.held.keys() == after.held.keys()


def _local(network: Network, node: str) -> Network:
    edges = tuple(with_copied_sources(edge) for edge in reasons_at(network, node))
    copies = {source for edge in edges for source in edge.sources}
    return Network({node: network.bases[node], **dict.fromkeys(copies)}, edges)


def _sources(network: Network, local: Network, semantics: str) -> dict[str, float]:
    """What each of the sources is worth, deep in that side's own map."""
    found = roll_up(network, semantics=semantics).strengths
    return {source_of(n): value for n, value in found.items() if source_of(n) in local.bases}


def _shares(split: ShapleySplit, node: str, claims: Mapping[str, str]) -> tuple[GapShare, ...]:
    shares = []
    for player, share in split.shares.items():
        name, kind = claims.get(player, player), _kind(player, node, claims)
        shares.append(GapShare(name, kind, share, split.errors[player]))
    return tuple(sorted(shares, key=lambda s: (-abs(s.share), s.id)))


def _kind(name: str, node: str, claims: Mapping[str, str]) -> str:
    if name == node:
        return NOT_ON_THE_MAP
    return "claim" if name in claims else "relation"
