"""The values of a roll-up slot by slot, in plain floats: cheaper than arrays for one at a time."""

from collections.abc import Callable
from typing import Protocol, cast

import numpy as np

from app.core.engine.evaluation import Run, solve_loop
from app.core.engine.plan import ENUMERATED, Bucket, make_buckets
from app.core.engine.reasons import Array
from app.core.engine.semantics import Semantics
from app.core.vocabulary import SemanticsName

TOLERANCE = 1e-6
"""Changes of a strength smaller than this are not passed on; people see three digits."""


class View(Protocol):
    """Single floats of an array, read and written in place."""

    def __getitem__(self, slot: int, /) -> float:
        """The value of a slot."""

    def __setitem__(self, slot: int, value: float, /) -> None:
        """Set the value of a slot."""


class LiveSlots:
    """The values of one run, evaluated slot by slot."""

    def __init__(self, run: Run, values: Array, tolerance: float = TOLERANCE) -> None:
        self.run, self.values, self.tolerance = run, values, tolerance
        # Reading single numbers through a memoryview is far cheaper than through the array.
        self.view: View = cast("View", values.data)
        self.before: dict[int, float] = {}
        self.rebased: set[int] = set()
        self.rules: dict[int, Callable[[], float]] = {}
        self.loops: dict[int, list[Bucket]] = {}

    def rebase(self, slot: int, base: float) -> None:
        """Give a slot another base or relevance, and forget what was computed from the old one."""
        self.run.base[slot] = base
        if slot >= self.run.plan.nodes:
            self.run.doubted = True
        self.rebased.add(slot)
        self.rules.pop(slot, None)
        self.loops.pop(int(self.run.plan.order.component[slot]), None)

    def write(self, slot: int, value: float) -> bool:
        """Set a value if it differs by more than the tolerance; whether it did."""
        old = self.view[slot]
        if abs(value - old) <= self.tolerance:
            return False
        self.before.setdefault(slot, old)
        self.view[slot] = value
        return True

    def evaluate(self, slot: int) -> float:
        """The value of a slot outside of cycles."""
        rule = self.rules.get(slot)
        if rule is None:
            rule = self.rules[slot] = self._rule(slot)
        return rule()

    def solve(self, component: int) -> list[int] | None:
        """Solve a cycle; the slots that moved, or None if its bounds do not meet."""
        plan = self.run.plan
        if component not in self.loops:
            members = np.flatnonzero(plan.order.component == component)
            self.loops[component] = make_buckets(plan.arrays, members, plan.nodes, plan.edges)
        loop = self.loops[component]
        slots = np.concatenate([bucket.slots for bucket in loop])
        old = self.values[slots]
        met = solve_loop(self.run, loop, self.values, None) is None
        new = self.values[slots]
        self.values[slots] = old
        if not met:
            return None
        pairs = zip(slots.tolist(), new.tolist(), strict=True)
        return [slot for slot, value in pairs if self.write(slot, value)]

    def moved(self) -> list[int]:
        """The slots whose values differ from those before, which are then forgotten."""
        before, self.before = self.before, {}
        return [slot for slot, old in before.items() if abs(self.view[slot] - old) > self.tolerance]

    def undo(self) -> None:
        """Back to the values before."""
        for slot, old in self.before.items():
            self.view[slot] = old
        self.before = {}

    def _rule(self, slot: int) -> Callable[[], float]:
        plan, arrays = self.run.plan, self.run.plan.arrays
        first, degree = arrays.first[slot], arrays.degree[slot]
        edges = arrays.incoming[first : first + degree]
        plain = not arrays.seconds[edges].any() and (arrays.groups[edges] < 0).all()
        rule = self.run.rule_of(plan.buckets[plan.bucket_of[slot]])
        many = rule.name == SemanticsName.SBN and degree > ENUMERATED
        if many or not degree or not plain:
            # The bucket keeps what the rule prepares.
            bucket = make_buckets(arrays, np.array([slot]), plan.nodes, plan.edges)[0]
            return lambda: float(self.run.evaluate(bucket, self.values)[0])
        reads = list(
            zip(arrays.carriers[edges].tolist(), arrays.alphas[edges].tolist(), strict=True)
        )
        weights = arrays.weights[edges]
        if rule.name == SemanticsName.SBN:
            return _folded(self.view, self._table(slot, weights), reads)
        return _combined(self.view, rule, float(self.run.base[slot]), weights.tolist(), reads)

    def _table(self, slot: int, weights: Array) -> list[float]:
        """Outcomes at one node: a column of its bucket's table unless its base has changed."""
        rule = self.run.rule
        number = int(self.run.plan.bucket_of[slot])
        bucket = self.run.plan.buckets[number]
        prepared = None
        if bucket.second_weights is None and number not in self.run.changed:
            prepared = bucket.prepared.get(rule.name)
        if prepared is None or slot in self.rebased:
            table: Array = rule.prepare(self.run.base[slot : slot + 1], weights[:, None], None)
            changed: list[float] = table[:, 0].tolist()
            return changed
        column = int(np.flatnonzero(bucket.slots == slot)[0])
        # Padding reasons never apply, and are the slowest digits of the bucket's table.
        column_of_table: list[float] = prepared[: 1 << len(weights), column].tolist()
        return column_of_table


def _folded(view: View, table: list[float], reads: list[tuple[int, int]]) -> Callable[[], float]:
    reads = reads[::-1]

    def evaluate() -> float:
        outcomes = table
        for carrier, alpha in reads:
            value = view[carrier] * view[alpha]
            half = len(outcomes) >> 1
            pairs = zip(outcomes[:half], outcomes[half:], strict=True)
            outcomes = [stopped + (applied - stopped) * value for stopped, applied in pairs]
        return outcomes[0]

    return evaluate


def _combined(
    view: View,
    rule: Semantics,
    base: float,
    weights: list[float],
    reads: list[tuple[int, int]],
) -> Callable[[], float]:
    def evaluate() -> float:
        values = [view[carrier] * view[alpha] for carrier, alpha in reads]
        return rule.combine_one(base, weights, values)

    return evaluate
