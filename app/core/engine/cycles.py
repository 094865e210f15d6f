"""The order of evaluation, and the solution of cycles by bounds that close in from both sides."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Index = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Array = npt.NDArray[np.float64]

MEETING = 1e-6
"""Bounds this close count as met: three digits beyond what is ever shown."""

_TIGHT = 1e-9
_STALLED = 1e-13
_SWEEPS = 2000
_STEPS = 400
_STEP = 0.25


@dataclass
class Order:
    """`level` (slots,): every slot reads only lower levels, or its own component.

    `component` (slots,) numbers the cycles from 0 and is -1 outside of them; `in_loop` and
    `after_loop` (slots,) tell slots in a cycle, and slots in or downstream of one.
    `reads`, `evaluates`: the dependencies, one pair each.
    """

    level: Index
    component: Index
    after_loop: Mask
    reads: Index
    evaluates: Index

    @property
    def in_loop(self) -> Mask:
        """(slots,): part of a cycle."""
        mask: Mask = self.component >= 0
        return mask

    @cached_property
    def read_by(self) -> tuple[list[int], list[int]]:
        """The slots that each slot reads, one after the other, and where those of each begin."""
        grouping = np.argsort(self.evaluates, kind="stable")
        counts = np.bincount(self.evaluates, minlength=len(self.level))
        return self.reads[grouping].tolist(), [0, *np.cumsum(counts).tolist()]


def order_slots(slots: int, reads: Index, evaluates: Index) -> Order:
    """Levels of `slots` slots, where slot `evaluates[i]` is computed from slot `reads[i]`."""
    level, reached = _levels(slots, reads, evaluates)
    component = np.full(slots, -1, dtype=np.int64)
    if reached.all():
        return Order(level, component, ~reached, reads, evaluates)
    inside = ~reached[reads] & ~reached[evaluates]
    # Peeling from the other end too leaves little for the search in plain Python.
    _, leading_out = _levels(slots, evaluates[inside], reads[inside])
    core = ~reached & ~leading_out
    inside = core[reads] & core[evaluates]
    found = strong_components(slots, reads[inside], evaluates[inside])
    for number, members in enumerate(found):
        component[members] = number
    level = _contracted_levels(slots, reads, evaluates, component, found)
    return Order(level, component, ~reached, reads, evaluates)


def _levels(slots: int, reads: Index, evaluates: Index) -> tuple[Index, Mask]:
    """Longest distance from a slot that reads nothing; second, whether that exists."""
    grouping = np.argsort(reads, kind="stable")
    outgoing = evaluates[grouping]
    degree = np.bincount(reads, minlength=slots)
    first = np.cumsum(degree) - degree
    waiting = np.bincount(evaluates, minlength=slots)
    level = np.zeros(slots, dtype=np.int64)
    front = np.flatnonzero(waiting == 0)
    reached = waiting == 0
    depth = 0
    while len(front):
        depth += 1
        touched = outgoing[_ranges(first[front], degree[front])]
        touched, times = np.unique(touched, return_counts=True)
        waiting[touched] -= times
        front = touched[waiting[touched] == 0]
        reached[front] = True
        level[front] = depth
    return level, reached


def _ranges(first: Index, length: Index) -> Index:
    """The numbers first[i] ... first[i] + length[i] - 1 for all i, in one array."""
    ends = np.cumsum(length)
    total = int(ends[-1]) if len(ends) else 0
    result: Index = np.arange(total) + np.repeat(first - (ends - length), length)
    return result


def _contracted_levels(
    slots: int, reads: Index, evaluates: Index, component: Index, found: Sequence[Sequence[int]]
) -> Index:
    """Levels of the graph in which every component is a single slot."""
    leader = np.arange(slots)
    for members in found:
        leader[members] = members[0]
    left, right = leader[reads], leader[evaluates]
    between = left != right
    level, _ = _levels(slots, left[between], right[between])
    return level[leader]


def strong_components(slots: int, reads: Index, evaluates: Index) -> list[list[int]]:
    """The cycles: components of two or more slots, or of one that reads itself (Tarjan 1972).

    Iterative, so chains of any length work.
    """
    outgoing = _adjacency(slots, reads, evaluates)
    search = _Search(outgoing)
    for root in np.unique(reads).tolist():
        if root not in search.number:
            search.run(root)
    return [found for found in search.found if len(found) > 1 or found[0] in outgoing[found[0]]]


class _Search:
    """Tarjan's depth-first search with its own stack."""

    def __init__(self, outgoing: list[list[int]]) -> None:
        self.outgoing = outgoing
        self.number: dict[int, int] = {}
        self.low: dict[int, int] = {}
        self.open: list[int] = []
        self.is_open: set[int] = set()
        self.found: list[list[int]] = []

    def run(self, root: int) -> None:
        """Close every component that can be reached from `root`."""
        number, low, is_open = self.number, self.low, self.is_open
        path = [self._enter(root)]
        while path:
            slot, rest = path[-1]
            for following in rest:
                if following not in number:
                    path.append(self._enter(following))
                    break
                if following in is_open and number[following] < low[slot]:
                    low[slot] = number[following]
            else:
                path.pop()
                if path:
                    parent = path[-1][0]
                    low[parent] = min(low[parent], low[slot])
                if low[slot] == number[slot]:
                    self._close(slot)

    def _enter(self, slot: int) -> tuple[int, Iterator[int]]:
        self.number[slot] = self.low[slot] = len(self.number)
        self.open.append(slot)
        self.is_open.add(slot)
        return slot, iter(self.outgoing[slot])

    def _close(self, slot: int) -> None:
        component: list[int] = []
        while not component or component[-1] != slot:
            component.append(self.open.pop())
        self.is_open.difference_update(component)
        self.found.append(component)


def _adjacency(slots: int, reads: Index, evaluates: Index) -> list[list[int]]:
    outgoing: list[list[int]] = [[] for _ in range(slots)]
    for left, right in zip(reads.tolist(), evaluates.tolist(), strict=True):
        outgoing[left].append(right)
    return outgoing


def tighten(
    sweep: Callable[[], None], box: Array, lower: Index, upper: Index, component: Index
) -> None:
    """Sweep until the bounds in `box` meet, no longer move, or the sweeps run out.

    `sweep` updates `box` in place; rows `lower` start at 0 and rise, rows `upper` start at 1
    and fall, so every fixed point stays between them and stopping early is only less tight
    (mixed-monotone embedding; Enciso, Smith and Sontag 2006). `component` numbers the cycle of
    each row: each stops for itself, so that its bounds are the same in whatever company.
    """
    _, cycle = np.unique(component, return_inverse=True)
    grouping = np.argsort(cycle, kind="stable")
    first = np.searchsorted(cycle[grouping], np.arange(cycle.max() + 1))

    def most(rows: Array) -> Array:
        return np.maximum.reduceat(rows[grouping], first, axis=0)

    low, high = box[lower], box[upper]
    done = np.zeros((len(first), *low.shape[1:]), dtype=bool)
    for _ in range(_SWEEPS):
        sweep()
        if done.any():
            stays = done[cycle]
            box[lower] = np.where(stays, low, box[lower])
            box[upper] = np.where(stays, high, box[upper])
        width = high - low
        low, high = box[lower], box[upper]
        done |= (most(high - low) <= _TIGHT) | (most(width - (high - low)) <= _STALLED)
        if done.all():
            break
    # Rounding may cross bounds that have met.
    low, high = np.minimum(box[lower], box[upper]), np.maximum(box[lower], box[upper])
    box[lower], box[upper] = low, high


def follow_dynamics(speed: Callable[[Array], Array], start: Array) -> Array:
    """Where dx/dt = f(x) - x leads from `start` in bounded time (Potyka 2018); Runge-Kutta 4."""
    point = start.copy()
    for _ in range(_STEPS):
        first = speed(point)
        if np.abs(first).max() <= _TIGHT:
            break
        second = speed(point + 0.5 * _STEP * first)
        third = speed(point + 0.5 * _STEP * second)
        fourth = speed(point + _STEP * third)
        point = point + _STEP / 6.0 * (first + 2.0 * second + 2.0 * third + fourth)
    return point
