"""Claims that reach a root by several routes, and the exact value when their routes meet again.

One pass treats the reasons at a node as independent. Where one claim feeds two of them this
counts it twice. Exact mode holds the shared claims true and false in every combination, weighs
the runs by the chance of each combination and adds them up (cutset conditioning; Pearl 1988).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.core.engine.cycles import Index, Mask
from app.core.engine.evaluation import propagate
from app.core.engine.plan import ENUMERATED, Plan
from app.core.engine.reasons import Array
from app.core.engine.runs import Changes, batch_run, single_run
from app.core.engine.semantics import DEFAULT, by_name
from app.core.engine.upstream import above, leading_to

MAX_SHARED = 12
"""Most shared claims exact mode takes on: 4096 runs."""

MAX_WORK = 20_000_000
"""Most values exact mode works out, over all its runs; a reason of many at a node counts more."""

_OF_MANY = 100  # a reason among more than are enumerated costs as many values as this


class NoExactValueError(ValueError):
    """Exact mode does not apply; the message says why in one sentence."""


@dataclass(frozen=True, slots=True)
class ExactValue:
    """The root's exact strength in [0, 1], the plain one, and the claims shared above it."""

    root: str
    exact: float
    plain: float
    shared: tuple[str, ...]


def shared_claims(plan: Plan, root: str) -> tuple[str, ...]:
    """Ids of claims above `root` (a node id) that reach it by two or more edges, lowest first.

    Unrated leaves are left out: they carry nothing. Raises NetworkFault for an unknown root.
    """
    names = plan.node_names
    found = _shared(plan, above(plan, root), plan.rated)
    return tuple(names[slot] for slot in found.tolist())


def exact_value(
    plan: Plan, root: str, *, semantics: str = DEFAULT, bases: Changes | None = None
) -> ExactValue:
    """The root's strength with shared claims counted once.

    Exact for maps without backings; those bend where supports and attacks balance.
    Raises NoExactValueError above MAX_SHARED shared claims or MAX_WORK, with a cycle above the
    root, and for semantics that are no expectation; NetworkFault as `roll_up`.
    """
    rule = by_name(semantics)
    if not rule.affine:
        raise NoExactValueError(f"{semantics} is not an expectation, so it has no exact mode.")
    leading = above(plan, root)
    if plan.order.in_loop[leading].any():
        raise NoExactValueError(f"a cycle leads to {root!r}, so it has no exact value.")
    given = single_run(plan, rule, bases)
    shared = _shared(plan, leading, given.rated)
    if len(shared) > MAX_SHARED:
        raise NoExactValueError(
            f"{len(shared)} shared claims lead to {root!r}; exact mode takes {MAX_SHARED}."
        )
    if _work(plan) << len(shared) > MAX_WORK:
        raise NoExactValueError(f"too much leads to {root!r} for {len(shared)} shared claims.")
    found = tuple(plan.node_names[slot] for slot in shared.tolist())
    part = leading_to(plan, root)
    own = {node: base for node, base in (bases or {}).items() if node in part.node_index}
    values, chances = _conditioned(part, semantics, root, found, own)
    plain = propagate(single_run(part, rule, own)).values[part.node_index[root]]
    return ExactValue(root, float(values @ chances), float(plain), found)


def _work(plan: Plan) -> int:
    """How many values one run works out."""
    degrees = plan.arrays.degree[: plan.nodes]
    return len(plan.start) + _OF_MANY * int(degrees[degrees > ENUMERATED].sum())


def _shared(plan: Plan, leading: Mask, rated: Mask) -> Index:
    """Slots of rated nodes with two or more edges into what lies above the root, by level."""
    uses = np.zeros(len(plan.start), dtype=np.int64)
    arrays = plan.arrays
    reaching = leading[arrays.targets[:-1]]
    first_joint = plan.nodes + plan.edges
    for carrier in arrays.carriers[:-1][reaching].tolist():
        if carrier < plan.nodes:
            uses[carrier] += 1
        else:
            uses[list(arrays.joints[carrier - first_joint])] += 1
    shared = np.flatnonzero((uses[: plan.nodes] > 1) & rated[: plan.nodes])
    return np.asarray(shared[np.argsort(plan.order.level[shared], kind="stable")])


def _conditioned(
    plan: Plan, semantics: str, root: str, shared: Sequence[str], bases: Changes
) -> tuple[Array, Array]:
    """The root's strength and the chance of each of the 2^k combinations, (2^k,) each."""
    count = 1 << len(shared)
    truth = (np.arange(count)[:, None] >> np.arange(len(shared))) & 1
    clamps = [dict(zip(shared, row, strict=True)) for row in truth.tolist()]
    run = batch_run(plan, by_name(semantics), clamps, [bases] * count)
    # What a shared claim would have been, given the ones before it, is its chance of being true.
    natural = run.base.copy()
    values = propagate(run, natural).values
    chance = natural[[plan.node_index[node] for node in shared]].T
    chances = np.where(truth == 1, chance, 1.0 - chance).prod(axis=1)
    return values[plan.node_index[root]], chances
