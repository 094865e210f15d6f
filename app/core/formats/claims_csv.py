"""Claims as one flat table: a row for each claim and what it bears on, for spreadsheets.

A claim that bears on two things stands in two rows with the same id and text; premises that
bear together share their `relation_id`; an undercut has the id of a relation as its parent.
UTF-8 with a byte-order mark, CRLF, commas: what spreadsheets open without asking.
"""

import csv
from collections.abc import Iterator
from io import StringIO

from app.core.debate.graph import Claim, Graph, Relation
from app.core.debate.weighing import present_credences
from app.core.debate.whole import Debate
from app.core.formats.format import Format, Options, Written
from app.core.formats.keeping import kept
from app.core.formats.losing import lost
from app.core.measures.pooling import pool
from app.core.vocabulary import WEIGHING, Pooling, Status

COLUMNS = (
    *("id", "kind", "text", "parent", "relation", "relation_id"),
    *("credence", "ratings", "status", "url"),
)
# Spreadsheets run what begins so; an apostrophe in front is how they mark text.
RUN = tuple("=+-@\t\r\0＝＋－＠")
Row = tuple[object, ...]


def write(debate: Debate, options: Options) -> Written:
    """Write the claims of a debate with what they bear on, and pooled credences in [0, 1]."""
    text = StringIO()
    out = csv.writer(text, lineterminator="\r\n")
    out.writerow(COLUMNS)
    out.writerows(_rows(debate, options.address))
    return Written(b"\xef\xbb\xbf" + text.getvalue().encode(), lost(debate, keeps(debate)))


def keeps(debate: Debate) -> Debate:
    """Return the claims in their words, and the relations that weigh with their premises."""
    carried = {
        "claims": ("id", "kind", "text", "status"),
        "relations": ("id", "kind", "premises", "target"),
    }
    return kept(debate, carried, only=lambda name, row: name != "relations" or row.kind in WEIGHING)


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    >>> guarded("=1+1"), guarded("'tis"), guarded("plain")
    ("'=1+1", "''tis", 'plain')
    """
    first = text.lstrip()[:1]
    return f"'{text}" if first and (first in RUN or text[0] in RUN or first == "'") else text


def _rows(debate: Debate, address: str) -> Iterator[Row]:
    graph = debate.graph
    values, method = present_credences(graph), Pooling(debate.settings.pooling)
    for claim in debate.claims:
        rated = values.get(claim.id, ())
        pooled = f"{pool(rated, method=method).value:.6g}" if rated else ""
        last = (pooled, len(rated), claim.status or Status.STANDING.value, _url(address, claim.id))
        for parent, relation, relation_id in _parents(graph, claim):
            yield (claim.id, claim.kind, guarded(claim.text), parent, relation, relation_id, *last)


def _parents(graph: Graph, claim: Claim) -> Iterator[tuple[str, str, str]]:
    found: list[Relation] = [r for r in graph.outgoing.get(claim.id, ()) if r.kind in WEIGHING]
    if not found:
        yield "", "", ""
    for relation in found:
        yield relation.target, relation.kind, relation.id


def _url(address: str, claim: str) -> str:
    return f"{address}/n/{claim}" if address else ""


FORMAT = Format(
    name="csv",
    title="Claims as CSV",
    media_type="text/csv",
    ending=".csv",
    use="looking at claims in a spreadsheet or a data frame",
    carries="every claim with what it bears on and how, pooled credences and their number",
    loses="people and stances, cruxes, citations, earlier wordings, strengths, who gave a credence",
    write=write,
    keeps=keeps,
)
