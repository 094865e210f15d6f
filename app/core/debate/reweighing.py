"""A weighing kept from one revision to the next: only what the credences between reach is new.

The network of a debate keeps its structure while nobody rates what had no credence, nor draws or
ends a relation; then a few bases and relevances change, and the roll-up is kept live.
"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields, replace

from app.core.debate.edge_ids import edge_id, relation_of
from app.core.debate.graph import Claim, Credence, Graph
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
    if old.supposed or not _is_built_alike(before.graph, graph):
        return None
    rated = _rated(before.graph.counted_of, graph.counted_of)
    changed = dict(_changed(rated, before.graph, graph))
    if any((node in old.credences) != bool(values) for node, values in changed.items()):
        return None
    numbers = _numbers(old, graph, pools(changed, old.pooling))
    plan = _plan(old.plan, numbers)
    moved: Iterable[str] = ()
    if plan is not None:
        live = before.live or _live(old.plan, old.semantics)
        moved = live.change(bases=numbers.bases, relevance=numbers.relevance)
    else:
        plan = compile_plan(old.network.with_numbers(numbers.bases, numbers.by_edge(old.plan)))
        live = _live(plan, old.semantics)
        moved = [*plan.node_index, *plan.edge_index]
    weighing = replace(
        old,
        network=plan.network,
        plan=plan,
        rollup=live.result(),
        credences=_updated(old.credences, changed),
        pooled={**old.pooled, **numbers.pooled},
    )
    kept = ("priors",) if numbers.relevance else ("priors", "reasons_of")
    vars(weighing).update({name: vars(old)[name] for name in kept if name in vars(old)})
    touched = _touched(graph, {*rated, *map(relation_of, moved)})
    weighing.keep_from(old, touched, pieces=_differ_in_credences_only(before.graph, graph))
    return Weighed(graph, weighing, live)


def _touched(graph: Graph, moved: AbstractSet[str]) -> AbstractSet[str]:
    """Return all nodes whose numbers may differ, with what a reason does to its target."""
    onward = {row.target for node in moved for row in graph.outgoing.get(node, ())}
    onward |= {graph.relations[node].target for node in moved if node in graph.relations}
    beside = {row.id for node in moved | onward for row in graph.incoming.get(node, ())}
    return moved | onward | beside


def _differ_in_credences_only(old: Graph, new: Graph) -> bool:
    apart = ("revision", "credences", "accounts", "account_keys")
    rest = (each.name for each in fields(Graph) if each.name not in apart)
    return all(getattr(old, name) is getattr(new, name) for name in rest)


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


def _updated(old: Values, changed: Values) -> Values:
    return {**old, **changed} if changed else old


def _is_built_alike(old: Graph, new: Graph) -> bool:
    """Tell whether relations, and what claims say of themselves that weighs, are the same."""
    if new.relations is not old.relations or new.claims.keys() != old.claims.keys():
        return False
    if new.claims is old.claims:
        return True
    pairs = zip(old.claims.values(), new.claims.values(), strict=True)
    return all(a is b or _weighs_alike(a, b) for a, b in pairs)


def _weighs_alike(old: Claim, new: Claim) -> bool:
    return old._replace(text="", wording=0, note=None, label=None, body=None) == new._replace(
        text="", wording=0, note=None, label=None, body=None
    )


def _rated(
    old: Mapping[str, tuple[Credence, ...]], new: Mapping[str, tuple[Credence, ...]]
) -> frozenset[str]:
    """Return the nodes whose credences that count are not the same."""
    nodes = old.keys() | new.keys()
    differing = (node for node in nodes if old.get(node) is not new.get(node))
    return frozenset(node for node in differing if old.get(node) != new.get(node))


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
    slots |= {plan.node_index[node]: clipped_base(base) for node, base in new.bases.items()}
    start = plan.start.copy()
    start[list(slots)] = list(slots.values())
    clipped = {node for node, base in new.bases.items() if clipped_base(base) != base}
    return replace(
        plan,
        network=plan.network.with_numbers(new.bases, by_edge),
        start=start,
        clipped=frozenset((plan.clipped - new.bases.keys()) | clipped),
    )
