"""The contested-node summary: which nodes are contested, by whom, and what stands open.

Everything here is counted from the graph, so each sentence of the overview can be clicked
through to the rows it was counted from. "No reply" always means: none in these sources.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from app.core.debate.contested import accounts_apart, sides_on
from app.core.debate.graph import (
    ENDED,
    ON_INFERENCE,
    SUPPORTING,
    WEIGHING,
    Claim,
    Crux,
    Graph,
    Relation,
    Stance,
)
from app.core.debate.stakes import stakes
from app.core.debate.weighing import Weighing
from app.core.vocabulary import ATTACKING, ClaimKind, Outcome, Provenance, RelationKind

MOST_STAKES = 12
REPLIES = frozenset(kind for kind in RelationKind if kind.takes_up)


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


class Unanswered(NamedTuple):
    """A question, or an attack, to which these sources hold no reply."""

    node: str
    relation: Relation | None
    claim: Claim | None


class TakenUp(NamedTuple):
    """An attack with the relations that take it up."""

    attack: Relation
    replies: tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class Attacks:
    """The attacks that somebody made, by whether others took them up, and those only foreseen.

    An attack that nobody in the debate makes is an objection foreseen by whoever answers it:
    neither it nor that answer calls for a reply.
    """

    unanswered: tuple[Unanswered, ...]
    taken_up: tuple[TakenUp, ...]
    foreseen: tuple[TakenUp, ...]

    @property
    def made(self) -> int:
        """How many attacks somebody made."""
        return len(self.unanswered) + len(self.taken_up)


@dataclass(frozen=True, slots=True)
class Summary:
    """What the overview says."""

    by_people: tuple[Split, ...]
    by_accounts: tuple[Apart, ...]
    cruxes: tuple[Crux, ...]
    outcomes: Mapping[str, int]
    questions: tuple[Unanswered, ...]
    answered: tuple[str, ...]
    attacks: Attacks
    counts: Mapping[str, int]
    raters: int
    credences: int


# What the summary is made of, but for credences and the numbers that follow from them.
PARTS = ("claims", "relations", "cruxes", "stances", "people", "voices", "sources")


def summarise(graph: Graph, weighing: Weighing) -> Summary:
    """Count the summary of a debate; what no credence touches is counted once for all revisions."""
    said = graph.kept(PARTS, "summary", lambda: _said(graph))
    return replace(
        said,
        by_accounts=apart(graph, weighing),
        raters=len(graph.raters),
        credences=len(graph.credences),
    )


def _said(graph: Graph) -> Summary:
    questions = [claim for claim in graph.claims.values() if claim.kind == ClaimKind.QUESTION]
    waiting = tuple(Unanswered(q.id, None, q) for q in questions if not answers(graph, q.id))
    open_ids = {row.node for row in waiting}
    return Summary(
        by_people=splits(graph),
        by_accounts=(),
        cruxes=ranked_cruxes(graph),
        outcomes=_outcomes(graph),
        questions=waiting,
        answered=tuple(q.id for q in questions if q.id not in open_ids),
        attacks=sort_attacks(graph),
        counts=_counts(graph),
        raters=0,
        credences=0,
    )


def splits(graph: Graph) -> tuple[Split, ...]:
    """List the nodes that some persons accept and others reject, the most argued first."""
    found = []
    for node in graph.stances_of:
        sides = sides_on(graph, node)
        if sides.are_split:
            found.append(Split(node, *sides, attack_count(graph, node)))
    return tuple(sorted(found, key=_split_rank))


def _split_rank(split: Split) -> tuple[int, int, int, str]:
    smaller = min(len(split.accepting), len(split.rejecting))
    return (-smaller, -split.attacks, -len(split.accepting) - len(split.rejecting), split.node)


def attack_count(graph: Graph, node: str) -> int:
    """Count the rebuttals of a node, and the undercuts of the steps that lead to it."""
    direct = [r for r in graph.incoming.get(node, ()) if r.weighs]
    steps = [
        s for r in direct for s in graph.incoming.get(r.id, ()) if s.kind == RelationKind.UNDERCUTS
    ]
    own = [r for r in direct if r.kind in ATTACKING]
    return len(own) + len(steps)


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
    """List the cruxes: those not settled first, then by how many nodes hang on them."""
    settled = frozenset(outcome for outcome in Outcome if outcome.is_settled)
    return tuple(
        sorted(graph.cruxes.values(), key=lambda c: (c.outcome in settled, -len(c.claims), c.id))
    )


def _outcomes(graph: Graph) -> dict[str, int]:
    counted: dict[str, int] = {}
    for crux in graph.cruxes.values():
        outcome = crux.outcome or Outcome.OPEN.value
        counted[outcome] = counted.get(outcome, 0) + 1
    return counted


def answers(graph: Graph, question: str) -> tuple[Relation, ...]:
    """List the relations that answer a question."""
    return tuple(r for r in graph.incoming.get(question, ()) if r.kind == RelationKind.ANSWERS)


def sort_attacks(graph: Graph) -> Attacks:
    """Sort the attacks by whether anybody else takes them up, in the order they were made."""
    return graph.kept(("claims", "relations"), "attacks", lambda: _sorted_attacks(graph))


def _sorted_attacks(graph: Graph) -> Attacks:
    attacks = [r for r in graph.relations.values() if _is_attack(r) and not _is_talk(graph, r)]
    signed = any(_author(relation) for relation in attacks)
    foreseen = [r for r in attacks if signed and not _author(r)]
    aside = {r.id for r in foreseen} | _friends(graph, foreseen)
    made = [
        r
        for r in attacks
        if not signed
        or (_author(r) and r.provenance != Provenance.INFERRED and r.target not in aside)
    ]
    found = [TakenUp(r, replies(graph, r, signed=signed)) for r in made]
    return Attacks(
        unanswered=tuple(
            Unanswered(a.id, a, graph.claims.get(a.premises[0])) for a, taken in found if not taken
        ),
        taken_up=tuple(row for row in found if row.replies),
        foreseen=tuple(TakenUp(r, replies(graph, r, signed=False)) for r in foreseen),
    )


def replies(graph: Graph, attack: Relation, *, signed: bool = True) -> tuple[Relation, ...]:
    """List what takes an attack up: what is said against it, or granted, by somebody else.

    A reply may meet the step, one of its premises, or what these rest on one level down. Where
    relations are signed, an author's own word and the analyst's arrows are no reply.
    """
    return tuple(
        relation
        for target in _ground(graph, attack)
        for relation in graph.incoming.get(target, ())
        if relation.kind in REPLIES
        and relation.status not in ENDED
        and (not signed or _is_by_another(relation, attack))
    )


def _is_by_another(relation: Relation, attack: Relation) -> bool:
    author = _author(relation)
    return author not in (None, _author(attack)) and relation.provenance != Provenance.INFERRED


def _ground(graph: Graph, attack: Relation) -> list[str]:
    direct = [attack.id, *attack.premises]
    props = [r for node in direct for r in graph.incoming.get(node, ()) if r.kind in SUPPORTING]
    below = [node for prop in props for node in (prop.id, *prop.premises)]
    return list(dict.fromkeys([*direct, *below]))


def _friends(graph: Graph, attacks: Sequence[Relation]) -> set[str]:
    return {
        relation.id
        for attack in attacks
        for premise in attack.premises
        for relation in graph.incoming.get(premise, ())
        if relation.kind in SUPPORTING
    }


def _author(relation: Relation) -> str | None:
    return relation.person or relation.account


def _is_talk(graph: Graph, relation: Relation) -> bool:
    return all(
        graph.claims[premise].kind == ClaimKind.META
        for premise in relation.premises
        if premise in graph.claims
    )


def _is_attack(relation: Relation) -> bool:
    return relation.weighs and relation.kind in ATTACKING and bool(relation.premises)


def _counts(graph: Graph) -> dict[str, int]:
    kinds = [claim.kind for claim in graph.claims.values()]
    weighing = [r for r in graph.relations.values() if r.kind in WEIGHING]
    return {
        "claims": kinds.count(ClaimKind.CLAIM),
        "questions": kinds.count(ClaimKind.QUESTION),
        "meta": kinds.count(ClaimKind.META),
        "relations": len(graph.relations),
        "weighing": len(weighing),
        "on_steps": sum(_is_on_step(graph, r) for r in weighing),
        "people": len(graph.people),
        "speakers": len({person for voices in graph.voices.values() for person in voices}),
        "sources": len(graph.sources),
        "cruxes": len(graph.cruxes),
    }


def _is_on_step(graph: Graph, relation: Relation) -> bool:
    target = graph.relations.get(relation.target)
    return relation.kind in ON_INFERENCE and target is not None and target.kind in WEIGHING
