"""Hashes that stand in for words, and how much of a text may be hashed to find words again."""

import re
from hashlib import sha256

from app.core.quotes.sums import sum_of

DIGITS = 16
# What one hash and one comparison cost beside their code points, in steps of about a nanosecond.
HASH = 1_200
COMPARISON = 200
STEPS = 600_000_000
STEPS_BY_SIGN = 60
_CONTEXT_HASH = re.compile("[0-9a-f]{16}(-[0-9a-f]{5})?")


def text_hash(text: str) -> str:
    """Return the hash by which a source names its whole text."""
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def stretch_hash(stretch: str) -> str:
    """Return the hash of a quoted stretch: 32 hexadecimal digits."""
    return encoded_hash(stretch.encode())


def encoded_hash(stretch: bytes) -> str:
    """Return the hash of a quoted stretch that is in UTF-8 already."""
    return sha256(stretch).hexdigest()[:32]


def context_hash(context: str) -> str:
    """Return the hash of the 32 code points before or after a stretch, and their sum.

    Those are 16 hexadecimal digits, a hyphen and 5 more. Older ones are without a sum: 16 digits.
    """
    return f"{sha256(context.encode()).hexdigest()[:DIGITS]}-{sum_of(context):05x}"


def hash_part(name: str) -> str:
    """Return what the hashes of contexts with and without a sum have in common."""
    return name[:DIGITS]


def sum_part(name: str) -> int | None:
    """Return the sum that stands beside the hash of a context; None where there is none."""
    return int(name[DIGITS + 1 :], 16) if len(name) > DIGITS else None


def is_context_hash(name: str) -> bool:
    """Tell whether words can have this hash of a context, in either form."""
    return _CONTEXT_HASH.fullmatch(name) is not None


def same_context(one: str, other: str) -> bool:
    """Tell whether two hashes are of the same context: by the sums too where both have one."""
    if len(one) == len(other):
        return one == other
    return hash_part(one) == hash_part(other)


class Work:
    """Steps that may be taken on one text, however many stretches name it, and of what length."""

    def __init__(self, text: str) -> None:
        self.left = STEPS + STEPS_BY_SIGN * len(text)

    def hash(self, length: int, times: int = 1) -> bool:
        """Pay for hashing that many code points; False when too little is left to pay with."""
        return self._pay(times * (HASH + 2 * length))

    def compare(self, length: int) -> bool:
        """Pay for comparing that many code points; False when too little is left to pay with."""
        return self._pay(COMPARISON + length // 8)

    def visit(self, places: int) -> bool:
        """Pay for looking at so many places; False when too little is left to pay with."""
        return self._pay(COMPARISON * places)

    @property
    def is_over(self) -> bool:
        """Tell whether not even one comparison can be paid for."""
        return self.left < COMPARISON

    def hashes(self, length: int, shared_by: int) -> int:
        """Tell how many stretches of a length one of several seekers may hash.

        That is its share, at least one, as long as it can be paid for.
        """
        can = self.left // (HASH + 2 * length)
        return min(max(1, can // shared_by), can)

    def _pay(self, steps: int) -> bool:
        enough = steps <= self.left
        self.left -= steps if enough else 0
        return enough
