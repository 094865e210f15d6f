"""Camps of people who answer alike, found by k-means on log-odds.

Deterministic: the starting centres are the farthest points (Gonzalez 1985), not random ones, so
the same answers always give the same camps. Camps named by people themselves are better; pass
those straight to ``contest.split_by_camp``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.engine.network import EPSILON, NetworkFault

MAX_ROUNDS = 100
MOST_CAMPS = 5
CLEAR_SILHOUETTE = 0.25

Matrix = NDArray[np.float64]
Labels = NDArray[np.int64]
_AT_ONCE = 1 << 22  # distances


@dataclass(frozen=True, slots=True)
class Camps:
    """A camp number for each person, and each camp's mean credence on each claim.

    ``labels`` has one entry a person, 0 for the camp of the first person, and so on in order of
    first appearance; ``centres`` is (camps x claims), credences; ``silhouette`` in [-1, 1] says
    how clearly the camps stand apart (Rousseeuw 1987), 0 for one camp.
    """

    labels: tuple[int, ...]
    centres: tuple[tuple[float, ...], ...]
    silhouette: float


def find_camps(answers: Sequence[Sequence[float | None]], camps: int | None = None) -> Camps:
    """Sort people into camps by their credences.

    ``answers`` is people x claims, None where someone has not rated; a gap is filled with the
    claim's mean so that it pulls nobody anywhere. ``camps`` fixes the number; None picks 2 to 5
    by the best silhouette, or 1 if no split is clear (0.25, Kaufman & Rousseeuw 1990). Raises
    NetworkFault naming the field for ragged, empty or out-of-range answers.
    """
    points = _points(answers)
    distinct = len(np.unique(points, axis=0))
    if camps is not None:
        if not 1 <= camps <= len(points):
            raise NetworkFault("camps", f"must be from 1 to {len(points)}, not {camps}.")
        labels = _k_means(points, min(camps, distinct))
        return _named(points, labels, _silhouettes(points, [labels])[0])
    options = range(2, min(MOST_CAMPS, distinct, len(points) - 1) + 1)
    tried = [np.zeros(len(points), dtype=np.int64), *(_k_means(points, k) for k in options)]
    found = _silhouettes(points, tried)
    clear = max(range(len(tried)), key=lambda number: (found[number], -number))
    chosen = clear if found[clear] >= CLEAR_SILHOUETTE else 0
    return _named(points, tried[chosen], found[chosen])


def _points(answers: Sequence[Sequence[float | None]]) -> Matrix:
    if len(answers) == 0 or len(answers[0]) == 0:
        raise NetworkFault("answers", "needs at least one person and one claim.")
    if len({len(row) for row in answers}) > 1:
        raise NetworkFault("answers", "needs as many entries for everyone.")
    given = np.array([[p is not None for p in row] for row in answers])
    credences = np.array([[0.5 if p is None else p for p in row] for row in answers], dtype=float)
    if not bool(((credences >= 0.0) & (credences <= 1.0)).all()):
        raise NetworkFault("answers", "must be from 0 to 1, or None.")
    clipped = np.clip(credences, EPSILON, 1.0 - EPSILON)
    odds = np.log(clipped / (1.0 - clipped))
    raters = given.sum(axis=0)
    means = (odds * given).sum(axis=0) / np.maximum(raters, 1)
    filled: Matrix = np.where(given, odds, means)
    return filled


def _k_means(points: Matrix, k: int) -> Labels:
    centres = points[_farthest_points(points, k)]
    labels = np.full(len(points), -1, dtype=np.int64)
    for _ in range(MAX_ROUNDS):
        nearest = np.argmin(_squared_distances(points, centres), axis=1)
        if bool((nearest == labels).all()):
            break
        labels = nearest
        # A camp that lost everyone keeps its centre; there is no mean to move it to.
        centres = np.array(
            [
                points[labels == c].mean(axis=0) if bool((labels == c).any()) else centres[c]
                for c in range(k)
            ]
        )
    return labels


def _farthest_points(points: Matrix, k: int) -> list[int]:
    """Row numbers of k spread-out people, starting with the one farthest from the mean."""
    from_mean = _squared_distances(points, points.mean(axis=0, keepdims=True))[:, 0]
    chosen = [int(np.argmax(from_mean))]
    nearest = _squared_distances(points, points[chosen])[:, 0]
    while len(chosen) < k:
        chosen.append(int(np.argmax(nearest)))
        nearest = np.minimum(nearest, _squared_distances(points, points[chosen[-1:]])[:, 0])
    return chosen


def _squared_distances(points: Matrix, centres: Matrix) -> Matrix:
    distances: Matrix = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
    return distances


def _silhouettes(points: Matrix, tried: Sequence[Labels]) -> list[float]:
    """How clearly each way of sorting people into camps sets them apart; 0 for one camp."""
    members = [(labels[:, None] == np.unique(labels)).astype(float) for labels in tried]
    scores = [0.0] * len(tried)
    centred = points - points.mean(axis=0)
    norms = (centred**2).sum(axis=1)
    step = max(1, _AT_ONCE // len(points))
    for start in range(0, len(points), step):
        rows = slice(start, start + step)
        # A block of rows at a time: all distances at once would not fit for thousands of people.
        squares = norms[rows, None] + norms - 2.0 * centred[rows] @ centred.T
        distances = np.sqrt(np.maximum(squares, 0.0))
        for number, of_camp in enumerate(members):
            if of_camp.shape[1] > 1:
                scores[number] += _scores(distances @ of_camp, of_camp[rows], of_camp.sum(axis=0))
    return [score / len(points) for score in scores]


def _scores(sums: Matrix, own: Matrix, sizes: Matrix) -> float:
    """The sum of some people's scores, from their summed distances to each camp."""
    is_own = own > 0.0
    size = sizes @ own.T
    inside = sums[is_own] / np.maximum(size - 1.0, 1.0)
    nearest = np.where(is_own, np.inf, sums / sizes).min(axis=1)
    scale = np.maximum(np.maximum(inside, nearest), 1e-12)
    # Someone alone in a camp is neither well nor badly placed.
    return float(np.where(size == 1.0, 0.0, (nearest - inside) / scale).sum())


def _named(points: Matrix, labels: Labels, silhouette: float) -> Camps:
    order = list(dict.fromkeys(int(label) for label in labels))
    renamed = tuple(order.index(int(label)) for label in labels)
    centres = [points[labels == c].mean(axis=0) for c in order]
    credences = tuple(tuple(float(x) for x in 1.0 / (1.0 + np.exp(-c))) for c in centres)
    return Camps(renamed, credences, silhouette)
