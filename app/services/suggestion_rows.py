"""The suggestions of a debate as they are stored."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, case, func, select
from sqlalchemy.orm import Session, aliased

from app.core.debate.change import Edit
from app.core.errors import NotFound
from app.core.vocabulary import SuggestionState
from app.models import Account, Suggestion
from app.services.debates import OpenDebate
from app.services.history import edits_of
from app.services.nodes import PUBLIC_ID

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """A suggestion: who proposed what and why, at which revision, and what became of it.

    `account_ref` is the proposer's public id. `revision` is the one that accepting it made, None
    where it made none. `edits` are those of a change, accounts by public id.
    """

    key: int
    id: str
    at: datetime
    account: str | None
    account_ref: str | None
    account_id: int | None
    base: int
    reason: str | None
    action: str
    noun: str
    ref: str | None
    state: SuggestionState
    decided_by: str | None
    decided_at: datetime | None
    decision: str | None
    revision: int | None
    edits: tuple[Edit, ...]

    @property
    def is_open(self) -> bool:
        """Tell whether nothing has become of it yet."""
        return self.state is SuggestionState.PROPOSED


def list_suggestions(
    session: Session,
    debate: OpenDebate,
    *,
    only_open: bool = False,
    start: int = 0,
    limit: int = AT_ONCE,
) -> list[SuggestionRow]:
    """List the suggestions of a debate: those that wait first, then decided ones, latest first.

    `start` counts those that are passed over.
    """
    is_open = Suggestion.state == SuggestionState.PROPOSED.value
    mine = [Suggestion.debate_id == debate.id, *([is_open] if only_open else [])]
    found = _selected().where(*mine).order_by(case((is_open, 0), else_=1), Suggestion.id.desc())
    rows = session.execute(found.offset(start).limit(max(0, min(limit, AT_ONCE))))
    return [made for row in rows if (made := _row(row)) is not None]


def state_of(session: Session, debate: OpenDebate) -> str:
    """Return what marks the state of all suggestions: each is made once, and decided on once."""
    mine = Suggestion.debate_id == debate.id
    made = session.scalar(select(func.count()).select_from(Suggestion).where(mine))
    return f"{made}/{debate.waiting}"


def find_suggestion(session: Session, debate: OpenDebate, ref: str) -> SuggestionRow:
    """Return a suggestion by its public id; NotFound when there is none."""
    mine = (Suggestion.debate_id == debate.id) & (Suggestion.public_id == ref)
    found = session.execute(_selected().where(mine)).one_or_none() if _is_id(ref) else None
    row = _row(found) if found is not None else None
    if row is None:
        raise NotFound(f"There is no suggestion {ref[:40]!r} in this debate.")
    return row


def _is_id(ref: str) -> bool:
    return PUBLIC_ID.fullmatch(ref) is not None


def _selected() -> Select[Any]:
    decider = aliased(Account)
    s = Suggestion
    columns: tuple[Any, ...] = (
        *(s.id, s.public_id, s.at, Account.name, Account.public_id, s.account_id),
        *(s.base, s.reason, s.action, s.noun, s.ref, s.state),
        *(decider.name, s.decided_at, s.decision, s.revision, s.edits),
    )
    return (
        select(*columns)
        .outerjoin(Account, Account.id == s.account_id)
        .outerjoin(decider, decider.id == s.decided_by_id)
    )


def _row(found: Row[Any]) -> SuggestionRow | None:
    """Return a suggestion; None where it holds edits that this program does not know."""
    edits = edits_of(found[-1])
    if edits is None:
        return None
    told: list[Any] = [*found[:-1], edits]
    row = SuggestionRow(*told)
    return replace(row, state=SuggestionState(row.state))
