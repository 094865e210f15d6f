"""What a format keeps of a debate, said as a table of lists and fields."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from app.core.debate.lists import SETTINGS, SHAPES, new_row
from app.core.debate.rows import Settings, Wording
from app.core.debate.shape import Id
from app.core.debate.trimmed import trimmed
from app.core.debate.whole import Debate
from app.core.formats.native.canonical import canonical
from app.core.formats.native.values import PRESENT, debate_of, document_of

Carried = Mapping[str, Collection[str]]
# What stands in a row whose format does not say it, and no row is without.
STANDS_IN: Mapping[str, Mapping[str, Any]] = {
    "people": {"kind": "named"},
    "sources": {"kind": "work"},
    "claims": {"kind": "claim", "provenance": "outside", "wording": 1},
    "relations": {"provenance": "outside", "wording": 1},
    "cruxes": {"provenance": "outside", "wording": 1},
    "citations": {"role": "context"},
}


def _all(name: str, row: Any) -> bool:
    return True


def kept(debate: Debate, carried: Carried, *, only: Callable[[str, Any], bool] = _all) -> Debate:
    """Return what a format keeps of a debate, in the order in which it is read back.

    `carried` names the fields by list, "debate" for what is said of it as a whole; what belongs
    to nodes and is kept beside them goes by its name, too. Lists that it does not name are not
    kept, nor are rows that `only` is false of, nor what cannot be without those.
    """
    settings = _settings(debate, carried.get(SETTINGS.name, ()))
    lists: dict[str, Any] = {
        name: tuple(_row(name, row, fields) for row in getattr(debate, name) if only(name, row))
        for name, fields in carried.items()
        if name in SHAPES
    }
    less = Debate(settings, **lists, beside=_beside(debate, carried, lists))
    return in_order(trimmed(less, _all))


def in_order(debate: Debate) -> Debate:
    """Return a debate as it is read from a file: rows in the natural order of their ids."""
    return debate_of(canonical(document_of(debate)))


def _settings(debate: Debate, fields: Collection[str]) -> Settings:
    given = {name: getattr(debate.settings, name) for name in (*fields, "slug", "title")}
    rest: dict[str, Any] = {one.name: one.default for one in SETTINGS.fields.ones}
    return Settings(**{**rest, "theses": (), **given})


def _row(name: str, row: Any, fields: Collection[str]) -> Any:
    own = {field: getattr(row, field) for field in fields if field in row._fields}
    return new_row(name, **{**STANDS_IN.get(name, {}), **own})


def _beside(debate: Debate, carried: Carried, lists: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, dict[Id, tuple[Any, ...]]] = {}
    for name, fields in carried.items():
        for field in SHAPES[name].beside if name in SHAPES else ():
            rows = found.setdefault(field, {})
            said = debate.beside.get(field, {})
            if field in fields:
                rows |= {row.id: said[row.id] for row in lists[name] if row.id in said}
            elif field == "wordings":
                rows |= {
                    row.id: (Wording(1, text, None, None),)
                    for row in lists[name]
                    if (text := getattr(row, PRESENT[name]))
                }
    return found
