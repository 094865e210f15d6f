"""Which revision debates are at, and whether somebody may read them there."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.config import Settings
from app.core.errors import NotFound
from app.models import Debate
from app.services.debates import open_debate
from app.services.sign_ins import actor_of


@dataclass(frozen=True, slots=True)
class Seen:
    """A debate as somebody may read it: which it is, and its revision."""

    debate_id: int
    revision: int


def present(session: Session, debates: Collection[int]) -> dict[int, int]:
    """Return the revisions of debates, by id, in one query; those that are gone are left out."""
    found = select(Debate.id, Debate.revision).where(Debate.id.in_(sorted(debates)))
    return {row.id: row.revision for row in session.execute(found)}


def seen_by(session: Session, token: str, slug: str, settings: Settings) -> Seen | None:
    """Return a debate as whoever holds a session's token may read it; None when they may not."""
    try:
        debate = open_debate(session, actor_of(session, token, settings), slug)
    except NotFound:
        return None
    return Seen(debate.id, debate.revision)
