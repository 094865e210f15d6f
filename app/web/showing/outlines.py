"""The bar above a thread: all its rows in small, with links to its parts."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from app.core.debate.graph import Graph
from app.core.debate.outline import Branch, Column, Outline, outline
from app.core.debate.thread import Row
from app.web.showing import words

FEWEST = 5


@dataclass(frozen=True, slots=True)
class OutlinePart:
    """A part of the bar that leads to one row, and what it says."""

    column: Column
    href: str
    says: str


@dataclass(frozen=True, slots=True)
class OutlineBar:
    """The bar with its words."""

    drawn: Outline
    label: str
    parts: tuple[OutlinePart, ...]


def bar_of(
    graph: Graph, rows: Sequence[Row], shown: Collection[str], elsewhere: Callable[[str], str]
) -> OutlineBar | None:
    """Make the bar of all rows of a thread; none for a thread that is seen at a glance anyway.

    `shown` are the rows on this page, `elsewhere` the address of a row that is not.
    """
    if len(rows) < FEWEST:
        return None
    drawn = outline(
        [Branch(row.key, row.depth, row.relation.kind if row.relation else "") for row in rows]
    )
    parts = tuple(
        OutlinePart(
            column,
            f"#{column.key}" if column.key in shown else elsewhere(column.key),
            _says(graph, column),
        )
        for column in drawn.columns
    )
    return OutlineBar(drawn, _label(rows), parts)


def _label(rows: Sequence[Row]) -> str:
    found = Counter(row.relation.kind for row in rows if row.relation)
    counts = [
        words.count(found[kind], word) for kind, word in words.RELATION_NOUN.items() if found[kind]
    ]
    return f"The whole thread in small: {', '.join(counts)}"


def _says(graph: Graph, column: Column) -> str:
    relation = graph.relations[column.key]
    text = graph.text(relation.premises[0]) if relation.premises else relation.warrant
    below = column.rows - 1
    more = f" ({words.count(below, 'reply', 'replies')} below)" if below else ""
    return f"{words.RELATION[relation.kind]} #{relation.target}: {text}{more}"
