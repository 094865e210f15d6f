"""What tools answer: typed, small, and first of all said to be quoted. Numbers are in [0, 1].

What is not known is left out.
"""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from app.mcp.cleaning import NOTICE

Number = Annotated[float, AfterValidator(lambda value: round(value, 4))]
Stated = Annotated[Number | None, Field(description="what accounts say, pooled")]
Implied = Annotated[Number | None, Field(description="what its reasons give")]
Told = Annotated[list["Node"] | None, Field(description="nodes named here first, in words")]


class Answer(BaseModel):
    """What every answer says: what it is, and what was left off to keep it small."""

    notice: str = NOTICE
    left_off: int = Field(default=0, description="how many rows are not in this answer")
    shortened: int = Field(default=0, description="how many rows had texts that were cut (…)")
    more: str | None = Field(default=None, description="the cursor to ask with for what follows")


class OfDebate(Answer):
    """An answer about a debate at a revision."""

    debate: str
    revision: int


class DebateRow(BaseModel):
    """A debate that may be read, with counts."""

    slug: str
    title: str
    question: str | None = None
    visibility: str
    revision: int
    claims: int
    relations: int
    cruxes: int
    raters: int


class Debates(Answer):
    """The debates that may be read."""

    debates: list[DebateRow] = []


class Node(BaseModel):
    """A claim, relation or crux in words, with what is known of it."""

    id: str
    kind: str
    text: str
    status: str | None = None
    stated: Stated = None
    n: int | None = Field(default=None, description="how many accounts say so")
    implied: Implied = None
    score: Number | None = Field(default=None, description="how much of a query it has")


class OutlineRow(BaseModel):
    """A thesis, or an arrow with the claims it starts from; bears on the nearest row less deep."""

    depth: int
    relation: str | None = None
    kind: str | None = None
    claims: list[Node]
    repeated: list[str] | None = Field(default=None, description="claims that stand further up")
    hidden: int | None = Field(default=None, description="arrows below that are too deep")


class Outline(OfDebate):
    """The argument below theses or a node, depth first."""

    rows: list[OutlineRow] = []


class Hits(OfDebate):
    """What was found, the best first."""

    hits: list[Node] = []


class Arrow(BaseModel):
    """An arrow from premises to what it aims at."""

    id: str
    kind: str
    premises: list[str]
    target: str
    basis: str | None = None
    warrant: str | None = None
    status: str | None = None
    distance: int | None = None
    direction: str | None = None
    nodes: Told = None


class Neighbours(OfDebate):
    """The arrows around a node, the nearest first."""

    node: str
    steps: list[Arrow] = []


class Stance(BaseModel):
    """What a person of the sources holds."""

    person: str
    value: str
    words: str | None = None
    stands: bool


class Citation(BaseModel):
    """Where a node is cited to."""

    source: str
    title: str
    locator: str | None = None
    role: str
    state: str
    note: str | None = None


class Pooled(BaseModel):
    """What accounts say of a node, pooled."""

    value: Number
    n: int
    quartiles: tuple[Number, Number, Number]


class NodeDetails(OfDebate):
    """A node with what hangs on it.

    `hidden`: the debate is blind, and what others think of the node is not told yet.
    """

    id: str
    noun: str = Field(description="claim, relation or crux")
    kind: str
    text: str
    label: str | None = None
    body: str | None = None
    note: str | None = None
    wording: int
    status: str | None = None
    superseded_by: str | None = None
    prior: Number | None = None
    stated: Pooled | None = None
    implied: Implied = None
    disagreement: Number | None = Field(default=None, description="of accounts, in bits")
    hidden: bool | None = None
    arrow: Arrow | None = Field(default=None, description="of a relation: what it says")
    ends: list[Node] = Field(default=[], description="what it joins, or what hangs on it")
    reasons: list[Arrow] = Field(default=[], description="arrows that aim at it")
    bears_on: list[Arrow] = Field(default=[], description="arrows that start from it")
    stances: list[Stance] = []
    citations: list[Citation] = []
    cruxes: list[str] = []


class ContestedRow(BaseModel):
    """What people, by their ids, or accounts are apart on."""

    node: str
    text: str
    accepting: list[str] | None = None
    rejecting: list[str] | None = None
    unsure: list[str] | None = None
    attacks: int | None = None
    disagreement: Number | None = Field(default=None, description="of accounts, in bits")
    n: int | None = None
    stake: Number | None = Field(default=None, description="what it is worth at the thesis")
    thesis: str | None = None


class Contested(OfDebate):
    """What is contested, the most contested first."""

    by: str
    rows: list[ContestedRow] = []


class Position(BaseModel):
    """What a person holds on a crux."""

    person: str
    value: str | None = None
    text: str | None = None


class CruxRow(BaseModel):
    """A question on which positions turn."""

    id: str
    question: str
    conclusion: str | None = None
    claims: list[str]
    positions: list[Position]
    would_move: str | None = None
    outcome: str | None = None


class Cruxes(OfDebate):
    """The cruxes, those not settled first."""

    cruxes: list[CruxRow] = []


class Numbers(BaseModel):
    """The numbers of a node; `applies`: of an edge of a relation, how far it holds."""

    id: str
    strength: Number | None = None
    implied: Implied = None
    stated: Stated = None
    n: int | None = None
    disagreement: Number | None = None
    status: str | None = Field(default=None, description="left out where the number is exact")
    interval: tuple[Number, Number] | None = None
    applies: Number | None = None


class RollUp(OfDebate):
    """The numbers of a debate; `without` are nodes that were asked for and have none."""

    semantics: str
    pooling: str
    blind: bool
    suppose: dict[str, float] | None = None
    without: list[str] | None = None
    rows: list[Numbers] = []


class Reason(BaseModel):
    """A reason: the number with it (`now`), without it, and if it certainly applied."""

    relation: str
    text: str
    now: Number
    without: Number
    if_certain: Number
    assumed: list[str] | None = Field(default=None, description="premises that nobody rated")


class Uncounted(BaseModel):
    """A reason that does not count, why, and in which nodes this lies."""

    relation: str
    text: str
    because: str
    nodes: list[str] | None = None


class Far(BaseModel):
    """A claim further away, and how far it would swing the number if it were settled."""

    node: str
    text: str
    swing: Number


class Why(OfDebate):
    """Why an implied number is what it is."""

    node: str
    text: str
    implied: Implied = None
    stated: Stated = None
    prior: Number | None = None
    prior_assumed: bool | None = None
    one_hop: Number | None = Field(default=None, description="what direct reasons alone give")
    status: str | None = None
    interval: tuple[Number, Number] | None = None
    once: Number | None = Field(default=None, description="with shared claims counted once")
    reasons: list[Reason] = []
    uncounted: list[Uncounted] = []
    far: list[Far] = []
    shared: list[str] = []
