"""What goes into the API and comes out of it; credences are probabilities in [0, 1]."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Credence = Annotated[float, Field(ge=0, le=1)]
Provenance = Literal["in_text", "inferred", "outside"]
ClaimKind = Literal["claim", "question", "definition", "meta"]
RelationKind = Literal[
    "supports",
    "rebuts",
    "undercuts",
    "backs",
    "restates",
    "concedes",
    "qualifies",
    "asks",
    "answers",
]


class Body(BaseModel):
    """What is sent: a field that is not known is a fault, not ignored."""

    model_config = ConfigDict(extra="forbid")


class Fault(BaseModel):
    """One fault of an imported document, with its place."""

    path: str
    message: str
    line: int | None = None
    column: int | None = None


class ErrorBody(BaseModel):
    """What went wrong, in a sentence; `fields` maps a field to what is wrong with it."""

    code: str
    message: str
    fields: dict[str, str] = {}
    yours: str | None = None
    theirs: str | None = None
    faults: list[Fault] = []


class ErrorAnswer(BaseModel):
    """The form of every error."""

    error: ErrorBody


class Done(BaseModel):
    """What came of a change: the id it was about, the debate's revision now."""

    id: str
    revision: int
    changed: bool = Field(description="false when everything was already as asked")


class DebateLine(BaseModel):
    """A debate in the list."""

    slug: str
    title: str
    question: str | None
    visibility: str
    revision: int
    role: str = Field(description="what the holder of the token may be in it")
    claims: int
    relations: int
    cruxes: int
    people: int
    raters: int
    changed_at: datetime


class DebateMeta(BaseModel):
    """A debate without its graph."""

    slug: str
    title: str
    question: str | None
    summary: str | None
    language: str | None
    semantics: str
    pooling: str
    visibility: str
    open_role: str
    blind: bool
    revision: int
    role: str
    theses: list[str]
    counts: dict[str, int]


class Stated(BaseModel):
    """What accounts say of a node, pooled."""

    value: float
    n: int
    n_effective: float
    quartiles: tuple[float, float, float]


class RollUpAnswer(BaseModel):
    """The roll-up of a debate; strengths are implied credences, by node and by edge.

    Nodes on which nothing rated bears are missing, never filled in. An edge is named like its
    relation, with ~0, ~1 … behind it where a relation makes several.
    """

    revision: int
    semantics: str
    pooling: str
    blind: bool = Field(description="true: only the asker's own credences went in")
    suppose: dict[str, float]
    strengths: dict[str, float]
    edges: dict[str, float]
    status: dict[str, Literal["exact", "converged", "loop-undetermined"]]
    intervals: dict[str, tuple[float, float]]
    implied: dict[str, float] = Field(description="strengths of those nodes that have reasons")
    stated: dict[str, Stated]
    disagreement: dict[str, float] = Field(description="of the raters, in bits from 0 to 1")


class NetworkEdge(BaseModel):
    """One reason of a bare network; weight and if_false in nats."""

    id: str
    source: list[str]
    target: str
    kind: Literal["supports", "rebuts", "undercuts", "backs"]
    weight: float
    relevance: float
    group: str | None = None
    if_false: float = 0.0


class NetworkAnswer(BaseModel):
    """What `cruxmap rollup` reads."""

    semantics: str
    nodes: dict[str, float | None]
    edges: list[NetworkEdge]


class ContestedByPeople(BaseModel):
    """A node on which people of the sources stand apart, by person id."""

    node: str
    text: str
    accepting: list[str]
    rejecting: list[str]
    unsure: list[str]
    attacks: int


class ContestedByAccounts(BaseModel):
    """A node on which accounts are apart; stake in probability at the thesis."""

    node: str
    text: str
    disagreement: float
    n: int
    stake: float | None
    thesis: str | None


class Contested(BaseModel):
    """What is contested, the most contested first."""

    by_people: list[ContestedByPeople]
    by_accounts: list[ContestedByAccounts]


class PositionOut(BaseModel):
    """What one person holds on a crux."""

    person: str
    value: str | None
    text: str | None


class CruxOut(BaseModel):
    """A crux as the debate holds it."""

    id: str
    question: str
    wording: int
    conclusion: str | None
    claims: list[str]
    positions: list[PositionOut]
    would_move: str | None
    outcome: str | None


class Imported(BaseModel):
    """What an import made: where it is, and how many rows of each list."""

    slug: str
    counts: dict[str, int]


class NewRelationTo(Body):
    """The arrow that comes with a new claim."""

    kind: RelationKind
    target: str
    joined: list[str] = []
    warrant: str | None = None


class NewNode(Body):
    """A claim; with `relation`, a reply that bears on another node."""

    text: str
    kind: ClaimKind = "claim"
    note: str | None = None
    provenance: Provenance = "outside"
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
    basis: Literal["all", "any", "sequence"] = "all"
    strength: Literal["weak", "moderate", "strong", "decisive"] | None = None
    warrant: str | None = None
    note: str | None = None
    provenance: Provenance = "outside"


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
    role: Literal["supports", "disputes", "defines", "context", "consistent_with"]
    locator: str | None = None
    quote: str | None = None
    note: str | None = None


class StanceBody(Body):
    """What a person holds of a node, as an editor reads it."""

    value: str
    words: str | None = None
    range: tuple[Credence, Credence] | None = None
    condition: str | None = None
    sureness: Literal["sure", "likely", "unsure"] | None = None
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


Json = dict[str, Any]
FAULTY: dict[int | str, dict[str, Any]] = {
    401: {"model": ErrorAnswer, "description": "a token is needed, or this one is unknown"},
    403: {"model": ErrorAnswer, "description": "the account may not do this"},
    404: {"model": ErrorAnswer, "description": "there is no such thing, or it is hidden"},
    409: {"model": ErrorAnswer, "description": "somebody was faster, or others built on it"},
    422: {"model": ErrorAnswer, "description": "the request has faults, named by field"},
}
READING: dict[int | str, dict[str, Any]] = {code: FAULTY[code] for code in (401, 404, 422)}
