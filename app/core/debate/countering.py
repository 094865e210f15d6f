"""The strongest counter to a node: one rule for lists, pages and files; docs/summary.md has it.

By the number it takes where its premises are rated; else one without a reply comes first, then the
one that its author gives most reasons for.
"""

from typing import NamedTuple

from app.core.debate.attacks import Challenge, sort_attacks
from app.core.debate.edge_ids import relation_of
from app.core.debate.graph import SUPPORTING, Graph, Relation
from app.core.debate.summary import attacks_on
from app.core.debate.weighing import Weighing
from app.core.figures import NOISE

# What became of a challenge, the most pressing first; what is no challenge comes last.
FATES = ("unanswered", "seen", "touched", "taken_up")
ATTACKS = ("claims", "relations", "stances", "voices", "verdicts")


class Counter(NamedTuple):
    """An attack on a node or on a reason for it.

    `takes`: by how much it lowers the claim's number, or moves that of the claim which a step
    bears on, a difference of credences; None where nobody rated what it starts from. `fate`
    names the list of challenges that it is in, None where it is none.
    """

    relation: Relation
    takes: float | None
    fate: str | None


def counters(graph: Graph, weighing: Weighing, node: str) -> tuple[Counter, ...]:
    """List what stands against a node and against the reasons for it, the strongest first."""
    took, known = _taken(graph, weighing, node), fates(graph)
    found = [Counter(row, took.get(row.id), known.get(row.id)) for row in attacks_on(graph, node)]
    return tuple(sorted(found, key=lambda row: _rank(graph, row)))


def strongest(graph: Graph, weighing: Weighing, node: str) -> Counter | None:
    """Return the strongest counter to a node; None where nothing stands against it."""
    return next(iter(counters(graph, weighing, node)), None)


def fates(graph: Graph) -> dict[str, str]:
    """Tell of each arrow that is part of a challenge what became of it."""
    return graph.kept(ATTACKS, "fates", lambda: _fates(graph))


def _fates(graph: Graph) -> dict[str, str]:
    attacks = sort_attacks(graph)
    lists: dict[str, tuple[Challenge, ...]] = {name: getattr(attacks, name) for name in FATES}
    return {
        arrow.id: name for name, rows in lists.items() for row in rows for arrow in _arrows(row)
    }


def _arrows(row: Challenge) -> tuple[Relation, ...]:
    return (row.attack, *row.also)


def _taken(graph: Graph, weighing: Weighing, node: str) -> dict[str, float]:
    """Say by how much each reason lowers a claim, or moves the one that a step bears on."""
    step = graph.relations.get(node)
    claim = graph.ends_at(step) if step else node
    found: dict[str, float] = {}
    for edge, effect in (weighing.effects(claim) if claim else {}).items():
        # What attacks a step works against it, whichever way the step itself moves the claim.
        takes = abs(effect.push) if step else max(0.0, -effect.push)
        # A relation of which each premise will do has an edge for each.
        name = relation_of(edge)
        found[name] = found.get(name, 0.0) + takes
    return found


def _rank(graph: Graph, row: Counter) -> tuple[float, int, int]:
    takes = row.takes if row.takes is not None and row.takes > NOISE else 0.0
    fate = FATES.index(row.fate) if row.fate else len(FATES)
    return -takes, fate, -_backed(graph, row.relation)


def _backed(graph: Graph, attack: Relation) -> int:
    """Count the reasons that stand for what an attack starts from, and for its step."""
    rows = (row for node in (attack.id, *attack.premises) for row in graph.incoming.get(node, ()))
    return sum(row.kind in SUPPORTING and graph.weighs(row) for row in rows)
