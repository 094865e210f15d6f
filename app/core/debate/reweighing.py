"""A weighing kept from one revision to the next: only what the credences between reach is new.

The network of a debate keeps its structure while nobody rates what had no credence, nor draws or
ends a relation; then a few bases and relevances change, and the roll-up is kept live. Otherwise
what the change reaches is drafted again.
"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from app.core.debate.edge_ids import edge_id, relation_of
from app.core.debate.edited import edited_between
from app.core.debate.graph import Credence, Graph
from app.core.debate.redrafting import redrafted, structure_between
from app.core.debate.weighing import Weighing, numbers_of, pools
from app.core.engine.incremental import LiveRollUp
from app.core.engine.network import clipped_base
from app.core.engine.plan import Plan, compile_plan

Values = Mapping[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A graph with its weighing, and the roll-up kept live for the next one, once there was one."""

    graph: Graph
    weighing: Weighing
    live: LiveRollUp | None = None


def reweighed(before: Weighed, graph: Graph) -> Weighed | None:
    """Return the weighing of a later graph; None where it must be made from scratch.

    `before` is used up: its live roll-up goes on with the new weighing.
    """
    old = before.weighing
    if old.supposed:
        return None
    rated = _rated(before.graph.counted_of, graph.counted_of)
    changed = dict(_changed(rated, before.graph, graph))
    structure = structure_between(before.graph, graph, changed, old.credences)
    pooled = pools({node: values for node, values in changed.items() if values}, old.pooling)
    if structure:
        now = _with_pools(old, changed, pooled)
        weighing, moved = redrafted(old, now, structure)
        live = None
    else:
        weighing, live, moved = _gone_on(before, graph, changed, pooled)
    touched = _touched(graph, {*rated, *moved})
    weighing.keep_from(old, touched, edited=edited_between(before.graph, graph))
    return Weighed(graph, weighing, live)


def _gone_on(
    before: Weighed, graph: Graph, changed: Values, pooled: Mapping[str, float]
) -> tuple[Weighing, LiveRollUp, set[str]]:
    """Give the network that was its new numbers; what they reach is rolled up, or everything."""
    old = before.weighing
    numbers = _numbers(old, graph, pooled)
    plan = _plan(old.plan, numbers)
    moved: Iterable[str] = ()
    if plan is not None:
        live = before.live or _live(old.plan, old.semantics)
        moved = live.change(bases=numbers.bases, relevance=numbers.relevance)
    else:
        plan = compile_plan(old.network.with_numbers(numbers.bases, numbers.by_edge(old.plan)))
        live = _live(plan, old.semantics)
        moved = [*plan.node_index, *plan.edge_index]
    now = _with_pools(old, changed, pooled)
    weighing = replace(now, network=plan.network, plan=plan, rollup=live.result())
    kept = ("priors",) if numbers.relevance else ("priors", "reasons_of", "edges_of")
    vars(weighing).update({name: vars(old)[name] for name in kept if name in vars(old)})
    return weighing, live, set(map(relation_of, moved))


def _with_pools(old: Weighing, changed: Values, pooled: Mapping[str, float]) -> Weighing:
    """Return a weighing with other credences, of which nothing follows yet."""
    gone = [node for node, values in changed.items() if not values]
    credences, pools_of = {**old.credences, **changed}, {**old.pooled, **pooled}
    for node in gone:
        credences.pop(node, None)
        pools_of.pop(node, None)
    return replace(old, credences=credences, pooled=pools_of)


def _touched(graph: Graph, moved: AbstractSet[str]) -> AbstractSet[str]:
    """Return all nodes whose numbers may differ, with what a reason does to its target."""
    onward = {row.target for node in moved for row in graph.outgoing.get(node, ())}
    onward |= {graph.relations[node].target for node in moved if node in graph.relations}
    beside = {row.id for node in moved | onward for row in graph.incoming.get(node, ())}
    return moved | onward | beside


def _live(plan: Plan, semantics: str) -> LiveRollUp:
    return LiveRollUp(plan, semantics=semantics, tolerance=0.0)


@dataclass(frozen=True, slots=True)
class _Numbers:
    """What is new: pools by node, bases by node, relevances by edge."""

    pooled: Mapping[str, float]
    bases: Mapping[str, float]
    relevance: Mapping[str, float]

    def by_edge(self, plan: Plan) -> dict[int, float]:
        return {plan.edge_index[edge]: value for edge, value in self.relevance.items()}


def _numbers(old: Weighing, graph: Graph, pooled: Mapping[str, float]) -> _Numbers:
    bases: dict[str, float] = {}
    relevance: dict[str, float] = {}
    for node, value in pooled.items():
        if node in graph.relations:
            relevance.update(dict.fromkeys(_edges(old.plan, node), value))
        elif node not in old.reasons_of:
            bases[node] = value
    return _Numbers(pooled, bases, relevance)


def _rated(
    old: Mapping[str, tuple[Credence, ...]], new: Mapping[str, tuple[Credence, ...]]
) -> frozenset[str]:
    """Return the nodes whose credences that count are not the same."""
    if old is new:
        return frozenset()
    differing = [node for node, rows in new.items() if old.get(node) is not rows]
    rated = frozenset(node for node in differing if old.get(node) != new[node])
    return rated | (old.keys() - new.keys())


def _changed(
    rated: Iterable[str], old: Graph, new: Graph
) -> Iterator[tuple[str, tuple[float, ...]]]:
    for node in rated:
        values = numbers_of(new.counted_of.get(node, ()))
        if values != numbers_of(old.counted_of.get(node, ())):
            yield node, values


def _edges(plan: Plan, relation: str) -> Iterable[str]:
    """Return the edges that a relation has in the network: one, several, or none."""
    if relation in plan.edge_index:
        return [relation]
    found, number = [], 0
    while (name := edge_id(relation, number)) in plan.edge_index:
        found.append(name)
        number += 1
    return found


def _plan(plan: Plan, new: _Numbers) -> Plan | None:
    """Return the plan with other bases and relevances; None where it has to be compiled anew."""
    by_edge = new.by_edge(plan)
    slots = {plan.nodes + edge: value for edge, value in by_edge.items()}
    # What is prepared for an edge that others bear on, or that always applied, holds no more.
    if any(plan.bucket_of[slot] >= 0 for slot in slots) or plan.arrays.certain[[*by_edge]].any():
        return None
    slots |= {plan.node_index[node]: base for node, base in new.bases.items()}
    start = plan.start.copy()
    start[list(slots)] = list(slots.values())
    clipped = {node for node, base in new.bases.items() if clipped_base(base) != base}
    return replace(
        plan,
        network=plan.network.with_numbers(new.bases, by_edge),
        start=start,
        clipped=frozenset((plan.clipped - new.bases.keys()) | clipped),
    )
