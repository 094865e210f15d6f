"""Faults that a schema cannot see: ids that name nothing, or something of the wrong kind."""

import re
from collections.abc import Iterator, Mapping
from itertools import chain, islice

from app.core.debate.lists import SETTINGS, SHAPES
from app.core.formats.native.faults import SHOWN, Fault, quoted
from app.core.formats.native.rings import ring_faults
from app.core.formats.native.rows import NODES, SINGULAR, Document, LooseRow
from app.core.formats.native.rules import rule_faults
from app.core.formats.native.schema import Json
from app.core.vocabulary import Aim, RelationKind

SPACES = {Aim.CLAIM: "claims", Aim.RELATION: "relations", Aim.ANY: "nodes"}
TARGETS: dict[str, str] = {kind: SPACES[kind.aim] for kind in RelationKind}


def reference_faults(document: Json) -> list[Fault]:
    """Find what refers to nothing, wrongly or in a ring; one fault more than are shown, at most.

    Rows of the wrong shape are passed over: the schema names those.
    """
    rows = Document(document)
    ids = chain(_duplicates(rows), _unknown(rows), _targets(rows))
    return list(islice(chain(ids, rule_faults(rows), ring_faults(rows)), SHOWN + 1))


def _duplicates(rows: Document) -> Iterator[Fault]:
    for key, listed in rows.rows.items():
        space = "nodes" if key in NODES else key
        inner_ids = SHAPES[key].inner_ids
        for row in listed:
            first = rows.get(space, row.id)
            if first is not None and first is not row:
                yield row.fault("id", f"{quoted(row.id)} is already the id of {first.path}.")
            for inner in inner_ids:
                if inner in row.fields:
                    yield from _inner_duplicates(row, inner)
    yield from _repeated(rows.debate, "theses")
    for relation in rows.rows["relations"]:
        yield from _repeated(relation, "premises")
    for sentence in rows.rows["pair_sentences"]:
        yield from _repeated(sentence, "nodes")


def _inner_duplicates(row: LooseRow, key: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for inner in row.inner(key):
        if inner.id in seen:
            yield Fault(f"{inner.path}.id", f"{quoted(inner.id)} stands here twice.", row.id)
        seen.add(inner.id or "")


def _repeated(row: LooseRow, key: str) -> Iterator[Fault]:
    named = row.fields.get(key)
    if isinstance(named, list) and len(named) < 2:
        return
    seen: set[str] = set()
    for path, public_id in row.texts(f"{key}[]"):
        if public_id in seen:
            yield Fault(path, f"{quoted(public_id)} stands here twice.", row.id)
        seen.add(public_id)


def _unknown(rows: Document) -> Iterator[Fault]:
    for path, space in SETTINGS.references:
        yield from _misses(rows, rows.debate, path, space)
    for key, shape in SHAPES.items():
        starts = [(re.split(r"[.\[]", path)[0], path, space) for path, space in shape.references]
        for row in rows.rows[key]:
            for field, path, space in starts:
                if field in row.fields and not _is_known(row.fields[field], rows.by_id[space]):
                    yield from _misses(rows, row, path, space)


def _is_known(value: object, known: Mapping[str, LooseRow]) -> bool:
    """Tell of what most references are, an id or a list of ids, whether all of them are known."""
    if isinstance(value, list):
        return all(isinstance(each, str) and each in known for each in value)
    return isinstance(value, str) and value in known


def _misses(rows: Document, row: LooseRow, path: str, space: str) -> Iterator[Fault]:
    known = rows.by_id[space]
    for place, public_id in row.texts(path):
        if public_id not in known:
            yield Fault(place, _unknown_message(rows, public_id, space), row.id)


def _unknown_message(rows: Document, public_id: str, space: str) -> str:
    other = rows.get("nodes", public_id) if space in NODES else None
    if other is not None:
        return (
            f"{quoted(public_id)} is a {SINGULAR[other.noun]};"
            f" only a {SINGULAR[space]} can stand here."
        )
    return f"There is no {SINGULAR[space]} {quoted(public_id)} in this document."


def _targets(rows: Document) -> Iterator[Fault]:
    for row in rows.rows["relations"]:
        target, kind = row.text("target"), row.text("kind") or ""
        space = TARGETS.get(kind, "nodes")
        if target is None or target in rows.by_id[space]:
            continue
        other = rows.get("nodes", target)
        if other is None:
            yield row.fault("target", _unknown_message(rows, target, "nodes"))
        else:
            message = (
                f"“{kind}” must aim at a {SINGULAR[space]};"
                f" {quoted(target)} is a {SINGULAR[other.noun]}."
            )
            yield row.fault("target", message)
