"""One debate as a frozen graph: what the views, the roll-up and the checks read.

Rows are named tuples keyed by public id. A `Graph` is built once per revision and shared by
all readers, so nothing in it may depend on who is looking.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from app.core.debate.grouping import group_by, joined

SUPPORTING = frozenset({"supports", "backs"})
WEIGHING = frozenset({"supports", "rebuts", "undercuts", "backs"})
ON_INFERENCE = frozenset({"undercuts", "backs"})
ENDED = frozenset({"withdrawn", "superseded"})


class Person(NamedTuple):
    """Somebody who speaks, or is spoken of, in a source."""

    id: str
    name: str
    kind: str
    handle: str | None
    note: str | None

    @property
    def short(self) -> str:
        """Return the family name, or the whole name when there is only one."""
        return self.name.rsplit(" ", 1)[-1] if self.kind == "named" else self.name


class Claim(NamedTuple):
    """A statement, question, definition or piece of meta-discussion, at its present wording."""

    id: str
    kind: str
    text: str
    wording: int
    provenance: str
    sureness: str | None
    status: str | None
    superseded_by: str | None
    note: str | None
    hedge: str | None
    conditional: Mapping[str, Any] | None
    comparative: Mapping[str, Any] | None
    asker: str | None
    purpose: str | None
    meta_topic: str | None
    prior: float | None
    account: str | None


class Relation(NamedTuple):
    """A typed arrow from premises to a node."""

    id: str
    kind: str
    basis: str
    premises: tuple[str, ...]
    target: str
    person: str | None
    strength: str | None
    strength_words: str | None
    relevance: float | None
    weight: float | None
    group: str | None
    scheme: str | None
    warrant: str
    wording: int
    extent: str | None
    condition: str | None
    owner: str | None
    taken: str | None
    provenance: str
    sureness: str | None
    status: str | None
    superseded_by: str | None
    note: str | None
    account: str | None

    @property
    def is_joint(self) -> bool:
        """Tell whether the premises bear only together."""
        return len(self.premises) > 1 and self.basis != "any"

    @property
    def weighs(self) -> bool:
        """Tell whether the relation takes part in the roll-up."""
        return self.kind in WEIGHING and self.status not in ENDED


class Position(NamedTuple):
    """What one person holds on a crux."""

    person: str
    value: str | None
    text: str | None
    span: str | None


class Crux(NamedTuple):
    """A question on which positions turn."""

    id: str
    question: str
    wording: int
    conclusion: str | None
    claims: tuple[str, ...]
    positions: tuple[Position, ...]
    would_move: str | None
    outcome: str | None
    outcome_note: str | None
    named_by: str | None
    provenance: str
    sureness: str | None
    note: str | None
    account: str | None


class Stance(NamedTuple):
    """What a person holds of a node, as read from the text."""

    id: str
    person: str
    node: str
    value: str
    words: str | None
    low: float | None
    high: float | None
    condition: str | None
    from_comment: str | None
    until_comment: str | None
    ended_how: str | None
    sureness: str | None
    note: str | None
    span: str | None
    via: tuple[tuple[str, str | None], ...]

    @property
    def stands(self) -> bool:
        """Tell whether the stance is still held at the end of the sources."""
        return self.until_comment is None and self.ended_how is None


class Credence(NamedTuple):
    """The present credence of one account on one node."""

    node: str
    account: int
    name: str
    wording: int
    value: float | None
    ill_posed: bool
    note: str | None


class Verdict(NamedTuple):
    """What somebody says of a restatement."""

    id: str
    node: str
    by: str | None
    value: str
    disputes: str | None
    note: str | None
    comment: str | None
    span: str | None


class Citation(NamedTuple):
    """From a node to a source."""

    id: str
    node: str
    source: str
    locator: str | None
    span: str | None
    role: str
    state: str
    by: str | None
    account: str | None
    note: str | None


Node = Claim | Relation | Crux


@dataclass(frozen=True)
class Graph:
    """A debate at one revision.

    `voices` and `asked` map a claim to persons; the `…_of` mappings group rows by node;
    `comments` is how many there are.
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

    def node(self, node_id: str) -> Node | None:
        """Return the node with this id, of whichever kind, or None."""
        return self.claims.get(node_id) or self.relations.get(node_id) or self.cruxes.get(node_id)

    @cached_property
    def incoming(self) -> Mapping[str, tuple[Relation, ...]]:
        """Relations by the node they point at."""
        return group_by((relation.target, relation) for relation in self.relations.values())

    @cached_property
    def arguments(self) -> Mapping[str, tuple[Relation, ...]]:
        """Weighing relations by the node they point at: supports and backings come first."""
        return {
            target: tuple(sorted(found, key=lambda relation: relation.kind not in SUPPORTING))
            for target, relations in self.incoming.items()
            if (found := [relation for relation in relations if relation.kind in WEIGHING])
        }

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
        """Present credences by node; the latest of each account."""
        return group_by((credence.node, credence) for credence in self.credences)

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
