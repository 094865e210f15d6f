"""Every real file at hand: it comes in with the counts that are told of it, or says why not."""

from contextlib import suppress
from pathlib import Path

import pytest

from app.core.formats.format import Given
from app.core.formats.native.faults import ImportFaults
from app.core.formats.registry import FORMATS, guessed
from tests.formats.generated import as_document
from tests.formats.real_files import folder
from tests.formats.test_round_trips import BOTH, back

REAL = folder()
# Format, claims, relations, comments: as the descriptions beside the files tell them, and where
# they tell nothing, as counted by hand or by the reader that is named in the module of a format.
EXPECTED = {
    "argdown/argdown-primer.argdown": ("argdown", 20, 11, 0),
    "argdown/legalisation-softdrugs.argdown": ("argdown", 18, 19, 0),
    "argdown/own-reified-example.argdown": ("argdown", 5, 4, 0),
    "argdown/state-censorship.argdown": ("argdown", 28, 14, 0),
    "graph/eleatics-toulmin-aif-yed.graphml": ("graphml", 6, 3, 0),
    "kialo/own-flat.txt": ("kialo", 6, 6, 0),
    "kialo/own-indented.txt": ("kialo", 6, 5, 0),
    "lw/synthetic_thread.json": ("forum", 0, 0, 10),
    "part2/argdown/own-two-oracles.argdown": ("argdown", 6, 6, 0),
    "part2/csv/own-flat.csv": ("csv", 7, 5, 0),
    "part2/csv/own-formula-guarded-saved-by-gnumeric.csv": ("csv", 7, 6, 0),
    "part2/csv/own-formula-guarded.csv": ("csv", 7, 6, 0),
    "part2/csv/own-formula-raw.csv": ("csv", 7, 6, 0),
    "part2/csv/own-no-ids.csv": ("csv", 3, 2, 0),
    "part2/csv/own-semicolon-bom.csv": ("csv", 3, 2, 0),
    "part2/csv/tables/claims.csv": ("csv", 3, 0, 0),
    "part2/logseq/logseq-docs-Page and block references.md": ("markdown", 13, 11, 0),
    "part2/logseq/logseq-docs-Properties.md": ("markdown", 35, 31, 0),
    "part2/logseq/own-museum.md": ("markdown", 3, 2, 0),
    "part2/lw/own-greaterwrong-nested.jsonl": ("forum", 0, 0, 3),
    "part2/lw/own-htmlbody-dialect.json": ("forum", 0, 0, 2),
    "part2/lw/own-reacts-draft-hidden.json": ("forum", 0, 0, 3),
    "part2/outline/own-indented.txt": ("indented", 6, 5, 0),
    "part2/outline/own-outline.md": ("markdown", 9, 8, 0),
    "part2/outline/winer-states.md": ("markdown", 59, 58, 0),
}
# What is in no format that comes in, by what a person is told.
REFUSED = {
    "part2/csv/tables/premises.csv": "names no parent",
    "part2/csv/tables/relations.csv": "No column is the text of the claims",
    "part2/metaculus/own-post.json": "If it is of another program",
    "part2/opml/own.opml": "Nothing tells the format",
    "part2/mm/own.mm": "Nothing tells the format",
    "part2/canvas/own.canvas": "If it is of another program",
    "aif/qt30-nodeset23775.json": "If it is of another program",
    "xaif/amf-evaluation-metrics-28037.json": "If it is of another program",
    "sadface/hangback-v0.2.json": "If it is of another program",
    "af/admbuster_1000.af": "Nothing tells the format",
    "qbaf/uncertainpy-stock_example.bag": "Nothing tells the format",
    "aif-rdf/knoxa-aif-ntriples.nt": "Nothing tells the format",
    "part2/hypothesis/own-search.json": "If it is of another program",
    "part2/polis/15-per-hour-seattle/comments.csv": "No column is the text of the claims",
}
FILES = sorted(path for path in REAL.rglob("*") if path.is_file() and path.name != ".gitignore")


def read(path: Path) -> object:
    reader = guessed(path.name, path.read_bytes()).read
    assert reader is not None
    return reader(path.read_bytes(), Given(name=path.name))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_file_comes_in_with_its_counts(name: str) -> None:
    data = (REAL / name).read_bytes()
    found = guessed(Path(name).name, data)
    assert found.read is not None
    debate = found.read(data, Given(name=Path(name).name)).debate
    counts = len(debate.claims), len(debate.relations), len(debate.comments)
    assert (found.name, *counts) == EXPECTED[name]


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_of_no_format_that_comes_in_says_so(name: str) -> None:
    with pytest.raises(ImportFaults) as error:
        read(REAL / name)
    assert REFUSED[name] in str(error.value)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(REAL)))
def test_any_file_is_read_or_refused_whatever_format_it_is_said_to_be(path: Path) -> None:
    data = path.read_bytes()
    readers = [each.read for each in FORMATS.values() if each.read]
    assert len(readers) > len(BOTH)
    for reader in readers:
        with suppress(ImportFaults):
            reader(data, Given(name=path.name))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_debate_from_a_real_file_comes_back_from_every_format(name: str) -> None:
    data = (REAL / name).read_bytes()
    reader = guessed(Path(name).name, data).read
    assert reader is not None
    debate = reader(data, Given(name=Path(name).name)).debate
    assert BOTH
    for into in (FORMATS[each] for each in BOTH):
        assert as_document(back(into, debate)) == as_document(into.keeps(debate)), into.name
