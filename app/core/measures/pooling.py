"""One number from many people's credences on one claim.

The default is the geometric mean of odds: it is externally Bayesian (Genest 1984), so it does
not matter whether people update on shared evidence before or after they are pooled. Credences
are probabilities in [0, 1]; weights are any finite numbers >= 0, and only their ratios matter.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.engine.network import EPSILON, NetworkFault, check_probability, clipped_base
from app.core.vocabulary import Pooling

TRIM = 0.1
MOST_WEIGHT = 1e100


@dataclass(frozen=True, slots=True)
class Pool:
    """A pooled credence and what it rests on.

    ``value`` and ``quartiles`` are credences; ``n_effective`` is how many equally weighted people
    the weights amount to (Kish 1965).
    """

    value: float
    n: int
    n_effective: float
    quartiles: tuple[float, float, float]
    method: Pooling


def logit(credence: float) -> float:
    """Give the log-odds, in nats, of a credence strictly between 0 and 1."""
    return math.log(credence / (1.0 - credence))


def sigmoid(log_odds: float) -> float:
    """Give the credence of some log-odds in nats, without overflow at either end."""
    if log_odds >= 0.0:
        return 1.0 / (1.0 + math.exp(-log_odds))
    odds = math.exp(log_odds)
    return odds / (1.0 + odds)


def check_credences(field: str, values: Sequence[float]) -> list[float]:
    """Give the values back as floats; NetworkFault naming ``field`` if empty or out of [0, 1]."""
    if len(values) == 0:
        raise NetworkFault(field, "needs at least one number.")
    for i, value in enumerate(values):
        check_probability(f"{field}[{i}]", value)
    return [float(value) for value in values]


def check_weights(field: str, weights: Sequence[float] | None, n: int) -> list[float]:
    """Give n weights that sum to 1 (equal ones for None); NetworkFault naming ``field``."""
    if weights is None:
        return [1.0 / n] * n
    if len(weights) != n:
        raise NetworkFault(field, f"needs {n} numbers, one a credence, not {len(weights)}.")
    for i, weight in enumerate(weights):
        if not 0.0 <= weight < math.inf:
            raise NetworkFault(f"{field}[{i}]", f"must be a number, 0 or more, not {weight!r}.")
    largest = max(weights)
    if largest == 0.0:
        raise NetworkFault(field, "must not all be 0.")
    # Dividing by the largest first keeps huge and tiny weights from over- and underflowing.
    scaled = [weight / largest for weight in weights]
    total = math.fsum(scaled)
    return [weight / total for weight in scaled]


def pool(
    credences: Sequence[float],
    weights: Sequence[float] | None = None,
    method: str = Pooling.GEOMETRIC,
) -> Pool:
    """Pool n credences into one.

    ``weights`` (n numbers >= 0, default equal) are usually confidence x recency x reputation.
    Raises NetworkFault naming the field for empty input, NaN, values out of range, or an unknown
    method. Sources: geometric, Genest 1984 and Satopää et al. 2014; extremised, Neyman &
    Roughgarden 2021; weighted median with recency weights, as Metaculus does.
    """
    chosen = _method(method)
    raw = check_credences("credences", credences)
    shares = check_weights("weights", weights, len(raw))
    clipped = [clipped_base(p) for p in raw]
    n_effective = effective_n(shares)
    return Pool(
        value=_value(clipped, shares, chosen, n_effective),
        n=len(raw),
        n_effective=n_effective,
        quartiles=_quartiles(clipped, shares),
        method=chosen,
    )


def pool_many(
    credences: Sequence[Sequence[float]],
    weights: Sequence[Sequence[float]] | None = None,
    method: str = Pooling.GEOMETRIC,
) -> NDArray[np.float64]:
    """Pool many claims at once: one list of credences a claim in, one value a claim out.

    The result has shape (claims,), NaN where nobody has rated. Only the values: ask ``pool`` for
    quartiles. Raises NetworkFault as ``pool`` does.
    """
    chosen = _method(method)
    if weights is not None and [len(w) for w in weights] != [len(c) for c in credences]:
        raise NetworkFault("weights", "needs one number for each credence.")
    if chosen in (Pooling.GEOMETRIC, Pooling.LINEAR):
        return _pool_flat(credences, weights, chosen)
    rows = weights if weights is not None else [None] * len(credences)
    values = [
        pool(row, row_weights, chosen).value if len(row) else math.nan
        for row, row_weights in zip(credences, rows, strict=True)
    ]
    return np.array(values, dtype=np.float64)


def effective_n(weights: Sequence[float]) -> float:
    """Give (sum w)^2 / sum w^2: how many equally weighted people these weights amount to."""
    return math.fsum(weights) ** 2 / math.fsum(w * w for w in weights)


def extremising_factor(n: float) -> float:
    """Give the factor on the mean log-odds for n >= 1 people, from 1 up towards sqrt(3).

    Neyman & Roughgarden 2021, n(sqrt(3n^2 - 3n + 1) - 2) / (n^2 - n - 1), multiplied out so that
    the golden ratio, where that is 0/0, needs no special case.
    """
    if not n >= 1.0:
        raise NetworkFault("n", f"must be 1 or more, not {n}.")
    return 3.0 * n / (math.sqrt(3.0 * n * n - 3.0 * n + 1.0) + 2.0)


def weighted_quantile(values: Sequence[float], weights: Sequence[float], share: float) -> float:
    """Give the value below which ``share`` of the weight lies; the mean of two at a tie.

    Averaging at ties is what makes the quantile of 1 - p one minus the quantile of p.
    """
    ranked = sorted(zip(values, weights, strict=True))
    total = math.fsum(weights)
    slack = 1e-12 * total
    goal = share * total
    lower = upper = ranked[-1][0]
    running = 0.0
    found_lower = False
    for value, weight in ranked:
        running += weight
        if not found_lower and weight > 0.0 and running >= goal - slack:
            lower, found_lower = value, True
        if running > goal + slack:
            upper = value
            break
    return (lower + upper) / 2.0


def _method(method: str) -> Pooling:
    try:
        return Pooling(method)
    except ValueError:
        known = ", ".join(Pooling)
        raise NetworkFault("method", f"must be one of {known}, not {method!r}.") from None


def _value(clipped: list[float], shares: list[float], method: Pooling, n_effective: float) -> float:
    if method is Pooling.LINEAR:
        value = math.fsum(w * p for w, p in zip(shares, clipped, strict=True))
    elif method is Pooling.WEIGHTED_MEDIAN:
        value = weighted_quantile(clipped, shares, 0.5)
    elif method is Pooling.TRIMMED:
        value = sigmoid(_trimmed_mean([logit(p) for p in clipped], shares))
    else:
        mean = math.fsum(w * logit(p) for w, p in zip(shares, clipped, strict=True))
        if method is Pooling.EXTREMISED:
            return clipped_base(sigmoid(mean * extremising_factor(max(n_effective, 1.0))))
        value = sigmoid(mean)
    # Rounding may step outside the people's own range by one unit in the last place.
    return min(max(value, min(clipped)), max(clipped))


def _trimmed_mean(values: list[float], shares: list[float]) -> float:
    """Mean of the middle 80 % of the weight; people on the edge count with what is left."""
    kept: list[tuple[float, float]] = []
    running = 0.0
    for value, weight in sorted(zip(values, shares, strict=True)):
        start, running = running, running + weight
        inside = min(running, 1.0 - TRIM) - max(start, TRIM)
        if inside > 0.0:
            kept.append((value, inside))
    return math.fsum(v * w for v, w in kept) / math.fsum(w for _, w in kept)


def _quartiles(values: list[float], shares: list[float]) -> tuple[float, float, float]:
    lower, middle, upper = (weighted_quantile(values, shares, q) for q in (0.25, 0.5, 0.75))
    return lower, middle, upper


def _pool_flat(
    credences: Sequence[Sequence[float]],
    weights: Sequence[Sequence[float]] | None,
    method: Pooling,
) -> NDArray[np.float64]:
    sizes = np.array([len(row) for row in credences], dtype=np.int64)
    flat = np.array([p for row in credences for p in row], dtype=np.float64)
    _refuse_outside("credences", flat, 1.0)
    owner = np.repeat(np.arange(len(sizes)), sizes)
    given = np.ones(len(flat)) if weights is None else np.array([w for r in weights for w in r])
    _refuse_outside("weights", given, MOST_WEIGHT)
    p = np.clip(flat, EPSILON, 1.0 - EPSILON)
    terms = np.log(p / (1.0 - p)) if method is Pooling.GEOMETRIC else p
    total = np.bincount(owner, weights=given, minlength=len(sizes))
    if bool(((total == 0.0) & (sizes > 0)).any()):
        raise NetworkFault("weights", "must not all be 0 for a claim.")
    with np.errstate(invalid="ignore"):
        means = np.bincount(owner, weights=given * terms, minlength=len(sizes)) / total
    return 1.0 / (1.0 + np.exp(-means)) if method is Pooling.GEOMETRIC else means


def _refuse_outside(field: str, values: NDArray[np.float64], largest: float) -> None:
    fine = (values >= 0.0) & (values <= largest)
    if not bool(fine.all()):
        raise NetworkFault(field, f"must be from 0 to {largest:g}, not {values[~fine][0]}.")
