"""What comes out of the API; credences are probabilities in [0, 1]."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from app.core.debate.conflicts import ConflictKind
from app.core.engine.network import EdgeKind
from app.core.measures.pooling import Pool


class Fault(BaseModel):
    """One fault of an imported document, with its place; `file` where it is one of several."""

    path: str
    message: str
    line: int | None = None
    column: int | None = None
    file: str | None = None


class ConflictOut(BaseModel):
    """One thing that stands against making a change, or taking one back.

    `list` and `id` name a row in the terms of `cruxmap/1`, `fields` what of it stands against it.
    For a foreign key it is a row that names, in `fields`, a row that would be missing, `other`; for
    a constraint, `other` is the row that says the same already.
    """

    kind: ConflictKind
    list: str
    id: str
    fields: tuple[str, ...]
    other: str | None


class ErrorBody(BaseModel):
    """What went wrong, in a sentence; `fields` maps a field to what is wrong with it.

    Where a change cannot be made or taken back, `conflicts` say why, as far as the asker may know,
    and `later` are the revisions that rest on it, oldest first.
    """

    code: str
    message: str
    fields: dict[str, str] = {}
    yours: str | None = None
    theirs: str | None = None
    faults: list[Fault] = []
    conflicts: list[ConflictOut] = []
    later: list[int] = []


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
    licence: str | None = Field(description="an SPDX id, or words; of the map, not of its sources")
    authors: list[str] = Field(description="who made the map, as they wish to be named")
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


def stated_as(pool: Pool | None) -> Stated | None:
    """Return a pool as it comes out; None for none."""
    if pool is None:
        return None
    low, middle, high = pool.quartiles
    return Stated(
        value=pool.value, n=pool.n, n_effective=pool.n_effective, quartiles=(low, middle, high)
    )


class RollUpAnswer(BaseModel):
    """The roll-up of a debate; strengths are implied credences, by node and by edge.

    Nodes on which nothing rated bears are missing, never filled in. An edge is named like its
    relation, with ~0, ~1 … behind it where a relation makes several.
    """

    revision: int
    semantics: str
    pooling: str
    blind: bool = Field(description="true: only credences that the asker may know went in")
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
    kind: EdgeKind
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
    """What is contested, the most contested first.

    `claims` are those contested by people or by accounts: the ones that pages count.
    """

    claims: list[str]
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


class ChangeOut(BaseModel):
    """One change: which revision it made, who did what to what, and its edits.

    Each edit is a row of `cruxmap/1`, `before` and `after`; one side is missing where the row was
    added or removed, and `place` is then where it stood in its list. `edits` is null where the
    record does not hold them, as for imports.
    """

    revision: int
    at: datetime
    account: str | None = Field(description="by which id the debate names it; null: the program")
    name: str | None
    action: str
    noun: str
    id: str | None = Field(description="of what it was about")
    reason: str | None
    undoes: int | None = Field(description="the revision that it took back")
    undone_by: int | None = Field(description="the revision that took it back")
    suggestion: str | None = Field(description="the suggestion that was accepted by it")
    edits: list[dict[str, Any]] | None


class History(BaseModel):
    """The changes of a debate, newest first; `next` is the address of older ones."""

    revision: int
    changes: list[ChangeOut]
    next: str | None


class CautionAnswer(BaseModel):
    """What to know of the reading of a file; line and column count from 1."""

    message: str
    line: int | None
    column: int | None


class Imported(BaseModel):
    """What an import made: where it is, how many rows of each list, and what to know of it."""

    slug: str
    counts: dict[str, int]
    cautions: list[CautionAnswer]


Json = dict[str, Any]
FAULTY: dict[int | str, dict[str, Any]] = {
    401: {"model": ErrorAnswer, "description": "a token is needed, or this one is unknown"},
    403: {"model": ErrorAnswer, "description": "the account may not do this"},
    404: {"model": ErrorAnswer, "description": "there is no such thing, or it is hidden"},
    409: {"model": ErrorAnswer, "description": "somebody was faster, or others built on it"},
    422: {"model": ErrorAnswer, "description": "the request has faults, named by field"},
}
CHANGING = {
    **FAULTY,
    412: {"model": ErrorAnswer, "description": "the debate is not as `If-Match` expects it"},
}
_TAG = {"description": "tag of what is sent", "schema": {"type": "string"}}
_KEPT = {"description": "`private, no-cache`: ask again each time", "schema": {"type": "string"}}
_VARY = {"description": "by which headers it differs", "schema": {"type": "string"}}
HEADERS = {"ETag": _TAG, "Cache-Control": _KEPT, "Vary": _VARY}
UNCHANGED = {"description": "what the program has is still so", "headers": HEADERS}
READING: dict[int | str, dict[str, Any]] = {code: FAULTY[code] for code in (401, 404, 422)}


def gives(kind: Any) -> dict[int | str, dict[str, Any]]:
    """Describe the answers of a route that reads something of a debate under a tag."""
    return {200: {"model": kind, "headers": HEADERS}, 304: UNCHANGED}
