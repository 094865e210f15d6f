"""The rows of a debate, one class for each list of `cruxmap/1`, keyed by public id.

A new field is a line here, in its table, in a migration and in the published schema; what is
not a plain value in a column of the same name says so in its annotation (`app.core.debate.shape`).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, NamedTuple

from app.core import vocabulary as v
from app.core.debate.position_rows import Position
from app.core.debate.shape import NODES, Id, Is, Many


class Settings(NamedTuple):
    """What is said of a debate as a whole."""

    slug: str
    title: str
    question: str | None
    summary: str | None
    language: str | None
    semantics: Annotated[str, Is(default=v.SemanticsName.SBN.value)]
    pooling: Annotated[str, Is(default=v.Pooling.GEOMETRIC.value)]
    visibility: Annotated[str, Is(default=v.Visibility.PUBLIC.value)]
    open_role: Annotated[str, Is(default="annotator")]
    blind: Annotated[bool, Is(default=False)]
    licence: str | None
    authors: Annotated[tuple[str, ...], Is(default=())]
    origin: Mapping[str, Any] | None
    theses: Annotated[tuple[Id, ...], Many("thesis", "debate_id", "claims", "node_id")]


class Person(NamedTuple):
    """Somebody who speaks, or is spoken of, in a source."""

    id: Id
    name: str
    kind: str
    handle: str | None
    note: str | None

    @property
    def short(self) -> str:
        """Return the family name, or the whole name when there is only one."""
        return self.name.rsplit(" ", 1)[-1] if self.kind == v.PersonKind.NAMED else self.name


class Wording(NamedTuple):
    """A wording of a node: a claim's sentence, a relation's warrant, a crux's question."""

    number: int
    text: str
    at: datetime | None
    account: Annotated[Id | None, Is(to="accounts")]


class OfNodes:
    """What belongs to nodes of every kind and is kept beside them."""

    spans: Annotated[tuple[Id, ...], Many("node_span", "node_id", "spans", "span_id")]
    wordings: Annotated[tuple[Wording, ...], Many("wording", "node_id")]


class OfClaims(OfNodes):
    """What belongs to claims and is kept beside them."""

    voiced_by: Annotated[tuple[Id, ...], Many("claim_voice", "claim_id", "people", "person_id")]
    asked: Annotated[tuple[Id, ...], Many("claim_asked", "claim_id", "people", "person_id")]


class Claim(NamedTuple):
    """A statement, question, definition or piece of meta-discussion, at its present wording."""

    id: Id
    kind: str
    text: Annotated[str, Is(column="wording.text")]
    label: str | None
    body: str | None
    wording: Annotated[int, Is(key="")]
    provenance: str
    sureness: str | None
    status: str | None
    superseded_by: Annotated[Id | None, Is(to=NODES)]
    note: str | None
    hedge: str | None
    conditional: Mapping[str, Any] | None
    comparative: Mapping[str, Any] | None
    asker: Annotated[Id | None, Is(to="people")]
    purpose: str | None
    meta_topic: str | None
    prior: float | None
    account: Annotated[Id | None, Is(to="accounts")]

    @property
    def takes_credence(self) -> bool:
        """Tell whether it can be likely or unlikely."""
        return v.ClaimKind(self.kind).takes_credence


class Relation(NamedTuple):
    """A typed arrow from premises to a node."""

    id: Id
    kind: str
    basis: Annotated[str, Is(default=v.Basis.ALL.value)]
    premises: Annotated[tuple[Id, ...], Many("premise", "relation_id", "claims", "node_id")]
    target: Annotated[Id, Is(to=NODES, any_kind=True)]
    person: Annotated[Id | None, Is(to="people")]
    strength: str | None
    strength_words: str | None
    relevance: float | None
    weight: float | None
    group: Annotated[str | None, Is(column="reason_group")]
    scheme: str | None
    warrant: Annotated[str, Is(column="wording.text", default="")]
    wording: Annotated[int, Is(key="")]
    extent: str | None
    condition: str | None
    owner: Annotated[Id | None, Is(to="people")]
    taken: str | None
    provenance: str
    sureness: str | None
    status: str | None
    superseded_by: Annotated[Id | None, Is(to=NODES)]
    note: str | None
    account: Annotated[Id | None, Is(to="accounts")]

    @property
    def is_joint(self) -> bool:
        """Tell whether the premises bear only together."""
        return len(self.premises) > 1 and self.basis != v.Basis.ANY

    @property
    def takes_credence(self) -> bool:
        """Tell whether one may say how far it applies."""
        return self.kind in v.WEIGHING

    @property
    def weighs(self) -> bool:
        """Tell whether the relation takes part in the roll-up."""
        return self.kind in v.WEIGHING and self.status not in v.ENDED


class Crux(NamedTuple):
    """A question on which positions turn."""

    id: Id
    question: Annotated[str, Is(column="wording.text")]
    label: str | None
    wording: Annotated[int, Is(key="")]
    conclusion: Annotated[Id | None, Is(to="claims")]
    claims: Annotated[tuple[Id, ...], Many("crux_claim", "crux_id", NODES, "node_id")]
    positions: Annotated[tuple[Position, ...], Many("crux_position", "crux_id")]
    would_move: str | None
    outcome: str | None
    outcome_note: str | None
    named_by: Annotated[Id | None, Is(to="people")]
    provenance: str
    sureness: str | None
    note: str | None
    account: Annotated[Id | None, Is(to="accounts")]

    @property
    def takes_credence(self) -> bool:
        """Tell that a question on which positions turn is neither likely nor unlikely."""
        return False


class Via(NamedTuple):
    """One step of the chain by which a stance is reported, nearest speaker first."""

    person: Annotated[Id, Is(to="people")]
    hedge: str | None


class Stance(NamedTuple):
    """What a person holds of a node, as read from the text; `low` to `high` is a probability."""

    id: Id
    person: Annotated[Id, Is(to="people")]
    node: Annotated[Id, Is(to=NODES)]
    value: str
    words: str | None
    low: Annotated[float | None, Is(key="range", part=0, column="range_low")]
    high: Annotated[float | None, Is(key="range", part=1, column="range_high")]
    condition: str | None
    from_comment: Annotated[Id | None, Is(to="comments", key="from", column="from_id")]
    until_comment: Annotated[Id | None, Is(to="comments", key="until", column="until_id")]
    ended_how: str | None
    sureness: str | None
    note: str | None
    span: Annotated[Id | None, Is(to="spans")]
    via: Annotated[tuple[Via, ...], Many("stance_via", "stance_id")]

    @property
    def stands(self) -> bool:
        """Tell whether the stance is still held at the end of the sources."""
        return self.until_comment is None and self.ended_how is None


class CredenceOrder(NamedTuple):
    """One person is said to be more confident of a node than another; no numbers."""

    id: Id
    node: Annotated[Id, Is(to=NODES)]
    more: Annotated[Id, Is(to="people")]
    less: Annotated[Id, Is(to="people")]
    said_by: Annotated[Id | None, Is(to="people")]
    words: str | None
    span: Annotated[Id | None, Is(to="spans")]


class Verdict(NamedTuple):
    """What somebody says of a restatement."""

    id: Id
    node: Annotated[Id, Is(to=NODES, key="relation")]
    by: Annotated[Id | None, Is(to="people")]
    value: str
    disputes: Annotated[Id | None, Is(to="verdicts")]
    note: str | None
    comment: Annotated[Id | None, Is(to="comments")]
    span: Annotated[Id | None, Is(to="spans")]


class Citation(NamedTuple):
    """From a node to a source."""

    id: Id
    node: Annotated[Id, Is(to=NODES)]
    source: Annotated[Id, Is(to="sources")]
    locator: str | None
    span: Annotated[Id | None, Is(to="spans")]
    role: str
    state: Annotated[str, Is(default=v.CitationState.UNCHECKED.value)]
    by: Annotated[Id | None, Is(to="people")]
    account: Annotated[Id | None, Is(to="accounts")]
    note: str | None


class Sense(NamedTuple):
    """One of the things a term is used for, by whom and where."""

    id: Id
    person: Annotated[Id | None, Is(to="people")]
    text: str
    span: Annotated[Id | None, Is(to="spans")]
    nodes: Annotated[tuple[Id, ...], Many("sense_node", "sense_id", NODES, "node_id")]


class Term(NamedTuple):
    """A word that the debate uses in more than one sense."""

    id: Id
    term: str
    senses: Annotated[tuple[Sense, ...], Many("sense", "term_id")]


class Link(NamedTuple):
    """A proposed link into another debate; it carries no weight and may point nowhere yet."""

    id: Id
    node: Annotated[Id, Is(to=NODES)]
    debate: Annotated[str, Is(column="to_debate")]
    to: Annotated[Id, Is(column="to_node")]
    kind: str | None
    note: str | None
    provenance: str | None
    sureness: str | None


class Account(NamedTuple):
    """An account that a debate names."""

    id: Id
    name: str


class CredenceEntry(NamedTuple):
    """An entry of the record of credences: a probability in [0, 1], ill-posed, or withdrawn."""

    account: Annotated[Id, Is(to="accounts")]
    node: Annotated[Id, Is(to=NODES)]
    wording: int
    value: float | None
    ill_posed: Annotated[bool, Is(default=False)]
    withdrawn: Annotated[bool, Is(default=False)]
    note: str | None
    at: datetime


Node = Claim | Relation | Crux
