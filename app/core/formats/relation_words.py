"""The words by which people say what a claim is to another: one list for all readers.

English, German and French, in any case, with or without accents and umlauts.
"""

from collections.abc import Mapping

from app.core.formats.sheets.cells import word
from app.core.vocabulary import RelationKind

_WORDS = {
    RelationKind.SUPPORTS: (
        "supports|support|supporting|supported|supportive|pro|pros|for|because|reason|reasons"
        "|evidence|evidence for|plus|argument for|arguments for|reason for|reasons for|in favour"
        "|in favor|favours|favors|confirms|corroborates|strengthens|justifies|proof|proves"
        "|stützt|stuetzt|unterstützt|unterstuetzt|dafür|dafuer|für|fuer|weil|grund|gründe|beleg"
        "|belege|belegt|begründet|begründung|bestätigt|stärkt|argument dafür|argumente dafür"
        "|argument für|argumente für|proargument|pro argument|spricht dafür|spricht für"
        "|pour|soutient|soutien|appuie|parce que|preuve|confirme|renforce|argument pour"
        "|arguments pour|en faveur|en faveur de"
    ),
    RelationKind.REBUTS: (
        "rebuts|rebut|rebutting|rebuttal|rebuttals|con|cons|contra|against|but|however|objection"
        "|objections|objects|objects to|attacks|attack|attacking|opposes|oppose|opposing"
        "|argument against|arguments against|reason against|reasons against|evidence against"
        "|counterargument|counterarguments|counter argument|counter arguments|weakens|weaken"
        "|weakening|undermines|contradicts|contradict|contradiction|conflicts|conflicts with"
        "|refutes|refute|refutation|disproves|disputes|dispute|denies|deny|criticises"
        "|criticizes|criticism|minus"
        "|widerspricht|widerspruch|widerlegt|dagegen|gegen|kontra|aber|jedoch|einwand|einwände"
        "|einspruch|gegenargument|gegenargumente|gegengrund|gegengründe|kontraargument"
        "|contra argument|schwächt|schwächt ab|bestreitet|greift an|argument dagegen"
        "|argumente dagegen|argument gegen|argumente gegen|spricht dagegen|spricht gegen"
        "|contre|mais|réfute|contredit|affaiblit|s'oppose|s'oppose à|objecte|contre argument"
        "|contre arguments|argument contre|arguments contre"
    ),
    RelationKind.UNDERCUTS: (
        "undercuts|undercut|undercutting|undercutter|undercutters|entkräftet|untergräbt|sape"
    ),
    RelationKind.BACKS: "backs|back|backing|backings|untermauert|étaie",
    RelationKind.RESTATES: (
        "restates|restate|restatement|rephrases|rephrase|in other words|gibt wieder|anders gesagt"
        "|reformule|autrement dit"
    ),
    RelationKind.CONCEDES: (
        "concedes|concede|concession|grants|granted|räumt ein|zugestanden|concède"
    ),
    RelationKind.QUALIFIES: (
        "qualifies|qualify|qualification|schränkt ein|einschränkung|nuance"
    ),
    RelationKind.ASKS: (
        "asks|ask|question|questions|frage|fragen|fragt|rückfrage|nachfrage|demande|interroge"
    ),
    RelationKind.ANSWERS: (
        "answers|answer|antwort|antworten|antwortet|beantwortet|réponse|réponses|répond"
        "|répond à"
    ),
}  # fmt: skip
_SIGNS = {
    **dict.fromkeys(("+", "+1", "1", "1.0", "+1.0", "➕"), RelationKind.SUPPORTS),
    **dict.fromkeys(("-", "−", "–", "-1", "-1.0", "−1", "➖"), RelationKind.REBUTS),
}
BY_WORD: Mapping[str, RelationKind] = {
    word(each): kind for kind, words in _WORDS.items() for each in words.split("|")
}
LONGEST = 60


def kind_by_word(said: str) -> RelationKind | None:
    """Return what a word says, of those that stand before a colon or above a list: no sign is one.

    >>> str(kind_by_word("Gegenargumente")), kind_by_word("1"), kind_by_word("-")
    ('rebuts', None, None)
    """
    return BY_WORD.get(word(said)) if len(said) <= LONGEST else None


def kind_of(said: str) -> RelationKind | None:
    """Return what a word or a sign says that something is to something else; None if neither.

    >>> [str(kind_of(said)) for said in ("Dagegen:", "réfute", "–", "near")]
    ['rebuts', 'rebuts', 'rebuts', 'None']
    """
    return _SIGNS.get(said.strip()) or kind_by_word(said)
