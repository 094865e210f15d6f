"""Which credences count: each account's latest on a node, not withdrawn, at its present wording.

None do on a node that is withdrawn or superseded itself (`Graph.counted_wording`).
"""

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from app.core.debate.rows import CredenceEntry
from app.core.debate.shape import Id


class Given(Protocol):
    """A credence as far as it must be known to tell whether it counts."""

    @property
    def node(self) -> Id:
        """Return the node it was given to."""
        ...

    @property
    def wording(self) -> int:
        """Return the wording it was given to."""
        ...


G = TypeVar("G", bound=Given)
WordingOf = Callable[[Id], int | None]


def present(entries: Iterable[CredenceEntry]) -> list[CredenceEntry]:
    """Return what stands of a record: each account's latest on each node, unless withdrawn."""
    latest = {(row.node, row.account): row for row in entries}
    return [row for row in latest.values() if not row.withdrawn]


def counted(standing: Iterable[G], wording_of: WordingOf) -> tuple[G, ...]:
    """Return those of the standing credences that were given to the present wording of a node.

    `wording_of` gives the number of a node's present wording. One that calls its node ill-posed
    counts as an answer, and has no number.
    """
    return tuple(row for row in standing if wording_of(row.node) == row.wording)
