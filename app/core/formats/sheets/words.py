"""What columns and cells are called in English, German, French, as `cells.word` gives them."""

from collections.abc import Mapping

from app.core.vocabulary import ClaimKind, RelationKind

# The columns of our own file in their order, and what others call them.
COLUMNS: Mapping[str, str] = {
    "id": "claim_id node_id nr no number nummer numero kennung key schlussel #",
    "kind": "art claim_kind node_type genre",
    "text": "claim statement these aussage behauptung satz texte enonce affirmation argument"
    " assertion proposition content inhalt wortlaut sentence",
    "parent": "parent_id target target_id ziel bezug eltern ubergeordnet parent_text parent_claim"
    " oberthese bezieht_sich_auf cible parente sur",
    "relation": "sign stance type typ relation_kind relation_type beziehung haltung seite side"
    " pro_con pro_contra polarity vorzeichen signe sens lien rapport",
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
_FOR = (
    "pro pros for + support supporting agree agrees yes ja dafur fur stutzt unterstutzt"
    " argument_for pour soutient soutien appuie oui"
)
_AGAINST = (
    "con cons contra kontra against - attack attacks attacking oppose opposes rebut no nein"
    " dagegen gegen widerspricht widerlegt einwand objection argument_against contre non"
)
SIGNS: Mapping[str, int] = {
    **dict.fromkeys(_FOR.split(), FOR),
    **dict.fromkeys(_AGAINST.split(), AGAINST),
}
RELATIONS: Mapping[str, RelationKind] = {
    **{kind.value: kind for kind in RelationKind},
    "undercut": RelationKind.UNDERCUTS,
    "untergrabt": RelationKind.UNDERCUTS,
    "back": RelationKind.BACKS,
    "backing": RelationKind.BACKS,
    "restate": RelationKind.RESTATES,
    "concede": RelationKind.CONCEDES,
    "qualify": RelationKind.QUALIFIES,
    "ask": RelationKind.ASKS,
    "fragt": RelationKind.ASKS,
    "answer": RelationKind.ANSWERS,
    "antwortet": RelationKind.ANSWERS,
    "repond": RelationKind.ANSWERS,
}
# What stands in the column of the relation where a claim bears on nothing.
THESES = frozenset(("thesis", "these", "hauptthese", "root", "wurzel", "racine"))
KINDS: Mapping[str, ClaimKind] = {
    **{kind.value: kind for kind in ClaimKind},
    **dict.fromkeys(("behauptung", "aussage", "affirmation", "statement"), ClaimKind.CLAIM),
    **dict.fromkeys(THESES, ClaimKind.CLAIM),
    "frage": ClaimKind.QUESTION,
}
MARKED = frozenset(("x", "yes", "ja", "oui", "true", "wahr", "vrai"))
