"""Hashes that stand in for words, and how much of a text may be hashed to find words again."""

from hashlib import sha256

CONTEXT = 32
# What one hash and one comparison cost beside their code points, in steps of about a nanosecond.
HASH = 1_200
COMPARISON = 200
STEPS = 600_000_000
STEPS_BY_SIGN = 60


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
    """Return the hash of the 32 code points before or after a stretch: 16 digits."""
    return sha256(context.encode()).hexdigest()[:16]


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
