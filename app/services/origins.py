"""The origin that a file says it has: this installation, and the state of the debate."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app import __version__
from app.core.debate.origin import Here, origin_here
from app.core.debate.whole import Debate
from app.core.formats.native.times import moment_text
from app.models import Change
from app.services.debates import OpenDebate

PROGRAM = "Cruxmap"


def with_origin(session: Session, debate: OpenDebate, whole: Debate, base_url: str) -> Debate:
    """Return a debate with the origin that a file of it has when it is written here, as now read.

    `base_url` is where this installation is read. Nothing of the clock is in it: the same state
    gives the same origin.
    """
    here = Here(base_url, debate.database_id, PROGRAM, __version__)
    told = origin_here(debate.origin, here, debate.slug, _changed(session, debate))
    return whole.with_settings(origin=told)


def _changed(session: Session, debate: OpenDebate) -> str | None:
    """Return when the debate was last changed, as far as its reader may know.

    What came in by a file and was not changed since is as old as the file says.
    """
    last = _last_change(session, debate)
    kept = (debate.origin or {}).get("changed")
    if kept and (last is None or last.came_in):
        return str(kept)
    return last and moment_text(last.at)


class _Last(NamedTuple):
    """When the last change was made, and whether it is the debate's coming in."""

    at: datetime
    came_in: bool


def _last_change(session: Session, debate: OpenDebate) -> _Last | None:
    """Return the last change of what files hold: no role, and no credence that is not told."""
    hidden = ["role"] if debate.audience.knows_all else ["role", "credence"]
    # A file that is put into a debate is told with its edits.
    came_in = and_(Change.action == "import", Change.noun == "debate", Change.edits.is_(None))
    found = (
        select(Change.at, came_in)
        .where(Change.debate_id == debate.id, Change.revision <= debate.revision)
        .where(Change.noun.not_in(hidden))
        .order_by(Change.revision.desc())
    )
    row = session.execute(found.limit(1)).one_or_none()
    return None if row is None else _Last(*row)
