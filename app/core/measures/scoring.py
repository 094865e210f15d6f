"""How good a person's credences were, once claims have resolved.

Forecasts are credences in [0, 1]; outcomes are 1 (true) or 0 (false), in the same order.
Made for the pages of resolved claims and of those who rated them, which are to come; until then
only tests call it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from app.core.engine.network import NetworkFault, clipped_base
from app.core.measures.pooling import check_credences

Z_95 = 1.959964
BINS = 10


@dataclass(frozen=True, slots=True)
class ScoreSplit:
    """brier = miscalibration - discrimination + uncertainty, exactly; all >= 0, lower is better.

    ``miscalibration`` (Murphy's reliability) may fall below 0 only with fixed bins.
    """

    brier: float
    miscalibration: float
    discrimination: float
    uncertainty: float
    n: int


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """The forecasts from ``low`` to ``high``: how many, their mean, and how often they were true.

    ``interval`` is a 95 % Wilson interval for the share that is true.
    """

    low: float
    high: float
    n: int
    mean_forecast: float
    observed: float
    interval: tuple[float, float]


def brier_score(forecasts: Sequence[float], outcomes: Sequence[float]) -> float:
    """Give the mean squared error (Brier 1950): 0 perfect, 0.25 for always saying 50 %."""
    values, truths = _checked(forecasts, outcomes)
    return _mean_square(values, truths)


def log_score(forecasts: Sequence[float], outcomes: Sequence[float]) -> float:
    """Give the mean ln of the probability given to what happened (Good 1952), in nats, <= 0.

    Forecasts are clipped as everywhere on the map, so one certain error costs 6.9, not infinity.
    """
    values, truths = _checked(forecasts, outcomes)
    pairs = zip(map(clipped_base, values), truths, strict=True)
    return math.fsum(math.log(p if truth else 1.0 - p) for p, truth in pairs) / len(values)


def score_split(
    forecasts: Sequence[float], outcomes: Sequence[float], groups: str = "isotonic"
) -> ScoreSplit:
    """Split the Brier score into miscalibration, discrimination and uncertainty.

    ``groups``: "values" (equal forecasts together: Murphy 1973), "isotonic" (pooled adjacent
    violators: Dimitriadis, Gneiting & Jordan 2021; best for few forecasts) or "bins" (tenths).
    """
    values, truths = _checked(forecasts, outcomes)
    recalibrated = [0.0] * len(values)
    for rows in _group(values, truths, groups):
        share = math.fsum(truths[i] for i in rows) / len(rows)
        for i in rows:
            recalibrated[i] = share
    brier = _mean_square(values, truths)
    best = _mean_square(recalibrated, truths)
    rate = math.fsum(truths) / len(truths)
    uncertainty = rate * (1.0 - rate)
    return ScoreSplit(brier, brier - best, uncertainty - best, uncertainty, len(values))


def calibration(
    forecasts: Sequence[float], outcomes: Sequence[float], groups: str = "isotonic"
) -> tuple[CalibrationBin, ...]:
    """Give the calibration curve, lowest forecasts first; ``groups`` as in ``score_split``."""
    values, truths = _checked(forecasts, outcomes)
    bins = []
    for rows in _group(values, truths, groups):
        hits = sum(truths[i] for i in rows)
        own = [values[i] for i in rows]
        bins.append(
            CalibrationBin(
                low=min(own),
                high=max(own),
                n=len(rows),
                mean_forecast=math.fsum(own) / len(rows),
                observed=hits / len(rows),
                interval=wilson_interval(hits, len(rows)),
            )
        )
    return tuple(bins)


def wilson_interval(hits: int, n: int) -> tuple[float, float]:
    """Give a 95 % interval for a share of ``hits`` in ``n`` (Wilson 1927)."""
    if not 0 <= hits <= n or n == 0:
        raise NetworkFault("hits", f"must be from 0 to n, and n at least 1, not {hits} of {n}.")
    z2 = Z_95 * Z_95
    centre = (hits + z2 / 2.0) / (n + z2)
    half = Z_95 * math.sqrt(hits * (n - hits) / n + z2 / 4.0) / (n + z2)
    # Rounding must not leave a share of none or all outside its own interval.
    low = 0.0 if hits == 0 else centre - half
    return low, 1.0 if hits == n else centre + half


def _checked(
    forecasts: Sequence[float], outcomes: Sequence[float]
) -> tuple[list[float], list[int]]:
    values = check_credences("forecasts", forecasts)
    if len(outcomes) != len(values):
        raise NetworkFault("outcomes", f"needs {len(values)} entries, one a forecast.")
    for i, outcome in enumerate(outcomes):
        if outcome not in (0, 1):
            raise NetworkFault(f"outcomes[{i}]", f"must be 0 or 1, not {outcome}.")
    return values, [int(outcome) for outcome in outcomes]


def _mean_square(values: Sequence[float], truths: Sequence[int]) -> float:
    return math.fsum((p - o) ** 2 for p, o in zip(values, truths, strict=True)) / len(values)


def _group(values: list[float], truths: list[int], groups: str) -> list[list[int]]:
    """Give row numbers grouped, lowest forecasts first."""
    if groups == "bins":
        return _by_key([min(int(p * BINS), BINS - 1) for p in values])
    if groups == "values":
        return _by_key(values)
    if groups == "isotonic":
        return _isotonic(_by_key(values), truths)
    raise NetworkFault("groups", f"must be isotonic, values or bins, not {groups!r}.")


def _by_key(keys: Sequence[float]) -> list[list[int]]:
    members: dict[float, list[int]] = {}
    for i, key in enumerate(keys):
        members.setdefault(key, []).append(i)
    return [members[key] for key in sorted(members)]


def _isotonic(blocks: list[list[int]], truths: list[int]) -> list[list[int]]:
    """Merge neighbours until the observed share rises from block to block."""
    merged: list[tuple[int, list[int]]] = []
    for block in blocks:
        hits, rows = sum(truths[i] for i in block), list(block)
        while merged and merged[-1][0] * len(rows) >= hits * len(merged[-1][1]):
            earlier_hits, earlier_rows = merged.pop()
            hits, rows = hits + earlier_hits, earlier_rows + rows
        merged.append((hits, rows))
    return [rows for _, rows in merged]
