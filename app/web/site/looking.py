"""Noting that somebody has looked at a debate, after the answer has left."""

from sqlalchemy.exc import OperationalError

from app.core.debate.looking import is_due
from app.db import Database
from app.services import clock, looks
from app.services.debates import OpenDebate

PATIENCE_MS = 100


def is_to_be_noted(debate: OpenDebate) -> bool:
    """Tell whether this look has to be noted: now and then, of an account, at what is present."""
    if debate.actor.account_id is None or debate.at is not None:
        return False
    return is_due(debate.look, debate.revision, clock.now())


def note(database: Database, debate_id: int, account_id: int, revision: int) -> None:
    """Note a look; when the database is busy, the next page will do."""
    try:
        with database.writing(patience_ms=PATIENCE_MS) as session:
            looks.note(session, debate_id, account_id, revision)
    except OperationalError:
        return
