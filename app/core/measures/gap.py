"""Stated, prior, implied: what people say of a node, before the reasons, and what the map gives.

They are three numbers and never one: using what people state of an inner node as its base would
count the reasons below it twice. All are credences in [0, 1]; gaps in log-odds are in nats.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.core.engine.network import Network, NetworkFault, check_probability, clipped_base
from app.core.engine.rollup import roll_up
from app.core.engine.semantics import DEFAULT
from app.core.measures.one_hop import OneHop, inner_nodes, inside, source_of, with_copied_sources
from app.core.measures.pooling import logit, sigmoid
from app.core.measures.reason_effects import reasons_at

ASSUMED_PRIOR = 0.5
CROWD_WEIGHT = 3.0


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


@dataclass(frozen=True, slots=True)
class Explained:
    """How far a node's direct reasons explain what people state of it; as in ``Numbers``."""

    prior: float
    prior_assumed: bool
    stated: float | None
    one_hop: float | None


def one_hop_at(
    network: Network, node: str, screened: Mapping[str, float], semantics: str = DEFAULT
) -> float | None:
    """Give what one hop gives for one node, from the map as screened by what is stated.

    The same as ``numbers`` gives for it, at the cost of its own reasons. ``screened`` are the
    strengths with every stated node held at what is stated. None for a node without reasons.
    """
    edges = reasons_at(network, node)
    if not edges:
        return None
    copies = {source_of(source): source for edge in edges for source in edge.sources}
    own = tuple(map(with_copied_sources, edges))
    local = Network({node: network.bases[node], **dict.fromkeys(copies)}, own)
    held = {copy: screened[source] for copy, source in copies.items() if source in screened}
    return roll_up(local, semantics=semantics, clamp=held).strengths[node]


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
    inner = inner_nodes(network)
    bases = {
        node: known.get(node) if node in inner else stated.get(node, known.get(node))
        for node in network.bases
    }
    return replace(network, bases=bases)


def numbers(
    network: Network,
    stated: Mapping[str, float],
    prior: Mapping[str, float] | None = None,
    n_effective: Mapping[str, float] | None = None,
    *,
    semantics: str = DEFAULT,
    anchored: bool = True,
) -> dict[str, Numbers]:
    """Give stated, prior, implied, one hop, gap, anchor and blend of every node.

    ``stated`` and ``prior`` hold pooled credences of the nodes that have them, ``n_effective``
    how many people stand behind ``stated`` (only for the blend). Not ``anchored``: no anchors,
    which cost more than all the rest.
    """
    known, people = prior or {}, n_effective or {}
    deep = deep_network(network, stated, known)
    implied = roll_up(deep, semantics=semantics).strengths
    hop = OneHop.of([deep], [stated], semantics)
    (one_hop,), (anchors,) = hop.strengths(), hop.anchors() if anchored else [{}]
    return {
        node: _numbers(
            known.get(node),
            stated.get(node),
            implied.get(node),
            one_hop.get(node),
            anchors.get(node),
            people.get(node),
        )
        for node in network.bases
    }


def largest_gaps(found: Mapping[str, Numbers], limit: int = 20) -> list[str]:
    """Give the nodes with the largest gaps in nats, largest first, ties by id."""
    gaps = {node: abs(entry.gap) for node, entry in found.items() if entry.gap is not None}
    return sorted(gaps, key=lambda node: (-gaps[node], node))[:limit]


def anchored_network(
    network: Network,
    stated: Mapping[str, float],
    prior: Mapping[str, float] | None = None,
    *,
    semantics: str = DEFAULT,
) -> Network:
    """Give the map whose roll-up starts from people's own numbers, for what-ifs and cruxes.

    Leaves have what is stated as base, inner nodes the anchor: the part of what is stated that
    the reasons listed do not explain. In a map without loops it rolls up to exactly ``stated``,
    unless an anchor would have to lie outside [EPSILON, 1 - EPSILON].
    """
    (bases,) = anchored_bases(network, [stated], prior, semantics=semantics)
    return replace(network, bases=bases)


def anchored_bases(
    network: Network,
    stated: Sequence[Mapping[str, float]],
    prior: Mapping[str, float] | None = None,
    *,
    semantics: str = DEFAULT,
) -> list[dict[str, float | None]]:
    """Give the bases of ``anchored_network`` for many people at once, about the same nodes."""
    deeps = [deep_network(network, each, prior) for each in stated]
    found = OneHop.of(deeps, stated, semantics).anchors()
    return [
        {**deep.bases, **{node: anchor for node, (anchor, _) in anchors.items()}}
        for deep, anchors in zip(deeps, found, strict=True)
    ]


def blend(stated: float, implied: float, n_effective: float) -> float:
    """Give the log-linear pool of crowd and map: logit = l logit stated + (1-l) logit implied.

    l = n_eff / (n_eff + 3), so three people weigh as much as the map (ours).
    """
    share = n_effective / (n_effective + CROWD_WEIGHT)
    crowd, map_says = logit(clipped_base(stated)), logit(clipped_base(implied))
    return sigmoid(share * crowd + (1.0 - share) * map_says)


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
        gap = logit(clipped_base(stated)) - logit(inside(one_hop))
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


def _check(field: str, credences: Mapping[str, float], network: Network) -> None:
    for node, credence in credences.items():
        if node not in network.bases:
            raise NetworkFault(f"{field}.{node}", "there is no such node.")
        check_probability(f"{field}.{node}", credence)
