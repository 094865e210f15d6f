"""What leads to a node: the slots that its strength depends on, and a plan of those alone."""

from itertools import chain

import numpy as np

from app.core.engine.cycles import Mask
from app.core.engine.network import NetworkFault
from app.core.engine.plan import Plan, compile_plan


def above(plan: Plan, root: str) -> Mask:
    """(slots,): the slots whose values can reach the root, the root included.

    Raises NetworkFault for an unknown root.
    """
    if root not in plan.node_index:
        raise NetworkFault("root", f"there is no node {root!r}.")
    reads, ends = plan.order.read_by
    found = np.zeros(len(plan.start), dtype=bool)
    front = [plan.node_index[root]]
    found[front[0]] = True
    while front:
        slot = front.pop()
        for read in reads[ends[slot] : ends[slot + 1]]:
            if not found[read]:
                found[read] = True
                front.append(read)
    return found


def leading_to(plan: Plan, root: str) -> Plan:
    """Return a plan of the nodes and edges that the root depends on, in the order they have.

    Most claims have few; of a root on which most of the map bears, the plan itself is returned.
    Raises NetworkFault for an unknown root.
    """
    slots = np.flatnonzero(above(plan, root))
    nodes = slots[slots < plan.nodes].tolist()
    if 2 * len(nodes) > plan.nodes:
        return plan
    arrays = plan.arrays
    bounds = zip(arrays.first[slots].tolist(), arrays.degree[slots].tolist(), strict=True)
    edges = sorted(chain(*(arrays.incoming[at : at + count].tolist() for at, count in bounds)))
    bases = {plan.node_names[at]: plan.network.bases[plan.node_names[at]] for at in nodes}
    kept = tuple(plan.network.edges[edge] for edge in edges)
    return compile_plan(plan.network.with_edges(bases, kept, ()))
