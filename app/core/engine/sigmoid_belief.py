"""The default semantics: the map read as a sigmoid belief network."""

from collections.abc import Sequence

import numpy as np

from app.core.engine.fourier import Grid, expected_logistic, logistic_partials, range_grid
from app.core.engine.reasons import Array, Otherwise, Partials, Prepared, logit, sigmoid
from app.core.vocabulary import SemanticsName

TABLE_SIZE = 128
"""Largest number of outcomes enumerated at one node: 7 one-sided reasons or 4 two-sided ones."""


class Sbn:
    """Expected truth of a claim with log-odds logit base + sum of the reasons that apply.

    The one-step marginal of a sigmoid belief network (Neal 1992; Saul, Jaakkola and Jordan 1996).
    Few reasons are enumerated; many use the exact Fourier form of the expected logistic.
    """

    name = SemanticsName.SBN.value
    affine = True
    signed_sum = False
    weighted = True
    takes_log_odds = True

    def prepare(self, base: Array, weights: Array, otherwise: Array | None) -> Prepared:
        """All outcomes at each node, (outcomes, n, ...), or a grid if these are too many."""
        outcomes = 2 if otherwise is None else 3
        if outcomes ** len(weights) > TABLE_SIZE:
            return range_grid(base, weights, otherwise)
        return sigmoid(_outcomes(logit(base), weights, otherwise))

    def combine(
        self,
        base: Array,
        weights: Array,
        values: Array,
        otherwise: Otherwise | None = None,
        prepared: Prepared = None,
    ) -> Array:
        """Strengths (n, ...) from bases (n, ...) and reasons (k, n, ...)."""
        if prepared is None:
            prepared = self.prepare(base, weights, _weights_of(otherwise))
        if prepared is None or isinstance(prepared, Grid):
            return expected_logistic(base, weights, values, otherwise, prepared)
        # A table made once serves any number of runs.
        table: Array = prepared if prepared.ndim == values.ndim else prepared[..., None]
        for reason in range(len(weights) - 1, -1, -1):
            table = _fold(table, values[reason], _values_of(otherwise, reason))
        result: Array = table[0]
        return result

    def combine_one(self, base: float, weights: Sequence[float], values: Sequence[float]) -> float:
        """The strength of one node."""
        column = np.array([base])
        reasons = np.array([weights]).T
        return float(self.combine(column, reasons, np.array([values]).T)[0])

    def partials(
        self, base: Array, weights: Array, values: Array, otherwise: Otherwise | None = None
    ) -> Partials:
        """Derivatives, exact: differences between outcomes and expected logistic slopes."""
        table = self.prepare(base, weights, _weights_of(otherwise))
        if table is None or isinstance(table, Grid):
            return logistic_partials(base, weights, values, otherwise)
        _, by_value, by_second = _folded_slopes(table, values, otherwise)
        slope, slope_by_value, _ = _folded_slopes(table * (1.0 - table), values, otherwise)
        # E[slope and X=1] = x (E[slope] + (1-x) dE[slope]/dx) holds for one-sided reasons.
        by_weight = values * (slope + (1.0 - values) * slope_by_value)
        return Partials(slope / (base * (1.0 - base)), by_weight, by_value, by_second)


def _weights_of(otherwise: Otherwise | None) -> Array | None:
    return None if otherwise is None else otherwise.weights


def _values_of(otherwise: Otherwise | None, reason: int) -> Array | None:
    return None if otherwise is None else otherwise.values[reason]


def _outcomes(log_odds: Array, weights: Array, otherwise: Array | None) -> Array:
    """Log-odds of every outcome, (outcomes, n, ...); the last reason is the slowest digit."""
    outcomes = log_odds[None]
    for reason in range(len(weights)):
        added = [outcomes, outcomes + weights[reason]]
        if otherwise is not None:
            added.append(outcomes + otherwise[reason])
        outcomes = np.concatenate(np.broadcast_arrays(*added))
    return outcomes


def _fold(table: Array, value: Array, second: Array | None) -> Array:
    """The table with its slowest digit averaged out."""
    if second is None:
        half = len(table) // 2
        return table[:half] + (table[half:] - table[:half]) * value
    third = len(table) // 3
    stopped, if_true, if_false = table[:third], table[third : 2 * third], table[2 * third :]
    return stopped + (if_true - stopped) * value + (if_false - stopped) * second


def _folded_slopes(
    table: Array, values: Array, otherwise: Otherwise | None
) -> tuple[Array, Array, Array | None]:
    """Expectation over a table and its derivatives by each value, by one reverse sweep."""
    tables = [table]
    for reason in range(len(values) - 1, -1, -1):
        table = _fold(table, values[reason], _values_of(otherwise, reason))
        tables.append(table)
    expectation = tables.pop()[0]
    by_value = np.zeros_like(values)
    by_second = None if otherwise is None else np.zeros_like(values)
    # Weight of each remaining outcome in the expectation.
    share = np.ones_like(expectation)[None]
    for reason in range(len(values)):
        parts = np.split(tables.pop(), 2 if otherwise is None else 3)
        by_value[reason] = (share * (parts[1] - parts[0])).sum(axis=0)
        value = values[reason]
        shares = [share * (1.0 - value), share * value]
        if otherwise is not None and by_second is not None:
            by_second[reason] = (share * (parts[2] - parts[0])).sum(axis=0)
            second = otherwise.values[reason]
            shares = [shares[0] - share * second, shares[1], share * second]
        share = np.concatenate(shares)
    return expectation, by_value, by_second
