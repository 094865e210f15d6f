"""The rows of a thread after replies were added, made of the rows before.

A reply hangs new claims below what has a place already, so nothing else moves: its row is put in,
and what is counted and drawn around it is set right. After any other change of structure the
thread is laid out anew.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import NamedTuple

from app.core.debate.graph import WEIGHING, Relation
from app.core.debate.thread import Row, counted, right_below

Relations = Mapping[str, Relation]
Arguments = Mapping[str, tuple[Relation, ...]]
# With more than these at once, laying out everything is no slower.
MOST = 20


class Placed(NamedTuple):
    """Rows, and every node that stands in one of them or below."""

    rows: Sequence[Row]
    reached: AbstractSet[str]


def with_replies(
    before: Placed, earlier: Relations, later: Relations, arguments: Arguments, max_depth: int
) -> Placed | None:
    """Return the rows for later relations; None where more happened than replies and new words.

    `arguments` are the later relations that weigh, by what they bear on.
    """
    changed = {
        key: row
        for key, old in earlier.items()
        if (row := later.get(key, old)) is not old and row != old
    }
    replies = _replies(earlier, later)
    if replies is None or len(replies) > MOST or any(key not in later for key in earlier):
        return None
    if any(_has_moved(earlier[key], row) for key, row in changed.items()):
        return None
    growing = _Growing(before, arguments, max_depth)
    if not growing.takes(replies):
        return None
    return Placed(growing.rows_with(changed), growing.reached)


def _replies(earlier: Relations, later: Relations) -> list[Relation] | None:
    """Return what weighs of the relations that came after all earlier ones."""
    new = islice(later.values(), len(earlier), None)
    added = [row for row in new if row.id not in earlier]
    if len(earlier) + len(added) != len(later):
        return None
    return [row for row in added if row.kind in WEIGHING]


def _has_moved(old: Relation, new: Relation) -> bool:
    return (old.kind, old.target, old.premises) != (new.kind, new.target, new.premises)


class _Growing:
    def __init__(self, before: Placed, arguments: Arguments, max_depth: int) -> None:
        self.rows = list(before.rows)
        self.reached = set(before.reached)
        self.arguments = arguments
        self.max_depth = max_depth

    def takes(self, replies: Sequence[Relation]) -> bool:
        """Put all replies in, each below what has a place; tell whether all have found theirs."""
        new = {reply.id for reply in replies}
        for reply in replies:
            if reply.target not in self.reached or not self._is_fresh(reply, new):
                return False
            self.reached.update((reply.id, *reply.premises))
            self._place(reply)
        return True

    def rows_with(self, changed: Relations) -> list[Row]:
        """Return the rows, with those relations that were changed since."""
        if not changed:
            return self.rows
        return [
            row._replace(relation=changed[row.key]) if row.key in changed else row
            for row in self.rows
        ]

    def _is_fresh(self, reply: Relation, new: AbstractSet[str]) -> bool:
        """Tell whether nothing but other new replies is known of what a reply brings."""
        nodes = (reply.id, *reply.premises)
        below = (each for node in nodes for each in self.arguments.get(node, ()))
        return self.reached.isdisjoint(nodes) and all(each.id in new for each in below)

    def _place(self, reply: Relation) -> None:
        at = self._row_of(reply.target)
        if at is None:
            return
        row = self.rows[at]
        steps = self._known(row.key) if row.relation else []
        replies = [
            r for claim in row.claims if claim not in row.repeated for r in self._known(claim)
        ]
        cut = row.depth >= self.max_depth
        self.rows[at] = row = row._replace(
            counts=counted((*steps, *replies)),
            hidden=len(steps) + len(replies) if cut else 0,
            forked=bool(steps) and not cut,
        )
        for below in () if cut else right_below(row, steps, replies):
            at += 1
            if below.key == reply.id:
                self.rows.insert(at, below)
            else:
                old = self.rows[at]
                if (old.last, old.beside) != (below.last, below.beside):
                    self.rows[at] = old._replace(last=below.last, beside=below.beside)
                at = self._end(at)

    def _row_of(self, node: str) -> int | None:
        """Return the row below which what bears on a node hangs, if it is not too deep."""
        return next((at for at, row in enumerate(self.rows) if _stands_in(node, row)), None)

    def _known(self, node: str) -> list[Relation]:
        return [row for row in self.arguments.get(node, ()) if row.id in self.reached]

    def _end(self, at: int) -> int:
        """Return the last row of all that hangs below one."""
        depth = self.rows[at].depth
        while at + 1 < len(self.rows) and self.rows[at + 1].depth > depth:
            at += 1
        return at


def _stands_in(node: str, row: Row) -> bool:
    return row.key == node or (node in row.claims and node not in row.repeated)
