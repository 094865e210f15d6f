"""Editorial checks of a debate: what is sound as data but not yet fit to be read.

The checks read the native format, so that a file and a debate in the database are judged alike.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from app.core.debate.findings import Broken, Finding
from app.core.vocabulary import (
    ENDED,
    Aim,
    ClaimKind,
    PersonKind,
    PositionValue,
    Provenance,
    RelationKind,
    StanceValue,
    VerdictValue,
)

RUN = 8

Json = dict[str, Any]


_NODES = ("claims", "relations", "cruxes")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LEADING = re.compile(r"(this|that|these|those|it|they|he|she|such)\b", re.I)
# "It is unknown whether…" and "those who…" point inside their own sentence; so does a clause
# that opens with "that", which shows by its two verbs: "That models do so says nothing."
_INWARD = re.compile(r"(it\b.* (?:that|whether|to|if|how|why)\b|those who\b)", re.I)
_VERB = re.compile(
    r"\b(is|are|was|were|does|do|did|has|have|had|can|could|may|might|must|will|would"
    r"|says|shows|means|makes|follows|implies|matters|proves|tells)\b"
)
_UNFINISHED = re.compile(r"\b(todo|fixme|tbd|xxx)\b|\?\?\?", re.I)
_ENDS = (".", "?", "!", ".”", "?”", "!”", ".)", "?)")
# A full stop inside a sentence: after an abbreviation, a single letter, or between digits.
_BREAK = re.compile(
    r"(?<!\b[A-Za-z])(?<!\be\.g)(?<!\bi\.e)(?<!\bvs)(?<!\bcf)[.!?][”\")]?\s+(?=[A-Z“])"
)
_SECOND_HAND = frozenset({StanceValue.NOT_STATED})
_TEXTS = (
    *("text", "question", "warrant", "summary", "note", "hedge", "condition", "words"),
    *("author_note", "parent_note", "outcome_note", "would_move", "strength_words", "name"),
    *("title", "label", "antecedent", "consequent", "left", "right", "measure", "term"),
)


def check(document: Json, sources: Sequence[str] = ()) -> list[Finding]:
    """Return everything in a sound document that breaks an editorial rule.

    `sources` are texts of which no eight words in a row may stand in the document.
    """
    findings = [finding for rule in RULES for finding in rule(document)]
    return [*findings, *shared_runs(document, sources)]


def _rows(document: Json, *keys: str) -> Iterator[tuple[str, Json]]:
    for key in keys:
        for row in document.get(key, ()):
            yield f"{key} {row.get('id', '')}", row


def _nodes_have_provenance(document: Json) -> Iterator[Finding]:
    for where, row in _rows(document, *_NODES):
        if "provenance" not in row:
            yield Finding(Broken.NO_PROVENANCE, where)
        elif row["provenance"] == Provenance.IN_TEXT and not row.get("spans"):
            yield Finding(Broken.NO_SPAN, where)


def _arrows_aim_right(document: Json) -> Iterator[Finding]:
    ids = {
        Aim.CLAIM: {row["id"] for row in document.get("claims", ())},
        Aim.RELATION: {row["id"] for row in document.get("relations", ())},
    }
    for where, row in _rows(document, "relations"):
        aim = RelationKind(row["kind"]).aim
        if aim in ids and row["target"] not in ids[aim]:
            yield Finding(Broken.AIMS_WRONG, where, (row["kind"], aim))
        if row["target"] in row.get("premises", ()):
            yield Finding(Broken.RESTS_ON_ITS_TARGET, where)


def _absent_people_speak_second_hand(document: Json) -> Iterator[Finding]:
    absent = {row["id"] for row in document.get("people", ()) if row["kind"] == PersonKind.ABSENT}
    for where, row in _rows(document, "stances"):
        if row["person"] in absent and row["value"] not in _SECOND_HAND and not row.get("via"):
            yield Finding(Broken.ABSENT_HOLDS, where)
    for where, row in _rows(document, "claims", "comments"):
        if absent.intersection([*row.get("voiced_by", ()), row.get("author")]):
            yield Finding(Broken.ABSENT_VOICES, where)
    for where, row in _rows(document, "cruxes"):
        stated = [
            each for each in row.get("positions", ()) if each.get("value") == PositionValue.STATED
        ]
        if absent.intersection(each["person"] for each in stated):
            yield Finding(Broken.ABSENT_STATES, where)


def _comments_have_place_and_use(document: Json) -> Iterator[Finding]:
    spans = {row["id"]: row for row in document.get("spans", ())}
    used = _comments_in_use(document, spans)
    for where, row in _rows(document, "comments"):
        if not row.get("spans") and not any(
            span.get("comment") == row["id"] for span in spans.values()
        ):
            yield Finding(Broken.STANDS_NOWHERE, where)
        if row["id"] not in used:
            yield Finding(Broken.ORPHAN, where)
        if "author" not in row:
            yield Finding(Broken.NO_AUTHOR, where)


def _comments_in_use(document: Json, spans: dict[str, Json]) -> set[str]:
    """Return the comments from which a node, stance, verdict or quote takes something."""
    named = {
        row[key]
        for _, row in _rows(document, "stances", "verdicts")
        for key in ("from", "until", "comment")
        if key in row
    }
    stretches = {
        span
        for _, row in _rows(document, *_NODES, "stances", "verdicts", "quotes", "citations")
        for span in (*row.get("spans", ()), *([row["span"]] if "span" in row else ()))
    }
    of_comment = {
        span: row["id"] for _, row in _rows(document, "comments") for span in row.get("spans", ())
    }
    found = {spans[span].get("comment") or of_comment.get(span) for span in stretches}
    return named | {comment for comment in found if comment}


def _restatements_have_verdicts(document: Json) -> Iterator[Finding]:
    judged = {row["relation"] for row in document.get("verdicts", ())}
    for where, row in _rows(document, "relations"):
        if row["kind"] == RelationKind.RESTATES and row["id"] not in judged:
            yield Finding(Broken.NO_VERDICT, where)
    for where, row in _rows(document, "verdicts"):
        if row["value"] != VerdictValue.NONE and "by" not in row:
            yield Finding(Broken.NOBODYS_VERDICT, where)


def _claims_are_sentences(document: Json) -> Iterator[Finding]:
    for where, row in (*_rows(document, "claims"), *_rows(document, "cruxes")):
        text = row.get("text") or row.get("question") or ""
        if not text.endswith(_ENDS):
            yield Finding(Broken.NO_END, where)
        if _BREAK.search(text):
            yield Finding(Broken.SEVERAL_SENTENCES, where)
        if _points_outside(text):
            word = text.split(" ", 1)[0]
            yield Finding(Broken.POINTS_OUTSIDE, where, (word,))
        is_question = row.get("kind") == ClaimKind.QUESTION or "question" in row
        if is_question and not text.rstrip("”)").endswith("?"):
            yield Finding(Broken.NO_QUESTION_MARK, where)


def _points_outside(text: str) -> bool:
    if not _LEADING.match(text) or _INWARD.match(text):
        return False
    first, second = text.lower().split(" ")[:2] if " " in text else (text, "")
    is_clause = first == "that" and not _VERB.match(second) and len(_VERB.findall(text)) > 1
    return not is_clause


def _claims_hang_together(document: Json) -> Iterator[Finding]:
    used = set(document["debate"].get("theses", ()))
    for _, row in _rows(document, "relations"):
        used.update(row.get("premises", ()), [row["target"]])
    for _, row in _rows(document, "cruxes"):
        used.update(row.get("claims", ()), [row.get("conclusion", "")])
    for _, row in _rows(document, "terms"):
        used.update(node for sense in row.get("senses", ()) for node in sense.get("nodes", ()))
    used.update(
        row["superseded_by"] for _, row in _rows(document, *_NODES) if "superseded_by" in row
    )
    for where, row in _rows(document, "claims"):
        alone = row["id"] not in used and "superseded_by" not in row
        if alone and row["kind"] in (ClaimKind.CLAIM, ClaimKind.DEFINITION) and "note" not in row:
            yield Finding(Broken.UNCONNECTED, where)


def _texts_are_finished(document: Json) -> Iterator[Finding]:
    for where, text in _all_texts(document):
        if _UNFINISHED.search(text):
            yield Finding(Broken.UNFINISHED, where)


def _nothing_is_said_twice(document: Json) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for where, row in _rows(document, "claims"):
        if row.get("status") in ENDED:
            continue
        folded = " ".join(_words(row["text"]))
        if folded in first:
            yield Finding(Broken.SAID_BEFORE, where, (first[folded],))
        first.setdefault(folded, where)


def _people_have_something_to_do(document: Json) -> Iterator[Finding]:
    used = {value for key in document if key != "people" for value in _strings(document[key])}
    for where, row in _rows(document, "people"):
        if row["id"] not in used:
            yield Finding(Broken.UNUSED, where)


RULES: tuple[Callable[[Json], Iterable[Finding]], ...] = (
    _nodes_have_provenance,
    _arrows_aim_right,
    _absent_people_speak_second_hand,
    _comments_have_place_and_use,
    _restatements_have_verdicts,
    _claims_are_sentences,
    _claims_hang_together,
    _texts_are_finished,
    _nothing_is_said_twice,
    _people_have_something_to_do,
)


def shared_runs(document: Json, sources: Sequence[str]) -> Iterator[Finding]:
    """Find every text of a document that shares eight words in a row with a source."""
    taken: set[tuple[str, ...]] = set()
    for source in sources:
        taken.update(_runs(_words(source)))
    for where, text in _all_texts(document):
        words = _words(text)
        shared = next((run for run in _runs(words) if run in taken), None)
        if shared:
            yield Finding(Broken.COPIED, where, (" ".join(shared),))


def _words(text: str) -> list[str]:
    return [word.replace("’", "'").casefold() for word in _WORD.findall(text)]


def _runs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


def _all_texts(document: Json) -> Iterator[tuple[str, str]]:
    """Return every text for people, each with its row; bibliographic items are left alone."""
    yield from (("debate", text) for text in _texts_of(document["debate"]))
    for key, rows in document.items():
        if isinstance(rows, list):
            for row in rows:
                where = f"{key} {row.get('id', '')}".strip()
                yield from ((where, text) for text in _texts_of(row))


def _texts_of(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _texts_of(each)
    if isinstance(value, dict):
        for key, each in value.items():
            if isinstance(each, str) and key in _TEXTS:
                yield each
            elif key != "csl":
                yield from _texts_of(each)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for each in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        yield from _strings(each)
