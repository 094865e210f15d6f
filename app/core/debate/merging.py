"""Bringing another debate, or an edited file of this one, into a debate that is there.

Nothing that is here goes. Where a file is one of this debate, its rows go by the ids that stand in
it, and what it says otherwise than a file of today would is changed. Where it is of another, what
is here already is used, and everything else is added under ids that are free.
"""

from collections.abc import Mapping
from typing import Any

from app.core.debate.change import Entry
from app.core.debate.lists import SHAPES
from app.core.debate.naming import AS_WRITTEN, Ids, Names, rows_of, settled, with_rows
from app.core.debate.shape import Id, Shape
from app.core.debate.whole import Debate


def updated(present: Debate, base: Debate, edited: Debate, ids: Ids = AS_WRITTEN) -> Debate:
    """Return a debate with what an edited file of it says otherwise than `base`, one of today.

    Fields that the file's format does not carry stay as they are, and so do heads of the debate
    that the file does not know.
    """
    edited = settled(present, edited, ids)
    here, today, new = rows_of(present), rows_of(base), rows_of(edited)
    for key, entry in new.items():
        if key not in here:
            here[key] = entry
        elif key in today:
            here[key] = _patched(SHAPES[key[0]], here[key], today[key], entry)
    return with_rows(present, here, _theses(present, base, edited))


def added(present: Debate, other: Debate, same: Mapping[Id, Id], ids: Ids = AS_WRITTEN) -> Debate:
    """Return a debate with the rows of another added; `same` names claims here for some of it."""
    here, names = rows_of(present), Names(present, other, same, ids)
    for key, entry in rows_of(other).items():
        if key not in names.here:
            ours = names.renamed(SHAPES[key[0]], entry)
            here[key[0], ours.row.id] = ours
    claims = names.by_space["claims"]
    theses = (*present.settings.theses, *(claims[each] for each in other.settings.theses))
    return with_rows(present, here, tuple(dict.fromkeys(theses)))


def _theses(present: Debate, base: Debate, edited: Debate) -> tuple[Id, ...]:
    head, told = present.settings.theses, edited.settings.theses
    if told == base.settings.theses:
        return head
    known = {row.id for row in edited.claims}
    return tuple(dict.fromkeys((*told, *(each for each in head if each not in known))))


def _patched(shape: Shape, here: Entry, base: Entry, edited: Entry) -> Entry:
    before, after = _all_fields(shape, base), _all_fields(shape, edited)
    changed = {name: value for name, value in after.items() if value != before[name]}
    if changed.keys() - {"wordings", "wording"}:
        return here.with_fields(changed)
    return here


def _all_fields(shape: Shape, entry: Entry) -> dict[str, Any]:
    return {**dict.fromkeys(shape.beside, ()), **entry.fields()}
