"""The pieces that a file in Argdown is taken apart into, and how many there may be."""

from typing import NamedTuple

# Words and signs that are read one by one: those of 5 MB as people write. Plain lines are not.
MOST_SIGNS = 400_000


class TooMany(Exception):
    """There are more words and signs than are read, up to a place."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self.at = at


class Token(NamedTuple):
    """A piece of a file: what it is, where, and what is told by it."""

    kind: str
    start: int
    end: int
    value: str = ""
