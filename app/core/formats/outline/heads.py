"""What a line of an outline says beside its text: `Supports (strong; with c5): [c2 r1] text`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.core.formats.building import ID
from app.core.formats.outline import words as w
from app.core.formats.relation_words import kind_by_word
from app.core.vocabulary import Basis, ClaimKind, RelationKind

_WORD = re.compile(
    r"[*_]{0,3}(?P<word>[^\W\d_]{1,20}(?: [^\W\d_]{1,20}){0,3})(?: ?#?\d{1,3})?[*_]{0,3}"
    r"[ \t]{0,3}(?:\((?P<said>[^()]*)\))?[ \t]{0,3}[*_]{0,3}[ \t]?(?P<end>[:.]|(?<=[ \t])[–—-])"
    r"[*_]{0,3}(?=\s|$)"
)
_SIGN = re.compile(r"\(([-+?−–]|[^\W\d_]{3,20})\)(?=\s|$)")
_SEE = re.compile(r"(\w{3,5})[ \t]?[:.]?[ \t]+")
_IDS = re.compile(
    r"\[([A-Za-z0-9][A-Za-z0-9_.-]{0,39})(?:[ \t]+([A-Za-z0-9][A-Za-z0-9_.-]{0,39}))?\](?!\()\s*",
    re.ASCII,
)
_BLOCK = re.compile(r"\(\(([0-9A-Fa-f-]{36})\)\)\s*$")
_ASIDES = {**w.OF_CLAIMS, **w.OF_RELATIONS}
_BRACKETS = re.compile(r"\(([^()]*)\)\s*")


@dataclass(slots=True)
class Head:
    """What a line says: its sign, ids, the fields of relation and claim, and its text, escaped.

    `joins` is how a further premise bears, `is_see` that the claim is one that stands elsewhere,
    `block` the name that Logseq gave it, `is_bare` that there is a word and nothing else, `unknown`
    a word before a colon that is none of ours.
    """

    text: str
    kind: RelationKind | None = None
    joins: Basis | None = None
    is_warrant: bool = False
    claim: dict[str, str] = field(default_factory=dict)
    relation: dict[str, str] = field(default_factory=dict)
    basis: Basis | None = None
    others: tuple[str, ...] = ()
    on: str = ""
    has_no_claim: bool = False
    is_see: bool = False
    block: str = ""
    unknown: str = ""

    @property
    def has_word(self) -> bool:
        """Tell whether a word or a sign says what the line is."""
        return bool(self.kind or self.joins or self.is_warrant or "kind" in self.claim)

    @property
    def is_bare(self) -> bool:
        """Tell whether the line says nothing but what those below it are."""
        told = self.claim.keys() - {"kind"} or self.relation or self.has_no_claim or self.block
        return not (self.text or told)


def head_of(line: str, sign: RelationKind | None = None) -> Head:
    """Return what a line says; `sign` is what its bullet said."""
    head = Head(line.strip())
    _take_word(head)
    head.kind = head.kind or sign
    if head.is_warrant:
        return head
    _take_see(head)
    _take_ids(head)
    _take_said_of_claim(head)
    if head.kind is RelationKind.ASKS and not head.is_see:
        head.claim.setdefault("kind", ClaimKind.QUESTION.value)
    return head


def sign_of(text: str) -> RelationKind | None:
    """Return the sign that a line gives to those below it, when it says nothing else.

    >>> sign_of("**Arguments against:**"), sign_of("Against nature")
    (<RelationKind.REBUTS: 'rebuts'>, None)
    """
    return kind_by_word(text.strip().strip("*_").rstrip(":. ").strip("*_"))


def is_loose(text: str) -> bool:
    """Tell whether what stands below a heading of these words are no theses."""
    return _folded(text) in w.LOOSE


def _folded(text: str) -> str:
    return " ".join(text.casefold().split()) if len(text) < 100 else ""


def _take_word(head: Head) -> None:
    found = _SIGN.match(head.text)
    if found and (kind := w.SIGNS.get(found[1]) or _side(found[1])):
        head.kind = kind
    elif found := _WORD.match(head.text):
        word = _folded(found["word"])
        if found["end"] not in ":." and not _side(word):
            return
        if found["end"] == "." and (word in w.JOINING or word == w.WARRANT):
            return
        if not _is_meant(head, word):
            head.unknown = found["word"] if found["end"] == ":" else ""
            return
        if found["said"] is not None and not _take_said(head, found["said"]):
            head.text = f"({found['said']}) {head.text[found.end() :].strip()}"
            return
    if found:
        head.text = head.text[found.end() :].strip()


def _side(word: str) -> RelationKind | None:
    """Return what a word says that is plain enough to say it without a colon."""
    kind = kind_by_word(word)
    return kind if kind in (RelationKind.SUPPORTS, RelationKind.REBUTS) else None


def _is_meant(head: Head, word: str) -> bool:
    """Note what a word means; False when it is none of ours."""
    head.kind = kind_by_word(word)
    head.joins = w.JOINING.get(word)
    head.is_warrant = word == w.WARRANT
    if word in w.CLAIMS:
        head.claim["kind"] = w.CLAIMS[word].value
    return head.has_word


def _take_said(head: Head, said: str) -> bool:
    """Note what stands in brackets behind the word; False when it is none of ours."""
    given: dict[str, str] = {}
    for part in _parts(said, w.OF_RELATIONS):
        word, ids = _named(part)
        if ids and word in w.JOINING:
            head.basis, head.others = w.JOINING[word], ids
        elif len(ids) == 1 and word in w.ON:
            head.on = ids[0]
        elif part.casefold() == w.NO_CLAIM:
            head.has_no_claim = True
        elif not _noted(part, w.OF_RELATIONS, given):
            return False
    head.relation |= given
    return True


def _named(part: str) -> tuple[str, tuple[str, ...]]:
    """Return a word and the ids that follow it; none when these are no ids."""
    word, _, rest = part.partition(" ")
    ids = tuple(each.strip() for each in rest.split(","))
    return _folded(word), ids if all(map(ID.fullmatch, ids)) else ()


def _noted(part: str, known: Mapping[str, w.Said], given: dict[str, str]) -> bool:
    word, _, id_ = part.rpartition(" ")
    if _folded(word) == w.REPLACED and ID.fullmatch(id_):
        given["superseded_by"] = id_
    elif part.casefold() in known:
        meant = known[part.casefold()]
        given[meant.field] = meant.value
    else:
        return False
    return True


def _parts(said: str, known: Mapping[str, w.Said]) -> list[str]:
    parts = [part.strip() for part in said.split(";")]
    if len(parts) == 1 and all(part.strip().casefold() in known for part in said.split(",")):
        return [part.strip() for part in said.split(",")]
    return parts


def _take_see(head: Head) -> None:
    found = _SEE.match(head.text)
    found = found if found and found[1].casefold() in w.SEES else None
    rest = head.text[found.end() :] if found else head.text
    if found and _IDS.match(rest):
        head.is_see, head.text = True, rest
    elif block := _BLOCK.fullmatch(rest):
        head.is_see, head.block, head.text = True, block[1].lower(), ""


def _take_ids(head: Head) -> None:
    found = _IDS.match(head.text)
    if not found:
        return
    first, second = found.groups()
    head.text = head.text[found.end() :].strip()
    if head.has_no_claim:
        head.relation["id"] = first
        return
    head.claim["id"] = first
    if second:
        head.relation["id"] = second
    # An id and nothing else is a claim that stands elsewhere.
    head.is_see = head.is_see or not head.text


def _take_said_of_claim(head: Head) -> None:
    """Take what stands in brackets before the text, when all of it is ours."""
    found = _BRACKETS.match(head.text)
    if not found or not (given := said_of_claim(found[1])):
        return
    head.claim |= given[0]
    head.relation |= given[1]
    head.text = head.text[found.end() :].strip()


def said_of_claim(said: str) -> tuple[dict[str, str], dict[str, str]] | None:
    """Return the fields that words in brackets give to a claim, and to its relation.

    >>> said_of_claim("question; withdrawn"), said_of_claim("an aside")
    (({'kind': 'question', 'status': 'withdrawn'}, {}), None)
    """
    if len(said) > 200:
        return None
    of_claim: dict[str, str] = {}
    of_relation: dict[str, str] = {}
    for part in _parts(said, _ASIDES):
        of_either = _noted(part, w.OF_CLAIMS, of_claim) or _noted(part, w.OF_RELATIONS, of_relation)
        if not of_either:
            return None
    return of_claim, of_relation
