"""Files of others give what their description says; they are not kept with the program."""

import pytest

from app.core.formats.format import Given, Read
from app.core.formats.registry import guessed
from tests.formats.real_files import folder

FOLDER = folder() / "part2"


def of(name: str) -> Read:
    path = FOLDER / name
    data = path.read_bytes()
    reader = guessed(path.name, data).read
    assert reader is not None
    return reader(data, Given(name=path.name))


@pytest.mark.parametrize(
    ("name", "claims", "relations", "theses"),
    [
        ("outline/own-outline.md", 9, 8, 2),
        ("outline/own-indented.txt", 6, 5, 1),
        ("outline/winer-states.md", 59, 58, 1),
        ("logseq/own-museum.md", 3, 2, 1),
        ("logseq/logseq-docs-Properties.md", 35, 31, 4),
        ("logseq/logseq-docs-Page and block references.md", 13, 11, 2),
    ],
)
def test_a_real_file_gives_what_it_holds(
    name: str, claims: int, relations: int, theses: int
) -> None:
    found = of(name).debate
    held = len(found.claims), len(found.relations), len(found.settings.theses)
    assert held == (claims, relations, theses)


def test_one_line_of_the_outline_has_no_word() -> None:
    (caution,) = of("outline/own-outline.md").cautions
    assert str(caution).startswith("line 9: No word says what these lines are")
