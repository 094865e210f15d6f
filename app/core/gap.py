"""Stated, prior, implied: what people say of a node, before the reasons, and what the map gives.

They are three numbers and never one: using what people state of an inner node as its base would
count the reasons below it twice. All are credences in [0, 1]; gaps in log-odds are in nats.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.core.network import (
    EPSILON,
    Edge,
    Network,
    NetworkFault,
    check_probability,
    clipped_base,
)
from app.core.plan import Plan
from app.core.pooling import logit, sigmoid
from app.core.rollup import compile_plan, roll_up
from app.core.wording import percent, points

SOURCE = "\x1f"
ASSUMED_PRIOR = 0.5
CROWD_WEIGHT = 3.0
MOST_STEPS = 100
CLOSE = 1e-12

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Everything the map and the people say of one node; None where there is nothing to say.

    ``implied`` is deep (leaves stated, inner nodes prior); ``one_hop`` lets the direct reasons
    enter with what people state of them. ``gap`` = logit stated - logit one_hop, in nats, and
    ``gap_points`` the same as a difference of credences. ``anchor`` is the base at which one hop
    gives what is stated; not ``anchor_reached`` if even the most extreme base cannot.
    """

    prior: float
    prior_assumed: bool
    stated: float | None
    implied: float | None
    one_hop: float | None
    gap: float | None
    gap_points: float | None
    anchor: float | None
    anchor_reached: bool
    blended: float | None

    @property
    def sentence(self) -> str | None:
        """Say how what people state and what their reasons give differ, or None."""
        if self.stated is None or self.one_hop is None or self.gap_points is None:
            return None
        way = "more" if self.gap_points > 0 else "less"
        if round(100 * self.gap_points) == 0:
            return f"People say {percent(self.stated)}, as the reasons listed here give."
        return (
            f"People say {percent(self.stated)}; the reasons listed here give "
            f"{percent(self.one_hop)}, so they believe it {points(self.gap_points)} {way} "
            f"than those explain."
        )


def deep_network(
    network: Network, stated: Mapping[str, float], prior: Mapping[str, float] | None = None
) -> Network:
    """Give the map with its deep bases: leaves as stated (else prior), inner nodes as prior.

    A leaf with neither is unrated (base None); an inner node without a prior is taken at 0.5.
    The bases of ``network`` itself are not used. Raises NetworkFault naming a node at fault.
    """
    known = prior or {}
    _check("stated", stated, network)
    _check("prior", known, network)
    inner = _inner(network)
    bases = {
        node: known.get(node) if node in inner else stated.get(node, known.get(node))
        for node in network.bases
    }
    return replace(network, bases=bases)


def one_hop_network(network: Network) -> Network:
    """Give a map of depth one: every reason hangs on its own copy of its source, named source_of.

    Targets keep their bases. Clamp the copies to say what the sources are worth.
    """
    copies = {source_of(source) for edge in network.edges for source in edge.sources}
    return Network(
        bases={**network.bases, **dict.fromkeys(copies)},
        edges=tuple(with_copied_sources(edge) for edge in network.edges),
    )


def source_of(node: str) -> str:
    """Name the copy of ``node`` that stands for it as a source in a one-hop map."""
    return SOURCE + node


def with_copied_sources(edge: Edge) -> Edge:
    """Give the edge with its sources replaced by their copies."""
    return replace(edge, sources=tuple(map(source_of, edge.sources)))


def numbers(
    network: Network,
    stated: Mapping[str, float],
    prior: Mapping[str, float] | None = None,
    n_effective: Mapping[str, float] | None = None,
    *,
    semantics: str = "sbn",
) -> dict[str, Numbers]:
    """Give stated, prior, implied, one hop, gap, anchor and blend of every node.

    ``stated`` and ``prior`` hold pooled credences of the nodes that have them, ``n_effective``
    how many people stand behind ``stated`` (only for the blend).
    """
    known, people = prior or {}, n_effective or {}
    deep = deep_network(network, stated, known)
    unrated = {node for node, base in deep.bases.items() if base is None} - _inner(network)
    implied = roll_up(deep, semantics=semantics).strengths
    hop = _OneHop.of(deep, stated, semantics)
    one_hop, anchors = hop.strengths(), hop.anchors(stated)
    result = {}
    for node in network.bases:
        reasons = node in hop.targets
        result[node] = _numbers(
            known.get(node),
            stated.get(node),
            None if node in unrated else implied[node],
            one_hop[node] if reasons else None,
            anchors.get(node),
            people.get(node),
        )
    return result


def largest_gaps(found: Mapping[str, Numbers], limit: int = 20) -> list[str]:
    """Give the nodes with the largest gaps in nats, largest first, ties by id."""
    gaps = {node: abs(entry.gap) for node, entry in found.items() if entry.gap is not None}
    return sorted(gaps, key=lambda node: (-gaps[node], node))[:limit]


def anchored_network(
    network: Network,
    stated: Mapping[str, float],
    prior: Mapping[str, float] | None = None,
    *,
    semantics: str = "sbn",
) -> Network:
    """Give the map whose roll-up starts from people's own numbers, for what-ifs and cruxes.

    Leaves have what is stated as base, inner nodes the anchor: the part of what is stated that
    the reasons listed do not explain. In a map without loops it rolls up to exactly ``stated``,
    unless an anchor would have to lie outside [EPSILON, 1 - EPSILON].
    """
    deep = deep_network(network, stated, prior)
    anchors = _OneHop.of(deep, stated, semantics).anchors(stated)
    bases = {node: anchors[node][0] if node in anchors else deep.bases[node] for node in deep.bases}
    return replace(network, bases=bases)


def blend(stated: float, implied: float, n_effective: float) -> float:
    """Give the log-linear pool of crowd and map: logit = l logit stated + (1-l) logit implied.

    l = n_eff / (n_eff + 3), so three people weigh as much as the map (ours).
    """
    share = n_effective / (n_effective + CROWD_WEIGHT)
    crowd, map_says = logit(clipped_base(stated)), logit(clipped_base(implied))
    return sigmoid(share * crowd + (1.0 - share) * map_says)


@dataclass(frozen=True, slots=True)
class _OneHop:
    """A one-hop map with its sources clamped to what is stated, or else to what that gives."""

    plan: Plan
    bases: Mapping[str, float]
    sources: Mapping[str, float]
    targets: frozenset[str]
    semantics: str

    @classmethod
    def of(cls, deep: Network, stated: Mapping[str, float], semantics: str) -> "_OneHop":
        # A stated value screens off what lies below it, so unstated sources get their value
        # from the nearest stated nodes: this is what anchored mode will give them too.
        screened = roll_up(deep, semantics=semantics, clamp=stated).strengths
        inner = _inner(deep)
        rated = {node for node, base in deep.bases.items() if base is not None} | inner
        flat = one_hop_network(deep)
        used = {source for edge in deep.edges for source in edge.sources}
        return cls(
            plan=compile_plan(flat),
            bases={node: ASSUMED_PRIOR if b is None else b for node, b in deep.bases.items()},
            sources={source_of(node): screened[node] for node in used & rated},
            targets=frozenset(inner),
            semantics=semantics,
        )

    def strengths(self, bases: Mapping[str, float] | None = None) -> Mapping[str, float]:
        found = roll_up(self.plan, semantics=self.semantics, bases=bases, clamp=self.sources)
        return found.strengths

    def anchors(self, stated: Mapping[str, float]) -> dict[str, tuple[float, bool]]:
        """Give (anchor, reached) for each target that has a stated value."""
        nodes = sorted(self.targets & stated.keys())
        goals = np.array([logit(clipped_base(stated[node])) for node in nodes])

        def miss(odds: Array) -> Array:
            bases = {node: sigmoid(float(x)) for node, x in zip(nodes, odds, strict=True)}
            found = self.strengths({**self.bases, **bases}) if nodes else {}
            now: Array = np.array([logit(_inside(found[node])) for node in nodes]) - goals
            return now

        odds = _roots(miss, len(nodes))
        misses = np.abs(miss(odds)) < 1e-6
        return {
            node: (clipped_base(sigmoid(float(x))), bool(ok))
            for node, x, ok in zip(nodes, odds, misses, strict=True)
        }


def _roots(miss: Callable[[Array], Array], n: int) -> Array:
    """Solve n increasing equations at once by the Illinois rule (Dowell & Jarratt 1971).

    Where no base in range will do, the nearer end of the range is given.
    """
    end = logit(1.0 - EPSILON)
    low, high = np.full(n, -end), np.full(n, end)
    low_miss, high_miss = miss(low), miss(high)
    beyond = np.where(low_miss >= 0.0, -end, end)
    inside = (low_miss < 0.0) & (high_miss > 0.0)
    odds: Array = np.where(inside, 0.0, beyond)
    last = np.zeros(n)
    for _ in range(MOST_STEPS):
        if not bool(inside.any()):
            break
        step = high_miss * (high - low) / np.where(inside, high_miss - low_miss, 1.0)
        odds = np.where(inside, high - step, odds)
        now = miss(odds)
        rises, falls = inside & (now < 0.0), inside & (now >= 0.0)
        # Halving the miss of an end that stays twice running keeps it from staying for ever.
        high_miss = np.where(rises & (last < 0.0), high_miss / 2.0, high_miss)
        low_miss = np.where(falls & (last > 0.0), low_miss / 2.0, low_miss)
        low, low_miss = np.where(rises, odds, low), np.where(rises, now, low_miss)
        high, high_miss = np.where(falls, odds, high), np.where(falls, now, high_miss)
        last = np.where(rises, -1.0, np.where(falls, 1.0, last))
        inside &= (np.abs(now) > CLOSE) & (high - low > CLOSE)
    return odds


def _numbers(
    prior: float | None,
    stated: float | None,
    implied: float | None,
    one_hop: float | None,
    anchor: tuple[float, bool] | None,
    people: float | None,
) -> Numbers:
    gap = gap_points = blended = None
    if stated is not None and one_hop is not None:
        gap = logit(clipped_base(stated)) - logit(_inside(one_hop))
        gap_points = stated - one_hop
    if stated is not None and implied is not None and people is not None:
        blended = blend(stated, implied, people)
    return Numbers(
        prior=ASSUMED_PRIOR if prior is None else prior,
        prior_assumed=prior is None,
        stated=stated,
        implied=implied,
        one_hop=one_hop,
        gap=gap,
        gap_points=gap_points,
        anchor=None if anchor is None else anchor[0],
        anchor_reached=anchor is None or anchor[1],
        blended=blended,
    )


def _inner(network: Network) -> set[str]:
    return {edge.target for edge in network.edges if not edge.kind.targets_edge}


def _inside(strength: float) -> float:
    """Keep a strength that rounding has taken to 0 or 1 finite in log-odds."""
    return min(max(strength, 1e-15), 1.0 - 1e-15)


def _check(field: str, credences: Mapping[str, float], network: Network) -> None:
    for node, credence in credences.items():
        if node not in network.bases:
            raise NetworkFault(f"{field}.{node}", "there is no such node.")
        check_probability(f"{field}.{node}", credence)
