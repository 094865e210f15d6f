"""The contested-node summary: which nodes are contested, by whom, and what stands open.

Everything here is counted from the graph, so each sentence of the overview can be clicked
through to the rows it was counted from. "No reply" always means: none in these sources.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from app.core.debate.attacks import Attacks, sort_attacks
from app.core.debate.contested import accounts_apart, contested_in_order, people_split, sides_on
from app.core.debate.extent import counts, standing_claims
from app.core.debate.graph import SUPPORTING, Crux, Graph, Relation, Stance
from app.core.debate.load import Bearing, bearing_without_support
from app.core.debate.put import Put, what_was_put
from app.core.debate.stakes import stakes
from app.core.debate.weighing import Weighing
from app.core.vocabulary import ATTACKING, ClaimKind, Outcome, RelationKind

MOST_STAKES = 12


class Split(NamedTuple):
    """A node on which persons stand apart, by their own words."""

    node: str
    accepting: tuple[Stance, ...]
    rejecting: tuple[Stance, ...]
    unsure: tuple[Stance, ...]
    attacks: int


class Apart(NamedTuple):
    """A node on which accounts are apart: disagreement in bits, 0 to 1 (ROLLUP A9).

    `stake`: what the disagreement is worth at `thesis`, a difference of credences; None where
    the node reaches no thesis, or stands too far down to be looked at.
    """

    node: str
    disagreement: float
    n: int
    stake: float | None = None
    thesis: str | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """What the overview says."""

    by_people: tuple[Split, ...]
    by_accounts: tuple[Apart, ...]
    cruxes: tuple[Crux, ...]
    outcomes: Mapping[str, int]
    questions: tuple[str, ...]
    answered: tuple[str, ...]
    attacks: Attacks
    bearing: tuple[Bearing, ...]
    contested: tuple[str, ...]
    put: Put
    counts: Mapping[str, int]
    raters: int
    credences: int

    @property
    def is_one_sided(self) -> bool:
        """Tell whether nobody speaks here who could reply: one person does, to others elsewhere."""
        made = self.attacks.challenges
        is_theirs = bool(made) and all(each.attack.person for each in made)
        return is_theirs and len(self.put.speakers) == 1


# What the summary is made of, but for credences and the numbers that follow from them.
PARTS = (
    *("claims", "relations", "cruxes", "stances", "people", "voices", "sources"),
    *("verdicts", "citations", "theses"),
)


def summarise(graph: Graph, weighing: Weighing) -> Summary:
    """Count the summary of a debate; what no credence touches is counted once for all revisions."""
    said = graph.kept(PARTS, "summary", lambda: _said(graph))
    return replace(
        said,
        by_accounts=apart(graph, weighing),
        contested=contested_in_order(graph, weighing),
        raters=len(graph.raters),
        credences=len(graph.credences),
    )


def _said(graph: Graph) -> Summary:
    questions = [claim for claim in standing_claims(graph) if claim.kind == ClaimKind.QUESTION]
    waiting = {q.id: q for q in questions if not answers(graph, q.id)}
    return Summary(
        by_people=splits(graph),
        by_accounts=(),
        cruxes=ranked_cruxes(graph),
        outcomes=_outcomes(graph),
        questions=tuple(waiting),
        answered=tuple(q.id for q in questions if q.id not in waiting),
        attacks=sort_attacks(graph),
        bearing=bearing_without_support(graph),
        contested=(),
        put=what_was_put(graph),
        counts=counts(graph),
        raters=0,
        credences=0,
    )


def splits(graph: Graph) -> tuple[Split, ...]:
    """List the nodes that some persons accept and others reject, the most argued first."""
    found = []
    for node in graph.stances_of:
        if people_split(graph, node):
            found.append(Split(node, *sides_on(graph, node), attack_count(graph, node)))
    return tuple(sorted(found, key=_split_rank))


def _split_rank(split: Split) -> tuple[int, int, int, str]:
    smaller = min(len(split.accepting), len(split.rejecting))
    return (-smaller, -split.attacks, -len(split.accepting) - len(split.rejecting), split.node)


def attacks_on(graph: Graph, node: str) -> tuple[Relation, ...]:
    """List the attacks on a node, then the undercuts of the reasons for it.

    What undercuts an attack speaks for the node.
    """
    direct = [r for r in graph.incoming.get(node, ()) if graph.weighs(r)]
    steps = [
        s
        for r in direct
        if r.kind in SUPPORTING
        for s in graph.incoming.get(r.id, ())
        if s.kind == RelationKind.UNDERCUTS and graph.weighs(s)
    ]
    return (*(r for r in direct if r.kind in ATTACKING), *steps)


def attack_count(graph: Graph, node: str) -> int:
    """Count the attacks on a node, and the undercuts of the reasons for it."""
    return len(attacks_on(graph, node))


def apart(graph: Graph, weighing: Weighing) -> tuple[Apart, ...]:
    """List the nodes that two or more accounts rated differently, the most divided first."""
    rows = [
        Apart(node, apart, len(values))
        for node, values in weighing.credences.items()
        if (apart := accounts_apart(weighing, node))
    ]
    rows.sort(key=lambda row: (-row.disagreement, row.node))
    worth = stakes(graph, weighing, [row.node for row in rows[:MOST_STAKES]])
    return tuple(
        row._replace(stake=worth[row.node].worth, thesis=worth[row.node].thesis)
        if row.node in worth
        else row
        for row in rows
    )


def ranked_cruxes(graph: Graph) -> tuple[Crux, ...]:
    """List the cruxes: those not settled first, then by how many nodes that stand hang on them."""
    settled = frozenset(outcome for outcome in Outcome if outcome.is_settled)

    def rank(crux: Crux) -> tuple[bool, int, str]:
        hanging = sum(not graph.has_ended(node) for node in crux.claims)
        return crux.outcome in settled, -hanging, crux.id

    return tuple(sorted(graph.cruxes.values(), key=rank))


def _outcomes(graph: Graph) -> dict[str, int]:
    counted: dict[str, int] = {}
    for crux in graph.cruxes.values():
        outcome = crux.outcome or Outcome.OPEN.value
        counted[outcome] = counted.get(outcome, 0) + 1
    return counted


def answers(graph: Graph, question: str) -> tuple[Relation, ...]:
    """List the relations that answer a question, with all that they say still standing."""
    given = (r for r in graph.incoming.get(question, ()) if r.kind == RelationKind.ANSWERS)
    return tuple(relation for relation in given if graph.stands(relation))
