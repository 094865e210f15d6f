"""A text with like signs made one, so that words are found whatever marks and spaces were typed."""

from array import array
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

CHUNK = 1 << 18
_SPACE, _STOP, _ELLIPSIS, _NOTHING = ord(" "), ord("."), ord("…"), 0x110000
_ALIKE = {
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
}
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_LAST_SPACE = 0x3000


class Folded(NamedTuple):
    """A folded text, and from which sign of the text each of its signs came."""

    plain: str
    offsets: Sequence[int]


def fold(text: str) -> Folded:
    """Make quotation marks, dashes and runs of spaces each one sign; drop invisible signs.

    >>> fold(" “So”\\n — he… ").plain
    '"So" - he...'
    """
    offsets = array("i")
    plain: list[str] = []
    for signs, came_from in _folded(text):
        plain.append(signs.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass"))
        offsets.frombytes(came_from.astype(np.intc).tobytes())
    joined = "".join(plain).rstrip(" ")
    return Folded(joined, offsets[: len(joined)])


def _folded(text: str) -> Iterator[tuple[NDArray[Any], NDArray[Any]]]:
    """Yield the signs that are kept, part by part, and the offset of each."""
    last = _SPACE
    for first in range(0, len(text), CHUNK):
        data = text[first : first + CHUNK].encode("utf-32-le", "surrogatepass")
        signs = _table()[np.frombuffer(data, "<u4")]
        times = np.where(signs == _NOTHING, 0, np.where(signs == _ELLIPSIS, 3, 1))
        offsets = np.repeat(np.arange(first, first + len(signs)), times)
        signs = np.repeat(signs, times)
        signs[signs == _ELLIPSIS] = _STOP
        if len(signs):
            before = np.concatenate(([last], signs[:-1]))
            is_kept = (signs != _SPACE) | (before != _SPACE)
            last = signs[-1]
            yield signs[is_kept], offsets[is_kept]


@cache
def _table() -> NDArray[Any]:
    """Return for every code point the one that stands for it."""
    table = np.arange(_NOTHING, dtype=np.uint32)
    table[[code for code in range(_LAST_SPACE + 1) if chr(code).isspace()]] = _SPACE
    table[[ord(sign) for sign in _ALIKE]] = [ord(sign) for sign in _ALIKE.values()]
    table[[ord(sign) for sign in _INVISIBLE]] = _NOTHING
    return table
