"""A plan for the same edges and a few nodes more, of which nothing is known yet.

Most replies are like that: until somebody rates one it bears on nothing, and what is compiled
holds but for the numbers of slots.
"""

from dataclasses import replace
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from app.core.engine.cycles import Index, Order
from app.core.engine.edge_arrays import EdgeArrays
from app.core.engine.network import Network
from app.core.engine.plan import Bucket, Plan, Stage, numbered

Column = TypeVar("Column", bound=NDArray[Any])


def widened(plan: Plan, network: Network) -> Plan:
    """Return the plan of a network that has more nodes at its end, unrated and without edges."""
    work = _Widening(plan.nodes, len(network.bases) - plan.nodes)
    stages = [
        Stage([*map(work.bucket, stage.buckets)], [*map(work.bucket, stage.loop)])
        for stage in plan.stages
    ]
    buckets = [bucket for stage in stages for bucket in (*stage.buckets, *stage.loop)]
    start = work.wider(plan.start, 0.5)
    return replace(
        plan,
        network=network,
        node_index={node: slot for slot, node in enumerate(network.bases)},
        start=start,
        rated=work.wider(plan.rated, False),
        order=work.order(plan.order),
        arrays=work.arrays(plan.arrays),
        stages=stages,
        buckets=buckets,
        bucket_of=numbered(buckets, len(start)),
    )


class _Widening:
    """Room for `more` slots after the first `nodes`."""

    def __init__(self, nodes: int, more: int) -> None:
        self.nodes, self.more = nodes, more

    def shifted(self, slots: Index) -> Index:
        """Return slots as they are numbered with more nodes before them; -1 stays."""
        return np.where(slots >= self.nodes, slots + self.more, slots)

    def wider(self, by_slot: Column, value: float) -> Column:
        """Return a column of a number for each slot, with one for each new node."""
        new = np.full(self.more, value, by_slot.dtype)
        return cast("Column", np.insert(by_slot, self.nodes, new))

    def order(self, order: Order) -> Order:
        """Return the order, with new nodes that read nothing."""
        return Order(
            level=self.wider(order.level, 0),
            component=self.wider(order.component, -1),
            after_loop=self.wider(order.after_loop, 0),
            reads=self.shifted(order.reads),
            evaluates=self.shifted(order.evaluates),
        )

    def arrays(self, arrays: EdgeArrays) -> EdgeArrays:
        """Return the columns of the edges; nothing bears on new nodes."""
        return replace(
            arrays,
            targets=self.shifted(arrays.targets),
            carriers=self.shifted(arrays.carriers),
            alphas=self.shifted(arrays.alphas),
            first=self.wider(arrays.first, 0),
            degree=self.wider(arrays.degree, 0),
        )

    def bucket(self, bucket: Bucket) -> Bucket:
        """Return a bucket; what its rules prepared rests on bases and weights alone."""
        second = bucket.second_alphas
        return replace(
            bucket,
            slots=self.shifted(bucket.slots),
            carriers=self.shifted(bucket.carriers),
            alphas=self.shifted(bucket.alphas),
            second_alphas=None if second is None else self.shifted(second),
            twin=None,
        )
