"""The words by which a line of an outline says what it is, in any case.

English is what is written; German and French are read as well.
"""

from collections.abc import Mapping
from typing import NamedTuple, TypeVar

from app.core.vocabulary import Basis, ClaimKind, RelationKind

Meant = TypeVar("Meant")
_CLAIMS = {
    ClaimKind.CLAIM: "claim|thesis|these|thèse|behauptung|aussage|affirmation",
    ClaimKind.DEFINITION: "definition|définition",
    ClaimKind.META: "meta",
}
_JOINING = {
    Basis.ALL: "with|and|mit|und|avec|et",
    Basis.ANY: "or|oder|ou",
    Basis.SEQUENCE: "then|dann|puis",
}
WARRANT = "warrant"
LOOSE = ("not under a thesis", "continued")


def _by_word(table: Mapping[Meant, str]) -> dict[str, Meant]:
    return {word: meant for meant, words in table.items() for word in words.split("|")}


CLAIMS = _by_word(_CLAIMS)
JOINING = _by_word(_JOINING)
WITH: dict[str, str] = {Basis.ALL: "with", Basis.ANY: "or", Basis.SEQUENCE: "then"}
SIGNS = {
    "+": RelationKind.SUPPORTS,
    "-": RelationKind.REBUTS,
    "−": RelationKind.REBUTS,
    "–": RelationKind.REBUTS,
    "?": RelationKind.ASKS,
}


class Said(NamedTuple):
    """A field and its value, by the words in brackets that say so."""

    field: str
    value: str


_STATUS = {word: Said("status", word) for word in ("standing", "withdrawn", "superseded", "edited")}
OF_CLAIMS = {
    **{kind.value: Said("kind", kind.value) for kind in ClaimKind},
    **_STATUS,
}
OF_RELATIONS = {
    **{word: Said("strength", word) for word in ("weak", "moderate", "strong", "decisive")},
    "in whole": Said("extent", "whole"),
    "in part": Said("extent", "part"),
    "taken": Said("taken", "yes"),
    "partly taken": Said("taken", "partly"),
    "not taken": Said("taken", "no"),
    "not stated whether taken": Said("taken", "not_stated"),
    **_STATUS,
}
WORDS_OF = {
    said: word for table in (OF_CLAIMS, OF_RELATIONS) for word, said in table.items()
}  # the other way round, for writing
NO_CLAIM = "without a claim"
REPLACED = "superseded by"
ON = ("on", "zu", "sur")
SEES = ("see", "siehe", "voir")
