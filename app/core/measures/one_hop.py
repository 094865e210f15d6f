"""One-hop maps and anchors: the base at which a node's direct reasons give what people state.

An inverse problem: strengths rise with the base, so there is at most one such base. Many people
can be anchored at once; arrays are (people x nodes), log-odds in nats.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.core.engine.network import EPSILON, Edge, Network, clipped_base
from app.core.engine.plan import Plan
from app.core.engine.rollup import compile_plan, roll_up_many
from app.core.measures.pooling import logit, sigmoid

SOURCE = "\x1f"
MOST_STEPS = 100
CLOSE = 1e-12

Array = NDArray[np.float64]


def one_hop_network(network: Network) -> Network:
    """Give a map of depth one: every reason hangs on its own copy of its source, named source_of.

    Targets keep their bases. Clamp the copies to say what the sources are worth.
    """
    copies = {source_of(source) for edge in network.edges for source in edge.sources}
    return Network(
        bases={**network.bases, **dict.fromkeys(copies)},
        edges=tuple(with_copied_sources(edge) for edge in network.edges),
    )


def source_of(node: str) -> str:
    """Name the copy of ``node`` that stands for it as a source in a one-hop map."""
    return SOURCE + node


def with_copied_sources(edge: Edge) -> Edge:
    """Give the edge with its sources replaced by their copies."""
    return replace(edge, sources=tuple(map(source_of, edge.sources)))


def inner_nodes(network: Network) -> set[str]:
    """Give the nodes that have reasons listed."""
    return {edge.target for edge in network.edges if not edge.kind.targets_edge}


def inside(strength: float) -> float:
    """Keep a strength that rounding has taken to 0 or 1 finite in log-odds."""
    return min(max(strength, 1e-15), 1.0 - 1e-15)


@dataclass(frozen=True, slots=True)
class OneHop:
    """A one-hop map, its sources clamped to what each person states or what that gives.

    ``bases``, ``sources`` and ``stated`` have one mapping a person; ``goals`` are the inner nodes
    with a stated value.
    """

    plan: Plan
    bases: Sequence[Mapping[str, float | None]]
    sources: Sequence[Mapping[str, float]]
    stated: Sequence[Mapping[str, float]]
    targets: Sequence[str]
    goals: Sequence[str]
    semantics: str

    @classmethod
    def of(
        cls, deeps: Sequence[Network], stated: Sequence[Mapping[str, float]], semantics: str
    ) -> "OneHop":
        """Set up from maps that differ in their bases only; ``stated`` has the same nodes each."""
        # A stated value screens off what lies below it, so unstated sources get their value
        # from the nearest stated nodes: this is what anchored mode will give them too.
        plan = compile_plan(deeps[0])
        bases = [deep.bases for deep in deeps]
        screened = roll_up_many(plan, semantics=semantics, runs=stated, bases=bases)
        used = sorted({source for edge in deeps[0].edges for source in edge.sources})
        values = screened[:, [plan.node_index[node] for node in used]]
        targets = sorted(inner_nodes(deeps[0]))
        return cls(
            plan=compile_plan(one_hop_network(deeps[0])),
            bases=[{node: each[node] for node in targets} for each in bases],
            sources=[
                {source_of(n): v for n, v in zip(used, row, strict=True) if v == v}
                for row in values.tolist()
            ],
            stated=stated,
            targets=targets,
            goals=[node for node in targets if node in stated[0]],
            semantics=semantics,
        )

    def strengths(self) -> list[dict[str, float]]:
        """Give what one hop gives for each node with reasons, by person."""
        found = self._rolled_up(self.targets, self.bases)
        return [dict(zip(self.targets, row, strict=True)) for row in found.tolist()]

    def anchors(self) -> list[dict[str, tuple[float, bool]]]:
        """Give (anchor, whether it is reached) for each stated node with reasons, by person."""
        wanted = [[logit(clipped_base(each[n])) for n in self.goals] for each in self.stated]
        goals = np.array(wanted).reshape(len(self.stated), len(self.goals))

        def miss(odds: Array) -> Array:
            rows = [dict(zip(self.goals, map(sigmoid, row), strict=True)) for row in odds.tolist()]
            found = np.clip(self._rolled_up(self.goals, rows), inside(0.0), inside(1.0))
            now: Array = np.log(found) - np.log1p(-found) - goals
            return now

        odds = _roots(miss, goals.shape)
        reached = np.abs(miss(odds)) < 1e-6
        anchors = np.vectorize(sigmoid, otypes=[float])(odds) if odds.size else odds
        return [
            {n: (clipped_base(a), ok) for n, a, ok in zip(self.goals, row, oks, strict=True)}
            for row, oks in zip(anchors.tolist(), reached.tolist(), strict=True)
        ]

    def _rolled_up(
        self, nodes: Sequence[str], bases: Sequence[Mapping[str, float | None]]
    ) -> Array:
        columns = [self.plan.node_index[node] for node in nodes]
        found = roll_up_many(self.plan, semantics=self.semantics, runs=self.sources, bases=bases)
        return found[:, columns]


def _roots(miss: Callable[[Array], Array], shape: tuple[int, int]) -> Array:
    """Solve n increasing equations at once by the Illinois rule (Dowell & Jarratt 1971).

    Where no base in range will do, the nearer end of the range is given.
    """
    end = logit(1.0 - EPSILON)
    low, high = np.full(shape, -end), np.full(shape, end)
    low_miss, high_miss = miss(low), miss(high)
    beyond = np.where(low_miss >= 0.0, -end, end)
    inside = (low_miss < 0.0) & (high_miss > 0.0)
    odds: Array = np.where(inside, 0.0, beyond)
    last = np.zeros(shape)
    for _ in range(MOST_STEPS):
        if not bool(inside.any()):
            break
        step = high_miss * (high - low) / np.where(inside, high_miss - low_miss, 1.0)
        odds = np.where(inside, high - step, odds)
        now = miss(odds)
        rises, falls = inside & (now < 0.0), inside & (now >= 0.0)
        # Halving the miss of an end that stays twice running keeps it from staying for ever.
        high_miss = np.where(rises & (last < 0.0), high_miss / 2.0, high_miss)
        low_miss = np.where(falls & (last > 0.0), low_miss / 2.0, low_miss)
        low, low_miss = np.where(rises, odds, low), np.where(rises, now, low_miss)
        high, high_miss = np.where(falls, odds, high), np.where(falls, now, high_miss)
        last = np.where(rises, -1.0, np.where(falls, 1.0, last))
        inside &= (np.abs(now) > CLOSE) & (high - low > CLOSE)
    return odds
