"""What a node would be were one of its reasons different: many such changes in one pass.

Every semantics is a sum or a product over the reasons, put through one function. What the other
reasons add up to is therefore known for all of them at once, and each change costs one term.
"""

from dataclasses import dataclass

import numpy as np

from app.core.engine.cycles import Index, Mask
from app.core.engine.fourier import Grid, covering, half_width, is_far, phases
from app.core.engine.reasons import Array, Complex, Otherwise, logit, products_of_others, sigmoid
from app.core.engine.semantics import Semantics
from app.core.engine.sigmoid_belief import TABLE_SIZE

_AT_ONCE = 1 << 20  # outcomes


@dataclass(frozen=True, slots=True)
class Reasons:
    """Reasons by number, (k,) each: signed weights in nats, values in [0, 1].

    `seconds` are the weights of second outcomes, `second_values` their probabilities; both are
    0 where a reason is one-sided.
    """

    weights: Array
    values: Array
    seconds: Array
    second_values: Array

    @classmethod
    def one_sided(cls, weights: Array, values: Array) -> "Reasons":
        """Give reasons that do nothing where their sources are false."""
        nothing = np.zeros(len(weights))
        return cls(weights, values, nothing, nothing)

    def __len__(self) -> int:
        return len(self.weights)

    def at(self, places: Index) -> "Reasons":
        """Give some of the reasons, in the order of `places`."""
        return Reasons(*(each[places] for each in self.columns()))

    def and_(self, other: "Reasons") -> "Reasons":
        """Give these reasons, then the others."""
        pairs = zip(self.columns(), other.columns(), strict=True)
        return Reasons(*(np.concatenate(pair) for pair in pairs))

    @property
    def pulls(self) -> Array:
        """What each adds to the log-odds on average, in nats."""
        pulls: Array = self.weights * self.values + self.seconds * self.second_values
        return pulls

    def columns(self) -> tuple[Array, Array, Array, Array]:
        """Give weights, values, seconds and second values."""
        return self.weights, self.values, self.seconds, self.second_values


def with_one_changed(
    rule: Semantics, base: float, reasons: Reasons, places: Index, changed: Reasons
) -> Array:
    """Strengths (m,) of a node: each time the reason at `places[i]` is as `changed` has it.

    `base` is the node's, strictly between 0 and 1 where the rule takes log-odds. Each agrees with
    `rule.combine` for that one set of reasons to 10^-8.
    """
    if not len(places):
        return np.zeros(0)
    if rule.signed_sum:
        pulls = reasons.pulls
        energy = (pulls.sum() - pulls[places]) + changed.pulls
        return _of_one_reason(rule, base, np.ones(len(places)), energy)
    if not rule.weighted:
        return _by_products(rule, base, reasons, places, changed)
    outcomes = 3 if _two_sided(reasons) or _two_sided(changed) else 2
    if len(reasons) <= 40 and outcomes ** len(reasons) <= TABLE_SIZE:
        return _enumerated(rule, base, reasons, places, changed)
    return _by_phases(base, reasons, places, changed)


def _two_sided(reasons: Reasons) -> bool:
    return bool(reasons.seconds.any())


def _of_one_reason(rule: Semantics, base: float, weights: Array, values: Array) -> Array:
    return rule.combine(np.full(len(values), base), weights[None], values[None])


def _by_products(
    rule: Semantics, base: float, reasons: Reasons, places: Index, changed: Reasons
) -> Array:
    """For rules that see how far everything for, and everything against, fails to hold."""
    sides = []
    for side in (1.0, -1.0):
        failing = products_of_others(_failing(reasons, side))
        sides.append(1.0 - failing[places] * _failing(changed, side))
    weights = np.array([[1.0], [-1.0]]) * np.ones(len(places))
    return rule.combine(np.full(len(places), base), weights, np.stack(sides))


def _failing(reasons: Reasons, side: float) -> Array:
    """The probability (k,) that a reason does not speak for one side."""
    first, second = reasons.weights * side > 0.0, reasons.seconds * side > 0.0
    chance: Array = first * reasons.values + second * reasons.second_values
    return 1.0 - chance


def _enumerated(
    rule: Semantics, base: float, reasons: Reasons, places: Index, changed: Reasons
) -> Array:
    """Few reasons: each change is worked out as a node of its own."""
    step = max(1, _AT_ONCE // TABLE_SIZE)
    found = []
    for start in range(0, len(places), step):
        part = places[start : start + step]
        columns = np.arange(len(part))
        tables = []
        for now, new in zip(reasons.columns(), changed.columns(), strict=True):
            table = np.repeat(now[:, None], len(part), axis=1)
            table[part, columns] = new[start : start + step]
            tables.append(table)
        weights, values, seconds, second_values = tables
        otherwise = Otherwise(seconds, second_values) if seconds.any() else None
        found.append(rule.combine(np.full(len(part), base), weights, values, otherwise))
    return np.concatenate(found)


def _by_phases(base: float, reasons: Reasons, places: Index, changed: Reasons) -> Array:
    """Many reasons in a belief network: affine in each value, so the ends of each will do."""
    keys = np.stack([places, changed.weights, changed.seconds], axis=1)
    different, which = np.unique(keys, axis=0, return_inverse=True)
    which = which.reshape(-1)
    at = different[:, 0].astype(np.int64)
    ends = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)][: 3 if _two_sided(changed) else 2]
    one = np.ones(len(at))
    settings = [Reasons(different[:, 1], x * one, different[:, 2], y * one) for x, y in ends]
    whole = settings[0]
    for setting in settings[1:]:
        whole = whole.and_(setting)
    found = _fourier(base, reasons, np.tile(at, len(ends)), whole).reshape(len(ends), -1)
    chances = [1.0 - changed.values - changed.second_values, changed.values, changed.second_values]
    mixed = [chance * end[which] for chance, end in zip(chances, found, strict=False)]
    total: Array = np.sum(mixed, axis=0)
    return total


def _fourier(base: float, reasons: Reasons, places: Index, changed: Reasons) -> Array:
    """The Fourier sum with one factor exchanged, (m,)."""
    grid, far, mean = _grid(base, reasons, places, changed)
    count, every = len(reasons), reasons.and_(changed)
    found = np.full(len(places), 0.5)
    for _, turn, table in grid.parts(4 * len(every)):
        factors = _factors(grid, table, every)
        others = turn[:, 0] * products_of_others(factors[:count])
        found += np.einsum("kt,kt->k", others[places], factors[count:]).imag
    return np.where(far, sigmoid(mean), np.clip(found, 0.0, 1.0))


def _factors(grid: Grid, table: Complex, every: Reasons) -> Complex:
    """E[e^(itX)] of each reason, (k, t)."""
    values = every.values[:, None]
    factors = phases(table, grid.places, values)[:, :, 0] * every.values
    if grid.second_places is not None:
        factors += phases(table, grid.second_places, values)[:, :, 0] * every.second_values
    return np.ascontiguousarray((factors + 1.0).T)


def _grid(
    base: float, reasons: Reasons, places: Index, changed: Reasons
) -> tuple[Grid, Mask, Array]:
    """A grid good for every change, which changes are too far out for it, and their means."""
    start = logit(np.array([base]))
    spread = _spread(reasons)
    mean = start + (reasons.pulls.sum() - reasons.pulls[places]) + changed.pulls
    variance = (spread.sum() - spread[places]) + _spread(changed)
    every = reasons.and_(changed)
    largest = np.abs(every.weights).max() + np.abs(every.seconds).max()
    width = half_width(largest, np.maximum(variance, 0.0))
    far = is_far(mean, width)
    widest = min(covering(mean, width, far), float(abs(start[0]) + _reach(reasons, changed)))
    seconds = every.seconds[:, None] if _two_sided(every) else None
    return Grid(start, every.weights[:, None], seconds, widest), far, mean


def _spread(reasons: Reasons) -> Array:
    """The variance of each reason, (k,)."""
    square = reasons.weights**2 * reasons.values + reasons.seconds**2 * reasons.second_values
    spread: Array = np.maximum(square - reasons.pulls**2, 0.0)
    return spread


def _reach(reasons: Reasons, changed: Reasons) -> float:
    """Nats that no sum of them can exceed, whatever applies."""
    first, second = (
        np.maximum(np.abs(each.weights), np.abs(each.seconds)) for each in (reasons, changed)
    )
    return float(first.sum() + second.max())
