"""The words by which a line of an outline says what it is, in any case.

English is what is written; German and French are read as well.
"""

from collections.abc import Mapping
from typing import NamedTuple, TypeVar

from app.core.vocabulary import Basis, ClaimKind, RelationKind

Meant = TypeVar("Meant")
_KINDS = {
    RelationKind.SUPPORTS: (
        "supports|support|supporting|pro|pros|for|because|reason|reasons|evidence|plus|argument for"
        "|arguments for|reason for|reasons for|in favour|in favor|stützt|dafür|für|weil|grund"
        "|gründe|argumente dafür|spricht dafür|pour|soutient|parce que|arguments pour"
    ),
    RelationKind.REBUTS: (
        "rebuts|rebuttal|rebuttals|con|cons|contra|against|but|however|objection|objections|attacks"
        "|opposes|argument against|arguments against|reason against|reasons against|widerspricht"
        "|dagegen|gegen|kontra|aber|einwand|einwände|argumente dagegen|spricht dagegen|contre|mais"
        "|réfute|arguments contre"
    ),
    RelationKind.UNDERCUTS: "undercuts|undercut|undercutter|entkräftet|sape",
    RelationKind.BACKS: "backs|backing|untermauert|étaie",
    RelationKind.RESTATES: "restates|restatement|in other words|gibt wieder|anders gesagt",
    RelationKind.CONCEDES: "concedes|concession|grants|granted|räumt ein|zugestanden|concède",
    RelationKind.QUALIFIES: "qualifies|qualification|schränkt ein|einschränkung|nuance",
    RelationKind.ASKS: "asks|question|questions|frage|fragen|fragt|demande",
    RelationKind.ANSWERS: "answers|answer|antwort|antworten|antwortet|réponse|répond",
}
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


KINDS = _by_word(_KINDS)
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
