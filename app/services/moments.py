"""Moments in the life of a debate, as an address names them: a revision, a day, a time."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from app.core.permissions import Action

MOST_DIGITS = 9
DAY = len("2026-03-31")
# What can be done in what is past.
LOOKING = frozenset({Action.READ, Action.EXPORT})


@dataclass(frozen=True, slots=True)
class Moment:
    """The revision at which a debate is looked back at, and when it was made.

    `first` is as far back as its records go, `latest` the present one.
    """

    revision: int
    time: datetime | None
    first: int
    latest: int


def is_moment(text: str) -> bool:
    """Tell whether a text names a revision or a time.

    >>> [is_moment(text) for text in ("41", "2026-03-31", "2026-03-31T10:00Z", "c1", "")]
    [True, True, True, False, False]
    """
    return revision_of(text) is not None or end_of(text) is not None


def revision_of(text: str) -> int | None:
    """Return the revision that a text names, or None."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return int(text) if is_number else None


def end_of(text: str) -> datetime | None:
    """Return the moment before which a change must have been made; of a day, its end."""
    try:
        if len(text) <= DAY:
            return _midnight(date.fromisoformat(text)) + timedelta(days=1)
        return _moment(text) + timedelta(microseconds=1)
    except (ValueError, OverflowError):
        return None


def start_of(text: str) -> datetime:
    """Return the moment that a text names; of a day, its beginning. ValueError for others."""
    return _midnight(date.fromisoformat(text)) if len(text) <= DAY else _moment(text)


def _moment(text: str) -> datetime:
    # A plus sign in an address stands for a space.
    found = datetime.fromisoformat(text.replace(" ", "+"))
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
