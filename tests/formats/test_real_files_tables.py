"""Tables as other programs and people left them; the folder of such files is not part of this."""

import pytest

from app.core.formats.archives import packed
from app.core.formats.format import Given
from app.core.formats.registry import FORMATS, guessed
from tests.formats.real_files import folder

FOLDER = folder() / "part2" / "csv"
EXPECTED = {"own-flat.csv": (7, 5), "own-semicolon-bom.csv": (3, 2), "own-no-ids.csv": (3, 2)}
TEXTS = {
    "=1+1 is two", "- a dash starts this", "+1 for that", "@ann said so", "'tis quoted",
    'multi\nline, "quoted"; tab\tx', "The museum should open on Mondays",
}  # fmt: skip


@pytest.mark.parametrize("name", EXPECTED)
def test_a_table_gives_its_claims_and_relations(name: str) -> None:
    data = (FOLDER / name).read_bytes()
    assert guessed(name, data) is FORMATS["csv"]
    read = FORMATS["csv"].read
    assert read is not None
    found = read(data, Given(name=name)).debate
    assert (len(found.claims), len(found.relations)) == EXPECTED[name]


@pytest.mark.parametrize(
    "name",
    [
        "own-formula-raw.csv",
        "own-formula-guarded.csv",
        "own-formula-guarded-saved-by-gnumeric.csv",
    ],
)
def test_texts_that_begin_as_formulas_come_back_as_they_were(name: str) -> None:
    read = FORMATS["csv"].read
    assert read is not None
    found = read((FOLDER / name).read_bytes(), Given(name=name)).debate
    assert {claim.text for claim in found.claims} == TEXTS
    assert len(found.relations) == 6
    (undercut,) = [row for row in found.relations if row.kind == "undercuts"]
    assert undercut.target == "r1"


@pytest.mark.parametrize("left_out", ["", "datapackage.json"])
def test_a_package_of_three_tables_comes_in_with_and_without_its_description(left_out: str) -> None:
    paths = sorted((FOLDER / "tables").iterdir())
    files = [(path.name, path.read_bytes()) for path in paths if path.name != left_out]
    data = packed(files)
    assert guessed("museum.zip", data) is FORMATS["tables"]
    read = FORMATS["tables"].read
    assert read is not None
    found = read(data, Given(name="museum.zip")).debate
    assert [(row.kind, row.premises, row.target) for row in found.relations] == [
        ("supports", ("c2",), "c1"),
        ("undercuts", ("c4",), "r1"),
    ]
