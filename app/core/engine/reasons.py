"""What every semantics shares: the shapes of reasons, and a few functions of them.

Shapes: k reasons at each of n nodes; `base` is (n, ...), `weights` and `values` are (k, n, ...),
where `...` is nothing or one axis of independent runs. Weights are nats, negative for attacks;
values are probabilities that the reason applies; strengths are probabilities.
"""

from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Complex = npt.NDArray[np.complex128]
Prepared = Any
_Number = TypeVar("_Number", np.float64, np.complex128)


@dataclass(frozen=True, slots=True)
class Otherwise:
    """The second outcome of two-sided reasons: `weights` with probability `values`, (k, n, ...).

    A reason then has three outcomes that exclude each other: stopped, if-false and if-true.
    """

    weights: Array
    values: Array


@dataclass(frozen=True, slots=True)
class Partials:
    """Derivatives of the strengths, in the shapes of the inputs they belong to."""

    base: Array
    weights: Array
    values: Array
    otherwise: Array | None


def sigmoid(log_odds: Array) -> Array:
    """1 / (1 + e^-z) without overflow for any finite z."""
    # tanh saturates quietly where exp would overflow.
    half: Array = 0.5 * np.tanh(0.5 * log_odds)
    return half + 0.5


def logit(probability: Array) -> Array:
    """Log-odds in nats of probabilities strictly between 0 and 1."""
    result: Array = np.log(probability) - np.log1p(-probability)
    return result


def signed_sum(weights: Array, values: Array, otherwise: Otherwise | None) -> Array:
    """Sum of weight x value over all reasons and their second outcomes, (n, ...), in nats."""
    total: Array = np.einsum("k...,k...->...", weights, values)
    if otherwise is not None:
        total = total + np.einsum("k...,k...->...", otherwise.weights, otherwise.values)
    return total


def products_of_others(factors: npt.NDArray[_Number]) -> npt.NDArray[_Number]:
    """For each row along axis 0, the product of all the other rows (safe where one is 0)."""
    before, after = np.ones_like(factors), np.ones_like(factors)
    np.cumprod(factors[:-1], axis=0, out=before[1:])
    after[:-1] = np.cumprod(factors[:0:-1], axis=0)[::-1]
    return before * after


def lifted(array: npt.NDArray[Any], axes: int) -> npt.NDArray[Any]:
    """`array` with a last axis of length 1, for runs, unless it has `axes` axes already."""
    return array if array.ndim >= axes else array[..., None]
