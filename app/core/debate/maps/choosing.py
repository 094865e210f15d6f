"""Which cards a map has: nearest to its roots first, a claim in full once, at most so many.

Under a claim's card hang the relations on it, one column further; under a relation the undercuts
and backings of that step, in the same column. What is deeper, or more than a map has room for, is
counted at the place where it would begin.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.core.debate.graph import WEIGHING, Graph, Relation

MOST_CARDS = 300
MOST_NESTED = 4
MOST_PREMISES = 20
DEEPEST = 10**6


class View(NamedTuple):
    """What of a debate a map shows.

    `roots` are claims. `depth` counts steps from a root. `is_down`: reasons stand below what they
    bear on, not to the right of it. `remarks`: relations that do not weigh are on it. `readings`:
    the analyst's ranges, too. `own`: the account whose credence is marked as the viewer's.
    """

    roots: tuple[str, ...]
    depth: int = DEEPEST
    is_down: bool = False
    remarks: bool = False
    readings: bool = False
    most: int = MOST_CARDS
    own: int | None = None


@dataclass(slots=True, eq=False)
class Card:
    """A place for a claim, or for a remark in its own words (`node` is then the relation).

    `column` counts from the root, `nest` how far it is set in. `again`: the claim has a card
    elsewhere. `hidden` relations on the claim are not on the map.
    """

    node: str
    column: int
    nest: int = 0
    again: bool = False
    groups: list["Group"] = field(default_factory=list)
    hidden: int = 0
    at: int = 0

    @property
    def is_root(self) -> bool:
        """Tell whether it stands at the head of a tree."""
        return self.column == 0 and self.nest == 0


@dataclass(slots=True, eq=False)
class Group:
    """A relation: the cards of its premises, and what bears on the step.

    `hidden` relations on the step are not on the map, nor are `more` of its premises.
    """

    relation: Relation
    cards: list[Card]
    column: int
    nest: int
    steps: list["Group"] = field(default_factory=list)
    hidden: int = 0
    more: int = 0


class Chosen(NamedTuple):
    """The trees of a map, and all its cards, each after the one it hangs from."""

    roots: list[Card]
    cards: list[Card]


def chosen(graph: Graph, view: View) -> Chosen:
    """Choose the cards of a map. Roots that are no claims of the graph are passed over."""
    walk = _Walk(graph, view)
    roots = list(dict.fromkeys(root for root in view.roots if root in graph.claims))
    made = [walk.card(root, 0, 0) for root in roots[: view.most]]
    walk.run(made)
    return Chosen(made, walk.cards)


def all_roots(graph: Graph) -> tuple[str, ...]:
    """Return the claims from which a map of all of a debate starts: the theses come first.

    Then come claims that bear on nothing, and then whatever none of those leads to.
    """
    found: dict[str, None] = {}
    reached: set[str] = set()
    tops = [claim for claim in graph.claims if not graph.outgoing.get(claim)]
    for starts in (graph.theses, tops, graph.claims):
        for start in starts:
            if start not in reached and start in graph.claims:
                found[start] = None
                _reach(graph, start, reached)
    theses = [claim for claim in graph.theses if claim in graph.claims]
    return tuple(dict.fromkeys((*theses, *found)))


def _reach(graph: Graph, start: str, reached: set[str]) -> None:
    waiting = [start]
    while waiting:
        node = waiting.pop()
        if node not in reached:
            reached.add(node)
            for relation in graph.incoming.get(node, ()):
                waiting += (relation.id, *relation.premises)


def relations_on(graph: Graph, node: str, *, remarks: bool) -> Sequence[Relation]:
    """Return the relations on a node in the order of a map: reasons for it, against it, remarks."""
    found = graph.arguments.get(node, ())
    if not remarks:
        return found
    more = (row for row in graph.incoming.get(node, ()) if row.kind not in WEIGHING)
    return (*found, *more)


class _Walk:
    def __init__(self, graph: Graph, view: View) -> None:
        self.graph = graph
        self.view = view
        self.seen: set[str] = set()
        self.cards: list[Card] = []

    def card(self, node: str, column: int, nest: int) -> Card:
        made = Card(node, column, nest, node in self.seen, at=len(self.cards))
        self.seen.add(node)
        self.cards.append(made)
        return made

    def run(self, roots: Iterable[Card]) -> None:
        """Hang from the cards what bears on them, the nearest first."""
        waiting: deque[Card | Group] = deque(roots)
        while waiting:
            here = waiting.popleft()
            for group in self._below(here):
                waiting += (card for card in group.cards if not card.again)
                waiting.append(group)

    def _below(self, here: Card | Group) -> Sequence[Group]:
        node = here.node if isinstance(here, Card) else here.relation.id
        found = relations_on(self.graph, node, remarks=self.view.remarks)
        if isinstance(here, Card):
            fits, column, nest, into = (
                here.column < self.view.depth,
                here.column + 1,
                0,
                here.groups,
            )
        else:
            fits, column, nest, into = (
                here.nest < MOST_NESTED,
                here.column,
                here.nest + 1,
                here.steps,
            )
        for relation in found:
            if not fits or not self._hang(relation, column, nest, into):
                here.hidden += 1
        return into

    def _hang(self, relation: Relation, column: int, nest: int, into: list[Group]) -> bool:
        """Hang a relation where there is room for it; of very many premises, the first."""
        premises = list(dict.fromkeys(relation.premises)) or [relation.id]
        shown = premises[:MOST_PREMISES]
        if len(self.cards) + len(shown) > self.view.most:
            return False
        cards = [self.card(each, column, nest) for each in shown]
        into.append(Group(relation, cards, column, nest, more=len(premises) - len(shown)))
        return True
