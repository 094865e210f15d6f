"""Two sides with numbers, on one map: each side's own credences, and no difference made up.

The map is what at least one of the two has rated. A leaf or step that only one of them rated
counts alike on both sides; an inner claim starts from what people say of it only where both say
something, so that it does not hide how their reasons differ. A node neither rated has no effect.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from app.core.debate.counting import counted
from app.core.debate.drafting import informed_nodes, network_of
from app.core.debate.graph import Graph
from app.core.engine.network import Network
from app.core.engine.rollup import roll_up
from app.core.engine.semantics import DEFAULT
from app.core.measures.camps import Camps, find_camps
from app.core.measures.gap import anchored_network
from app.core.measures.gap_split import GapSplit, split_gap
from app.core.measures.parting_ranges import RangeParting, RangePartings, find_range_partings
from app.core.measures.partings import Partings, find_partings
from app.core.measures.pooling import pool_many
from app.core.measures.switchboard import ancestors

Own = Mapping[str, float]
Range = tuple[float, float]
LENT = 1e-6
MOST_ANSWERS = 500_000


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sides on their common map."""

    a: Network
    b: Network


@dataclass(frozen=True, slots=True)
class SidesCompared:
    """The gap at one claim, its cruxes and its exact split; credences in [0, 1].

    `stated`: both gave the claim a credence; otherwise it is what their reasons give. `rated_a`
    and `rated_b` are the nodes on which each side said something itself.
    """

    at: str
    stated: bool
    report: Partings
    split: GapSplit
    rated_a: frozenset[str]
    rated_b: frozenset[str]

    @property
    def only_a(self) -> tuple[str, ...]:
        """The nodes that only the first side rated."""
        return tuple(sorted(self.rated_a - self.rated_b))

    @property
    def only_b(self) -> tuple[str, ...]:
        """The nodes that only the second side rated."""
        return tuple(sorted(self.rated_b - self.rated_a))


@dataclass(frozen=True, slots=True)
class RangeCompared:
    """An account and a person's words: everything of the person's is a range."""

    at: str
    stated: bool
    report: RangePartings
    beyond: tuple[str, ...]


def credences_by_account(graph: Graph) -> dict[int, dict[str, float]]:
    """Gather each account's credences that count: probabilities in [0, 1] by node."""
    found: dict[int, dict[str, float]] = {}
    for credence in counted(graph.credences, graph.counted_wording):
        if credence.value is not None:
            found.setdefault(credence.account, {})[credence.node] = credence.value
    return found


def held(graph: Graph, suppose: Own) -> Graph:
    """Return the graph for a what-if: nothing bears on what is supposed, nobody differs on it.

    The caller gives every side the supposed credences, by node, as its own.
    """
    if not suppose:
        return graph
    kept = {name: row for name, row in graph.relations.items() if row.target not in suppose}
    stances = tuple(row for row in graph.stances if row.node not in suppose)
    return replace(graph, relations=kept, stances=stances)


def pooled(members: Iterable[Own], pooling: str) -> dict[str, float]:
    """Pool what some accounts say of each node, over those of them who say something."""
    values: dict[str, list[float]] = {}
    for own in members:
        for node, value in own.items():
            values.setdefault(node, []).append(value)
    if not values:
        return {}
    numbers = pool_many(list(values.values()), method=pooling)
    return dict(zip(values, numbers.tolist(), strict=True))


def camps_of(owns: Mapping[int, Own], count: int | None = None) -> tuple[list[list[int]], Camps]:
    """Sort accounts into camps by how they answer; NetworkFault when nobody rated anything.

    Where very many accounts rated very many nodes, those that most of them rated decide.
    """
    accounts = sorted(owns)
    rated = Counter(node for own in owns.values() for node in own)
    most = max(1, MOST_ANSWERS // max(1, len(accounts)))
    nodes = sorted(sorted(rated, key=lambda node: (-rated[node], node))[:most])
    found = find_camps([[owns[who].get(node) for node in nodes] for who in accounts], count)
    members: list[list[int]] = [[] for _ in found.centres]
    for who, label in zip(accounts, found.labels, strict=True):
        members[label].append(who)
    return members, found


def pair_of(graph: Graph, a: Own, b: Own, *, semantics: str = DEFAULT) -> Pair:
    """Build the two sides, anchored so that each rolls up to what it says itself."""
    rated = {**b, **a}
    informed = informed_nodes(graph, rated)
    networks = [network_of(graph, {**rated, **own}, informed) for own in (a, b)]
    inner = {edge.target for edge in networks[0].edges}
    sides = []
    for network, own in zip(networks, (a, b), strict=True):
        stated = {
            node: {**rated, **own}[node]
            for node in network.bases
            if (node in a and node in b) or (node in rated and node not in inner)
        }
        sides.append(anchored_network(network, stated, _priors(graph), semantics=semantics))
    return Pair(*sides)


def _priors(graph: Graph) -> dict[str, float]:
    return {
        claim.id: claim.prior
        for claim in graph.claims.values()
        if claim.prior is not None and not graph.has_ended(claim.id)
    }


def default_claim(graph: Graph, pair: Pair, a: Own, b: Own, semantics: str) -> str | None:
    """Choose where to compare: the first thesis both have a view on, else a claim both rated."""
    values_a, values_b = (roll_up(side, semantics=semantics).strengths for side in (pair.a, pair.b))
    viewed = [node for node in graph.theses if node in values_a and node in values_b]
    apart = [node for node in viewed if values_a[node] != values_b[node]]
    shared = [node for node in graph.claims if node in a and node in b]
    shared.sort(key=lambda node: -abs(a[node] - b[node]))
    return next(iter([*apart, *viewed, *shared]), None)


def compare_sides(
    graph: Graph, a: Own, b: Own, at: str | None = None, *, semantics: str = DEFAULT
) -> SidesCompared | None:
    """Compare two accounts or camps at a claim; None where they share no view to compare.

    NetworkFault for a claim on which nothing that either rated bears.
    """
    pair = pair_of(graph, a, b, semantics=semantics)
    at = at or default_claim(graph, pair, a, b, semantics)
    if at is None:
        return None
    return SidesCompared(
        at=at,
        stated=at in a and at in b,
        report=find_partings(pair.a, pair.b, at, semantics=semantics, limit=12),
        split=split_gap(pair.a, pair.b, at, semantics=semantics),
        rated_a=frozenset(a),
        rated_b=frozenset(b),
    )


def ranges_of(graph: Graph, person: str) -> dict[str, Range]:
    """Return the analyst's wide reading of a person's standing stances on claims.

    Where there are several on one claim, the range that holds them all.
    """
    found: dict[str, Range] = {}
    for stance in graph.stances:
        if stance.person != person or not stance.stands or stance.node not in graph.claims:
            continue
        if graph.has_ended(stance.node):
            continue
        if stance.low is not None and stance.high is not None:
            low, high = found.get(stance.node, (stance.low, stance.high))
            found[stance.node] = (min(low, stance.low), max(high, stance.high))
    return found


def compare_with_person(
    graph: Graph, own: Own, person: str, at: str | None = None, *, semantics: str = DEFAULT
) -> RangeCompared | None:
    """Compare an account with a person at a claim; None where they share no view on it.

    What the person said nothing of is taken as the account has it, and is no crux.
    """
    ranges = ranges_of(graph, person)
    network = network_of(graph, own, informed_nodes(graph, own))
    inner = {edge.target for edge in network.edges}
    stated = {
        node: value
        for node, value in own.items()
        if node in network.bases and (node not in inner or node in ranges)
    }
    side = anchored_network(network, stated, _priors(graph), semantics=semantics)
    # Only where the account has a number can a difference be anybody's.
    known = roll_up(side, semantics=semantics).strengths
    used = {
        node: ends
        for node, ends in ranges.items()
        if node in own or (node in inner and node in known)
    }
    at = at or _shared_with_person(graph, network, used, own)
    if at is None or at not in known or not _bears(network, at, used):
        return None
    report = find_range_partings(side, network, used, at, semantics=semantics)
    # Where the person has the very number of the account, it was lent to them.
    own_cruxes = tuple(crux for crux in report.cruxes if crux.id in used or not _is_lent(crux))
    beyond = tuple(node for node in ranges if node not in used)
    both_say = at in own and at in ranges
    return RangeCompared(at, both_say, replace(report, cruxes=own_cruxes), beyond)


def _is_lent(crux: RangeParting) -> bool:
    return all(abs(end - crux.credence_a) < LENT for end in crux.credence_b)


def _bears(network: Network, at: str, used: Mapping[str, Range]) -> bool:
    """Tell whether anything the person said bears on a claim; all else would be lent numbers."""
    return not used.keys().isdisjoint(ancestors(network, at))


def _shared_with_person(
    graph: Graph, network: Network, used: Mapping[str, Range], own: Own
) -> str | None:
    viewed = [node for node in graph.theses if node in used]
    reached = [
        node for node in graph.theses if node in network.bases and _bears(network, node, used)
    ]
    rated = [node for node in graph.claims if node in used and node in own]
    return next(iter([*viewed, *rated, *reached]), None)
