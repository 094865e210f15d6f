"""Same-reason groups: of several edges that say one thing, the strongest counts."""

import numpy as np

from app.core.engine.cycles import Index, Mask
from app.core.engine.plan import Bucket
from app.core.engine.reasons import Array, Otherwise, lifted
from app.core.engine.semantics import Semantics


def sizes(bucket: Bucket, rule: Semantics, values: Array, otherwise: Otherwise | None) -> Array:
    """|weight x value| of every grouped reason, (g, p, ...); values alone for unweighted rules."""
    assert bucket.members is not None
    rows, columns = bucket.members
    size = values
    if rule.weighted:
        size = lifted(bucket.weights, values.ndim) * values
        if otherwise is not None:
            size = size + otherwise.weights * otherwise.values
    return np.abs(size[rows, columns])


def largest(bucket: Bucket, rule: Semantics, values: Array, otherwise: Otherwise | None) -> Mask:
    """Which reasons (k, n, ...) count: those in no group, and the largest of each group."""
    assert bucket.members is not None
    rows, columns = bucket.members
    best = sizes(bucket, rule, values, otherwise).argmax(axis=1)[:, None]
    kept = np.ones(values.shape, dtype=bool)
    kept[rows, columns] = False
    winners = [
        np.take_along_axis(lifted(place, values.ndim), best, axis=1)[:, 0]
        for place in (rows, columns)
    ]
    runs = () if values.ndim == 2 else (np.arange(values.shape[2]),)
    kept[(*winners, *runs)] = True
    return kept


def unsure(bucket: Bucket, rule: Semantics, values: Array, otherwise: Otherwise | None) -> Mask:
    """Columns (2n, ...) of a bucket of bounds in which either of several members may count.

    A switch from one weight to another is a jump, and not always in the direction of the value
    that caused it, so bounds through such a group prove nothing until the choice is settled.
    """
    assert bucket.members is not None
    rows, columns = bucket.members
    found = np.zeros(values.shape[1:], dtype=bool)
    pairs = len(rows) // 2
    size = sizes(bucket, rule, values, otherwise)
    low = np.minimum(size[:pairs], size[pairs:])
    high = np.maximum(size[:pairs], size[pairs:])
    rivals = (high >= low.max(axis=1, keepdims=True)) & lifted(_real(rows[:pairs]), size.ndim)
    open_choice = (rivals.sum(axis=1) > 1) & (high > low).any(axis=1)
    open_choice &= ~lifted(_alike(bucket)[:pairs], open_choice.ndim)
    for half in (columns[:pairs, 0], columns[pairs:, 0]):
        np.logical_or.at(found, half, open_choice)
    return found


def _real(rows: Index) -> Mask:
    """Members that are not the first one repeated to fill up."""
    real = np.asarray(rows != rows[:, :1], dtype=np.bool_)
    real[:, 0] = True
    return real


def _alike(bucket: Bucket) -> Mask:
    """Groups whose members are one-sided and of one weight: their largest is the largest value."""
    assert bucket.members is not None
    weights = bucket.weights[bucket.members]
    same = np.asarray(weights == weights[:, :1], dtype=np.bool_)
    if bucket.second_weights is not None:
        one_sided = np.asarray(bucket.second_weights[bucket.members] == 0.0, dtype=np.bool_)
        same = same & lifted(one_sided, same.ndim)
    alike: Mask = np.all(same.reshape(len(same), -1), axis=1)
    return alike
