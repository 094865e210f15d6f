"""A text in UTF-8, of which hashes are made, cut at its code points."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

PART = 1 << 20


class Encoded:
    """A text in UTF-8: what is cut from it need not be encoded again."""

    def __init__(self, text: str) -> None:
        self.data = text.encode()
        self.begins = begins(self.data)

    def stretches(self, places: Sequence[int], length: int) -> Iterator[tuple[int, bytes]]:
        """Yield so many code points from each place where there are as many, and the place."""
        at = np.asarray(places)
        at = at[at + length < len(self.begins)]
        starts, ends = self.begins[at].tolist(), self.begins[at + length].tolist()
        for place, start, end in zip(at.tolist(), starts, ends, strict=True):
            yield place, self.data[start:end]


def begins(data: bytes) -> NDArray[Any]:
    """Return where in UTF-8 each code point begins, and where the last one ends."""
    whole = np.frombuffer(data, np.uint8)
    parts = [
        np.flatnonzero((whole[first : first + PART] & 0xC0) != 0x80).astype(np.uint32)
        + np.uint32(first)
        for first in range(0, len(data), PART)
    ]
    return np.concatenate([*parts, np.array([len(data)], np.uint32)])
