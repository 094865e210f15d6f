"""The default semantics: the map read as a sigmoid belief network."""

import math
from collections.abc import Sequence

import numpy as np

from app.core.reasons import (
    Array,
    Complex,
    Otherwise,
    Partials,
    Prepared,
    logit,
    products_of_others,
    sigmoid,
    signed_sum,
)

TABLE_SIZE = 128
"""Largest number of outcomes enumerated at one node: 7 one-sided reasons or 4 two-sided ones."""

_TAIL = 21.0  # nats; e**-21 < 1e-9, the accuracy asked of the Fourier form
_LAST_TIME = 6.7  # where the terms of the Fourier form have fallen below 1e-9
_CHUNK = 1 << 20


class Sbn:
    """Expected truth of a claim with log-odds logit base + sum of the reasons that apply.

    The one-step marginal of a sigmoid belief network (Neal 1992; Saul, Jaakkola and Jordan 1996).
    Few reasons are enumerated; many use the exact Fourier form of the expected logistic.
    """

    name = "sbn"
    affine = True
    signed_sum = False
    weighted = True

    def prepare(self, base: Array, weights: Array, otherwise: Array | None) -> Prepared:
        """The table of all outcomes at each node, (outcomes, n, ...), or None where too many."""
        outcomes = 2 if otherwise is None else 3
        if outcomes ** len(weights) > TABLE_SIZE:
            return None
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
        if prepared is None:
            return _Fourier(base, weights, values, otherwise).expectation()
        table: Array = prepared
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
        if table is None:
            return _Fourier(base, weights, values, otherwise).partials()
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


class _Fourier:
    """E[sigmoid(Z)] = 1/2 + sum over t of h / sinh(pi t) Im E[e^(itZ)], t = (m + 1/2) h.

    The midpoint sum has alternating images 2 pi / h apart, so h is chosen such that Z stays
    21 nats away from them, by its range or (many reasons) by Bernstein's bound; where Z is
    that far from 0 altogether the answer is 0 or 1 within the accuracy.
    """

    def __init__(
        self, base: Array, weights: Array, values: Array, otherwise: Otherwise | None
    ) -> None:
        self.base, self.weights, self.values, self.otherwise = base, weights, values, otherwise
        self.log_odds = logit(base)
        mean = self.log_odds + signed_sum(weights, values, otherwise)
        reach = self._reach()
        self.mean, self.saturated = mean, np.abs(mean) - reach > _TAIL
        far = np.where(self.saturated, 0.0, np.abs(mean) + reach)
        widest = min(float(far.max()), float(self._range()))
        self.step = 2.0 * math.pi / (widest + _TAIL)
        self.terms = math.ceil(_LAST_TIME / self.step)

    def expectation(self) -> Array:
        """Strengths (n, ...)."""
        total = np.zeros_like(self.mean)
        for time, coefficient in self._chunks():
            transform: Complex = self._turn(time) * self._factors(time).prod(axis=1)
            total += np.tensordot(coefficient, transform.imag, axes=1)
        return np.where(self.saturated, sigmoid(self.mean), np.clip(0.5 + total, 0.0, 1.0))

    def partials(self) -> Partials:
        """Derivatives, by the same sum with one factor differentiated."""
        shape = self.values.shape
        by_base = np.zeros_like(self.mean)
        by_weight, by_value, by_second = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        for time, coefficient in self._chunks():
            factors, turn = self._factors(time), self._turn(time)[:, None]
            others = turn * np.swapaxes(products_of_others(np.swapaxes(factors, 0, 1)), 0, 1)
            speed = 1j * time.reshape(-1, *[1] * (others.ndim - 1))
            phase = self._phase(time, self.weights)
            whole = (speed * others * factors)[:, 0]
            by_base += np.tensordot(coefficient, whole.imag, axes=1)
            by_value += np.tensordot(coefficient, (others * phase).imag, axes=1)
            moved = others * (phase + 1.0) * speed * self.values
            by_weight += np.tensordot(coefficient, moved.imag, axes=1)
            if self.otherwise is not None:
                second = others * self._phase(time, self.otherwise.weights)
                by_second += np.tensordot(coefficient, second.imag, axes=1)
        keep = ~self.saturated
        by_base = keep * by_base / (self.base * (1.0 - self.base))
        second_slope = None if self.otherwise is None else keep * by_second
        return Partials(by_base, keep * by_weight, keep * by_value, second_slope)

    def _reach(self) -> Array:
        """Half-width, in nats, outside which Z falls with a chance below 1e-9."""
        second: Array = self.weights**2 * self.values
        mean: Array = self.weights * self.values
        largest = np.abs(self.weights).max(axis=0)
        if self.otherwise is not None:
            second = second + self.otherwise.weights**2 * self.otherwise.values
            mean = mean + self.otherwise.weights * self.otherwise.values
            largest = np.maximum(largest, np.abs(self.otherwise.weights).max(axis=0))
        variance = np.maximum(second - mean**2, 0.0).sum(axis=0)
        # A three-outcome reason with weights of both signs may stray by their difference.
        linear = 2.0 * largest * _TAIL / 3.0
        reach: Array = linear + np.sqrt(linear**2 + 2.0 * variance * _TAIL)
        return reach

    def _range(self) -> float:
        low = high = self.log_odds
        least, most = np.minimum(self.weights, 0.0), np.maximum(self.weights, 0.0)
        if self.otherwise is not None:
            least = np.minimum(least, self.otherwise.weights)
            most = np.maximum(most, self.otherwise.weights)
        low, high = low + least.sum(axis=0), high + most.sum(axis=0)
        return float(np.maximum(np.abs(low), np.abs(high)).max())

    def _chunks(self) -> list[tuple[Array, Array]]:
        time = (np.arange(self.terms) + 0.5) * self.step
        coefficient = self.step / np.sinh(math.pi * time)
        pieces = max(1, -(-self.terms * self.values.size // _CHUNK))
        split = min(pieces, self.terms)
        return list(
            zip(np.array_split(time, split), np.array_split(coefficient, split), strict=True)
        )

    def _turn(self, time: Array) -> Complex:
        turn: Complex = np.exp(1j * np.multiply.outer(time, self.log_odds))
        return turn

    def _phase(self, time: Array, weights: Array) -> Complex:
        """e^(itb) - 1, looked up by distinct weight: maps use few of them."""
        distinct, position = np.unique(weights, return_inverse=True)
        table: Complex = np.exp(1j * np.multiply.outer(time, distinct)) - 1.0
        phase: Complex = table[:, position.reshape(weights.shape)]
        return phase

    def _factors(self, time: Array) -> Complex:
        factors: Complex = 1.0 + self.values * self._phase(time, self.weights)
        if self.otherwise is not None:
            second: Complex = self._phase(time, self.otherwise.weights)
            factors = factors + second * self.otherwise.values
        return factors
