"""What a file does not carry of a debate: counted from what comes back of it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from app.core.debate.lists import SETTINGS, SHAPES
from app.core.debate.shape import Fields, Shape
from app.core.debate.whole import Debate
from app.core.formats.format import Loss

# Relations that do not weigh are told by their kind; the words of the others are too close.
KINDS = {
    "restates": ("restatement", "restatements"),
    "concedes": ("concession", "concessions"),
    "qualifies": ("qualification", "qualifications"),
    "asks": ("question put", "questions put"),
    "answers": ("answer", "answers"),
    "undercuts": ("undercut", "undercuts"),
    "backs": ("backing", "backings"),
}
# Fields by what people call them, where the name in a document is not that.
WORDS = {
    "text": "layout of the text",
    "csl": "details",
    "wordings": "earlier wordings",
    "voiced_by": "voices",
    "spans": "places in sources",
    "asked": "addressees",
    "account": "author",
    "by": "speaker",
    "person": "speaker",
    "meta_topic": "topic",
    "superseded_by": "successor",
    "strength_words": "words of strength",
    "named_by": "namer",
    "from": "first comment",
    "until": "last comment",
    "taken": "reception",
    "blind": "blindness",
}
NUMBERS = "wording"  # says nothing that the wordings do not
Counts = Iterator[tuple[int, str, str]]


def lost(debate: Debate, kept: Debate) -> tuple[Loss, ...]:
    """Count all of a debate that is not in what is kept of it, as people call it."""
    return tuple(Loss(*each) for each in _counted(debate, kept) if each[0])


def in_words(losses: Iterable[Loss]) -> str:
    """Return a sentence for the file itself; empty where nothing is lost.

    >>> in_words([Loss(1, "stance", "stances"), Loss(3, "crux", "cruxes")])
    'Not in this file: 1 stance, 3 cruxes.'
    """
    told = ", ".join(map(str, losses))
    return f"Not in this file: {told}." if told else ""


def _counted(debate: Debate, kept: Debate) -> Counts:
    if fields := sorted(_differing(debate.settings, kept.settings, SETTINGS.fields)):
        said = f"on the debate as a whole ({', '.join(map(_word, fields))})"
        yield len(fields), f"statement {said}", f"statements {said}"
    for shape in SHAPES.values():
        yield from _rows_lost(shape, getattr(debate, shape.name), getattr(kept, shape.name))
        yield from _beside_lost(shape, debate, kept)


def _rows_lost(shape: Shape, rows: Iterable[Any], kept: Iterable[Any]) -> Counts:
    here, there = _by_key(shape, rows), _by_key(shape, kept)
    gone = Counter(
        KINDS.get(getattr(row, "kind", ""), _named(shape)) for row in _without(here, there)
    )
    for (one, many), number in sorted(gone.items()):
        yield number, one, many
    fields = Counter(
        field
        for key, row in here.items()
        if key in there
        for field in _differing(row, there[key], shape.fields)
    )
    for field, number in sorted(fields.items()):
        yield number, *_of(shape, field)


def _beside_lost(shape: Shape, debate: Debate, kept: Debate) -> Counts:
    still = {getattr(row, "id", "") for row in getattr(kept, shape.name)} if shape.beside else ()
    for name in shape.beside:
        here, there = debate.beside.get(name, {}), kept.beside.get(name, {})
        rows = (row.id for row in getattr(debate, shape.name) if row.id in still)
        yield (
            sum(_said(here.get(id_, ())) != _said(there.get(id_, ())) for id_ in rows),
            *_of(shape, name),
        )


def _said(entries: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return what is said beside a row; a single wording says no more than the row does."""
    return () if len(entries) == 1 and hasattr(entries[0], "number") else entries


def _without(here: dict[Any, Any], there: dict[Any, Any]) -> Iterator[Any]:
    return (row for key, row in here.items() if key not in there)


def _by_key(shape: Shape, rows: Iterable[Any]) -> dict[Any, Any]:
    """Return rows by their ids, or by their places where they have none."""
    return {
        getattr(row, "id", at) if shape.fields.has_id else at: row for at, row in enumerate(rows)
    }


def _differing(row: Any, kept: Any, fields: Fields) -> set[str]:
    """Return the names in a document of the fields of a row that are not what they were."""
    if row == kept:
        return set()
    names = [(one.name, one.key or one.name) for one in fields.ones]
    names += [(several.name, several.key) for several in fields.severals]
    changed = {key for name, key in names if getattr(row, name) != getattr(kept, name)}
    return changed - {NUMBERS}


def _named(shape: Shape) -> tuple[str, str]:
    return shape.singular, shape.name.replace("_", " ")


def _word(field: str) -> str:
    return WORDS.get(field, field.replace("_", " "))


def _of(shape: Shape, field: str) -> tuple[str, str]:
    one, many = _named(shape)
    return f"{one} without its {_word(field)}", f"{many} without their {_word(field)}"
