"""A debate without some of its rows: what names a row that went goes too, or names it no more."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from app.core.debate.lists import SETTINGS, SHAPES
from app.core.debate.shape import Fields, Id, Several
from app.core.debate.whole import Debate

Keeps = Callable[[str, Any], bool]
# Tables of lists of which each row counts: a relation or sentence says something else without it.
WHOLE = {"premise", "pair_sentence_node"}
Known = Mapping[str, set[Id]]


def trimmed(debate: Debate, keeps: Keeps) -> Debate:
    """Return a debate with the rows that `keeps` is true of, by list and row.

    A row that needs one that went, such as a relation its target or a premise, goes as well;
    what may be left out is left out.
    """
    rows = {name: [row for row in getattr(debate, name) if keeps(name, row)] for name in SHAPES}
    known = _known(rows)
    rows = _standing(rows, known)
    lists: dict[str, Any] = {
        name: tuple(_without(row, SHAPES[name].fields, known) for row in found)
        for name, found in rows.items()
    }
    settings = _without(debate.settings, SETTINGS.fields, known)
    return replace(debate, settings=settings, **lists, beside=_beside(debate, rows, known))


def _known(rows: Mapping[str, Iterable[Any]]) -> dict[str, set[Id]]:
    """Return the ids that there are, by list and by the space that lists share."""
    known: dict[str, set[Id]] = defaultdict(set)
    for name, found in rows.items():
        if SHAPES[name].fields.has_id:
            ids = {row.id for row in found}
            known[name] |= ids
            known[SHAPES[name].space] |= ids
    return known


def _standing(rows: Mapping[str, list[Any]], known: Known) -> dict[str, list[Any]]:
    """Return the rows all of whose needs are met, and forget the ids of the others."""
    needed_by: dict[tuple[str, Id], list[tuple[str, int]]] = defaultdict(list)
    waiting: list[tuple[str, int]] = []
    for name, found in rows.items():
        for at, row in enumerate(found):
            for to, id_ in _needs(row, SHAPES[name].fields):
                needed_by[to, id_].append((name, at))
                if id_ not in known[to]:
                    waiting.append((name, at))
    gone: set[tuple[str, int]] = set()
    while waiting:
        name, at = waiting.pop()
        if (name, at) not in gone:
            gone.add((name, at))
            waiting += _forgotten(name, rows[name][at], known, needed_by)
    return {
        name: [row for at, row in enumerate(found) if (name, at) not in gone]
        for name, found in rows.items()
    }


def _forgotten(
    name: str,
    row: Any,
    known: Known,
    needed_by: Mapping[tuple[str, Id], list[tuple[str, int]]],
) -> Iterator[tuple[str, int]]:
    if not SHAPES[name].fields.has_id:
        return
    for space in {name, SHAPES[name].space}:
        known[space].discard(row.id)
        yield from needed_by.get((space, row.id), ())


def _needs(row: Any, fields: Fields) -> Iterator[tuple[str, Id]]:
    """Yield what a row cannot be without, by list."""
    for one in fields.ones:
        if one.to and one.is_required and "." not in one.to:
            yield one.to, getattr(row, one.name)
    for several in fields.severals:
        if several.to and several.table in WHOLE:
            yield from ((several.to, id_) for id_ in getattr(row, several.name))


def _without(row: Any, fields: Fields, known: Known) -> Any:
    """Return a row that names nothing that is not there."""
    new: dict[str, Any] = {}
    for one in fields.ones:
        named = getattr(row, one.name)
        if one.to and named is not None and "." not in one.to and named not in known[one.to]:
            new[one.name] = None
    for several in fields.severals:
        new[several.name] = _listed(getattr(row, several.name), several, known)
    return row._replace(**new) if new else row


def _listed(entries: tuple[Any, ...], several: Several, known: Known) -> tuple[Any, ...]:
    if several.to:
        return tuple(id_ for id_ in entries if id_ in known[several.to])
    fields = several.inner
    if fields is None:
        return entries
    met = (each for each in entries if all(id_ in known[to] for to, id_ in _needs(each, fields)))
    return tuple(_without(each, fields, known) for each in met)


def _beside(debate: Debate, rows: Mapping[str, list[Any]], known: Known) -> dict[str, Any]:
    found: dict[str, dict[Id, tuple[Any, ...]]] = {}
    for name, each in rows.items():
        for field, several in SHAPES[name].beside.items():
            said, kept = debate.beside.get(field, {}), found.setdefault(field, {})
            for row in each:
                if row.id in said and (entries := _listed(said[row.id], several, known)):
                    kept[row.id] = entries
    return found
