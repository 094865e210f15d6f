"""One pass over a compiled plan: buckets in the order of their levels, loops by their bounds."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from app.core.engine.cycles import MEETING, Index, Mask, follow_dynamics, tighten
from app.core.engine.groups import largest, unsure
from app.core.engine.plan import Bucket, Plan, SlotKind
from app.core.engine.reasons import Array, Otherwise, Prepared, lifted
from app.core.engine.semantics import SEMANTICS, Semantics
from app.core.vocabulary import SemanticsName

_EDGE_RULE = SEMANTICS[SemanticsName.DF_QUAD]


@dataclass(slots=True)
class Run:
    """The inputs of one roll-up, or of a batch: arrays are (slots,) or (slots, runs).

    `base` holds bases and relevances, `start` the values before the pass, `rated` is False for
    unrated leaves, `fixed` is NaN where a slot is free (None: nothing is clamped),
    `changed` are the numbers of buckets whose bases differ from the plan's,
    `swapped` are buckets with other weights than the plan's, by number,
    `doubted` is True if edges have other strengths than the plan's.
    """

    plan: Plan
    rule: Semantics
    base: Array
    start: Array
    rated: Mask
    clipped: frozenset[str] = frozenset()
    fixed: Array | None = None
    changed: frozenset[int] = frozenset()
    swapped: Mapping[int, Bucket] = field(default_factory=dict)
    doubted: bool = False

    def doubled(self) -> "Run":
        """The run of the embedded system, whose second half of slots holds upper bounds."""
        return replace(
            self,
            base=np.concatenate([self.base, self.base]),
            rated=np.concatenate([self.rated, self.rated]),
            fixed=None if self.fixed is None else np.concatenate([self.fixed, self.fixed]),
        )

    def current(self, bucket: Bucket) -> Bucket:
        """`bucket`, or what replaces it in this run."""
        return self.swapped.get(bucket.number, bucket)

    def evaluate(self, bucket: Bucket, values: Array, natural: Array | None = None) -> Array:
        """New values (n, ...) of a bucket's slots; clamped slots get what they are clamped to.

        `natural`, if given, receives the values the slots would have had unclamped.
        """
        if bucket.kind is SlotKind.JOINT:
            return np.asarray(values[bucket.carriers].prod(axis=0))
        result = self._combine(bucket, values)
        if natural is not None:
            natural[bucket.slots] = result
        if self.fixed is not None:
            fixed = self.fixed[bucket.slots]
            result = np.where(np.isnan(fixed), result, fixed)
        return result

    def reasons(self, bucket: Bucket, values: Array) -> tuple[Array, Otherwise | None, Mask | None]:
        """Values (k, n, ...) of a bucket's reasons, second outcomes, and which ones count."""
        carried = values[bucket.carriers]
        sure = bucket.certain and not self.doubted
        applied = carried if sure else carried * values[bucket.alphas]
        otherwise = None
        if bucket.second_alphas is not None and bucket.second_weights is not None:
            second = values[bucket.second_alphas] * (1.0 - carried) * self.rated[bucket.carriers]
            otherwise = Otherwise(lifted(bucket.second_weights, second.ndim), second)
        kept = None
        if bucket.members is not None:
            kept = largest(bucket, self.rule_of(bucket), applied, otherwise)
            applied = applied * kept
            if otherwise is not None:
                otherwise = Otherwise(otherwise.weights, otherwise.values * kept)
        return applied, otherwise, kept

    def rule_of(self, bucket: Bucket) -> Semantics:
        """The rule of a bucket: edges are always weakened and backed as in DF-QuAD."""
        return _EDGE_RULE if bucket.kind is SlotKind.EDGE else self.rule

    def _combine(self, bucket: Bucket, values: Array) -> Array:
        rule = self.rule_of(bucket)
        applied, otherwise, _ = self.reasons(bucket, values)
        weights = lifted(bucket.weights, applied.ndim)
        prepared = None
        if bucket.number not in self.changed and bucket.weights.ndim == 2:
            prepared = self._prepared(bucket, rule)
        result = rule.combine(self.base[bucket.slots], weights, applied, otherwise, prepared)
        if bucket.is_twin and bucket.members is not None and not rule.signed_sum:
            trivial = lifted(np.arange(len(result)) >= len(result) // 2, result.ndim)
            result = np.where(unsure(bucket, rule, applied, otherwise), trivial, result)
        return result

    def _prepared(self, bucket: Bucket, rule: Semantics) -> Prepared:
        if rule.name not in bucket.prepared:
            # An unchanged bucket has the same bases in every run.
            base = self.base[bucket.slots]
            base = base if base.ndim == 1 else base[:, 0]
            bucket.prepared[rule.name] = rule.prepare(base, bucket.weights, bucket.second_weights)
        return bucket.prepared[rule.name]


@dataclass(slots=True)
class Solution:
    """What a pass found, (slots, ...): values, and bounds (the values themselves if exact)."""

    values: Array
    lower: Array
    upper: Array

    @property
    def met(self) -> bool:
        """True if every bound met, so that the values are the only answer."""
        return self.lower is self.values


def propagate(run: Run, natural: Array | None = None) -> Solution:
    """Evaluate every slot once, and every loop until its bounds meet or cannot get closer."""
    values = run.start.copy()
    bounds: Array | None = None
    for stage in run.plan.stages:
        for bucket in map(run.current, stage.buckets):
            values[bucket.slots] = run.evaluate(bucket, values, natural)
        if bounds is not None:
            _bound(run.doubled(), stage.buckets, bounds)
        if stage.loop:
            bounds = solve_loop(run, stage.loop, values, bounds)
    if bounds is None:
        return Solution(values, values, values)
    middle = len(values)
    lower, upper = bounds[:middle], bounds[middle:]
    return Solution(np.clip(values, lower, upper), lower, upper)


def _bound(embedded: Run, buckets: list[Bucket], bounds: Array) -> None:
    for bucket in buckets:
        both = doubled(embedded.current(bucket), len(bounds) // 2)
        bounds[both.slots] = embedded.evaluate(both, bounds)


def solve_loop(run: Run, loop: list[Bucket], values: Array, bounds: Array | None) -> Array | None:
    """Put the values of a loop's slots into `values`; return the bounds of all slots, or None.

    None means that all bounds met, here and before: the values are the only fixed point.
    """
    slots = np.concatenate([bucket.slots for bucket in loop])
    size = len(values)
    box = np.concatenate([values, values]) if bounds is None else bounds
    # Joint premises with an unrated one carry nothing, from the first sweep on.
    box[slots], box[slots + size] = 0.0, run.rated[slots]
    embedded = run.doubled()
    both = [doubled(run.current(bucket), size) for bucket in loop]

    def sweep() -> None:
        for bucket in both:
            box[bucket.slots] = embedded.evaluate(bucket, box)

    tighten(sweep, box, slots, slots + size, run.plan.order.component[slots])
    lower, upper = box[slots], box[slots + size]
    values[slots] = 0.5 * (lower + upper)
    if (upper - lower).max() <= MEETING and bounds is None:
        return None

    open_ended = upper - lower > MEETING
    if open_ended.any():
        _follow(run, loop, slots, values, lower, upper)
    return box


def _follow(
    run: Run, loop: list[Bucket], slots: Index, values: Array, lower: Array, upper: Array
) -> None:
    """Continuous dynamics from the bases, for a loop that has more than one answer."""
    state = values.copy()

    def speed(point: Array) -> Array:
        state[slots] = point
        new = state.copy()
        for bucket in map(run.current, loop):
            new[bucket.slots] = run.evaluate(bucket, state)
        return np.asarray(new[slots] - point)

    start = run.base[slots] if run.fixed is None else _fixed_or(run.fixed[slots], run.base[slots])
    values[slots] = np.clip(follow_dynamics(speed, start), lower, upper)


def _fixed_or(fixed: Array, free: Array) -> Array:
    return np.where(np.isnan(fixed), free, fixed)


def doubled(bucket: Bucket, size: int) -> Bucket:
    """The bucket in the embedded system: lower bounds at the slots, upper ones `size` further.

    A lower bound reads lower bounds of what raises it and upper bounds of what lowers it.
    """
    if bucket.twin is not None:
        return bucket.twin
    weights, seconds = bucket.weights, bucket.second_weights
    rising = weights >= (0.0 if seconds is None else seconds)
    second_alphas = None
    if bucket.second_alphas is not None and seconds is not None:
        second_alphas = _crossed(bucket.second_alphas, seconds >= 0.0, size)
    members = bucket.members
    if members is not None:
        rows, columns = members
        shifted = columns + len(bucket.slots)
        members = np.concatenate([rows, rows]), np.concatenate([columns, shifted])
    bucket.twin = Bucket(
        number=bucket.number,
        kind=bucket.kind,
        slots=np.concatenate([bucket.slots, bucket.slots + size]),
        edges=np.tile(bucket.edges, 2),
        carriers=_crossed(bucket.carriers, rising, size),
        alphas=_crossed(bucket.alphas, weights >= 0.0, size),
        weights=np.concatenate([weights, weights], axis=1),
        second_alphas=second_alphas,
        second_weights=None if seconds is None else np.tile(seconds, 2),
        members=members,
        certain=bucket.certain,
        is_twin=True,
    )
    return bucket.twin


def _crossed(slots: Index, rising: Mask, size: int) -> Index:
    """Slots read for the lower bounds, then those read for the upper bounds."""
    crossed: Index = np.concatenate([slots + size * ~rising, slots + size * rising], axis=1)
    return crossed
