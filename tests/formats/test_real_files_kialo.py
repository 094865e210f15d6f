"""Files of Kialo's two generations, from the folder of real files where it is named."""

import pytest

from app.core.formats.format import Given
from app.core.formats.registry import guessed
from tests.formats.real_files import folder

FOLDER = folder()


@pytest.mark.parametrize(
    ("name", "relations", "notes"),
    [("own-flat.txt", 6, ["Linked at “survey”."]), ("own-indented.txt", 5, [None])],
)
def test_both_generations_come_in(name: str, relations: int, notes: list[str | None]) -> None:
    path = FOLDER / "kialo" / name
    found = guessed(name, path.read_bytes())
    assert found.name == "kialo"
    assert found.read is not None
    debate = found.read(path.read_bytes(), Given(name=name)).debate
    assert (len(debate.claims), len(debate.relations)) == (6, relations)
    assert [row.note for row in debate.citations if not (row.note or "").startswith('"')] == notes
