"""The nearest coherent numbers: a linear program over the worlds of a few linked claims.

A world says of each claim whether it is true; credences are coherent exactly if some probability
over the possible worlds has them as its marginals (de Finetti 1937). Solved by HiGHS through
scipy, the optional extra ``coherence``, imported only when a program is solved.
"""

import importlib
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.engine.network import NetworkFault
from app.core.measures.coherence import (
    Conjunction,
    Exclusive,
    Implies,
    Rule,
    check_rules,
    claims_of,
)

MOST_CLAIMS = 12
SHOWN = 0.005

Row = NDArray[np.float64]


class MissingExtraError(RuntimeError):
    """A linear program was asked for but scipy is not installed."""


class RulesContradictError(NetworkFault):
    """The rules contradict each other, so no credences could be coherent."""


@dataclass(frozen=True, slots=True)
class Move:
    """A claim whose credence a repair changes so much that it shows."""

    claim: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Repair:
    """The nearest coherent credences, how far they are (sum of |changes|), and what to change."""

    credences: dict[str, float]
    distance: float
    moves: tuple[Move, ...]

    @property
    def coherent(self) -> bool:
        """Say whether the credences were coherent as they stood (no sure loss)."""
        return self.distance <= 1e-7


@dataclass(frozen=True, slots=True)
class Worlds:
    """Possible worlds (rows of 0/1, one column a claim), and ratios any probability must obey.

    ``conditions`` are triples (claim, given, value of given, conditional credence).
    """

    claims: tuple[str, ...]
    table: NDArray[np.float64]
    conditions: tuple[tuple[str, str, float, float], ...] = ()

    @classmethod
    def over(cls, claims: Sequence[str]) -> "Worlds":
        """Give every assignment of true and false; NetworkFault beyond 12 claims."""
        if len(claims) > MOST_CLAIMS:
            sentence = f"link {len(claims)} claims; at most {MOST_CLAIMS} can be checked together."
            raise NetworkFault("rules", sentence)
        table = np.array(list(itertools.product((0.0, 1.0), repeat=len(claims))))
        return cls(tuple(claims), table)

    def truth(self, claim: str) -> Row:
        """Give 1 for each world in which the claim is true, 0 for the others."""
        row: Row = self.table[:, self.claims.index(claim)]
        return row

    def count(self, claims: Sequence[str]) -> Row:
        """Give for each world how many of ``claims`` are true."""
        columns = [self.claims.index(name) for name in dict.fromkeys(claims)]
        total: Row = self.table[:, columns].sum(axis=1)
        return total

    def where(self, possible: NDArray[np.bool_]) -> "Worlds":
        """Keep the possible worlds; RulesContradictError if none is left."""
        if not bool(possible.any()):
            raise RulesContradictError("rules", "contradict each other: nothing can obey them all.")
        return replace(self, table=self.table[possible])

    def conditional(self, claim: str, given: str, value: float, credence: float) -> "Worlds":
        """Ask that P(claim | given = value) = credence, whatever P(given) is."""
        condition = (claim, given, value, credence)
        return replace(self, conditions=(*self.conditions, condition))

    def equations(self) -> tuple[list[Row], list[float]]:
        """Give rows and right-hand sides that every probability over the worlds obeys."""
        rows, sides = [np.ones(len(self.table))], [1.0]
        for claim, given, value, credence in self.conditions:
            rows.append((self.truth(given) == value) * (self.truth(claim) - credence))
            sides.append(0.0)
        return rows, sides


def nearest_coherent(credences: Mapping[str, float], rules: Sequence[Rule]) -> Repair:
    """Find the coherent credences with the least total change, and what to change for them.

    Conditional credences are kept as given. Where several repairs are equally near, one that
    changes few claims is given. Raises NetworkFault if more than 12 claims are linked,
    RulesContradictError if the rules contradict each other, MissingExtraError without scipy.
    Sources: possible worlds, de Finetti 1937; coherent approximation, Osherson & Vardi 2006.
    """
    check_rules(credences, rules)
    repaired = dict(credences)
    left = list(credences)
    while left:
        worlds = _worlds(_linked_to(left[0], rules), rules)
        stated = {name: credences[name] for name in left if name in worlds.claims}
        left = [name for name in left if name not in stated]
        repaired.update(_nearest(worlds, stated))
    distance = math.fsum(abs(repaired[name] - p) for name, p in credences.items())
    return Repair(repaired, distance, _moves(credences, repaired))


def _nearest(worlds: Worlds, stated: Mapping[str, float]) -> dict[str, float]:
    """Give the coherent credences with the least sum of |changes| from ``stated``."""
    rows, sides = worlds.equations()
    k, n = len(stated), len(worlds.table)
    rows = [np.concatenate([row, np.zeros(2 * k)]) for row in rows]
    for i, (name, credence) in enumerate(stated.items()):
        changes = np.zeros(2 * k)
        changes[i], changes[k + i] = -1.0, 1.0
        rows.append(np.concatenate([worlds.truth(name), changes]))
        sides.append(credence)
    found = _solve(np.concatenate([np.zeros(n), np.ones(2 * k)]), rows, sides)
    if found is None:
        raise RulesContradictError("rules", "contradict each other: no credences obey them.")
    values = {name: float(worlds.truth(name) @ found[:n]) for name in stated}
    return {name: min(max(value, 0.0), 1.0) for name, value in values.items()}


def _linked_to(start: str, rules: Sequence[Rule]) -> tuple[str, ...]:
    """Give the claims that hard rules tie to ``start``, directly or through others."""
    found, waiting = {start: None}, [start]
    while waiting:
        claim = waiting.pop()
        for rule in _hard(rules):
            if claim in claims_of(rule):
                new = [name for name in claims_of(rule) if name not in found]
                found.update(dict.fromkeys(new))
                waiting.extend(new)
    return tuple(found)


def _hard(rules: Sequence[Rule]) -> Iterator[Rule]:
    return (rule for rule in rules if not (isinstance(rule, Exclusive) and rule.soft))


def _worlds(claims: tuple[str, ...], rules: Sequence[Rule]) -> Worlds:
    worlds = Worlds.over(claims)
    for rule in _hard(rules):
        if set(claims_of(rule)) <= set(claims):
            worlds = _restricted(worlds, rule)
    return worlds


def _restricted(worlds: Worlds, rule: Rule) -> Worlds:
    if isinstance(rule, Implies):
        return worlds.where(worlds.truth(rule.claim) <= worlds.truth(rule.consequence))
    if isinstance(rule, Exclusive):
        count = worlds.count(rule.claims)
        return worlds.where(count == 1 if rule.exhaustive else count <= 1)
    if isinstance(rule, Conjunction):
        all_parts = worlds.count(rule.parts) == len(set(rule.parts))
        return worlds.where(all_parts == (worlds.truth(rule.whole) == 1))
    worlds = worlds.conditional(rule.claim, rule.given, 1.0, rule.if_true)
    if rule.if_false is None:
        return worlds
    return worlds.conditional(rule.claim, rule.given, 0.0, rule.if_false)


def _solve(costs: Row, rows: Sequence[Row], sides: Sequence[float]) -> Row | None:
    """Give the cheapest non-negative x with rows @ x = sides, or None if there is none."""
    try:
        optimize: Any = importlib.import_module("scipy.optimize")
    except ImportError as error:
        message = "The coherence check needs scipy: install cruxmap with the extra 'coherence'."
        raise MissingExtraError(message) from error
    result = optimize.linprog(costs, A_eq=np.array(rows), b_eq=np.array(sides), method="highs")
    if result.status == 2:
        return None
    if result.status != 0:
        raise ArithmeticError(f"the coherence program could not be solved: {result.message}")
    found: Row = result.x
    return found


def _moves(before: Mapping[str, float], after: Mapping[str, float]) -> tuple[Move, ...]:
    return tuple(
        Move(name, credence, after[name])
        for name, credence in before.items()
        if abs(after[name] - credence) >= SHOWN
    )
