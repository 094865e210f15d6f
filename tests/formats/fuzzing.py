"""Files that are nearly right, for readers that must never fail in any way of their own."""

import html
import json
import random
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from app.core.formats.format import Given, Read
from app.core.formats.native.faults import ImportFaults

ODD = ("\0", "\ufffe", '"', "<", ">", "&", "{", "}", "[", "]", "\\", "\u202e", "9" * 50, "-1",
       "NaN", "null", "é", "\r", "@", "#", "%", "~", "\t", "=", ",")  # fmt: skip
VALUES: tuple[Any, ...] = (None, True, 0, -1, 1.5, 10**30, 1e308, "", "x", "\ud800", "n/a",
          "2026-13-45", "x" * 500, "c1", [], {}, [[]], [None], {"a": 1})  # fmt: skip


def files(*sound: bytes) -> st.SearchStrategy[bytes]:
    """Any bytes, any text, and sound files cut, doubled, shuffled and with signs exchanged."""
    changed = st.builds(mutated, st.sampled_from(sound), st.integers(0, 2**32))
    return st.one_of(st.binary(max_size=200), st.text(max_size=200).map(_coded), changed, changed)


def read_or_refused(reader: Callable[[bytes, Given], Read] | None, data: bytes) -> None:
    """Read a file: it is a debate, or it is refused as files are."""
    assert reader is not None
    with suppress(ImportFaults):  # which is how a reader says no
        assert reader(data, Given(name="a.file")).debate.settings.title


def _coded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def mutated(data: bytes, seed: int) -> bytes:
    """Return a file changed a few times, as the seed says."""
    chance = random.Random(seed)
    text = data.decode("utf-8", "replace")
    if text.startswith(("{", "[")) and chance.random() < 0.5:
        with suppress(ValueError, RecursionError):
            return _coded(_with_other_values(text, chance))
    if text.startswith("<") and chance.random() < 0.5:
        return _coded(_with_other_words(text, chance))
    words = sorted(set(re.findall(r"[\w.:-]+|[<>\"=/{}\[\],@#\\]", text))) or [" "]
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text) + 1)
        to = min(len(text), at + chance.randint(0, 200))
        text = chance.choice(CHANGES)(text, at, to, chance, words)
    return _coded(text)


def _with_other_values(text: str, chance: random.Random) -> str:
    """Exchange values of a JSON text for others of it, and for odd ones."""
    whole = [json.loads(text)]
    for _ in range(chance.randint(1, 4)):
        places = list(_places(whole))
        (inside, key), (other, of_other) = chance.choice(places), chance.choice(places)
        odd = chance.random() < 0.4
        inside[key] = deepcopy(chance.choice(VALUES) if odd else other[of_other])
        if isinstance(inside, dict) and chance.random() < 0.1:
            del inside[key]
    return json.dumps(whole[0], ensure_ascii=chance.random() < 0.5)


def _with_other_words(text: str, chance: random.Random) -> str:
    """Exchange attributes and texts of XML for others of it, and for odd ones; its tags stay."""
    pieces = re.split(r"""("[^"]*"|>[^<]*<)""", text)
    for _ in range(chance.randint(1, 4)):
        at, other = (chance.randrange(1, max(2, len(pieces)), 2) for _ in "ab")
        if max(at, other) < len(pieces):
            begin, end = pieces[at][0], pieces[at][-1]
            word = html.escape(chance.choice(ODD)) if chance.random() < 0.4 else pieces[other][1:-1]
            pieces[at] = begin + word + end
    return "".join(pieces)


def _places(whole: list[Any]) -> Iterator[tuple[Any, Any]]:
    """Yield every list and object in a value with every key of it."""
    stack: list[Any] = [whole]
    while stack:
        inside = stack.pop()
        for key in list(inside) if isinstance(inside, dict) else range(len(inside)):
            yield inside, key
            if isinstance(inside[key], dict | list):
                stack.append(inside[key])


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
