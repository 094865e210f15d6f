"""What is new to somebody since they last looked: what others did and what still differs by it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from app.core.debate.change import Edit
from app.core.debate.following import CREDENCES, Followed, Hands, entries_added, net_edits
from app.core.debate.graph import Graph
from app.core.debate.grouping import group_by
from app.core.debate.lists import SETTINGS
from app.core.debate.rows import CredenceEntry
from app.core.debate.shape import NODES, Id
from app.core.measures.pooling import pool

# Rows that are told of at the node they are about.
ABOUT = ("stances", "citations", "verdicts", "credence_orders")
WITHDRAWN = "withdrawn"
Rated = tuple[Id, Id]


class Became(StrEnum):
    """What became of a row since somebody last looked."""

    NEW = "new"
    REWORDED = "reworded"
    CHANGED = "changed"
    REMOVED = "removed"


class Stood(NamedTuple):
    """An account, by its key and name, and its latest credence on a node before all that is new."""

    key: int
    name: str
    entry: CredenceEntry | None


class Given(NamedTuple):
    """A credence that somebody else gave or took back: the entry before, if any, and the last."""

    node: Id
    name: str
    before: CredenceEntry | None
    after: CredenceEntry


class Move(NamedTuple):
    """A pooled credence before and after, both in [0, 1]."""

    node: Id
    before: float
    after: float


@dataclass(slots=True)
class NodeNews:
    """What is new of a node: what became of itself, and of how many rows about it, by list.

    Under "relations" stand replies to it, under "credences" the accounts that gave one, under
    "withdrawn" those that took theirs back.
    """

    became: Became | None = None
    about: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class News:
    """What is new since a revision, as far as its reader may know it; all of it others' doing.

    `counts` says what became of how many rows of each list, `untold` how many changes are not
    recorded in a way that could be told. Moves come with the widest first.
    """

    since: int
    counts: Mapping[tuple[str, Became], int]
    nodes: Mapping[Id, NodeNews]
    given: tuple[Given, ...]
    moves: tuple[Move, ...]
    untold: int

    def __bool__(self) -> bool:
        return bool(self.counts or self.given or self.untold)


def news_of(
    followed: Followed,
    reader: Id | None,
    graph: Graph,
    hides: Callable[[Id], bool],
    stood: Mapping[Rated, Stood],
    pooling: str,
) -> News:
    """Tell what is new to an account (its public id) in a graph as it may know it.

    `hides` tells which nodes' credences it may not know, `stood` the credences before, by node
    and public id of the account.
    """
    edits = net_edits(followed.whole.edits)
    others = [
        (edit, hands)
        for edit in edits
        if _is_told(edit) and _is_news(hands := _hands(followed, edit), reader)
    ]
    added = entries_added(followed.whole.edits)
    given = [
        Given(node, stood[node, account].name, stood[node, account].entry, rows[-1])
        for (node, account), rows in added.items()
        if account != reader and (node, account) in stood
        if graph.node(node) and not hides(node)
    ]
    told = tuple(each for each in given if _answer(each.before) != _answer(each.after))
    worded = {edit.id: edit.before.row.wording for edit in edits if _is_node(edit) and edit.before}
    moved = _moves(
        graph, told, worded, {pair: stood[pair] for pair in added if pair in stood}, pooling
    )
    return News(
        since=followed.since,
        counts=Counter((edit.list, _became(edit, hands, reader)) for edit, hands in others),
        nodes=_nodes(graph, others, reader, told),
        given=told,
        # Where it is not known what else was given, what moved is not known either.
        moves=() if followed.untold else tuple(moved),
        untold=sum(hand != reader for hand in followed.untold),
    )


def _hands(followed: Followed, edit: Edit) -> Hands:
    return followed.hands.get((edit.list, edit.id), ())


def _is_told(edit: Edit) -> bool:
    """Tell whether an edit says something by itself; others come with what stands on them."""
    return edit.list != "spans" and not (
        edit.list == SETTINGS.name and edit.changed.keys() <= {"theses"}
    )


def _is_news(hands: Hands, reader: Id | None) -> bool:
    return any(hand != reader for hand in hands)


def _is_node(edit: Edit) -> bool:
    return edit.shape.space == NODES


def _became(edit: Edit, hands: Hands, reader: Id | None) -> Became:
    if edit.after is None:
        return Became.REMOVED
    if edit.before is None:
        return Became.CHANGED if hands[:1] == (reader,) else Became.NEW
    return Became.REWORDED if "wording" in edit.changed else Became.CHANGED


def _nodes(
    graph: Graph,
    others: Iterable[tuple[Edit, Hands]],
    reader: Id | None,
    given: Collection[Given],
) -> dict[Id, NodeNews]:
    found: dict[Id, NodeNews] = {}

    def at(node: Id) -> NodeNews:
        return found.setdefault(node, NodeNews())

    for edit, hands in others:
        became = _became(edit, hands, reader)
        if node := _altered(edit, became):
            at(node).became = at(node).became or became
        for node in _about(edit, became):
            at(node).about[edit.list] += 1
    for each in given:
        at(each.node).about[WITHDRAWN if each.after.withdrawn else CREDENCES] += 1
    return {node: news for node, news in found.items() if graph.node(node)}


def _altered(edit: Edit, became: Became) -> Id | None:
    """Return the node that an edit alters: its own, or the one an altered row is about."""
    if edit.after is None:
        return None
    if edit.list in ABOUT and became is not Became.NEW:
        node: Id = edit.after.row.node
        return node
    return edit.id if _is_node(edit) else None


def _about(edit: Edit, became: Became) -> Iterable[Id]:
    """Return the nodes at which a row that is new is told of too."""
    if edit.after is None or became is not Became.NEW:
        return ()
    row = edit.after.row
    if edit.list in ABOUT:
        return (row.node,)
    claims: tuple[Id, ...] = row.claims if edit.list == "cruxes" else ()
    return (row.target,) if edit.list == "relations" else claims


def _answer(entry: CredenceEntry | None) -> tuple[int, float | None, bool] | None:
    """Return what a credence says, and of which wording; nothing for none and for one withdrawn."""
    if entry is None or entry.withdrawn:
        return None
    return entry.wording, entry.value, entry.ill_posed


def _moves(
    graph: Graph,
    given: Iterable[Given],
    worded: Mapping[Id, int],
    stood: Mapping[Rated, Stood],
    pooling: str,
) -> list[Move]:
    of = group_by((node, each) for (node, _), each in stood.items())
    moves = []
    for node in dict.fromkeys(each.node for each in given):
        now = _pooled((row.value for row in graph.counted_of.get(node, ())), pooling)
        wording = worded.get(node, graph.wording_of(node))
        then = _pooled(_values_then(graph, node, wording, of[node]), pooling)
        if now is not None and then is not None:
            moves.append(Move(node, then, now))
    return sorted(moves, key=lambda move: (-abs(move.after - move.before), move.node))


def _values_then(
    graph: Graph, node: Id, wording: int | None, stood: Collection[Stood]
) -> Iterable[float | None]:
    anew = {each.key for each in stood}
    for row in graph.credences_of.get(node, ()):
        if row.account not in anew and row.wording == wording:
            yield row.value
    for each in stood:
        if each.entry and not each.entry.withdrawn and each.entry.wording == wording:
            yield each.entry.value


def _pooled(values: Iterable[float | None], pooling: str) -> float | None:
    known = sorted(value for value in values if value is not None)
    return pool(known, method=pooling).value if known else None
