"""Times of the native format: days and moments in UTC."""

from datetime import UTC, datetime


def moment(text: str) -> datetime:
    """Read a time of the format (a day alone means its first moment), in UTC.

    Raises ValueError when there is no such day or hour.
    """
    return datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC)


def moment_text(at: datetime) -> str:
    """Write a moment as the format does: UTC, to the microsecond where there are any."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def is_moment(text: str) -> bool:
    """Tell whether there is such a day and hour."""
    try:
        moment(text)
    except ValueError:
        return False
    return True
