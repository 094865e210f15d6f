"""What goes into the API: every field that may be sent, and no other; credences in [0, 1]."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.core.vocabulary import (
    Basis,
    CitationRole,
    ClaimKind,
    Provenance,
    RelationKind,
    StanceValue,
    Strength,
    Sureness,
)

Credence = Annotated[float, Field(ge=0, le=1)]


class Body(BaseModel):
    """What is sent: a field that is not known is a fault, not ignored."""

    model_config = ConfigDict(extra="forbid", use_enum_values=True, validate_default=True)


class NewRelationTo(Body):
    """The arrow that comes with a new claim."""

    kind: RelationKind
    target: str
    joined: list[str] = []
    warrant: str | None = None


class NewNode(Body):
    """A claim; with `relation`, a reply that bears on another node."""

    text: str
    kind: ClaimKind = ClaimKind.CLAIM
    note: str | None = None
    provenance: Provenance = Provenance.OUTSIDE
    as_thesis: bool = False
    relation: NewRelationTo | None = None


class NodeChange(Body):
    """Other words for a claim; `wording` is the number of the wording that was seen."""

    text: str
    wording: int


class NewRelation(Body):
    """An arrow from claims to a node."""

    kind: RelationKind
    premises: list[str]
    target: str
    basis: Basis = Basis.ALL
    strength: Strength | None = None
    warrant: str | None = None
    note: str | None = None
    provenance: Provenance = Provenance.OUTSIDE


class RelationChange(Body):
    """Another kind (with the kind `seen`), or another warrant (with the `wording` seen)."""

    kind: RelationKind | None = None
    seen: RelationKind | None = None
    warrant: str | None = None
    wording: int | None = None


class NewCredence(Body):
    """One's credence in a node at the wording that was seen, or that it is ill-posed."""

    value: Credence | None = None
    wording: int
    ill_posed: bool = False
    note: str | None = None


class NewCitation(Body):
    """A source for a node: by a locator, by a quote from its attached text, or both."""

    source: str
    role: CitationRole
    locator: str | None = None
    quote: str | None = None
    note: str | None = None


class StanceBody(Body):
    """What a person holds of a node, as an editor reads it."""

    value: StanceValue
    words: str | None = None
    range: tuple[Credence, Credence] | None = None
    condition: str | None = None
    sureness: Sureness | None = None
    note: str | None = None


class NewStance(StanceBody):
    """A stance with the person and the node, by id."""

    person: str
    node: str


class CruxBody(Body):
    """A question on which claims or relations hang, by id."""

    question: str
    claims: list[str]
    conclusion: str | None = None
    would_move: str | None = None


class CruxChange(CruxBody):
    """A crux edited; `wording` is the number of the one that was seen."""

    wording: int
