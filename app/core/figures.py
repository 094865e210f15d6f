"""How numbers are written for people, said once for text, strips, labels, titles and lists.

Whole percent and whole points, without made-up precision; only what somebody typed keeps its
tenth. 0 and 100 are written for exactly 0 and 1 and for nothing else, so that no page shows a
certainty that nobody gave. Credences are probabilities in [0, 1], differences in [-1, 1].
"""

import math
from collections.abc import Sequence

# Differences below this are what is left of computing, and none.
NOISE = 1e-9


def read(credence: float) -> int:
    """Return a credence as it is read in whole percent; halves go up.

    >>> read(0.625), read(0.145), read(0.002)
    (63, 15, 0)
    """
    return _rounded(100 * credence)


def whole(credence: float) -> str:
    """Write a credence in whole percent, "<1" and ">99" where else 0 or 100 would stand.

    >>> whole(0.62), whole(0.003), whole(0.995), whole(1.0)
    ('62', '<1', '>99', '100')
    """
    return _written(credence, 100)


def exact(credence: float) -> str:
    """Write a credence as somebody typed it: to a tenth of a percent.

    >>> exact(0.625), exact(0.7), exact(0.0004), exact(0.9996)
    ('62.5', '70', '<0.1', '>99.9')
    """
    return _written(credence, 1000)


def pooled(credence: float, people: int) -> str:
    """Write a pooled credence: that of one person as they gave it, others in whole percent."""
    return exact(credence) if people == 1 else whole(credence)


def percent(credence: float) -> str:
    """Write a credence in whole percent with its sign: "62 %"."""
    return f"{whole(credence)} %"


def exact_percent(credence: float) -> str:
    """Write a credence as somebody typed it, with its sign: "62.5 %"."""
    return f"{exact(credence)} %"


def points(difference: float) -> str:
    """Write a difference of credences in whole points, without its sign.

    >>> points(-0.24), points(0.01), points(0.004), points(0.0)
    ('24 points', '1 point', 'under 1 point', '0 points')
    """
    return points_of(_rounded(100 * abs(difference)), difference)


def apart(one: float, other: float) -> str:
    """Write how far apart two credences are in points, as one reads them side by side.

    >>> apart(0.624, 0.166), apart(0.624, 0.616)
    ('45 points', 'under 1 point')
    """
    return points_of(abs(read(one) - read(other)), one - other)


def typed_apart(typed: float, other: float) -> str:
    """Write how far what somebody typed is from another credence, as one reads both.

    >>> typed_apart(0.625, 0.42), typed_apart(0.9, 0.42)
    ('20.5 points', '48 points')
    """
    return points_of(abs(_rounded(1000 * typed) / 10 - read(other)), typed - other)


def points_of(number: float, difference: float = 0.0) -> str:
    """Write a number of points, 0 as "under 1 point" where there is some difference."""
    if number == 0 and abs(difference) > NOISE:
        return "under 1 point"
    return f"{abs(number):g} point{'' if abs(number) == 1 else 's'}"


def signed(difference: float) -> str:
    """Write a difference of credences in points with its sign; to a tenth where that is under one.

    >>> signed(0.072), signed(-0.004), signed(0.0001), signed(0.0)
    ('+7', '−0.4', '+<0.1', '±0')
    """
    number = _rounded(100 * abs(difference))
    return f"{_sign(difference)}{number}" if number else _small(difference)


def change(before: float, after: float) -> str:
    """Write a move in points with its sign, as one reads both ends side by side.

    >>> change(0.386, 0.464), change(0.461, 0.464), change(0.5, 0.5)
    ('+7', '+0.3', '±0')
    """
    number = read(after) - read(before)
    return f"{_sign(number)}{abs(number)}" if number else _small(after - before)


def adding_up(parts: Sequence[float], total: int | None = None) -> list[int]:
    """Round parts to whole numbers that add up as shown, by the largest remainders (Hare).

    `total` is what they are shown to add up to, where that is less than one from their sum;
    else it is their sum, rounded. No part is rounded by one or more.

    >>> adding_up([23.5, 11.5, 7.4, 1.6, 1.4], 45)
    [24, 11, 7, 2, 1]
    """
    exact_sum = math.fsum(parts)
    if total is None or abs(exact_sum - total) >= 1:
        total = _rounded(exact_sum)
    floors = [math.floor(part) for part in parts]
    order = sorted(range(len(parts)), key=lambda i: (-round(parts[i] - floors[i], 9), i))
    for place in order[: total - sum(floors)]:
        floors[place] += 1
    return floors


def listed(parts: Sequence[str]) -> str:
    """Join parts as in "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def _written(credence: float, scale: int) -> str:
    parts = _rounded(scale * credence)
    step = f"{100 / scale:g}"
    if parts == 0 and credence > 0:
        return f"<{step}"
    if parts == scale and credence < 1:
        return f">{100 - 100 / scale:g}"
    return f"{100 * parts / scale:g}"


def _small(difference: float) -> str:
    if abs(difference) <= NOISE:
        return "±0"
    tenths = _rounded(1000 * abs(difference))
    return f"{_sign(difference)}{f'{tenths / 10:g}' if tenths else '<0.1'}"


def _sign(difference: float) -> str:
    return "−" if difference < 0 else "+"


def _rounded(number: float) -> int:
    """Round to a whole number, halves up; what was typed as a half is one, whatever binary says."""
    return math.floor(round(number, 6) + 0.5)
