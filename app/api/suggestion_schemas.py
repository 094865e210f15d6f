"""What comes out of the API of suggestions."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from app.api.schemas import ConflictOut
from app.core.debate.judging import Readiness
from app.core.vocabulary import SuggestionState


class LapsingOut(BaseModel):
    """A node that would get other words, and how many credences would count no more."""

    node: str
    credences: int


class SuggestionOut(BaseModel):
    """A change that somebody suggested, and what became of it.

    While it waits, `readiness` says whether it fits the debate as it now is: it is ready, what it
    does is there already, or it is stale, and `conflicts` say why, with the `later` revisions that
    edited the same. `lapsing` are credences that would count no more. `revision` is the one that
    accepting it made.
    """

    id: str
    state: SuggestionState
    at: datetime
    account: str | None = Field(description="by which id the debate names who proposed it")
    name: str | None
    base: int = Field(description="the revision at which it was proposed")
    reason: str | None
    action: str
    noun: str
    about: str | None = Field(description="the id of what it is about")
    edits: list[dict[str, Any]]
    decided_by: str | None
    decided_at: datetime | None
    decision: str | None
    revision: int | None
    readiness: Readiness | None = None
    conflicts: list[ConflictOut] = []
    later: list[int] = []
    lapsing: list[LapsingOut] = []


class Suggestions(BaseModel):
    """What was suggested in a debate, what waits first."""

    revision: int
    suggestions: list[SuggestionOut]
