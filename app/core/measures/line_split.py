"""Split a difference among very many things that differ, along the straight line between both.

Aumann & Shapley 1974: each thing's share is its derivative, averaged over the way from before to
after, times its difference. Where the value is affine in each thing this is the Shapley value
(Owen 1972); otherwise it is what that tends to for many small things. It costs a sweep for each
place on the way, however many things there are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from app.core.engine.network import Network
from app.core.engine.rollup import compile_plan, roll_up
from app.core.engine.semantics import DEFAULT
from app.core.engine.sensitivities import Sensitivities, sensitivities
from app.core.measures.shapley import ShapleySplit

Held = Mapping[str, float]
CLOSE = 1e-4
PLACES = (4, 8, 16, 32)


@dataclass(frozen=True, slots=True)
class Version:
    """A map of one node with its reasons, and what its sources are held at: probabilities."""

    network: Network
    held: Held

    @property
    def relevances(self) -> dict[str, float]:
        """The edges' own strengths."""
        return {edge.id: edge.relevance for edge in self.network.edges}


def split_along_line(
    before: Version, after: Version, node: str, semantics: str = DEFAULT
) -> ShapleySplit:
    """Split the difference at ``node`` among its base, its sources and its edges.

    Both versions must join the same things with the same weights. Not exact: each error is how
    far all shares together miss the difference, less than ``CLOSE`` wherever the value is smooth.
    """
    ends = [_value(each, node, semantics) for each in (before, after)]
    shares: dict[str, float] = {}
    for count in PLACES:
        shares = _shares(before, after, node, semantics, count)
        missed = abs(sum(shares.values()) - (ends[1] - ends[0]))
        if missed <= CLOSE:
            break
    moved = {name: share for name, share in shares.items() if share}
    return ShapleySplit(
        before=ends[0],
        after=ends[1],
        shares=moved,
        errors=dict.fromkeys(moved, missed),
        exact=False,
        evaluations=2 + 2 * sum(PLACES[: PLACES.index(count) + 1]),
    )


def _value(version: Version, node: str, semantics: str) -> float:
    return roll_up(version.network, semantics=semantics, clamp=version.held).strengths[node]


def _shares(
    before: Version, after: Version, node: str, semantics: str, count: int
) -> dict[str, float]:
    """Shares by Gauss-Legendre quadrature with ``count`` places on the way."""
    sources = {n: after.held[n] - p for n, p in before.held.items() if n in after.held}
    now = after.relevances
    steps = {edge: now[edge] - strength for edge, strength in before.relevances.items()}
    shares = dict.fromkeys((node, *sources, *steps), 0.0)
    points, weights = np.polynomial.legendre.leggauss(count)
    for place, weight in zip((points + 1.0) / 2.0, weights / 2.0, strict=True):
        # The base is switched, not moved: in log-odds there is no straight way for it.
        for base, chance in ((before, 1.0 - place), (after, place)):
            at = _between(before, after, base, node, float(place))
            swept = sensitivities(
                compile_plan(at.network), node, semantics=semantics, clamp=at.held
            )
            _add(shares, swept, sources, steps, float(weight * chance))
            sign = 1.0 if base is after else -1.0
            shares[node] += float(weight) * sign * _value(at, node, semantics)
    return shares


def _add(
    shares: dict[str, float], swept: Sensitivities, sources: Held, steps: Held, weight: float
) -> None:
    for name, difference in sources.items():
        shares[name] += weight * difference * swept.strengths[name]
    for name, difference in steps.items():
        shares[name] += weight * difference * swept.relevances[name]


def _between(before: Version, after: Version, base: Version, node: str, place: float) -> Version:
    """Give the version at a place on the way, 0 to 1, with the node's base of one of the two."""
    now, own = after.relevances, base.network.bases[node]
    edges = tuple(
        replace(edge, relevance=edge.relevance + place * (now[edge.id] - edge.relevance))
        for edge in before.network.edges
    )
    bases = {**before.network.bases, node: own}
    held = {n: p + place * (after.held[n] - p) for n, p in before.held.items() if n in after.held}
    return Version(Network(bases, edges), held)
