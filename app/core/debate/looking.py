"""How far an account has seen a debate, from one visit to the next.

Looks that follow each other within half an hour are one visit. What is new is counted from what
had been seen when the visit before ended, so nothing stops being new while somebody reads it.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

VISIT = timedelta(minutes=30)
# A look is noted again after so long: sooner where there was something new to see.
SOON, LATER = timedelta(minutes=1), timedelta(minutes=5)


class Look(NamedTuple):
    """`since`: the revision seen by the end of the visit before; `seen`: the latest one seen."""

    since: int
    since_at: datetime
    seen: int
    seen_at: datetime


def as_of_now(look: Look, now: datetime) -> Look:
    """Return a look as it counts now: if a visit has ended, from what was seen by its end.

    A look that lies ahead, for clocks can be put back, is of this visit.
    """
    if now - look.seen_at < VISIT:
        return look
    return look._replace(since=look.seen, since_at=look.seen_at)


def looked(look: Look | None, revision: int, now: datetime) -> Look:
    """Return what is to be kept when a revision is looked at; the first look finds nothing new."""
    if look is None:
        return Look(revision, now, revision, now)
    return as_of_now(look, now)._replace(seen=max(look.seen, revision), seen_at=now)


def all_seen(look: Look | None, revision: int, now: datetime) -> Look:
    """Return what is to be kept when somebody says that they have seen all up to a revision."""
    done = looked(look, revision, now)
    return done._replace(since=max(done.since, revision), since_at=now)


def is_due(look: Look | None, revision: int, now: datetime) -> bool:
    """Tell whether a look at a revision has to be noted."""
    if look is None:
        return True
    return abs(now - look.seen_at) >= (SOON if look.seen < revision else LATER)
