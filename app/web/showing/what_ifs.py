"""What a what-if moves, put into words: at each number, and for the whole debate."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from app.core.debate.moving import Moved, moved, moved_at
from app.core.figures import change, whole
from app.services.snapshots import Snapshot

MOST_MOVES = 5
Shows = Callable[[], Iterable[str]]


class MoveLine(NamedTuple):
    """A claim whose implied number moves, and how: “26 → 30 (+4)”."""

    node: str
    text: str
    says: str


class Moves(NamedTuple):
    """The implied numbers that a what-if moves: those that move most, and how many do.

    `here` is how many of them the page shows; None where it shows numbers of another kind.
    """

    most: tuple[MoveLine, ...]
    total: int
    here: int | None


def moves_of(snapshot: Snapshot, shows: Shows | None) -> Moves | None:
    """Sum up what moves in a debate, and on a page that `shows` the numbers of some claims.

    None where nothing is supposed.
    """
    if snapshot.before is None:
        return None
    graph = snapshot.graph
    found = moved(snapshot.before, snapshot.weighing, graph.claims)
    lines = tuple(
        MoveLine(move.node, graph.text(move.node), _says(move)) for move in found[:MOST_MOVES]
    )
    here = None if shows is None else len({move.node for move in found}.intersection(shows()))
    return Moves(lines, len(found), here)


def no_numbers() -> tuple[str, ...]:
    """Return the claims whose numbers are shown by a page that shows none."""
    return ()


class Implied(NamedTuple):
    """A claim's implied number in words; `supposed`: it is what the what-if holds."""

    says: str
    supposed: bool


def implied_words(snapshot: Snapshot, node: str) -> Implied | None:
    """Write a claim's implied number; where a what-if moves it, before and after, and by how much.

    None for a claim that has none.
    """
    move, value = _move(snapshot, node), snapshot.weighing.implied(node)
    if value is None:
        return None
    return Implied(_says(move) if move else whole(value), node in snapshot.weighing.supposed)


def implied_spoken(snapshot: Snapshot, node: str) -> str | None:
    """Say a claim's implied number, for the label of a strip."""
    value, move = snapshot.weighing.implied(node), _move(snapshot, node)
    if value is None:
        return None
    name = "supposed" if node in snapshot.weighing.supposed else "implied by the map"
    said = f"{name} {whole(value)} percent"
    if move is None:
        return said
    was = "none" if move.before is None else f"{whole(move.before)} percent"
    return f"{said}, {was} without the what-if"


def _move(snapshot: Snapshot, node: str) -> Moved | None:
    return moved_at(snapshot.before, snapshot.weighing, node) if snapshot.before else None


def _says(move: Moved) -> str:
    before, after = ("none" if n is None else whole(n) for n in (move.before, move.after))
    if move.before is None or move.after is None:
        return f"{before} → {after}"
    return f"{before} → {after} ({change(move.before, move.after)})"
