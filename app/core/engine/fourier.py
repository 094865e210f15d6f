"""The expected logistic of a sum of many independent reasons, by its exact Fourier form.

E[sigmoid(Z)] = 1/2 + sum over t of h / sinh(pi t) Im E[e^(itZ)], with t = (m + 1/2) h. The
midpoint sum has alternating images 2 pi / h apart, so h is chosen such that Z stays 21 nats away
from them, be it by its range or, with very many reasons, by Bernstein's inequality.
"""

import math
from collections.abc import Iterator

import numpy as np

from app.core.engine.cycles import Index, Mask
from app.core.engine.reasons import (
    Array,
    Complex,
    Otherwise,
    Partials,
    logit,
    products_of_others,
    sigmoid,
    signed_sum,
)

_TAIL = 21.0  # nats; e**-21 < 1e-9, the accuracy asked of the sum
_LAST_TIME = 6.7  # where the terms of the sum have fallen below 1e-9
_KEPT_TERMS = 160
_CHUNK = 1 << 20  # complex numbers
_IN_CACHE = 1 << 14  # complex numbers; above, one reason at a time is faster than all at once
_MOST_ROWS = 100


class Grid:
    """What the sum needs of bases (n, ...) and weights (k, n, ...), for values yet to come.

    `widest` is the largest |Z| in nats that the sum has to cover.
    """

    def __init__(
        self, log_odds: Array, weights: Array, seconds: Array | None, widest: float
    ) -> None:
        step = 2.0 * math.pi / (widest + _TAIL)
        terms = math.ceil(_LAST_TIME / step)
        self.time: Array = (np.arange(terms, dtype=np.float64) + 0.5) * step
        self.coefficient: Array = step / np.sinh(math.pi * self.time)
        self.log_odds = log_odds
        every = weights if seconds is None else np.stack([weights, seconds])
        # Maps use few distinct weights, so their phases are looked up.
        self.distinct, places = np.unique(every, return_inverse=True)
        places = np.asarray(places, dtype=np.int64).reshape(every.shape)
        self.places: Index = places if seconds is None else places[0]
        self.second_places = None if seconds is None else places[1]
        self._all: tuple[Complex, Complex] | None = None

    def keep(self) -> None:
        """Store the phases, which pays if the grid is used again and is small."""
        if len(self.time) * max(self.distinct.size, self.log_odds.size) <= _CHUNK:
            self._all = self._turn_and_table(slice(None))

    def parts(self, size: int) -> Iterator[tuple[slice, Complex, Complex]]:
        """Slices of the times, with the base's phases (t, n, ...) and the weights' (t, u).

        The slices are such that `size` numbers per time stay in bounds.
        """
        length = max(1, _CHUNK // max(1, size))
        for start in range(0, len(self.time), length):
            part = slice(start, start + length)
            if self._all is None:
                yield part, *self._turn_and_table(part)
            else:
                yield part, self._all[0][part], self._all[1][part]

    def factors(self, table: Complex, values: Array, second: Array | None) -> Complex:
        """E[e^(itX)] of each reason, (t, k, n, ...)."""
        factors: Complex = phases(table, self.places, values) * values
        factors += 1.0
        if second is not None and self.second_places is not None:
            factors += phases(table, self.second_places, values) * second
        return factors

    def expectation(self, values: Array, second: Array | None) -> Array:
        """Strengths (n, ...) for values (k, n, ...) and, of two-sided reasons, second values."""
        total = np.full(values.shape[1:], 0.5)
        for _, turn, table in self.parts(values.size):
            product = self._product(table, values, second)
            turn = turn if turn.ndim == product.ndim else turn[..., None]
            total += (turn * product).imag.sum(axis=0)
        result: Array = np.clip(total, 0.0, 1.0)
        return result

    def _product(self, table: Complex, values: Array, second: Array | None) -> Complex:
        """E[e^(it sum of X)], (t, n, ...)."""
        if len(table) * values.size <= _IN_CACHE or len(values) > _MOST_ROWS:
            whole: Complex = self.factors(table, values, second).prod(axis=1)
            return whole
        product: Complex = np.ones((len(table), *values.shape[1:]), dtype=np.complex128)
        for row, value in enumerate(values):
            factor = phases(table, self.places[row], value) * value
            if second is not None and self.second_places is not None:
                factor += phases(table, self.second_places[row], value) * second[row]
            factor += 1.0
            product *= factor
        return product

    def _turn_and_table(self, part: slice) -> tuple[Complex, Complex]:
        time = 1j * self.time[part]
        turn = np.exp(np.multiply.outer(time, self.log_odds))
        turn = turn * self.coefficient[part].reshape(-1, *[1] * self.log_odds.ndim)
        table: Complex = np.exp(np.multiply.outer(time, self.distinct)) - 1.0
        return turn, table


def phases(table: Complex, places: Index, values: Array) -> Complex:
    """e^(itb) - 1 of each reason, (t, k, n, ...), from the table of distinct weights."""
    found = table[:, places]
    return found if found.ndim > values.ndim else found[..., None]


def range_grid(base: Array, weights: Array, seconds: Array | None) -> Grid | None:
    """A grid good for any values, or None where that would take very many terms."""
    log_odds = logit(base)
    least, most = np.minimum(weights, 0.0), np.maximum(weights, 0.0)
    if seconds is not None:
        least, most = np.minimum(least, seconds), np.maximum(most, seconds)
    low, high = log_odds + least.sum(axis=0), log_odds + most.sum(axis=0)
    widest = float(np.maximum(np.abs(low), np.abs(high)).max())
    if widest > _KEPT_TERMS:
        return None
    grid = Grid(log_odds, weights, seconds, widest)
    grid.keep()
    return grid


class Reach:
    """Where Z falls for all but 1e-9 of the outcomes, by Bernstein's inequality.

    `saturated` (n, ...): nodes so far from even odds that they are 0 or 1 within the accuracy.
    """

    def __init__(
        self, base: Array, weights: Array, values: Array, otherwise: Otherwise | None
    ) -> None:
        self.mean: Array = logit(base) + signed_sum(weights, values, otherwise)
        width = _half_width(weights, values, otherwise)
        self.saturated = is_far(self.mean, width)
        self.widest = covering(self.mean, width, self.saturated)


def half_width(largest: Array, variance: Array) -> Array:
    """How far a sum strays from its mean in all but 1e-9 of cases: nats, by Bernstein.

    `largest` is the largest term in nats, `variance` that of the sum.
    """
    linear = largest * _TAIL / 3.0
    result: Array = linear + np.sqrt(linear**2 + 2.0 * variance * _TAIL)
    return result


def is_far(mean: Array, width: Array) -> Mask:
    """Whether all of a sum lies so far from even odds that it is 0 or 1 within the accuracy."""
    return np.asarray(np.abs(mean) - width > _TAIL, dtype=np.bool_)


def covering(mean: Array, width: Array, far: Mask) -> float:
    """The largest |Z| in nats of the sums that are not far."""
    return float(np.where(far, 0.0, np.abs(mean) + width).max())


def _half_width(weights: Array, values: Array, otherwise: Otherwise | None) -> Array:
    square: Array = weights**2 * values
    mean: Array = weights * values
    largest: Array = np.abs(weights).max(axis=0)
    if otherwise is not None:
        square = square + otherwise.weights**2 * otherwise.values
        mean = mean + otherwise.weights * otherwise.values
        # A reason with weights of both signs may stray by their difference.
        largest = largest + np.abs(otherwise.weights).max(axis=0)
    return half_width(largest, np.maximum(square - mean**2, 0.0).sum(axis=0))


def expected_logistic(
    base: Array, weights: Array, values: Array, otherwise: Otherwise | None, grid: Grid | None
) -> Array:
    """Strengths (n, ...) from bases (n, ...) and reasons (k, n, ...)."""
    second = None if otherwise is None else otherwise.values
    if grid is not None:
        return grid.expectation(values, second)
    reach = Reach(base, weights, values, otherwise)
    seconds = None if otherwise is None else otherwise.weights
    grid = Grid(logit(base), weights, seconds, reach.widest)
    found = grid.expectation(values, second)
    return np.where(reach.saturated, sigmoid(reach.mean), found)


def logistic_partials(
    base: Array, weights: Array, values: Array, otherwise: Otherwise | None
) -> Partials:
    """Derivatives of `expected_logistic`, by the same sum with one factor differentiated."""
    reach = Reach(base, weights, values, otherwise)
    seconds = None if otherwise is None else otherwise.weights
    grid = Grid(logit(base), weights, seconds, reach.widest)
    second = None if otherwise is None else otherwise.values
    by_base, by_weight = np.zeros(reach.mean.shape), np.zeros(values.shape)
    by_value, by_second = np.zeros(values.shape), np.zeros(values.shape)
    for part, turn, table in grid.parts(4 * values.size):
        factors = np.moveaxis(grid.factors(table, values, second), 1, 0)
        others = np.moveaxis(turn * products_of_others(factors), 0, 1)
        speed = (1j * grid.time[part]).reshape(-1, *[1] * values.ndim)
        phase = phases(table, grid.places, values)
        by_value += (others * phase).imag.sum(axis=0)
        by_weight += (others * (phase + 1.0) * speed * values).imag.sum(axis=0)
        by_base += (speed[:, 0] * turn * factors.prod(axis=0)).imag.sum(axis=0)
        if grid.second_places is not None:
            by_second += (others * phases(table, grid.second_places, values)).imag.sum(axis=0)
    alive = ~reach.saturated
    return Partials(
        base=alive * by_base / (base * (1.0 - base)),
        weights=alive * by_weight,
        values=alive * by_value,
        otherwise=None if otherwise is None else alive * by_second,
    )
