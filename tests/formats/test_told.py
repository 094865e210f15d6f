"""The examples in the documents on formats are what comes out of a debate."""

import json
import re

from app.core.formats.native.canonical import canonical
from app.core.formats.native.reading import read_document
from app.core.formats.native.values import debate_of
from tests.documents import ROOT, block
from tests.formats.test_registry import written
from tests.found import some
from tests.web.library import a_claim, a_document, a_relation

TEXTS = {
    "c1": "The museum should open on Mondays.",
    "c2": "More visitors would come.",
    "c3": "Staff need one closed day.",
    "c4": "Visitors are limited by the bus timetable.",
    "c5": "The closed day must be a working day.",
    "c6": "Suppliers come on working days only.",
    "c7": "The café makes a loss.",
}
MUSEUM = a_document(
    "museum",
    debate={"title": "Should the museum open on Mondays?"},
    claims=[a_claim(name, text) for name, text in TEXTS.items()],
    relations=[
        a_relation("r1", ["c2"], "c1"),
        a_relation("r2", ["c3", "c5"], "c1", "rebuts", basis="all"),
        a_relation("r3", ["c4"], "r1", "undercuts"),
        a_relation("r4", ["c6"], "c5"),
        a_relation("r5", ["c6"], "c1"),
    ],
)


def museum(name: str) -> str:
    """Return the debate of the examples in a format."""
    document = read_document(json.dumps(MUSEUM).encode(), "museum.json")
    return written(name, debate_of(canonical(document)))


def test_the_outline_is_that_of_the_example() -> None:
    assert museum("markdown").strip() == block("docs/formats/markdown.md", "# Should").strip()


def test_each_line_of_the_drawing_is_that_of_the_example() -> None:
    told = block("docs/formats/dot.md", 'digraph "museum"').splitlines()
    drawn = [re.sub(r',? URL="[^"]*"', "", line) for line in museum("dot").splitlines()]
    assert [line for line in some(told, at_least=8) if line not in drawn] == []


def test_the_columns_are_those_of_the_table_in_their_order() -> None:
    table = (ROOT / "docs" / "formats" / "csv.md").read_text("utf-8")
    told = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    assert museum("csv").splitlines()[0].split(",") == told
