"""What comes out of the API of what is new; credences are probabilities in [0, 1]."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from app.core.debate.news import Became


class NodeNewsOut(BaseModel):
    """What is new of a node: of itself, and how many new rows about it, by list."""

    id: str
    became: Became | None
    about: dict[str, int] = Field(description="relations: replies; withdrawn: credences taken back")


class GivenOut(BaseModel):
    """Another account's credence before and after; null: none."""

    node: str
    name: str
    before: float | Literal["ill-posed"] | None
    after: float | Literal["ill-posed"] | None


class MoveOut(BaseModel):
    """A pooled credence that others moved."""

    node: str
    before: float
    after: float


class NewsOut(BaseModel):
    """What others have done since a revision, where it still makes a difference.

    `since` is null for who never looked. `untold` changes are not recorded whole.
    """

    revision: int
    since: int | None = None
    since_at: datetime | None = None
    counts: dict[str, dict[Became, int]] = Field(default={}, description="of rows, by list")
    nodes: list[NodeNewsOut] = []
    credences: list[GivenOut] = []
    moved: list[MoveOut] = Field(default=[], description="the widest first")
    untold: int = 0
