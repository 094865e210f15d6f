"""Roll up credences over an argument graph: from bases and reasons to strengths."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

import numpy as np

from app.core.engine.cycles import MEETING, Mask
from app.core.engine.evaluation import Solution, propagate
from app.core.engine.network import Network
from app.core.engine.plan import Plan, compile_plan
from app.core.engine.reasons import Array
from app.core.engine.runs import Changes, Clamps, Weights, batch_run, single_run
from app.core.engine.semantics import DEFAULT, by_name
from app.core.engine.sensitivities import Sensitivities, sensitivities

__all__ = [
    "RollUp",
    "Sensitivities",
    "Status",
    "compile_plan",
    "roll_up",
    "roll_up_many",
    "sensitivities",
]

T = TypeVar("T")


class Status(StrEnum):
    """How sure the engine is of a strength, given the map.

    Exact: no cycle above it. Converged: cycles above it, and proof that there is one answer.
    Loop-undetermined: the cycles allow a range of answers, and the strength is one of them.
    """

    EXACT = "exact"
    CONVERGED = "converged"
    LOOP_UNDETERMINED = "loop-undetermined"


@dataclass(frozen=True, slots=True)
class RollUp:
    """Strengths in [0, 1] by node id; edge strengths (after undercuts) in [0, 1] by edge id.

    `status` and `intervals` (lower and upper bound of every answer) are by node id.
    Unrated leaves have no strength: they are in `unrated` and in none of the mappings by node.
    `clipped` names the nodes whose base was moved into [EPSILON, 1 - EPSILON], under the semantics
    that take log-odds; under the others it names none. `values` are the
    strengths by slot of the plan, those of nodes first, then those of edges, in its order.
    """

    strengths: Mapping[str, float]
    edges: Mapping[str, float]
    status: Mapping[str, Status]
    intervals: Mapping[str, tuple[float, float]]
    semantics: str
    clipped: frozenset[str]
    unrated: frozenset[str] = frozenset()
    values: Array = field(default_factory=lambda: np.zeros(0), compare=False, repr=False)


class _ById(Mapping[str, T]):
    """Results by id, read from arrays when asked for: of a big map few are looked at."""

    __slots__ = ("_index", "_read")

    def __init__(self, index: Mapping[str, int], read: Callable[[int], T]) -> None:
        self._index, self._read = index, read

    def __getitem__(self, key: str) -> T:
        return self._read(self._index[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._index)

    def __len__(self) -> int:
        return len(self._index)

    def __repr__(self) -> str:
        return repr(dict(self))


def roll_up(
    network: Network | Plan,
    *,
    semantics: str = DEFAULT,
    bases: Changes | None = None,
    clamp: Clamps | None = None,
    weights: Weights | None = None,
    relevance: Weights | None = None,
) -> RollUp:
    """Strengths of all nodes and edges.

    `bases` (probabilities, None for unrated), `weights` (nats) and `relevance` (probabilities)
    replace those of the network, by id. `clamp` holds nodes or edges at a probability, 0 and 1
    included, whatever acts on them: do(X=p). Always ends, cycles or not.
    Raises NetworkFault for values out of range and unknown ids, UnknownSemanticsError.
    """
    plan = network if isinstance(network, Plan) else compile_plan(network)
    run = single_run(plan, by_name(semantics), bases, clamp, weights, relevance)
    named = named_slots(plan, run.rated)
    return assembled(plan, propagate(run), semantics, named, run.clipped)


def named_slots(plan: Plan, rated: Mask) -> tuple[dict[str, int], frozenset[str]]:
    """The slots of nodes that have a strength, by id, and the ids of those that have none."""
    if rated[: plan.nodes].all():
        return plan.node_index, frozenset()
    kept = rated[: plan.nodes].tolist()
    unrated = frozenset(node for node, has in zip(plan.node_index, kept, strict=True) if not has)
    return {node: slot for node, slot in plan.node_index.items() if kept[slot]}, unrated


def assembled(
    plan: Plan,
    solution: Solution,
    semantics: str,
    named: tuple[dict[str, int], frozenset[str]],
    clipped: frozenset[str],
) -> RollUp:
    """The result for people from the arrays of a pass, all (slots,); see `named_slots`."""
    index, unrated = named
    values, lower, upper = solution.values, solution.lower, solution.upper
    after_loop = plan.after_loop

    def status(slot: int) -> Status:
        if not after_loop[slot]:
            return Status.EXACT
        met = upper[slot] - lower[slot] <= MEETING
        return Status.CONVERGED if met else Status.LOOP_UNDETERMINED

    return RollUp(
        strengths=_ById(index, lambda slot: float(values[slot])),
        edges=_ById(plan.edge_index, lambda edge: float(values[plan.nodes + edge])),
        status=_ById(index, status),
        intervals=_ById(index, lambda slot: (float(lower[slot]), float(upper[slot]))),
        semantics=semantics,
        clipped=clipped,
        unrated=unrated,
        values=values[: plan.nodes + plan.edges],
    )


def roll_up_many(
    plan: Plan,
    *,
    semantics: str = DEFAULT,
    runs: Sequence[Clamps],
    bases: Sequence[Changes] | None = None,
    weights: Sequence[Weights] | None = None,
    relevance: Sequence[Weights] | None = None,
) -> Array:
    """Strengths (runs, nodes) of many roll-ups of one plan at once; nodes in the plan's order.

    `runs` are clamps by id, one mapping a run; `bases`, `weights` and `relevance`, where given,
    replace those of the network, one mapping a run each. Unrated leaves are NaN.
    Raises as `roll_up`, and ValueError where the sequences differ in length.
    """
    rule = by_name(semantics)
    if plan.order.in_loop.any() and weights is not None and any(weights):
        # Which bound a two-sided reason reads depends on its weights, so loops go one by one.
        return _one_by_one(plan, semantics, runs, bases, weights, relevance)
    run = batch_run(plan, rule, runs, bases, weights, relevance)
    values = propagate(run).values[: plan.nodes]
    rated = np.broadcast_to(run.rated[: plan.nodes], values.shape)
    return np.ascontiguousarray(np.where(rated, values, np.nan).T)


def _one_by_one(
    plan: Plan,
    semantics: str,
    runs: Sequence[Clamps],
    bases: Sequence[Changes] | None,
    weights: Sequence[Weights],
    relevance: Sequence[Weights] | None,
) -> Array:
    nothing: list[Changes] = [{}] * len(runs)
    result = np.full((len(runs), plan.nodes), np.nan)
    sets = zip(runs, bases or nothing, weights, relevance or [{}] * len(runs), strict=True)
    for row, (clamp, base, weight, relevant) in zip(result, sets, strict=True):
        run = single_run(plan, by_name(semantics), base, clamp, weight, relevant)
        rated = run.rated[: plan.nodes]
        row[rated] = propagate(run).values[: plan.nodes][rated]
    return result
