"""The one clock: every stored time comes from here."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def not_before(earlier: datetime | None) -> datetime:
    """Return the present moment, or an earlier one that a clock put back has not reached again.

    What follows in a record never bears an earlier time than what it follows: by their times
    files put in order what they carry.
    """
    present = now()
    return present if earlier is None else max(present, earlier)
