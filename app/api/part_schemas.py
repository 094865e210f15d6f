"""What comes out of the API of parts of a debate; credences are probabilities in [0, 1]."""

from typing import Literal

from pydantic import BaseModel, Field

from app.api.schemas import Stated
from app.core.debate.around import Direction
from app.core.debate.uncounted import Because


class NodeLine(BaseModel):
    """A node in a list: its sentence, and what is known of it."""

    id: str
    kind: str = Field(description="of a claim; else relation or crux")
    text: str
    status: str | None
    stated: float | None = Field(description="what accounts say of it, pooled")
    n: int = Field(description="how many accounts say so")
    implied: float | None = Field(description="what its reasons give")


class OutlineRow(BaseModel):
    """A claim, or an arrow with the claims it starts from; it bears on the row above it.

    `repeated` claims stand further up, with what bears on them. `hidden`: how many arrows right
    below are too deep to be listed.
    """

    depth: int
    relation: str | None
    kind: str | None
    claims: list[NodeLine]
    repeated: list[str]
    hidden: int


class OutlineOut(BaseModel):
    """The argument below theses, or below one node, depth first; `next` is where it goes on."""

    revision: int
    total: int
    rows: list[OutlineRow]
    next: str | None


class HitOut(NodeLine):
    """A node that was found; `score` is the share of what was asked for that it has, to 1."""

    score: float


class SearchOut(BaseModel):
    """The nodes that were found, the best first; `next` is where more are."""

    revision: int
    total: int
    hits: list[HitOut]
    next: str | None


class Arrow(BaseModel):
    """An arrow of a debate, by ids."""

    id: str
    kind: str
    premises: list[str]
    basis: str
    target: str
    warrant: str
    status: str | None


class StepOut(Arrow):
    """An arrow near a node: how many steps away, and in which direction."""

    distance: int
    direction: Direction


class NeighboursOut(BaseModel):
    """The arrows around a node, the nearest first, and all nodes that they start from or aim at."""

    revision: int
    node: str
    total: int
    steps: list[StepOut]
    nodes: list[NodeLine]
    next: str | None


class CitationOut(BaseModel):
    """A citation of a node; `title` is the source's."""

    id: str
    source: str
    title: str
    locator: str | None
    role: str
    state: str
    note: str | None


class StanceOut(BaseModel):
    """What a person of the sources holds of a node."""

    id: str
    person: str
    name: str
    value: str
    words: str | None
    stands: bool


class NodeOut(BaseModel):
    """A node with what bears on it, what it bears on, and what is known of it.

    `near` has a line for every node that the arrows name. `hidden`: the debate is blind, and what
    others think of the node is not told to the asker yet.
    """

    revision: int
    id: str
    noun: Literal["claim", "relation", "crux"]
    kind: str
    text: str
    label: str | None
    body: str | None
    note: str | None
    wording: int
    status: str | None
    superseded_by: str | None
    prior: float | None
    stated: Stated | None
    implied: float | None
    disagreement: float
    hidden: bool
    arrow: Arrow | None = Field(description="where the node is a relation: what it says")
    reasons: list[Arrow]
    bears_on: list[Arrow]
    near: list[NodeLine]
    stances: list[StanceOut]
    citations: list[CitationOut]
    cruxes: list[str]


class EffectOut(BaseModel):
    """What a reason does to an implied number: with it, without it, if it certainly applied.

    `assumed` are premises that nobody rated and only an assumption holds up.
    """

    relation: str
    edge: str
    text: str
    now: float
    without: float
    if_certain: float
    assumed: list[str]


class UncountedOut(BaseModel):
    """A reason that does not count, why, and the nodes in which this lies."""

    relation: str
    text: str
    because: Because
    nodes: list[str]


class FarOut(BaseModel):
    """A claim further away: the number if it were certain, less that if it were certainly false."""

    node: str
    text: str
    swing: float


class WhyOut(BaseModel):
    """Why a node's implied number is what it is.

    `once` is the number with `shared` claims, which reach it by two or more ways, counted once.
    """

    revision: int
    node: str
    text: str
    implied: float | None
    stated: float | None
    prior: float | None
    prior_assumed: bool
    one_hop: float | None = Field(description="what direct reasons give at what is said of them")
    status: str | None
    interval: tuple[float, float] | None
    once: float | None
    reasons: list[EffectOut]
    uncounted: list[UncountedOut]
    shared: list[str]
    far: list[FarOut]
