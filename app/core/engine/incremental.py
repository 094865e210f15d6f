"""A roll-up kept up to date: a change recomputes what it reaches, and stops where it fades.

A debate's weighing is kept by it from one revision to the next (`app.core.debate.reweighing`).
"""

import heapq
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from app.core.engine.evaluation import Solution, propagate
from app.core.engine.live_slots import TOLERANCE, LiveSlots
from app.core.engine.plan import Plan
from app.core.engine.rollup import RollUp, assembled, named_slots
from app.core.engine.runs import Changes, Weights, checked_base, checked_relevance, single_run
from app.core.engine.semantics import DEFAULT, by_name

__all__ = ["TOLERANCE", "LiveRollUp"]


class LiveRollUp:
    """The strengths of one plan under changing bases and relevances.

    A change costs its forward cone, with cycles in it as a whole. Where a cycle has no single
    answer, or a claim becomes rated or unrated, everything is recomputed. Errors of `tolerance`
    may add up along a long route, and `refresh` removes them; with 0 there are none but of
    rounding, and a change costs all that it reaches.
    """

    def __init__(
        self, plan: Plan, *, semantics: str = DEFAULT, tolerance: float = TOLERANCE
    ) -> None:
        self.plan = plan
        self.tolerance = tolerance
        self.semantics = semantics
        self._bases: dict[str, float | None] = {}
        self._relevance: dict[str, float] = {}
        self._names = [*plan.node_index, *plan.edge_index]
        self._graph = _Readers(plan)
        self.refresh()

    def refresh(self) -> None:
        """Recompute everything."""
        rule = by_name(self.semantics)
        self._run = single_run(self.plan, rule, self._bases, None, None, self._relevance)
        self._solution = propagate(self._run)
        self._named_slots = named_slots(self.plan, self._run.rated)
        self._slots = LiveSlots(self._run, self._solution.values, self.tolerance)

    def result(self) -> RollUp:
        """The roll-up as it stands; later changes do not alter it."""
        run, found = self._run, self._solution
        values = found.values.copy()
        lower, upper = (values, values) if found.met else (found.lower, found.upper)
        copied = Solution(values, lower, upper)
        return assembled(self.plan, copied, self.semantics, self._named_slots, run.clipped)

    def change(
        self, *, bases: Changes | None = None, relevance: Weights | None = None
    ) -> frozenset[str]:
        """Set bases (probabilities, None for unrated) and relevances; ids of what moved.

        The ids are of nodes and edges whose strength changed by more than the tolerance.
        Raises NetworkFault for unknown ids and values out of range, and then changes nothing.
        """
        bases, relevance = bases or {}, relevance or {}
        rule = self._run.rule
        nodes = [(n, *checked_base(self.plan, rule, n, value)) for n, value in bases.items()]
        edges = [checked_relevance(self.plan, edge, value) for edge, value in relevance.items()]
        self._bases.update(bases)
        self._relevance.update(relevance)
        before = self._solution.values
        rated = self._run.rated
        if self._solution.met and all(rated[slot] != lost for _, slot, _, lost in nodes):
            bases_by_slot = {slot: base for _, slot, base, unrated in nodes if not unrated}
            moved = self._spread(bases_by_slot | dict(edges))
            if moved is not None:
                kept = {node for node, _, base, _ in nodes if bases[node] in (None, base)}
                self._run.clipped = (self._run.clipped | bases.keys()) - kept
                return moved
        self.refresh()
        return self._named(np.flatnonzero(np.abs(self._solution.values - before) > self.tolerance))

    def _named(self, slots: Iterable[int]) -> frozenset[str]:
        # Joint premises are slots too, but nothing people know by a name.
        return frozenset(self._names[slot] for slot in slots if slot < len(self._names))

    def _spread(self, new: Mapping[int, float]) -> frozenset[str] | None:
        """Recompute the forward cone of new bases by slot; None, all undone, if bounds part."""
        slots, graph = self._slots, self._graph
        pending = _Pending(graph)
        for slot, base in new.items():
            slots.rebase(slot, base)
            if self.plan.bucket_of[slot] >= 0:
                pending.add(slot)
            elif slots.write(slot, base):
                pending.add_readers(slot)
        for slot in pending:
            component = graph.component[slot]
            if component < 0:
                moved = [slot] if slots.write(slot, slots.evaluate(slot)) else []
            else:
                solved = slots.solve(component)
                if solved is None:
                    slots.undo()
                    return None
                moved = solved
            for source in moved:
                pending.add_readers(source)
        return self._named(slots.moved())


class _Readers:
    """Which slots read a slot, and the levels and cycles of slots, as plain lists."""

    def __init__(self, plan: Plan) -> None:
        order = plan.order
        self.level: list[int] = order.level.tolist()
        self.component: list[int] = order.component.tolist()
        arrays = plan.arrays
        # Constant edge strengths are no dependency of the order, but may change here.
        constant = np.flatnonzero(plan.bucket_of[arrays.alphas[:-1]] < 0)
        reads = np.concatenate([order.reads, arrays.alphas[constant]])
        evaluates = np.concatenate([order.evaluates, arrays.targets[constant]])
        self.readers: list[int] = evaluates[np.argsort(reads, kind="stable")].tolist()
        ends = np.cumsum(np.bincount(reads, minlength=len(self.level)))
        self.ends: list[int] = [0, *ends.tolist()]


class _Pending:
    """Slots to evaluate, lowest level first, each cycle once."""

    def __init__(self, graph: _Readers) -> None:
        self.graph = graph
        self.heap: list[tuple[int, int]] = []
        self.seen: set[int] = set()

    def add(self, slot: int) -> None:
        """Queue a slot unless it, or its cycle, was queued before."""
        component = self.graph.component[slot]
        key = slot if component < 0 else -1 - component
        if key not in self.seen:
            self.seen.add(key)
            heapq.heappush(self.heap, (self.graph.level[slot], slot))

    def add_readers(self, slot: int) -> None:
        """Queue everything that reads `slot`."""
        graph = self.graph
        for reader in graph.readers[graph.ends[slot] : graph.ends[slot + 1]]:
            self.add(reader)

    def __iter__(self) -> Iterator[int]:
        while self.heap:
            yield heapq.heappop(self.heap)[1]
