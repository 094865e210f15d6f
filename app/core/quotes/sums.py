"""A sum of 32 code points that is cheap to roll over a text: places that differ in it differ.

It stands beside the hash of what surrounds a stretch, so that only the few places of the same sum
have to be hashed (A. Tridgell and P. Mackerras, The rsync algorithm, 1996).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

CONTEXT = 32
SUM_BITS = 20
_WORD_BITS = 64
_SHIFT = _WORD_BITS - SUM_BITS
_FACTOR = 0x9E3779B97F4A7C15


def sum_of(context: str) -> int:
    """Return the sum, below 2**20, of at most 32 code points; 0 of none.

    It is the upper 20 bits of a polynomial modulo 2**64 whose coefficients are the code points.
    """
    total = 0
    for point in map(ord, context):
        total = (total * _FACTOR + point) % (1 << _WORD_BITS)
    return total >> _SHIFT


def sums_in(text: str) -> NDArray[Any]:
    """Return the sums of every 32 code points of a text that has as many, from its beginning."""
    sums = np.frombuffer(text.encode("utf-32-le"), "<u4").astype(np.uint64)
    factor, width = _FACTOR, 1
    while width < CONTEXT:
        sums = sums[:-width] * np.uint64(factor) + sums[width:]
        factor, width = factor * factor % (1 << _WORD_BITS), 2 * width
    return sums >> np.uint64(_SHIFT)
