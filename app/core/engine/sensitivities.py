"""How far one claim moves with every base, strength and edge: one reverse sweep over a plan."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from app.core.engine.cycles import Index
from app.core.engine.evaluation import Run, propagate
from app.core.engine.network import NetworkFault
from app.core.engine.plan import Bucket, Plan, SlotKind
from app.core.engine.reasons import Array, lifted, products_of_others
from app.core.engine.runs import Changes, Clamps, single_run
from app.core.engine.semantics import DEFAULT, by_name

_DENSE = 400
_ROUNDS = 1000


@dataclass(frozen=True, slots=True)
class Sensitivities:
    """Derivatives of the root's strength, probability by probability.

    `strengths`: by each node's strength, as if it could be set at will (0 where no route leads
    to the root). `bases`: by each node's base. `edges`: by each edge's strength after undercuts;
    `relevances`: by its own strength, before them.
    """

    root: str
    strengths: Mapping[str, float]
    bases: Mapping[str, float]
    edges: Mapping[str, float]
    relevances: Mapping[str, float]


def sensitivities(
    plan: Plan,
    root: str,
    *,
    semantics: str = DEFAULT,
    bases: Changes | None = None,
    clamp: Clamps | None = None,
) -> Sensitivities:
    """Derivatives of `root` (a node id) by everything, at the values of one roll-up.

    Within cycles this solves (I - J^T) x = e. Raises NetworkFault for an unknown root and as
    `roll_up` does.
    """
    if root not in plan.node_index:
        raise NetworkFault("root", f"there is no node {root!r}.")
    run = single_run(plan, by_name(semantics), bases, clamp)
    sweep = _Reverse(run, propagate(run).values)
    sweep.slopes[plan.node_index[root]] = 1.0
    for stage in reversed(plan.stages):
        if stage.loop:
            sweep.through_loop(stage.loop)
        for bucket in stage.buckets:
            sweep.through(bucket)
    return sweep.result(root)


class _Reverse:
    """Slopes of the root by slot, carried from each bucket to what it reads."""

    def __init__(self, run: Run, values: Array) -> None:
        self.run, self.values = run, values
        self.slopes = np.zeros(len(values))
        self.bases = np.zeros(len(values))

    def through(self, bucket: Bucket) -> None:
        """Hand the slopes at a bucket's slots on to its sources."""
        by_base, routes = self.local(bucket)
        outer = self.slopes[bucket.slots]
        self.bases[bucket.slots] = by_base * outer
        for slots, partial in routes:
            np.add.at(self.slopes, slots, partial * outer)

    def through_loop(self, loop: list[Bucket]) -> None:
        """The same for a loop: first what the loop makes of itself, then out of it."""
        slots = np.concatenate([bucket.slots for bucket in loop])
        place = np.full(len(self.values), -1)
        place[slots] = np.arange(len(slots))
        parts = [(bucket, *self.local(bucket)) for bucket in loop]
        inner = [
            (place[read], place[np.broadcast_to(bucket.slots, read.shape)], partial)
            for bucket, _, routes in parts
            for read, partial in routes
        ]
        gain = _solve(len(slots), inner, self.slopes[slots])
        for bucket, by_base, routes in parts:
            outer = gain[place[bucket.slots]]
            self.bases[bucket.slots] = by_base * outer
            for read, partial in routes:
                np.add.at(self.slopes, read, np.where(place[read] < 0, partial * outer, 0.0))
        self.slopes[slots] = gain

    def local(self, bucket: Bucket) -> tuple[Array, list[tuple[Index, Array]]]:
        """One-step derivatives (n,) by base, and (slots read, derivatives), (k, n) each."""
        free = np.ones(len(bucket.slots))
        if self.run.fixed is not None:
            free = np.isnan(self.run.fixed[bucket.slots]).astype(float)
        if bucket.kind is SlotKind.JOINT:
            return free, [
                (bucket.carriers, products_of_others(self.values[bucket.carriers]) * free)
            ]
        applied, otherwise, kept = self.run.reasons(bucket, self.values)
        partials = self.run.rule_of(bucket).partials(
            self.run.base[bucket.slots], lifted(bucket.weights, 2), applied, otherwise
        )
        by_value = partials.values * free * (1.0 if kept is None else kept)
        carried, alphas = self.values[bucket.carriers], self.values[bucket.alphas]
        routes = [(bucket.carriers, by_value * alphas), (bucket.alphas, by_value * carried)]
        if partials.otherwise is not None and bucket.second_alphas is not None:
            live = self.run.rated[bucket.carriers] * free * (1.0 if kept is None else kept)
            second = partials.otherwise * live
            routes.append((bucket.carriers, -second * self.values[bucket.second_alphas]))
            routes.append((bucket.second_alphas, second * (1.0 - carried)))
        return partials.base * free, routes

    def result(self, root: str) -> Sensitivities:
        """The slopes by id; a node nothing acts on has its base as strength."""
        plan = self.run.plan
        nodes = plan.nodes
        leaf = (plan.bucket_of[:nodes] < 0) & self.run.rated[:nodes]
        if self.run.fixed is not None:
            leaf &= np.isnan(self.run.fixed[:nodes])
        bases = np.where(leaf, self.slopes[:nodes], self.bases[:nodes])
        steps = slice(nodes, nodes + plan.edges)
        edges = self.slopes[steps]
        relevances = np.where(plan.bucket_of[steps] < 0, edges, self.bases[steps])
        return Sensitivities(
            root,
            dict(zip(plan.node_index, self.slopes[:nodes].tolist(), strict=True)),
            dict(zip(plan.node_index, bases.tolist(), strict=True)),
            dict(zip(plan.edge_index, edges.tolist(), strict=True)),
            dict(zip(plan.edge_index, relevances.tolist(), strict=True)),
        )


def _solve(size: int, inner: list[tuple[Index, Index, Array]], outer: Array) -> Array:
    """x with x = outer + J^T x, where J has `partial` at (evaluated, read)."""
    read = np.concatenate([r.ravel() for r, _, _ in inner])
    evaluated = np.concatenate([e.ravel() for _, e, _ in inner])
    partial = np.concatenate([p.ravel() for _, _, p in inner])
    inside = read >= 0
    read, evaluated, partial = read[inside], evaluated[inside], partial[inside]
    if size <= _DENSE:
        matrix = np.eye(size)
        np.subtract.at(matrix, (read, evaluated), partial)
        return np.asarray(np.linalg.lstsq(matrix, outer, rcond=None)[0], dtype=np.float64)
    gain = outer
    for _ in range(_ROUNDS):
        new = outer + np.bincount(read, partial * gain[evaluated], minlength=size)
        if np.abs(new - gain).max() <= 1e-10:
            return new
        gain = new
    return gain
