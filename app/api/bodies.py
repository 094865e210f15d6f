"""What goes into the API beside the values that services take: every field, and no other."""

from pydantic import BaseModel, ConfigDict

from app.core.vocabulary import Basis, ClaimKind, Provenance, RelationKind, Strength


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
