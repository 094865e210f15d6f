"""Rows of answers, made of what the API says: nothing empty, and each node in words once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from app.mcp import answers as a
from app.mcp.cutting import Row, Rows

Json = Mapping[str, Any]


def made(kind: type[BaseModel], rows: Iterable[Json]) -> list[Row]:
    """Make rows of a kind: what it has no field for is left out, and so is what is empty."""
    return [_row(kind, row) for row in rows]


def nodes(rows: Iterable[Json]) -> list[Row]:
    """Make rows of nodes in words."""
    return made(a.Node, ({**row, "n": row["n"] or None} for row in rows))


def outline_rows(value: Json) -> list[Row]:
    """Make the rows of an outline."""
    return made(
        a.OutlineRow,
        (
            {**row, "claims": nodes(row["claims"]), "hidden": row["hidden"] or None}
            for row in value["rows"]
        ),
    )


def arrows(rows: Iterable[Json], near: Iterable[Json], told: set[str]) -> list[Row]:
    """Make rows of arrows, each with the nodes that are named there first; `told` grows."""
    known = {each["id"]: each for each in near}
    found: list[Row] = []
    for row in rows:
        ends = dict.fromkeys((*row["premises"], row["target"]))
        fresh = [end for end in ends if end in known and end not in told]
        told.update(fresh)
        basis = row["basis"] if len(row["premises"]) > 1 else None
        fields = {**row, "basis": basis, "nodes": nodes(known[end] for end in fresh)}
        found.append(_row(a.Arrow, fields))
    return found


def node_head(value: Json) -> dict[str, Any]:
    """Return what is said of a node itself."""
    lists = node_lists(value)
    head = {name: each for name, each in value.items() if name not in lists}
    own = value["arrow"]
    more = {"arrow": own and _row(a.Arrow, own), "hidden": value["hidden"] or None}
    return {**head, **more, "disagreement": value["disagreement"] or None}


def node_lists(value: Json) -> dict[str, Sequence[Any]]:
    """Return what hangs on a node, list by list; arrows are still as the API has them."""
    own, near = value["arrow"], {each["id"]: each for each in value["near"]}
    joined = (*own["premises"], own["target"]) if own else ()
    ends = value["near"] if value["noun"] == "crux" else [near[end] for end in joined]
    stances = ({**each, "person": each["name"]} for each in value["stances"])
    return {
        "ends": nodes(ends),
        "reasons": value["reasons"],
        "bears_on": value["bears_on"],
        "stances": made(a.Stance, stances),
        "citations": made(a.Citation, value["citations"]),
        "cruxes": value["cruxes"],
    }


def told_within(rows: Rows, value: Json) -> Rows:
    """Tell the nodes at the ends of arrows in words, each once within the rows that are left."""
    lists = dict(rows.lists)
    told = {value["id"], *(str(each["id"]) for each in lists["ends"] if isinstance(each, dict))}
    for name in ("reasons", "bears_on"):
        left = [each for each in lists[name] if isinstance(each, dict)]
        lists[name] = arrows(left, value["near"], told)
    return rows._replace(lists=lists)


def numbers(value: Json) -> list[dict[str, Any]]:
    """Say the numbers of each node, then of the edges of relations that make several."""
    named = {**value["strengths"], **value["stated"], **value["edges"]}
    return [_numbers_of(name, value) for name in named]


def why_lists(value: Json) -> dict[str, Sequence[Row]]:
    """Return what an explanation lists."""
    return {
        "reasons": made(a.Reason, value["reasons"]),
        "uncounted": made(a.Uncounted, value["uncounted"]),
        "far": made(a.Far, value["far"]),
        "shared": value["shared"],
    }


def _numbers_of(name: str, value: Json) -> dict[str, Any]:
    stated, low_high = value["stated"].get(name), value["intervals"].get(name)
    implied, status = value["implied"].get(name), value["status"].get(name)
    return {
        "id": name,
        "strength": value["strengths"].get(name) if implied is None else None,
        "implied": implied,
        "stated": stated and stated["value"],
        "n": stated and stated["n"],
        "disagreement": value["disagreement"].get(name) or None,
        "status": None if status == "exact" else status,
        "applies": value["edges"].get(name),
        "interval": low_high if low_high and low_high[0] < low_high[1] else None,
    }


def _row(kind: type[BaseModel], fields: Json) -> dict[str, Any]:
    kept = {name: each for name, each in fields.items() if each not in (None, "", [])}
    needed = {name: each for name, each in fields.items() if _is_needed(kind, name)}
    return kind(**{**kept, **needed}).model_dump(mode="json", exclude_none=True)


def _is_needed(kind: type[BaseModel], name: str) -> bool:
    return name in kind.model_fields and kind.model_fields[name].is_required()
