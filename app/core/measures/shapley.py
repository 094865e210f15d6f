"""Split a difference between two settings exactly among the things that differ.

Baseline Shapley (Sundararajan & Najmi 2020): a player is one thing that differs, absent = as
before, present = as after; its share is its average effect over all orders of switching. Shares
always add up to the whole difference. Core has no randomness: where orders must be sampled they
come from a hash of the caller's seed, so the same seed gives the same numbers.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.engine.network import NetworkFault

EXACT_PLAYERS = 12
BATCH_CELLS = 4_000_000

Present = NDArray[np.bool_]
Values = NDArray[np.float64]
Game = Callable[[Present], Values]


@dataclass(frozen=True, slots=True)
class ShapleySplit:
    """Each player's share of ``after`` - ``before``, in the unit of the value.

    ``errors`` are standard errors, all 0 when ``exact``; ``evaluations`` counts the settings tried.
    """

    before: float
    after: float
    shares: dict[str, float]
    errors: dict[str, float]
    exact: bool
    evaluations: int


def shapley(
    players: Sequence[str], game: Game, *, permutations: int = 400, seed: int = 0
) -> ShapleySplit:
    """Split what switching all ``players`` does to the value.

    ``game`` takes settings as a boolean array (runs x players, True = as after) and gives one
    value a run. Up to 12 players are enumerated; more are sampled with ``permutations`` orders,
    half of them the reverse of the others (antithetic: Mitchell et al. 2022). Raises NetworkFault
    for repeated players, an odd or small number of permutations, or values that are not finite.
    """
    if len(set(players)) != len(players):
        raise NetworkFault("players", "must be distinct.")
    if permutations < 4 or permutations % 2:
        raise NetworkFault("permutations", f"must be even and 4 or more, not {permutations}.")
    if len(players) <= EXACT_PLAYERS:
        return _enumerated(players, game)
    return _sampled(players, game, permutations // 2, seed)


def _enumerated(players: Sequence[str], game: Game) -> ShapleySplit:
    n = len(players)
    numbers = np.arange(1 << n)
    present = (numbers[:, None] >> np.arange(n)) & 1 == 1
    values = _play(game, present)
    sizes = present.sum(axis=1)
    # A coalition of s others comes before a player in s!(n-1-s)! of the n! orders.
    chances = np.array([1.0 / (n * math.comb(n - 1, s)) for s in range(n)])
    shares = {}
    for i, player in enumerate(players):
        without = numbers[~present[:, i]]
        gains = values[without | (1 << i)] - values[without]
        shares[player] = float(gains @ chances[sizes[without]])
    zero = dict.fromkeys(players, 0.0)
    return ShapleySplit(float(values[0]), float(values[-1]), shares, zero, True, len(values))


def _sampled(players: Sequence[str], game: Game, pairs: int, seed: int) -> ShapleySplit:
    n = len(players)
    ends = _play(game, np.array([[False] * n, [True] * n]))
    at_once = max(1, BATCH_CELLS // (2 * n * n))
    means = np.empty((pairs, n))
    for start in range(0, pairs, at_once):
        orders = _orders(np.arange(start, min(start + at_once, pairs)), n, seed)
        both = np.concatenate([orders, orders[:, ::-1]])
        gains = _gains(both, game, ends)
        half = len(orders)
        means[start : start + half] = (gains[:half] + gains[half:]) / 2.0
    spread = means.std(axis=0, ddof=1) / math.sqrt(pairs)
    return ShapleySplit(
        before=float(ends[0]),
        after=float(ends[1]),
        shares=dict(zip(players, map(float, means.mean(axis=0)), strict=True)),
        errors=dict(zip(players, map(float, spread), strict=True)),
        exact=False,
        evaluations=2 + 2 * pairs * (n - 1),
    )


def _gains(orders: NDArray[np.int64], game: Game, ends: Values) -> Values:
    """What each player adds in each order; (orders x players) in and out."""
    runs, n = orders.shape
    places = np.argsort(orders, axis=1)
    steps = np.arange(1, n)
    present = places[:, None, :] < steps[None, :, None]
    values = np.empty((runs, n + 1))
    values[:, 0], values[:, n] = ends
    values[:, 1:n] = _play(game, present.reshape(-1, n)).reshape(runs, n - 1)
    gains: Values = np.take_along_axis(np.diff(values, axis=1), places, axis=1)
    return gains


def _play(game: Game, present: Present) -> Values:
    values = np.asarray(game(present), dtype=np.float64)
    if values.shape != (len(present),):
        raise NetworkFault("game", f"must give {len(present)} values, not shape {values.shape}.")
    if not bool(np.isfinite(values).all()):
        raise NetworkFault("game", "must give finite values.")
    return values


def _orders(which: NDArray[np.int64], n: int, seed: int) -> NDArray[np.int64]:
    """Orders number ``which`` of n players: the ranks of splitmix64 hashes (Steele et al. 2014)."""
    cells = (which[:, None] * n + np.arange(n)).astype(np.uint64)
    start = _mix(np.array([seed % (1 << 64)], dtype=np.uint64))
    keys = _mix(np.add(cells, start, dtype=np.uint64))
    return np.argsort(keys, axis=1, kind="stable")


def _mix(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    x = x * np.uint64(0x9E3779B97F4A7C15) + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))
