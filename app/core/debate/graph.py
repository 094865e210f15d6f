"""One debate as a frozen graph: what the views, the roll-up and the checks read.

A `Graph` is built once per revision and shared by all who may know the same of it
(`app.core.debate.knowing`), so nothing in it may depend on anything else of who is looking.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from app.core.debate.counting import counted
from app.core.debate.grouping import group_by, joined
from app.core.debate.leading import followed
from app.core.debate.position_rows import PairSentence, Position
from app.core.debate.rows import (
    Citation,
    Claim,
    CredenceOrder,
    Crux,
    Node,
    Person,
    Relation,
    Stance,
    Verdict,
)
from app.core.vocabulary import ENDED, ON_INFERENCE, SUPPORTING, WEIGHING, Basis

__all__ = [
    "ENDED",
    "ON_INFERENCE",
    "SUPPORTING",
    "WEIGHING",
    "Citation",
    "Claim",
    "Credence",
    "CredenceOrder",
    "Crux",
    "Graph",
    "Node",
    "PairSentence",
    "Person",
    "Position",
    "Relation",
    "Stance",
    "Verdict",
]


T = TypeVar("T")


class Credence(NamedTuple):
    """The standing credence of one account on one node, at whichever wording."""

    node: str
    account: int
    name: str
    wording: int
    value: float | None
    ill_posed: bool
    note: str | None
    at: datetime


# What is made on demand of everything but the credences.
SHARED = (
    "incoming",
    "arguments",
    "outgoing",
    "stances_of",
    "stances_by",
    "citations_of",
    "verdicts_of",
    "cruxes_of",
)


@dataclass(frozen=True)
class Graph:
    """A debate at one revision, or what somebody may know of it.

    `voices` and `asked` map a claim to persons, `sources` and `accounts` an id to a title or
    name, `account_keys` an account's id to that of its credences, `source_of` a stretch to the
    source it stands in; the other `…_of` mappings group rows by node; `comments` is how many
    there are.
    """

    slug: str
    revision: int
    theses: tuple[str, ...]
    people: Mapping[str, Person]
    claims: Mapping[str, Claim]
    relations: Mapping[str, Relation]
    cruxes: Mapping[str, Crux]
    voices: Mapping[str, tuple[str, ...]]
    asked: Mapping[str, tuple[str, ...]]
    stances: tuple[Stance, ...]
    credences: tuple[Credence, ...]
    verdicts: tuple[Verdict, ...]
    citations: tuple[Citation, ...]
    sources: Mapping[str, str]
    comments_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    comments: int = 0
    accounts: Mapping[str, str] = field(default_factory=dict)
    orders: tuple[CredenceOrder, ...] = ()
    pair_sentences: tuple[PairSentence, ...] = ()
    source_of: Mapping[str, str] = field(default_factory=dict)
    account_keys: Mapping[str, int] = field(default_factory=dict)

    def node(self, node_id: str) -> Node | None:
        """Return the node with this id, of whichever kind, or None."""
        return self.claims.get(node_id) or self.relations.get(node_id) or self.cruxes.get(node_id)

    def wording_of(self, node_id: str) -> int | None:
        """Return the number of a node's present wording."""
        node = self.node(node_id)
        return node.wording if node else None

    def has_ended(self, node_id: str) -> bool:
        """Tell whether a claim or relation is withdrawn or superseded: nothing rests on it then."""
        node = self.claims.get(node_id) or self.relations.get(node_id)
        return node is not None and node.status in ENDED

    def counted_wording(self, node_id: str) -> int | None:
        """Return the wording to which credences must be given to count; None if none do."""
        return None if self.has_ended(node_id) else self.wording_of(node_id)

    def stands(self, relation: Relation) -> bool:
        """Tell whether a relation stands with what it starts from.

        Of premises any of which will do, one must stand.
        """
        if relation.status in ENDED:
            return False
        enough = any if relation.basis == Basis.ANY and relation.premises else all
        return enough(not self.has_ended(premise) for premise in relation.premises)

    def weighs(self, relation: Relation) -> bool:
        """Tell whether a relation takes part in the roll-up, if what it starts from is rated.

        It stands, and so does all that it aims at: a step on a step that weighs nothing is idle.
        """
        return self.ends_at(relation) is not None

    def ends_at(self, relation: Relation) -> str | None:
        """Return the claim that a relation bears on in the end, through the steps it aims at.

        None if it weighs nothing, and "" where steps on steps go round.
        """
        if not relation.weighs:
            return None
        if relation.target in self.claims:
            carries = self.stands(relation) and not self.has_ended(relation.target)
            return relation.target if carries else None
        own = self.relations.get(relation.id) is relation
        known = self.kept(("claims", "relations"), "ends", dict[str, str | None]) if own else {}
        return followed(self, relation, known)

    def with_credences(self, credences: tuple[Credence, ...]) -> "Graph":
        """Return the graph with these credences for its own; all else is shared, not copied."""
        other = replace(self, credences=credences, accounts=self._writers())
        other.__dict__.update({name: getattr(self, name) for name in SHARED})
        other.keep_from(self, ("credences", "accounts"))
        return other

    def kept(self, of: tuple[str, ...], name: Hashable, make: Callable[[], T]) -> T:
        """Return what others make of some parts of the graph, made once while these are the same.

        `of` names the parts, a field each; "ids" stands for which claims there are.
        """
        if (of, name) not in self._kept:
            self._kept[of, name] = make()
        made: T = self._kept[of, name]
        return made

    def held(self, of: tuple[str, ...], name: Hashable) -> Any:
        """Return what is kept under a name of parts of the graph, None where nothing is."""
        return self._kept.get((of, name))

    def keep(self, of: tuple[str, ...], name: Hashable, made: object) -> None:
        """Keep what was made of parts of the graph, in the place of what was kept before."""
        self._kept[of, name] = made

    @cached_property
    def _kept(self) -> dict[tuple[tuple[str, ...], Hashable], Any]:
        return {}

    def keep_from(self, other: "Graph", stale: Collection[str]) -> None:
        """Take over what was made of another graph, but for what was made of these parts."""
        held = dict(other._kept).items()
        self._kept.update({key: made for key, made in held if not set(key[0]) & set(stale)})

    def _writers(self) -> Mapping[str, str]:
        """The accounts that something other than a credence names."""
        lists: tuple[Iterable[Node | Citation], ...] = (
            self.claims.values(),
            self.relations.values(),
            self.cruxes.values(),
            self.citations,
        )
        named = {row.account for rows in lists for row in rows}
        return {ref: name for ref, name in self.accounts.items() if ref in named}

    @cached_property
    def incoming(self) -> Mapping[str, tuple[Relation, ...]]:
        """Relations by the node they point at."""
        return group_by((relation.target, relation) for relation in self.relations.values())

    @cached_property
    def arguments(self) -> Mapping[str, tuple[Relation, ...]]:
        """Weighing relations by the node they point at: supports and backings come first."""
        found = ((target, arguments_in(rows)) for target, rows in self.incoming.items())
        return {target: arguments for target, arguments in found if arguments}

    @cached_property
    def outgoing(self) -> Mapping[str, tuple[Relation, ...]]:
        """Relations by each of their premises."""
        return group_by(
            (premise, relation)
            for relation in self.relations.values()
            for premise in dict.fromkeys(relation.premises)
        )

    @cached_property
    def stances_of(self) -> Mapping[str, tuple[Stance, ...]]:
        """Stances by node."""
        return group_by((stance.node, stance) for stance in self.stances)

    @cached_property
    def stances_by(self) -> Mapping[tuple[str, str], tuple[Stance, ...]]:
        """Stances by node and person."""
        return group_by(((stance.node, stance.person), stance) for stance in self.stances)

    @cached_property
    def credences_of(self) -> Mapping[str, tuple[Credence, ...]]:
        """Standing credences by node; the latest of each account."""
        return group_by((credence.node, credence) for credence in self.credences)

    @cached_property
    def counted_of(self) -> Mapping[str, tuple[Credence, ...]]:
        """The credences that count, by node: those at its present wording, while it stands."""
        found = counted(self.credences, self.counted_wording)
        return group_by((credence.node, credence) for credence in found)

    @cached_property
    def raters(self) -> frozenset[int]:
        """The accounts that have a standing credence on anything."""
        return frozenset(credence.account for credence in self.credences)

    @cached_property
    def citations_of(self) -> Mapping[str, tuple[Citation, ...]]:
        """Citations by node."""
        return group_by((citation.node, citation) for citation in self.citations)

    @cached_property
    def verdicts_of(self) -> Mapping[str, tuple[Verdict, ...]]:
        """Verdicts by the relation (or other node) judged."""
        return group_by((verdict.node, verdict) for verdict in self.verdicts)

    @cached_property
    def cruxes_of(self) -> Mapping[str, tuple[Crux, ...]]:
        """Cruxes by each node that hangs on them, their conclusion among those."""
        return group_by(
            (node, crux)
            for crux in self.cruxes.values()
            for node in dict.fromkeys((*crux.claims, *filter(None, [crux.conclusion])))
        )

    def name(self, person: str | None) -> str:
        """Return a person's name, "nobody in the sources" for none."""
        return self.people[person].name if person else "nobody in the sources"

    def account_name(self, account: str | None) -> str | None:
        """Return the name of an account that the debate names."""
        return self.accounts[account] if account else None

    def text(self, node_id: str) -> str:
        """Return the sentence that stands for a node in lists."""
        node = self.node(node_id)
        if isinstance(node, Claim):
            return node.text
        if isinstance(node, Crux):
            return node.question
        return self.sentence(node) if node else node_id

    def sentence(self, relation: Relation) -> str:
        """Say a relation in words: “#c2 supports #c1”."""
        premises = joined([f"#{premise}" for premise in relation.premises], " with ")
        verb = relation.kind if len(relation.premises) < 2 else relation.kind.removesuffix("s")
        target = "the step " if relation.target in self.relations else ""
        return f"{premises or self.name(relation.person)} {verb} {target}#{relation.target}"


def arguments_in(relations: Iterable[Relation]) -> tuple[Relation, ...]:
    """Return the relations that weigh, those that support first."""
    found = [relation for relation in relations if relation.kind in WEIGHING]
    return tuple(sorted(found, key=lambda relation: relation.kind not in SUPPORTING))
