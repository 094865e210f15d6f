"""Files that are nearly right, for readers that must never fail in any way of their own."""

import random
import re
from collections.abc import Callable
from contextlib import suppress

from hypothesis import strategies as st

from app.core.formats.format import Given, Read
from app.core.formats.native.faults import ImportFaults

ODD = ("\0", "\ufffe", '"', "<", ">", "&", "{", "}", "[", "]", "\\", "\u202e", "9" * 50, "-1",
       "NaN", "null", "é", "\r", "@", "#", "%", "~", "\t", "=", ",")  # fmt: skip


def files(*sound: bytes) -> st.SearchStrategy[bytes]:
    """Any bytes, any text, and sound files cut, doubled, shuffled and with signs exchanged."""
    mutated = st.builds(_mutated, st.sampled_from(sound), st.integers(0, 2**32))
    return st.one_of(st.binary(max_size=200), st.text(max_size=200).map(_coded), mutated, mutated)


def read_or_refused(reader: Callable[[bytes, Given], Read] | None, data: bytes) -> None:
    """Read a file: it is a debate, or it is refused as files are."""
    assert reader is not None
    with suppress(ImportFaults):  # which is how a reader says no
        assert reader(data, Given(name="a.file")).debate.settings.title


def _coded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _mutated(data: bytes, seed: int) -> bytes:
    chance = random.Random(seed)
    text = data.decode("utf-8", "replace")
    words = sorted(set(re.findall(r"[\w.:-]+|[<>\"=/{}\[\],@#\\]", text)))
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text) + 1)
        to = min(len(text), at + chance.randint(0, 200))
        text = chance.choice(CHANGES)(text, at, to, chance, words)
    return _coded(text)


def _cut(text: str, at: int, to: int, chance: random.Random, words: list[str]) -> str:
    return text[:at] + (text[to:] if chance.random() < 0.7 else "")


def _doubled(text: str, at: int, to: int, chance: random.Random, words: list[str]) -> str:
    return text[:to] + text[at:]


def _odd(text: str, at: int, to: int, chance: random.Random, words: list[str]) -> str:
    return text[:at] + chance.choice(ODD) + text[at + 1 :]


def _exchanged(text: str, at: int, to: int, chance: random.Random, words: list[str]) -> str:
    return text.replace(chance.choice(words), chance.choice(words), chance.choice((1, -1)))


def _shuffled(text: str, at: int, to: int, chance: random.Random, words: list[str]) -> str:
    lines = text.split("\n")
    lines.insert(chance.randrange(len(lines) + 1), lines[chance.randrange(len(lines))])
    if chance.random() < 0.2:
        chance.shuffle(lines)
    return "\n".join(lines)


CHANGES = (_cut, _doubled, _odd, _exchanged, _shuffled)
