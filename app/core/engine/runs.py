"""What differs from the network in one run or in a batch of them, checked and put into arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from app.core.engine.cycles import Mask
from app.core.engine.edge_arrays import rated_slots
from app.core.engine.evaluation import Run
from app.core.engine.network import (
    EPSILON,
    EdgeKind,
    NetworkFault,
    check_probability,
    check_weight,
)
from app.core.engine.plan import Bucket, Plan
from app.core.engine.reasons import Array, lifted
from app.core.engine.semantics import Semantics, usable_base

Changes = Mapping[str, float | None]
Clamps = Mapping[str, float]
Weights = Mapping[str, float]


def single_run(
    plan: Plan,
    rule: Semantics,
    bases: Changes | None = None,
    clamp: Clamps | None = None,
    weights: Weights | None = None,
    relevance: Weights | None = None,
) -> Run:
    """The inputs of one roll-up, with arrays of shape (slots,)."""
    return _run(plan, rule, [clamp or {}], [bases or {}], [weights or {}], [relevance or {}], ())


def batch_run(
    plan: Plan,
    rule: Semantics,
    clamps: Sequence[Clamps],
    bases: Sequence[Changes] | None = None,
    weights: Sequence[Weights] | None = None,
    relevance: Sequence[Weights] | None = None,
) -> Run:
    """The inputs of many roll-ups, with arrays of shape (slots, runs)."""
    count = len(clamps)
    empty: list[Mapping[str, float]] = [{}] * count
    given = (bases or empty, weights or empty, relevance or empty)
    if any(len(each) != count for each in given):
        raise ValueError(f"bases, weights and relevance need {count} entries each, as runs has.")
    return _run(plan, rule, clamps, *given, (count,))


def _run(
    plan: Plan,
    rule: Semantics,
    clamps: Sequence[Clamps],
    bases: Sequence[Changes],
    weights: Sequence[Weights],
    relevance: Sequence[Weights],
    runs: tuple[int, ...],
) -> Run:
    usual = _usual(plan, rule)
    base, unrated, clipped = _bases(plan, rule, usual, bases, relevance, runs)
    fixed = _fixed(plan, clamps, runs)
    start = base.copy()
    if fixed is not None:
        held = ~np.isnan(fixed)
        start[held] = fixed[held]
        # What is clamped has a value, and so have the joint premises that lacked only that.
        unrated = unrated & ~held[: plan.nodes]
    rated = rated_slots(plan.arrays, unrated, len(base))
    start[: plan.nodes][~rated[: plan.nodes]] = 0.0
    changed = set()
    if any(bases) or any(relevance):
        differs = base != lifted(usual, base.ndim)
        changed = set(plan.bucket_of[differs.reshape(len(base), -1).any(axis=1)].tolist())
    swapped = _swapped(plan, weights, runs) if any(weights) else {}
    return Run(
        plan=plan,
        rule=rule,
        base=base,
        start=start,
        rated=rated,
        clipped=clipped,
        fixed=fixed,
        changed=frozenset(changed),
        swapped=swapped,
        doubted=any(relevance) or _clamps_edges(plan, fixed),
    )


def _usual(plan: Plan, rule: Semantics) -> Array:
    """Bases, relevances and constants (slots,) as the plan has them and a rule can take them."""
    if not (rule.takes_log_odds and plan.clipped):
        return plan.start
    usual = plan.start.copy()
    usual[: plan.nodes] = np.clip(usual[: plan.nodes], EPSILON, 1.0 - EPSILON)
    return usual


def _bases(
    plan: Plan,
    rule: Semantics,
    usual: Array,
    bases: Sequence[Changes],
    relevance: Sequence[Weights],
    runs: tuple[int, ...],
) -> tuple[Array, Mask, frozenset[str]]:
    """Bases and relevances (slots, ...), which nodes nobody rated, what was clipped."""
    base = np.repeat(usual[:, None], max(1, len(bases)), axis=1)
    unrated = np.repeat(~plan.rated[: plan.nodes, None], base.shape[1], axis=1)
    clipped = set(plan.clipped) if rule.takes_log_odds else set()
    first_with: dict[int, int] = {}
    for column, changes in enumerate(bases):
        # Batches try many clamps with few sets of bases: each set is read once.
        first = first_with.setdefault(id(changes), column)
        if first < column:
            base[:, column], unrated[:, column] = base[:, first], unrated[:, first]
            continue
        for node, value in changes.items():
            slot, base[slot, column], unrated[slot, column] = checked_base(plan, rule, node, value)
            kept = value is None or value == base[slot, column]
            (clipped.discard if kept else clipped.add)(node)
    for column, strengths in enumerate(relevance):
        for edge, value in strengths.items():
            slot, strength = checked_relevance(plan, edge, value)
            base[slot, column] = strength
    return base.reshape(-1, *runs), unrated.reshape(-1, *runs), frozenset(clipped)


def checked_base(
    plan: Plan, rule: Semantics, node: str, value: float | None
) -> tuple[int, float, bool]:
    """The slot, the base as the rule takes it and whether it is unrated; raises NetworkFault."""
    slot = _node(plan, node)
    if value is None:
        return slot, 0.5, plan.bucket_of[slot] < 0
    check_probability(f"bases.{node}", value)
    return slot, usable_base(rule, value), False


def checked_relevance(plan: Plan, edge: str, value: float) -> tuple[int, float]:
    """The slot of an edge and its strength before undercuts, in [0, 1]; raises NetworkFault."""
    check_probability(f"relevance.{edge}", value)
    return plan.nodes + _edge(plan, "relevance", edge), value


def _fixed(plan: Plan, clamps: Sequence[Clamps], runs: tuple[int, ...]) -> Array | None:
    if not any(clamps):
        return None
    fixed = np.full((len(plan.start), max(1, len(clamps))), np.nan)
    for column, clamp in enumerate(clamps):
        for identifier, value in clamp.items():
            check_probability(f"clamp.{identifier}", value)
            slot = plan.slot(identifier)
            if slot is None:
                raise NetworkFault(f"clamp.{identifier}", "there is no node or edge of that id.")
            fixed[slot, column] = value
    return fixed.reshape((len(plan.start), *runs))


def _clamps_edges(plan: Plan, fixed: Array | None) -> bool:
    edges = slice(plan.nodes, plan.nodes + plan.edges)
    return fixed is not None and not bool(np.isnan(fixed[edges]).all())


def _swapped(plan: Plan, weights: Sequence[Weights], runs: tuple[int, ...]) -> dict[int, Bucket]:
    """Copies of the buckets in which some run has another weight."""
    by_edge: dict[int, dict[int, float]] = {}
    for column, changes in enumerate(weights):
        for identifier, value in changes.items():
            check_weight(f"weights.{identifier}", value)
            by_edge.setdefault(_edge(plan, "weights", identifier), {})[column] = value
    swapped: dict[int, Bucket] = {}
    for edge, changes_by_run in by_edge.items():
        if plan.network.edges[edge].kind.targets_edge:
            continue
        number = int(plan.bucket_of[plan.arrays.targets[edge]])
        if number not in swapped:
            swapped[number] = _copy(plan.buckets[number], runs)
        _set_weight(plan, swapped[number], edge, changes_by_run, bool(runs))
    return swapped


def _copy(bucket: Bucket, runs: tuple[int, ...]) -> Bucket:
    weights = np.broadcast_to(lifted(bucket.weights, 2 + len(runs)), (*bucket.weights.shape, *runs))
    return replace(bucket, weights=weights.copy(), twin=None, prepared={})


def _set_weight(
    plan: Plan, bucket: Bucket, edge: int, changes: dict[int, float], batched: bool
) -> None:
    rows, columns = np.nonzero(bucket.edges == edge)
    sign = -1.0 if plan.network.edges[edge].kind is EdgeKind.REBUTS else 1.0
    for run, value in changes.items():
        place = (rows, columns, run) if batched else (rows, columns)
        bucket.weights[place] = sign * value


def _node(plan: Plan, identifier: str) -> int:
    if identifier not in plan.node_index:
        raise NetworkFault(f"bases.{identifier}", "there is no node of that id.")
    return plan.node_index[identifier]


def _edge(plan: Plan, field: str, identifier: str) -> int:
    if identifier not in plan.edge_index:
        raise NetworkFault(f"{field}.{identifier}", "there is no edge of that id.")
    return plan.edge_index[identifier]
