"""How the reasons at one node turn into its strength: five gradual semantics, one interface.

Shapes and units are those of `app.core.engine.reasons`.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from operator import mul
from typing import Protocol

import numpy as np

from app.core.engine.network import clipped_base
from app.core.engine.reasons import (
    Array,
    Otherwise,
    Partials,
    Prepared,
    lifted,
    logit,
    products_of_others,
    sigmoid,
    signed_sum,
)
from app.core.engine.sigmoid_belief import Sbn
from app.core.vocabulary import SemanticsName

DEFAULT = SemanticsName.SBN.value


class Semantics(Protocol):
    """One rule for combining reasons.

    `affine`: affine in every value (so expected evidence is conserved).
    `signed_sum`: depends on the reasons only through the sum of weight x value.
    `weighted`: uses the weights at all, and not only their signs.
    `takes_log_odds`: of bases, so that those of 0 and 1 have to be moved (`usable_base`).
    """

    name: str
    affine: bool
    signed_sum: bool
    weighted: bool
    takes_log_odds: bool

    def prepare(self, base: Array, weights: Array, otherwise: Array | None) -> Prepared:
        """Whatever depends on bases and weights only; `otherwise` are the if-false weights."""

    def combine(
        self,
        base: Array,
        weights: Array,
        values: Array,
        otherwise: Otherwise | None = None,
        prepared: Prepared = None,
    ) -> Array:
        """Strengths (n, ...) of nodes with these reasons."""

    def partials(
        self, base: Array, weights: Array, values: Array, otherwise: Otherwise | None = None
    ) -> Partials:
        """Derivatives of `combine` by every input."""

    def combine_one(self, base: float, weights: Sequence[float], values: Sequence[float]) -> float:
        """`combine` for a single node with one-sided reasons."""


class _SignedSum(ABC):
    """What the rules that see only E = sum of weight x value have in common."""

    name = ""
    affine = False
    signed_sum = True
    weighted = True
    takes_log_odds = False

    def prepare(self, base: Array, weights: Array, otherwise: Array | None) -> Prepared:
        """Nothing: these rules are a sum and one function."""
        return None

    def combine(
        self,
        base: Array,
        weights: Array,
        values: Array,
        otherwise: Otherwise | None = None,
        prepared: Prepared = None,
    ) -> Array:
        """Strengths (n, ...) from bases (n, ...) and reasons (k, n, ...)."""
        return self._strength(base, signed_sum(weights, values, otherwise))

    def combine_one(self, base: float, weights: Sequence[float], values: Sequence[float]) -> float:
        """The strength of one node."""
        energy = sum(map(mul, weights, values))
        return float(self._strength(np.float64(base), np.float64(energy)))  # type: ignore[arg-type]

    def partials(
        self, base: Array, weights: Array, values: Array, otherwise: Otherwise | None = None
    ) -> Partials:
        """Derivatives: chain rule through E."""
        by_base, slope = self._slopes(base, signed_sum(weights, values, otherwise))
        second = None if otherwise is None else otherwise.weights * slope
        return Partials(by_base, values * slope, weights * slope, second)

    @abstractmethod
    def _strength(self, base: Array, energy: Array) -> Array:
        """The strength that E gives."""

    @abstractmethod
    def _slopes(self, base: Array, energy: Array) -> tuple[Array, Array]:
        """Its derivatives by base and by E."""


class LogOdds(_SignedSum):
    """sigmoid(logit base + E): the MLP-based semantics (Potyka 2021)."""

    name = SemanticsName.LOG_ODDS.value
    takes_log_odds = True

    def prepare(self, base: Array, weights: Array, otherwise: Array | None) -> Prepared:
        """The log-odds of the bases."""
        return logit(base)

    def combine(
        self,
        base: Array,
        weights: Array,
        values: Array,
        otherwise: Otherwise | None = None,
        prepared: Prepared = None,
    ) -> Array:
        """Strengths (n, ...) from bases (n, ...) and reasons (k, n, ...)."""
        log_odds = logit(base) if prepared is None else lifted(prepared, values.ndim - 1)
        return sigmoid(log_odds + signed_sum(weights, values, otherwise))

    def combine_one(self, base: float, weights: Sequence[float], values: Sequence[float]) -> float:
        """The strength of one node, in plain floats."""
        total = math.log(base / (1.0 - base)) + sum(map(mul, weights, values))
        return 0.5 + 0.5 * math.tanh(0.5 * total)

    def _strength(self, base: Array, energy: Array) -> Array:
        return sigmoid(logit(base) + energy)

    def _slopes(self, base: Array, energy: Array) -> tuple[Array, Array]:
        strength = self._strength(base, energy)
        slope = strength * (1.0 - strength)
        return slope / (base * (1.0 - base)), slope


class QuadraticEnergy(_SignedSum):
    """Base moved towards 1 or 0 by h = E^2 / (1 + E^2) (Potyka 2018)."""

    name = SemanticsName.QUADRATIC_ENERGY.value

    def _strength(self, base: Array, energy: Array) -> Array:
        pull = energy**2 / (1.0 + energy**2)
        return base + np.where(energy > 0.0, 1.0 - base, -base) * pull

    def _slopes(self, base: Array, energy: Array) -> tuple[Array, Array]:
        square = 1.0 + energy**2
        room = np.where(energy > 0.0, 1.0 - base, base)
        return 1.0 / square, room * 2.0 * np.abs(energy) / square**2


class EulerBased(_SignedSum):
    """1 - (1 - base^2) / (1 + base * e^E) (Amgoud and Ben-Naim 2017)."""

    name = SemanticsName.EULER_BASED.value

    def _strength(self, base: Array, energy: Array) -> Array:
        # e^-E in the denominator's place keeps both tails finite: E is clipped where either is 0.
        growth = np.exp(np.clip(energy, -700.0, 700.0))
        return 1.0 - (1.0 - base**2) / (1.0 + base * growth)

    def _slopes(self, base: Array, energy: Array) -> tuple[Array, Array]:
        growth = np.exp(np.clip(energy, -300.0, 300.0))
        odds = 1.0 + base * growth
        by_base = (2.0 * base * odds + (1.0 - base**2) * growth) / odds**2
        return by_base, (1.0 - base**2) * base * growth / odds**2


class DfQuad:
    """Base moved by the difference of two noisy-ors (Rago, Toni, Aurisicchio and Baroni 2016)."""

    name = SemanticsName.DF_QUAD.value
    affine = False
    signed_sum = False
    weighted = False
    takes_log_odds = False

    def prepare(self, base: Array, weights: Array, otherwise: Array | None) -> Prepared:
        """Which reasons support and which attack: weights count by their sign only."""
        return None

    def combine(
        self,
        base: Array,
        weights: Array,
        values: Array,
        otherwise: Otherwise | None = None,
        prepared: Prepared = None,
    ) -> Array:
        """Strengths (n, ...) from bases (n, ...) and reasons (k, n, ...)."""
        unsupported, unattacked = self._products(weights, values, otherwise)
        balance = unattacked - unsupported
        return base + np.where(balance > 0.0, 1.0 - base, base) * balance

    def combine_one(self, base: float, weights: Sequence[float], values: Sequence[float]) -> float:
        """The strength of one node, in plain floats."""
        unsupported = unattacked = 1.0
        for weight, value in zip(weights, values, strict=True):
            if weight > 0.0:
                unsupported *= 1.0 - value
            elif weight < 0.0:
                unattacked *= 1.0 - value
        balance = unattacked - unsupported
        return base + (1.0 - base if balance > 0.0 else base) * balance

    def partials(
        self, base: Array, weights: Array, values: Array, otherwise: Otherwise | None = None
    ) -> Partials:
        """Derivatives; at a balance of exactly 0 the one towards lower strengths."""
        unsupported, unattacked = self._products(weights, values, otherwise)
        balance = unattacked - unsupported
        room = np.where(balance > 0.0, 1.0 - base, base)
        second = None
        if otherwise is None:
            first = room * _product_slopes(weights, values)
        else:
            first, second = self._two_sided_slopes(room, weights, values, otherwise)
        return Partials(1.0 - np.abs(balance), np.zeros_like(first), first, second)

    def _products(
        self, weights: Array, values: Array, otherwise: Otherwise | None
    ) -> tuple[Array, Array]:
        if otherwise is None:
            unsupported = np.where(weights > 0.0, 1.0 - values, 1.0).prod(axis=0)
            unattacked = np.where(weights < 0.0, 1.0 - values, 1.0).prod(axis=0)
            return unsupported, unattacked
        values, other = _merged(weights, values, otherwise)
        first = self._products(weights, values, None)
        second = self._products(otherwise.weights, other, None)
        return first[0] * second[0], first[1] * second[1]

    def _two_sided_slopes(
        self, room: Array, weights: Array, values: Array, otherwise: Otherwise
    ) -> tuple[Array, Array]:
        values, other = _merged(weights, values, otherwise)
        slopes = room * _product_slopes(
            np.concatenate([weights, otherwise.weights]), np.concatenate([values, other])
        )
        first, second = slopes[: len(weights)], slopes[len(weights) :]
        return first, np.where(weights * otherwise.weights > 0.0, first, second)


def _merged(weights: Array, values: Array, otherwise: Otherwise) -> tuple[Array, Array]:
    """Values of both outcomes, those of one sign added up: they exclude each other."""
    together = weights * otherwise.weights > 0.0
    return (
        values + np.where(together, otherwise.values, 0.0),
        np.where(together, 0.0, otherwise.values),
    )


def _product_slopes(weights: Array, values: Array) -> Array:
    """Derivatives of unattacked - unsupported by each value, (k, n, ...)."""
    support = products_of_others(np.where(weights > 0.0, 1.0 - values, 1.0))
    attack = products_of_others(np.where(weights < 0.0, 1.0 - values, 1.0))
    slopes: Array = np.where(weights > 0.0, support, np.where(weights < 0.0, -attack, 0.0))
    return slopes


SEMANTICS: dict[str, Semantics] = {
    rule.name: rule for rule in (Sbn(), LogOdds(), DfQuad(), QuadraticEnergy(), EulerBased())
}


class UnknownSemanticsError(ValueError):
    """There is no semantics of that name."""


def usable_base(rule: Semantics, base: float) -> float:
    """A base as a rule takes it: clipped where log-odds are taken of it, else what it is."""
    return clipped_base(base) if rule.takes_log_odds else base


def by_name(name: str) -> Semantics:
    """The semantics called `name`; raises UnknownSemanticsError, which lists the names."""
    try:
        return SEMANTICS[name]
    except KeyError:
        known = ", ".join(SEMANTICS)
        raise UnknownSemanticsError(f"no semantics {name!r}; there are {known}.") from None
