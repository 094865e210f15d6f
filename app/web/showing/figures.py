"""How numbers and claims are put into sentences for people: whole points, no made-up precision."""

from collections.abc import Sequence


def percent(credence: float) -> str:
    """Give a credence as whole percent; "under 1 %" and "over 99 %" where 0 and 100 would lie."""
    if 0.0 < credence < 0.005:
        return "under 1 %"
    if 0.995 < credence < 1.0:
        return "over 99 %"
    return f"{round(100 * credence)} %"


def points(difference: float) -> str:
    """Give a difference of credences in [-1, 1] as whole percentage points, without its sign."""
    whole = round(100 * abs(difference))
    if whole == 0:
        return "under 1 point" if difference else "0 points"
    return "1 point" if whole == 1 else f"{whole} points"


def listed(parts: Sequence[str]) -> str:
    """Join parts as in "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
