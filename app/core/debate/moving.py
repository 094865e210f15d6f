"""Which implied numbers a what-if moves: each before and after, the widest move first."""

from collections.abc import Iterable
from typing import NamedTuple

from app.core.debate.weighing import Weighing
from app.core.figures import whole


class Moved(NamedTuple):
    """An implied number without what is supposed and with it, in [0, 1]; None for none."""

    node: str
    before: float | None
    after: float | None


def moved_at(before: Weighing, after: Weighing, node: str) -> Moved | None:
    """Return how a claim's implied number moves; None where it reads the same, or is supposed."""
    old, new = before.implied(node), after.implied(node)
    if node in after.supposed or _written(old) == _written(new):
        return None
    return Moved(node, old, new)


def moved(before: Weighing, after: Weighing, nodes: Iterable[str]) -> list[Moved]:
    """List the implied numbers of claims that move as far as one can read, the widest move first.

    Those that there are only with what is supposed come last.
    """
    found = (moved_at(before, after, node) for node in nodes)
    return sorted(filter(None, found), key=_order)


def _written(value: float | None) -> str | None:
    return None if value is None else whole(value)


def _order(move: Moved) -> tuple[bool, float, str]:
    if move.before is None or move.after is None:
        return True, 0.0, move.node
    return False, -abs(move.after - move.before), move.node
