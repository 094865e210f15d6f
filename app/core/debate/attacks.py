"""The challenges of a debate, sorted by what became of each; docs/summary.md has the rules.

"No reply" always means: none in these sources.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from app.core.debate.graph import ENDED, Graph, Relation
from app.core.debate.grouping import group_by
from app.core.debate.holding import (
    asserts,
    author_of,
    holders,
    is_anothers,
    own_stance,
)
from app.core.debate.replies import Reply, met, replies, seen_answers
from app.core.vocabulary import ATTACKING, ClaimKind, Provenance, StanceValue, Status

# What the rules read of a graph.
PARTS = ("claims", "relations", "stances", "voices", "verdicts")
GIVEN_UP = ENDED | {Status.EDITED}


class Challenge(NamedTuple):
    """One attack of somebody, at whatever it is aimed, with what meets it.

    `attack` is its first arrow, `also` are those by which the same premises attack more.
    """

    attack: Relation
    also: tuple[Relation, ...] = ()
    replies: tuple[Reply, ...] = ()

    @property
    def targets(self) -> tuple[str, ...]:
        """What it is aimed at, each once."""
        return tuple(dict.fromkeys(each.target for each in (self.attack, *self.also)))


@dataclass(frozen=True, slots=True)
class Attacks:
    """The challenges by what became of them: each in one list, those at one target together.

    `seen`: nobody meets it in the text, and the analyst sees an answer in what somebody says;
    `touched`: others say something of its ground, and none takes it up; `foreseen` are objections
    that nobody here makes: they and the answers to them call for no reply.
    """

    unanswered: tuple[Challenge, ...]
    seen: tuple[Challenge, ...]
    touched: tuple[Challenge, ...]
    taken_up: tuple[Challenge, ...]
    foreseen: tuple[Challenge, ...]

    @property
    def challenges(self) -> tuple[Challenge, ...]:
        """All that somebody made."""
        return (*self.unanswered, *self.seen, *self.touched, *self.taken_up)

    @property
    def made(self) -> int:
        """How many challenges somebody made."""
        return len(self.challenges)


def sort_attacks(graph: Graph) -> Attacks:
    """Sort the challenges of a debate by what became of them."""
    return graph.kept(PARTS, "attacks", lambda: _sorted(graph))


def _sorted(graph: Graph) -> Attacks:
    attacks = [row for row in graph.relations.values() if _is_attack(graph, row)]
    if not any(author_of(row) for row in attacks):
        return _unsigned(graph, attacks)
    foreseen = tuple(
        Challenge(row, replies=_advance(graph, row)) for row in attacks if is_foreseen(graph, row)
    )
    made = challenges(row for row in attacks if is_challenge(graph, row))
    found = [(each, became(graph, each)) for each in made]
    lists = {
        name: by_target(row for _, (said, row) in found if said == name)
        for name in ("unanswered", "seen", "touched", "taken_up")
    }
    return Attacks(**lists, foreseen=by_target(foreseen))


def _unsigned(graph: Graph, attacks: Iterable[Relation]) -> Attacks:
    """Sort the attacks of a debate in which nobody signs any: all are made, and all may reply."""
    rows = [Challenge(row, replies=replies(graph, row)) for row in attacks]
    waiting = by_target(row for row in rows if not row.replies)
    return Attacks(waiting, (), (), by_target(row for row in rows if row.replies), ())


def is_challenge(graph: Graph, attack: Relation) -> bool:
    """Tell whether somebody asserts an attack, on the view of somebody else."""
    author = author_of(attack)
    if author is None or attack.provenance == Provenance.INFERRED or not _stands(graph, attack):
        return False
    return asserts(graph, attack) and is_anothers(graph, attack.target, author)


def _stands(graph: Graph, attack: Relation) -> bool:
    """Tell whether what is attacked has not been given up since."""
    aim = graph.node(attack.target)
    return aim is not None and getattr(aim, "status", None) not in GIVEN_UP


def challenges(attacks: Iterable[Relation]) -> tuple[Challenge, ...]:
    """Gather the attacks that one author makes from the same premises: each is one challenge."""
    groups = group_by(((author_of(row), frozenset(row.premises)), row) for row in attacks)
    return tuple(Challenge(first, tuple(also)) for first, *also in groups.values())


def became(graph: Graph, row: Challenge) -> tuple[str, Challenge]:
    """Tell in which list a challenge belongs, and give it with what meets it."""
    arrows = (row.attack, *row.also)
    found = [met(graph, each) for each in arrows]
    if taken := _once(reply for each in found for reply in each.taken_up_by):
        return "taken_up", row._replace(replies=taken)
    if touched := _once(reply for each in found for reply in each.by):
        return "touched", row._replace(replies=touched)
    if seen := _once(reply for each in arrows for reply in seen_answers(graph, each)):
        return "seen", row._replace(replies=seen)
    return "unanswered", row


def _once(rows: Iterable[Reply]) -> tuple[Reply, ...]:
    return tuple(dict.fromkeys(rows))


def is_foreseen(graph: Graph, attack: Relation) -> bool:
    """Tell whether a speaker foresaw an attack: put into words, not held, on their own view."""
    if author_of(attack) or attack.provenance == Provenance.INFERRED:
        return False
    return bool(_foreseers(graph, attack))


def _foreseers(graph: Graph, attack: Relation) -> set[str]:
    voices = [set(graph.voices.get(each, ())) for each in attack.premises]
    aim = graph.relations.get(attack.target)
    owners = {author_of(aim)} if aim and author_of(aim) else holders(graph, attack.target)
    return {
        person
        for person in set.intersection(*voices)
        if person in owners and all(_only_voices(graph, each, person) for each in attack.premises)
    }


def _only_voices(graph: Graph, claim: str, person: str) -> bool:
    said = own_stance(graph, claim, person)
    return said is None or not StanceValue(said.value).holds


def _advance(graph: Graph, attack: Relation) -> tuple[Reply, ...]:
    """List where those who foresaw an attack answer it."""
    speakers = _foreseers(graph, attack)
    return tuple(row for row in replies(graph, attack) if row.person in speakers)


def by_target(rows: Iterable[Challenge]) -> tuple[Challenge, ...]:
    """Put the challenges at one target together, in the order in which targets come first."""
    groups = group_by((row.attack.target, row) for row in rows)
    return tuple(row for group in groups.values() for row in group)


def _is_attack(graph: Graph, relation: Relation) -> bool:
    is_one = graph.weighs(relation) and relation.kind in ATTACKING and bool(relation.premises)
    return is_one and not _is_talk(graph, relation)


def _is_talk(graph: Graph, relation: Relation) -> bool:
    known = [graph.claims[each] for each in relation.premises if each in graph.claims]
    return all(claim.kind == ClaimKind.META for claim in known)
