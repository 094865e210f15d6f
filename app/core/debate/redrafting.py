"""The network of a debate drafted again where a change of structure reaches, and nowhere else.

Edges of relations that nothing touched are the same objects, and where all are, what was compiled
of them holds too.
"""

from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import TypeVar

import numpy as np

from app.core.debate.drafting import bases_of, edge_drafts, edges_of, informed_from, informed_nodes
from app.core.debate.edge_ids import relation_of
from app.core.debate.graph import ENDED, Claim, Graph, Relation
from app.core.debate.grouping import group_by
from app.core.debate.weighing import Weighing
from app.core.engine.network import Edge, Network
from app.core.engine.plan import Plan
from app.core.engine.rollup import RollUp, compile_plan, roll_up
from app.core.engine.widened import widened

Values = Mapping[str, tuple[float, ...]]
Row = TypeVar("Row")


@dataclass(frozen=True)
class Structure:
    """Two graphs, and what differs between them of that of which the network is made.

    `claims` and `relations` came, went, or weigh otherwise; `rated` are nodes of which the
    credences that count differ, `given` those that nobody had rated, `lost` those nobody rates.
    """

    before: Graph
    after: Graph
    claims: frozenset[str]
    relations: frozenset[str]
    rated: frozenset[str]
    given: frozenset[str]
    lost: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.claims or self.relations or self.given or self.lost)

    @cached_property
    def only_adds(self) -> bool:
        """Whether all that was informed before still is."""
        old = self.before
        touched = self.claims & old.claims.keys() or self.relations & old.relations.keys()
        return not (self.lost or touched)


def structure_between(old: Graph, new: Graph, changed: Values, known: Values) -> Structure:
    """Compare two graphs; `changed` are the credences that differ, `known` all that were given."""
    claims = {key for key, row in _differing(old.claims, new.claims) if not _claims_alike(*row)}
    relations = {
        key for key, row in _differing(old.relations, new.relations) if not _relations_alike(*row)
    }
    rated = {node for node, values in changed.items() if values}
    given, lost = rated - known.keys(), (changed.keys() - rated) & known.keys()
    parts = (claims, relations, changed.keys(), given, lost)
    return Structure(old, new, *map(frozenset, parts))


def redrafted(old: Weighing, now: Weighing, structure: Structure) -> tuple[Weighing, set[str]]:
    """Return the weighing of the later graph, and the nodes whose numbers or reasons differ.

    `now` is the old weighing with the credences and pools of the later graph.
    """
    graph, before = structure.after, structure.before
    informed = _informed(old, structure, now.pooled)
    flipped = informed ^ old.informed
    affected = _affected(structure, flipped)
    by_relation, fresh = _edges(old, now, graph, informed, affected)
    edges = tuple(edge for own in by_relation.values() for edge in own)
    ends = set(_with_ends(affected, before, graph))
    reasons = _reasons(old.reasons_of, edges, ends)
    bases = _bases(old, now, structure, reasons, ends)
    plan, rollup = _rolled(old, old.network.with_edges(bases, edges, fresh))
    weighing = replace(now, network=plan.network, plan=plan, rollup=rollup, informed=informed)
    vars(weighing).update(edges_of=by_relation, reasons_of=reasons)
    moved = set() if rollup.edges is old.rollup.edges else _moved(old, weighing)
    return weighing, ends | flipped | moved


def _informed(old: Weighing, structure: Structure, pooled: Mapping[str, float]) -> frozenset[str]:
    graph = structure.after
    if not structure.only_adds:
        return informed_nodes(graph, pooled)
    given = {node for node in structure.given if node in graph.claims}
    given |= {node for node in structure.claims if graph.claims[node].prior is not None}
    new = (graph.relations[name] for name in structure.relations)
    # A relation starts from what was informed before it came.
    given |= {premise for relation in new for premise in relation.premises} & old.informed
    return informed_from(graph, given, old.informed)


def _affected(structure: Structure, flipped: Iterable[str]) -> set[str]:
    """Return the relations whose edges may differ."""
    graph = structure.after
    found = set(structure.relations)
    found |= {node for node in structure.rated if node in graph.relations}
    for node in (*flipped, *structure.claims):
        found |= {relation.id for relation in graph.outgoing.get(node, ())}
        found |= {relation.id for relation in graph.incoming.get(node, ())}
    waiting = list(found)
    while waiting:
        above = {relation.id for relation in graph.incoming.get(waiting.pop(), ())} - found
        found |= above
        waiting += above
    return found


def _edges(
    old: Weighing, now: Weighing, graph: Graph, informed: frozenset[str], affected: AbstractSet[str]
) -> tuple[dict[str, tuple[Edge, ...]], list[Edge]]:
    """Return the edges by relation, in the order of relations, and those that are new."""
    kept = {name: own for name, own in old.edges_of.items() if name not in affected}
    asked = [row for name in affected if (row := graph.relations.get(name))]
    others = {
        row.target: [edge.id for edge in kept[row.target]] for row in asked if row.target in kept
    }
    drafts = edge_drafts(graph, informed, of=asked, others=others)
    fresh = edges_of(graph, drafts, now.pooled)
    both = {**kept, **fresh}
    ordered = {name: both[name] for name in graph.relations if name in both}
    return ordered, [edge for own in fresh.values() for edge in own]


def _bases(
    old: Weighing,
    now: Weighing,
    structure: Structure,
    inner: Collection[str],
    ends: Iterable[str],
) -> Mapping[str, float | None]:
    """Return the bases of the later graph; `inner` are the claims that have reasons."""
    graph, before = structure.after, old.network.bases
    added = list(islice(graph.claims, len(before), None))
    if len(before) + len(added) != len(graph.claims) or not before.keys().isdisjoint(added):
        return bases_of(graph.claims.values(), inner, now.pooled)
    nodes = {*added, *structure.claims, *structure.rated, *ends}
    rows = [graph.claims[node] for node in nodes if node in graph.claims]
    # What came last in the graph comes last here.
    return {**before, **dict.fromkeys(added), **bases_of(rows, inner, now.pooled)}


def _rolled(old: Weighing, network: Network) -> tuple[Plan, RollUp]:
    """Compile and roll up a network, unless it is the old one with some unrated nodes more."""
    bases, before = list(network.bases.items()), list(old.network.bases.items())
    added = bases[len(before) :]
    is_like = bases[: len(before)] == before and all(base is None for _, base in added)
    if not is_like or network.edges != old.network.edges:
        plan = compile_plan(network)
        return plan, roll_up(plan, semantics=old.semantics)
    rollup = replace(
        old.rollup,
        unrated=old.rollup.unrated | {node for node, _ in added},
        values=np.insert(old.rollup.values, len(before), np.zeros(len(added))),
    )
    return widened(old.plan, network), rollup


def _reasons(
    old: Mapping[str, tuple[Edge, ...]], edges: Iterable[Edge], at: AbstractSet[str]
) -> dict[str, tuple[Edge, ...]]:
    """Return the edges that bear on each claim, grouped anew where some differ."""
    found = group_by(
        (edge.target, edge) for edge in edges if edge.target in at and not edge.kind.targets_edge
    )
    return {**{node: own for node, own in old.items() if node not in at}, **found}


def _moved(old: Weighing, new: Weighing) -> set[str]:
    """Return the claims and relations whose strength is another, or was unknown."""
    names = [*old.plan.node_index, *old.plan.edge_index]
    at = [-1 if (slot := new.plan.slot(name)) is None else slot for name in names]
    values = np.append(new.rollup.values, np.nan)
    differ = np.flatnonzero(values[at] != old.rollup.values)
    return {relation_of(names[place]) for place in differ.tolist()}


def _with_ends(names: Iterable[str], *graphs: Graph) -> Iterable[str]:
    for name in names:
        for graph in graphs:
            if relation := graph.relations.get(name):
                yield from (name, relation.target, *relation.premises)


def _differing(
    old: Mapping[str, Row], new: Mapping[str, Row]
) -> Iterable[tuple[str, tuple[Row | None, Row | None]]]:
    """Yield what came, went, or is another row, with both sides."""
    if old is new:
        return
    for name, row in new.items():
        held = old.get(name)
        if held is not row:
            yield name, (held, row)
    if len(old) != len(new) or old.keys() != new.keys():
        yield from ((name, (old[name], None)) for name in old.keys() - new.keys())


def _claims_alike(old: Claim | None, new: Claim | None) -> bool:
    if not (old and new):
        return False
    return old.prior == new.prior and (old.status in ENDED) == (new.status in ENDED)


def _relations_alike(old: Relation | None, new: Relation | None) -> bool:
    return bool(old and new and _weight(old) == _weight(new))


def _weight(row: Relation) -> tuple[object, ...]:
    ends = (row.kind, row.basis, row.premises, row.target)
    return (*ends, row.strength, row.weight, row.relevance, row.group, row.weighs)
