"""A debate in few words as JSON, for language models: each claim and each relation once.

`{"note": …, "title": …, "theses": ["c1"], "claims": {"c1": "…"}, "relations": [["r1",
"supports", ["c2"], "c1"]], "cruxes": {…}, "p": {"c1": [pooled, implied, ratings]}}`.
"""

import json
from collections.abc import Iterable

from app.core.debate.rows import Claim, Crux, Relation
from app.core.debate.whole import Debate
from app.core.formats.compact import (
    CARRIES,
    LOSES,
    QUOTED,
    in_reading_order,
    keeps,
    numbers,
    plain,
)
from app.core.formats.format import Format, Options, Written
from app.core.formats.losing import in_words, lost
from app.core.formats.native.schema import Json
from app.core.vocabulary import Basis, ClaimKind


def write(debate: Debate, options: Options) -> Written:
    """Write a debate's claims, relations and cruxes, in reading order."""
    losses = lost(debate, keeps(debate))
    reading, settings = in_reading_order(debate), debate.settings
    nodes: list[Claim | Relation] = [*reading.claims, *reading.relations]
    parts: Json = {
        "note": QUOTED,
        "debate": settings.slug,
        "address": options.address,
        "title": plain(settings.title),
        "question": plain(settings.question) if settings.question else "",
        "theses": list(settings.theses),
        "claims": {row.id: plain(row.text) for row in reading.claims},
        "kinds": {row.id: row.kind for row in reading.claims if row.kind != ClaimKind.CLAIM},
        "relations": [_relation(row) for row in reading.relations],
        "cruxes": {row.id: _crux(row) for row in reading.cruxes},
        "status": {row.id: row.status for row in nodes if row.status},
        "p": numbers(debate),
        "left_out": in_words(losses),
    }
    return Written(_text(parts).encode(), losses)


def _relation(row: Relation) -> list[object]:
    """Return a relation; how its premises bear is told where there are several and not all."""
    told: list[object] = [row.id, row.kind, list(row.premises), row.target]
    return [*told, row.basis] if row.basis != Basis.ALL else told


def _crux(row: Crux) -> Json:
    told = {"question": plain(row.question), "conclusion": row.conclusion, "on": list(row.claims)}
    return {key: value for key, value in told.items() if value}


def _text(parts: Json) -> str:
    """Write each part on a line of its own, in as few signs as there can be."""
    told: Iterable[tuple[str, object]] = ((key, each) for key, each in parts.items() if each)
    lines = (
        f'"{key}":{json.dumps(each, ensure_ascii=False, separators=(",", ":"))}'
        for key, each in told
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"


FORMAT = Format(
    name="compact-json",
    title="Compact JSON",
    media_type="application/json",
    ending=".compact.json",
    use="giving a whole debate to a language model or a small program",
    carries=CARRIES,
    loses=LOSES,
    write=write,
    keeps=keeps,
)
