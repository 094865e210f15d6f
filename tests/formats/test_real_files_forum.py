"""Saved threads of every dialect, from the folder of real files where it is named."""

import pytest

from app.core.formats.format import Given, Read
from app.core.formats.registry import guessed
from tests.formats.real_files import folder

FOLDER = folder()


def imported(name: str) -> Read:
    path = FOLDER / name
    found = guessed(path.name, path.read_bytes())
    assert found.name == "forum"
    assert found.read is not None
    return found.read(path.read_bytes(), Given(name=path.name))


@pytest.mark.parametrize(
    ("name", "comments", "posts", "quotes", "people"),
    [
        ("lw/synthetic_thread.json", 9, 1, 2, 3),
        ("part2/lw/own-greaterwrong-nested.jsonl", 2, 1, 1, 2),
        ("part2/lw/own-htmlbody-dialect.json", 2, 0, 1, 2),
        ("part2/lw/own-reacts-draft-hidden.json", 3, 0, 0, 1),
    ],
)
def test_each_dialect_comes_in(
    name: str, comments: int, posts: int, quotes: int, people: int
) -> None:
    debate = imported(name).debate
    assert len(debate.comments) == comments + posts
    assert (len(debate.quotes), len(debate.people)) == (quotes, people)


def test_the_thread_keeps_orphans_deleted_and_retracted_comments_and_signs_beyond_the_plane() -> (
    None
):
    made = imported("lw/synthetic_thread.json")
    rows = {row.id: row for row in made.debate.comments}
    assert rows["cB3"].parent is None
    assert rows["cD1"].spans == ()
    assert rows["cA3"].versions[0].note == "Retracted by its author."
    assert "🛠" in made.texts["s1"]
    assert [note.mark for note in rows["cA2"].footnotes] == ["[1]"]
    assert sorted(quote.fidelity or "" for quote in made.debate.quotes) == ["altered", "exact"]
    assert [each.message for each in made.cautions] == [
        "Comments in reply to what is not in the file: 1."
    ]
