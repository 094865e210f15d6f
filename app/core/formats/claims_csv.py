"""Claims as one flat table: a row for each claim and what it bears on, for spreadsheets.

A claim that bears on two things stands in two rows with the same id and text; premises that
bear together share their `relation_id`; an undercut has the id of a relation as its parent.
Written in UTF-8 with a byte-order mark, CRLF, commas: what spreadsheets open without asking;
read as they save it, with any column but the text left out.
"""

import csv
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from typing import Any

from app.core.debate.graph import Graph
from app.core.debate.rows import Claim, Relation
from app.core.debate.weighing import present_credences
from app.core.debate.whole import Debate
from app.core.formats.decoding import text_of
from app.core.formats.format import Format, Given, Options, Read, Written
from app.core.formats.keeping import kept
from app.core.formats.losing import lost
from app.core.formats.native.faults import ImportFaults
from app.core.formats.sheets.cells import guarded
from app.core.formats.sheets.columns import is_column
from app.core.formats.sheets.reading import Reading
from app.core.formats.sheets.sheet import header_of, sheet_of
from app.core.formats.sheets.words import COLUMNS
from app.core.measures.pooling import pool
from app.core.vocabulary import Pooling, Status

CLAIM = ("id", "kind", "text", "label", "body", "note", "prior", "provenance", "status")
RELATION = ("id", "kind", "premises", "target", "basis", "strength", "warrant", "status")
# As much of a file as tells whether it begins with a header of ours.
BEGINNING = 8_000
Cells = dict[str, object]


def write(debate: Debate, options: Options) -> Written:
    """Write the claims of a debate with what they bear on, and pooled credences in [0, 1]."""
    kept = keeps(debate)
    text = StringIO()
    out = csv.DictWriter(text, list(COLUMNS), lineterminator="\r\n")
    out.writeheader()
    out.writerows(_rows(debate.graph, kept, options.address, debate.settings.pooling))
    return Written(b"\xef\xbb\xbf" + text.getvalue().encode(), lost(debate, kept))


def keeps(debate: Debate) -> Debate:
    """Return the claims in their words, and the relations that start from claims.

    A table has no place for a title: a debate that comes back is called after its file.
    """
    carried = {"debate": ("theses",), "claims": CLAIM, "relations": RELATION}
    found = kept(debate, carried, only=lambda name, row: name != "relations" or bool(row.premises))
    return replace(found, settings=found.settings._replace(title=debate.settings.slug))


def read(data: bytes, given: Given = Given()) -> Read:
    """Read a table of claims; ImportFaults says line and column of each fault."""
    sheet = sheet_of(text_of(data, given), is_column)
    return Reading(sheet, given).read()


def looks(data: bytes) -> bool:
    """Tell whether a file begins with a header in which the text of claims has a column."""
    cut = data[:BEGINNING].rsplit(b"\n", 1)[0] if len(data) > BEGINNING else data
    try:
        names = header_of(text_of(cut), is_column)
    except ImportFaults:
        return False
    return sum(map(is_column, names)) > 1 or [name.strip().lower() for name in names] == ["text"]


def _rows(graph: Graph, kept: Debate, address: str, pooling: str) -> Iterator[Cells]:
    values, method = present_credences(graph), Pooling(pooling)
    theses = {id_: place for place, id_ in enumerate(kept.settings.theses, start=1)}
    bearing: dict[str, list[Cells]] = {}
    for relation in kept.relations:
        for place, premise in enumerate(relation.premises, start=1):
            bearing.setdefault(premise, []).append(_of_relation(relation, place))
    for claim in kept.claims:
        rated = values.get(claim.id, ())
        cells = _of_claim(claim) | {
            "thesis": theses.get(claim.id, ""),
            "credence": f"{pool(rated, method=method).value:.6g}" if rated else "",
            "ratings": len(rated),
            "url": f"{address}/n/{claim.id}" if address else "",
        }
        for relation_cells in bearing.get(claim.id, [{}]):
            yield cells | relation_cells


def _of_claim(claim: Claim) -> Cells:
    told = {name: _cell(getattr(claim, name)) for name in CLAIM}
    return told | {"status": claim.status or Status.STANDING.value}


def _of_relation(relation: Relation, place: int) -> Cells:
    is_joint = len(relation.premises) > 1
    return {
        "parent": relation.target,
        "relation": relation.kind,
        "relation_id": relation.id,
        "premise": place if is_joint else "",
        "basis": relation.basis if is_joint or relation.basis != "all" else "",
        "strength": _cell(relation.strength),
        "warrant": _cell(relation.warrant),
        "relation_status": relation.status or Status.STANDING.value,
    }


def _cell(value: Any) -> object:
    return guarded(value) if isinstance(value, str) else "" if value is None else value


FORMAT = Format(
    name="csv",
    title="Claims as CSV",
    media_type="text/csv",
    ending=".csv",
    use="looking at claims in a spreadsheet or a data frame, and bringing a list of claims in",
    carries=(
        "every claim with what it bears on and how, labels, bodies, theses, joint premises,"
        " strengths, statuses; pooled credences and their number, which are not read back"
    ),
    loses="people and stances, cruxes, citations, earlier wordings, who gave a credence, the title",
    write=write,
    read=read,
    keeps=keeps,
    also=(".tsv", ".tab"),
    looks=looks,
)
