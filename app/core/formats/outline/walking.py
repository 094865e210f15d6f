"""The lines of an outline of a debate: every claim once, every relation once, below its target."""

from collections.abc import Iterator
from typing import NamedTuple

from app.core.debate.graph import WEIGHING, Graph
from app.core.debate.rows import Relation
from app.core.debate.whole import Debate

DEEPEST = 50  # levels; what hangs deeper is told in a part of its own


class Entry(NamedTuple):
    """A line: a claim, a relation with its premises, or a further premise of the one above.

    `fresh` are the claims that stand here for the first time, `above` the relation that the line
    hangs under and its first premise, or the claim.
    """

    depth: int
    claim: str = ""
    relation: Relation | None = None
    fresh: frozenset[str] = frozenset()
    above: tuple[str, str] = ("", "")
    is_joined: bool = False

    @property
    def premises(self) -> tuple[str, ...]:
        """Return the claims of the line in their order."""
        return self.relation.premises if self.relation else (self.claim,)


class Parts(NamedTuple):
    """The lines of an outline by the part in which they stand."""

    theses: list[Entry]
    elsewhere: list[Entry]
    continued: list[Entry]


def parts_of(debate: Debate, deepest: int = DEEPEST) -> Parts:
    """Return all claims and relations of a debate that has no relations on cruxes."""
    walk = _Walk(debate.graph, deepest)
    parts = Parts([], [], [])
    for claim in debate.settings.theses:  # first, so that all below them stands there
        walk.take(Entry(0, claim), parts.theses, parts.continued)
    for relation in debate.relations:
        if relation.id not in walk.drawn:
            walk.take(Entry(0, _top(walk.graph, relation)), parts.elsewhere, parts.continued)
    for row in debate.claims:
        if row.id not in walk.seen:
            walk.take(Entry(0, row.id), parts.elsewhere, parts.continued)
    return parts


def _top(graph: Graph, relation: Relation) -> str:
    """Follow a relation upwards to a claim from which it is reached."""
    seen: set[str] = set()
    here = relation.target
    while here not in seen or here in graph.relations:
        seen.add(here)
        above = graph.relations.get(here) or next(iter(graph.outgoing.get(here, ())), None)
        if above is None:
            break
        here = above.target
    return here


class _Walk:
    def __init__(self, graph: Graph, deepest: int) -> None:
        self.graph = graph
        self.deepest = deepest
        self.seen: set[str] = set()
        self.drawn: set[str] = set()
        self.later: list[Relation] = []

    def take(self, root: Entry, part: list[Entry], continued: list[Entry]) -> None:
        """Add the lines below a claim to a part, and what hangs too deep to another."""
        part += self.run(root)
        while self.later:
            later, self.later = self.later, []
            for relation in later:
                continued += self.run(Entry(0, relation=relation))

    def run(self, root: Entry) -> Iterator[Entry]:
        stack = [root]
        while stack:
            entry = stack.pop()
            if not entry.is_joined:
                entry = self._entered(entry)
                stack += reversed([*self._joined(entry), *self._below(entry)])
            yield entry

    def _entered(self, entry: Entry) -> Entry:
        fresh = frozenset(entry.premises) - self.seen
        self.seen |= fresh
        if entry.relation:
            self.drawn.add(entry.relation.id)
        return entry._replace(fresh=fresh)

    def _joined(self, entry: Entry) -> Iterator[Entry]:
        for claim in entry.premises[1:]:
            if claim in entry.fresh:
                yield Entry(entry.depth + 1, claim, fresh=entry.fresh, is_joined=True)

    def _below(self, entry: Entry) -> Iterator[Entry]:
        found = self._on(entry.relation.id) if entry.relation else []
        found += [
            each for claim in entry.premises if claim in entry.fresh for each in self._on(claim)
        ]
        if entry.depth >= self.deepest:
            self.later += found
            return
        above = (
            entry.relation.id if entry.relation else "",
            entry.premises[0] if entry.premises else "",
        )
        for relation in found:
            yield Entry(entry.depth + 1, relation=relation, above=above)

    def _on(self, node: str) -> list[Relation]:
        """Return what bears on a node: what weighs, that for it first, and then the rest."""
        incoming = self.graph.incoming.get(node, ())
        others = (each for each in incoming if each.kind not in WEIGHING)
        return [*self.graph.arguments.get(node, ()), *others]
