"""What columns and cells are called in English, German, French, as `cells.word` gives them."""

from collections.abc import Mapping

from app.core.formats.relation_words import kind_of
from app.core.formats.sheets.cells import number, word
from app.core.vocabulary import ClaimKind, RelationKind

# The columns of our own file in their order, and what others call them.
COLUMNS: Mapping[str, str] = {
    "id": "claim_id node_id nr no number nummer numero kennung key schlussel #",
    "kind": "art claim_kind node_type genre",
    "text": "claim statement these aussage behauptung satz texte enonce affirmation argument"
    " assertion proposition content inhalt wortlaut sentence",
    "parent": "parent_id target target_id ziel bezug eltern ubergeordnet parent_text parent_claim"
    " oberthese bezieht_sich_auf antwort_auf replying_to reply_to in_reply_to cible parente sur",
    "relation": "sign stance agree type typ relation_kind relation_type beziehung haltung seite"
    " side pro_con pro_contra polarity vorzeichen signe sens lien rapport",
    "relation_id": "edge_id relation_nr step step_id reason_id kante",
    "credence": "probability wahrscheinlichkeit probabilite confidence",
    "ratings": "n anzahl nombre count",
    "status": "zustand statut etat",
    "url": "link adresse address",
    "label": "title titel kurz kurzform libelle titre short",
    "body": "details detail description beschreibung erlauterung corps explication",
    "note": "notes notiz anmerkung bemerkung remarque comment kommentar commentaire",
    "thesis": "hauptthese",
    "prior": "prior_probability",
    "provenance": "herkunft",
    "premise": "premise_nr pramisse premisse",
    "basis": "grundlage",
    "strength": "starke",
    "warrant": "schlussregel",
    "relation_status": "",
}
ROLES: Mapping[str, str] = {
    name: role for role, names in COLUMNS.items() for name in (role, *names.split())
}
FOR, AGAINST = 1, -1
# What people answer to “do you agree?” in a form; in a text these words say other things.
AGREEING: Mapping[str, int] = {
    **dict.fromkeys(("yes", "ja", "oui", "agree", "agrees", "zustimmung"), FOR),
    **dict.fromkeys(("no", "nein", "non", "disagree", "disagrees", "ablehnung"), AGAINST),
}
_SIGNS = {RelationKind.SUPPORTS: FOR, RelationKind.REBUTS: AGAINST}


def relation_of(cell: str) -> RelationKind | None:
    """Return the one kind of relation that a cell names; None where its parent decides it, too.

    >>> str(relation_of("Undercuts")), relation_of("con")
    ('undercuts', None)
    """
    found = kind_of(cell)
    return found if found not in _SIGNS or word(cell) == found else None


def sign_of(cell: str) -> int | None:
    """Return whether a cell says for or against; None for what says neither.

    >>> sign_of("Ja"), sign_of("dagegen"), sign_of("-1"), sign_of("maybe")
    (1, -1, -1, None)
    """
    as_number = number(cell)
    if as_number in (FOR, AGAINST):
        return int(as_number)
    found = kind_of(cell)
    return _SIGNS[found] if found in _SIGNS else AGREEING.get(word(cell))


# What stands in the column of the relation where a claim bears on nothing.
THESES = frozenset(("thesis", "these", "hauptthese", "root", "wurzel", "racine"))
KINDS: Mapping[str, ClaimKind] = {
    **{kind.value: kind for kind in ClaimKind},
    **dict.fromkeys(("behauptung", "aussage", "affirmation", "statement"), ClaimKind.CLAIM),
    **dict.fromkeys(THESES, ClaimKind.CLAIM),
    **dict.fromkeys(("argument", "arguments", "argumente", "punkt", "point"), ClaimKind.CLAIM),
    **dict.fromkeys(("frage", "fragen", "questions"), ClaimKind.QUESTION),
}
MARKED = frozenset(("x", "yes", "ja", "oui", "true", "wahr", "vrai"))
# What a header may call the text of the claims, for those who called it otherwise.
TEXTS = ("text", "claim", "statement", "Aussage", "énoncé")
