"""How contested a claim is, and how much the disagreement matters.

Being unsure and disagreeing are different things: everyone at 50 % is uncertain, half at 0 and
half at 100 % is contested. Entropies are in bits; credences and their differences are in [0, 1]
and [-1, 1] (0.05 = 5 points).
"""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from app.core.engine.network import NetworkFault, check_probability, clipped_base
from app.core.measures.pooling import check_credences, check_weights, logit


@dataclass(frozen=True, slots=True)
class Contest:
    """The spread of n people's credences on one claim.

    ``total`` = ``shared`` + ``disagreement``, in bits, each in [0, 1]; ``log_odds_sd`` is in nats
    and tells people near the ends apart; ``credence_sd`` is in probability.
    """

    total: float
    shared: float
    disagreement: float
    log_odds_sd: float
    credence_sd: float
    mean: float
    n: int


@dataclass(frozen=True, slots=True)
class ValueOfInformation:
    """What settling a claim would do to the root: expected |change| (probability), and bits."""

    expected_change: float
    mutual_information: float


def entropy(credence: float) -> float:
    """Give the entropy in bits of a yes/no question held at ``credence``."""
    if credence <= 0.0 or credence >= 1.0:
        return 0.0
    rest = 1.0 - credence
    return -(credence * math.log2(credence) + rest * math.log2(rest))


def contest(credences: Sequence[float], weights: Sequence[float] | None = None) -> Contest:
    """Measure how n credences on one claim differ.

    ``disagreement`` is the Jensen-Shannon divergence of the raters (Lin 1991): total uncertainty
    H(mean) less the mean of everyone's own. Raises NetworkFault naming the field for empty input,
    NaN, or values out of range.
    """
    values = check_credences("credences", credences)
    shares = check_weights("weights", weights, len(values))
    mean = _mean(values, shares)
    total = entropy(mean)
    disagreement = _disagreement(values, shares)
    odds = [logit(clipped_base(p)) for p in values]
    return Contest(
        total=total,
        shared=total - disagreement,
        disagreement=disagreement,
        log_odds_sd=_sd(odds, shares),
        credence_sd=_sd(values, shares),
        mean=mean,
        n=len(values),
    )


def disagreement(credences: Sequence[float]) -> float:
    """Give the disagreement D of equally weighted credences, in bits, and nothing else.

    The same number as ``contest(credences).disagreement``, for credences known to be in [0, 1].
    Jensen-Shannon divergence, Lin 1991.
    """
    return _disagreement(credences, [1.0 / len(credences)] * len(credences))


def stake(
    swing: float, credences: Sequence[float], weights: Sequence[float] | None = None
) -> float:
    """Give what the disagreement on one claim is worth at the root, as a probability >= 0.

    ``swing`` = root if the claim were certain, less root if it were certainly false, in [-1, 1].
    Stake = |swing| x the standard deviation of the credences (after Howard 1966).
    """
    _check_swing(swing)
    values = check_credences("credences", credences)
    shares = check_weights("weights", weights, len(values))
    return abs(swing) * _sd(values, shares)


def value_of_information(
    credence: float, root_if_true: float, root_if_false: float
) -> ValueOfInformation:
    """Give what settling a claim held at ``credence`` is expected to do to the root.

    For the list of what to rate next, which is to come. E|change| = 2p(1-p)|swing|; mutual
    information = H(root) - E H(root | claim), in bits (Lindley 1956). By total probability the root
    now is the mixture of the two.
    """
    check_probability("credence", credence)
    check_probability("root_if_true", root_if_true)
    check_probability("root_if_false", root_if_false)
    chances = [credence, 1.0 - credence]
    swing = abs(root_if_true - root_if_false)
    information = _disagreement([root_if_true, root_if_false], chances)
    return ValueOfInformation(2.0 * chances[0] * chances[1] * swing, information)


def group_informed_consensus(agree: Sequence[int], seen: Sequence[int]) -> float:
    """Give the product over camps of (agree + 1) / (seen + 2), in (0, 1): high only if all agree.

    ``agree[g]`` of the ``seen[g]`` people of camp g agree. Source: the Polis consensus statistic
    (Small et al. 2021). Raises NetworkFault if the counts do not fit together.
    """
    if len(agree) == 0 or len(agree) != len(seen):
        raise NetworkFault("agree", f"needs one count for each of the {len(seen)} camps in seen.")
    for g, (yes, n) in enumerate(zip(agree, seen, strict=True)):
        if not 0 <= yes <= n:
            raise NetworkFault(f"agree[{g}]", f"must be from 0 to {n}, the number seen, not {yes}.")
    return math.prod((yes + 1) / (n + 2) for yes, n in zip(agree, seen, strict=True))


def consensus(credences: Sequence[float], camps: Sequence[Hashable], bar: float = 0.5) -> float:
    """Give the group-informed consensus of n people, counting a credence above ``bar`` as assent.

    For comparing camps, which is to come. The bar is ours: Polis people press a button, ours give
    a number.
    """
    values = check_credences("credences", credences)
    _check_camps(camps, len(values))
    counts: dict[Hashable, list[int]] = {}
    for p, name in zip(values, camps, strict=True):
        count = counts.setdefault(name, [0, 0])
        count[0] += p > bar
        count[1] += 1
    return group_informed_consensus(
        [c[0] for c in counts.values()], [c[1] for c in counts.values()]
    )


def _mean(values: Sequence[float], shares: Sequence[float]) -> float:
    return math.fsum(w * x for w, x in zip(shares, values, strict=True))


def _sd(values: Sequence[float], shares: Sequence[float]) -> float:
    if min(values) == max(values):  # the mean may be off by a rounding error
        return 0.0
    mean = _mean(values, shares)
    return math.sqrt(math.fsum(w * (x - mean) ** 2 for w, x in zip(shares, values, strict=True)))


def _disagreement(values: Sequence[float], shares: Sequence[float]) -> float:
    if min(values) == max(values):
        return 0.0
    uncertainty = math.fsum(w * entropy(p) for w, p in zip(shares, values, strict=True))
    return max(entropy(_mean(values, shares)) - uncertainty, 0.0)


def _check_swing(swing: float) -> None:
    if not -1.0 <= swing <= 1.0:
        raise NetworkFault("swing", f"must be from -1 to 1, not {swing}.")


def _check_camps(camps: Sequence[Hashable], n: int) -> None:
    if len(camps) != n:
        raise NetworkFault("camps", f"needs {n} names, one a credence, not {len(camps)}.")
