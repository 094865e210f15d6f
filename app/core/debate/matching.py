"""Which claims of a file are here already: by their words, exactly or nearly.

Likeness is the normalised indel similarity of two texts (Rapidfuzz), in [0, 1].
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz, process

from app.core.debate.rows import Claim
from app.core.debate.shape import Id

ALIKE = 0.86
# Pairs of claims that are compared sign by sign; beyond them only equal words are found.
MOST_PAIRS = 10_000_000
_EDGES = re.compile(r"^\W+|\W+$")


class Match(NamedTuple):
    """A claim that comes in, one that is here, and how alike their words are: 1 for the same."""

    incoming: Claim
    here: Claim
    likeness: float


def matches(here: Iterable[Claim], incoming: Iterable[Claim]) -> tuple[Match, ...]:
    """Return for each claim that comes in the one here with the same words, else the most alike.

    Each claim here is matched once; of several with the same words, the first.
    """
    known = list(here)
    same = same_words(known, coming := list(incoming))
    taken = {match.here.id for match in same.values()}
    rest = [claim for claim in coming if claim.id not in same]
    alike = _alike([claim for claim in known if claim.id not in taken], rest)
    found = {**same, **alike}
    return tuple(found[claim.id] for claim in coming if claim.id in found)


def folded(text: str) -> str:
    """Return what two sentences share when people would take them for one.

    >>> folded("“The Museum  should open.”") == folded("the museum should open")
    True
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _EDGES.sub("", " ".join(plain.split()))


def same_words(known: Sequence[Claim], coming: Sequence[Claim]) -> dict[Id, Match]:
    """Return for each claim that comes in, by its id, the one here that has the same words."""
    by_words: dict[str, Claim] = {}
    for claim in known:
        by_words.setdefault(folded(claim.text), claim)
    found: dict[Id, Match] = {}
    for claim in coming:
        if here := by_words.pop(folded(claim.text), None):
            found[claim.id] = Match(claim, here, 1.0)
    return found


def _alike(known: Sequence[Claim], coming: Sequence[Claim]) -> Mapping[Id, Match]:
    if not known or not coming or len(known) * len(coming) > MOST_PAIRS:
        return {}
    here, there = [folded(claim.text) for claim in known], [folded(claim.text) for claim in coming]
    likeness = process.cdist(
        there, here, scorer=fuzz.ratio, score_cutoff=100 * ALIKE, dtype=np.float32
    )
    at = np.argwhere(likeness >= 100 * ALIKE)
    best_first = at[np.argsort(-likeness[at[:, 0], at[:, 1]], kind="stable")]
    found: dict[Id, Match] = {}
    taken: set[int] = set()
    for row, column in best_first.tolist():
        claim = coming[row]
        if claim.id not in found and column not in taken:
            taken.add(column)
            score = round(float(likeness[row, column]) / 100, 2)
            found[claim.id] = Match(claim, known[column], min(score, 0.99))
    return found
