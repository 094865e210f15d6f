"""`cruxmap export A B` and `--all`, and `cruxmap import` of the zip that comes of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.core.formats.archives import packed, unpacked
from tests.cli.conftest import Cruxmap
from tests.cli.test_documents import DOCUMENT

TEA = b"[Tea]: Tea is best.\n  + <Calm>: It is calm.\n"
FILES = {"tea.argdown": TEA, "f/milk.md": b"# Milk\n\n- Milk is best.\n", "README.md": b"# Hi"}


@pytest.fixture
def drinks(tmp_path: Path) -> str:
    path = tmp_path / "drinks.zip"
    path.write_bytes(packed(FILES.items()))
    return str(path)


def slugs(cruxmap: Cruxmap) -> list[str]:
    return [line.split()[0] for line in cruxmap("debate", "list").out.splitlines()]


def plain(data: str | bytes) -> Any:
    """A document without its origin: which installation and state of the debate it is of."""
    document = json.loads(data)
    if "claims" in document:
        assert document["debate"].pop("origin")
    return document


def test_a_zip_of_files_becomes_debates_and_goes_out_as_one_again(
    cruxmap: Cruxmap, drinks: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = cruxmap("import", drinks, "--dry-run")
    assert (tried.code, slugs(cruxmap)) == (0, [])
    assert tried.out.splitlines()[0] == "Would import tea: 2 claims, 1 relation."
    made = cruxmap("import", drinks, "--slug", "tea.argdown=green-tea")
    assert made.code == 0
    assert made.out.splitlines() == [
        "Imported green-tea: 2 claims, 1 relation.",
        "Imported milk: 1 claim.",
    ]
    assert "README.md: left out, for it is no debate." in made.err.splitlines()
    out = tmp_path / "out.zip"
    written = cruxmap("export", "--all", "-o", str(out))
    assert (written.code, written.out) == (0, f"Wrote 2 debates to {out}.\n")
    files = unpacked(out.read_bytes())
    assert sorted(files) == ["green-tea.cruxmap.json", "index.json", "milk.cruxmap.json"]
    again = tmp_path / "again.zip"
    cruxmap("export", "green-tea", "milk", "-o", str(again))
    assert unpacked(again.read_bytes()) == files
    monkeypatch.setenv("CRUXMAP_DATABASE_URL", f"sqlite:///{tmp_path / 'other.db'}")
    cruxmap("migrate")
    assert cruxmap("import", str(out)).code == 0
    other = tmp_path / "other.zip"
    cruxmap("export", "green-tea", "milk", "-o", str(other))
    assert [plain(data) for data in unpacked(other.read_bytes()).values()] == [
        plain(data) for data in unpacked(again.read_bytes()).values()
    ]


def test_what_each_format_loses_is_told_debate_by_debate(
    cruxmap: Cruxmap, drinks: str, tmp_path: Path
) -> None:
    cruxmap("import", drinks)
    out = str(tmp_path / "out.zip")
    done = cruxmap("export", "tea", "milk", "--format", "bibtex", "-o", out)
    assert done.code == 0
    told = done.err.splitlines()
    assert told[0].startswith("milk: Not in this file: ")
    assert told[1].startswith("tea: Not in this file: ")
    assert "2 claims" in told[1]


def test_a_broken_file_is_named_with_its_place_and_nothing_comes_in(
    cruxmap: Cruxmap, tmp_path: Path
) -> None:
    wrong = json.dumps(DOCUMENT).replace('"c1", "provenance"', '\n"c9", "provenance"').encode()
    path = tmp_path / "x.zip"
    path.write_bytes(packed([*FILES.items(), ("sky.json", wrong)]))
    refused = cruxmap("import", str(path))
    assert (refused.code, refused.out) == (1, "")
    (line,) = refused.err.splitlines()
    assert line.startswith("sky.json: line 2, column 1: relations[0].target (r1): ")
    assert slugs(cruxmap) == []


def test_an_address_that_is_taken_is_told_with_the_file(cruxmap: Cruxmap, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(packed([*FILES.items(), ("sky.json", json.dumps(DOCUMENT).encode())]))
    cruxmap("import", str(path))
    refused = cruxmap("import", str(path))
    assert refused.code == 1
    assert "tea.argdown: There is already a debate called “tea”" in refused.err
    assert sorted(slugs(cruxmap)) == ["milk", "sky", "tea"]


def test_half_a_zip_is_never_left(cruxmap: Cruxmap, drinks: str, tmp_path: Path) -> None:
    cruxmap("import", drinks)
    out = tmp_path / "out.zip"
    refused = cruxmap("export", "tea", "nowhere", "-o", str(out))
    assert refused.code == 1
    assert sorted(tmp_path.glob("out*")) == []


def test_what_does_not_go_together_is_misuse(cruxmap: Cruxmap, drinks: str) -> None:
    cruxmap("import", drinks)
    for more in (
        *((), ("tea", "--all"), ("tea", "milk", "--node", "c1"), ("tea", "milk", "--archive")),
        ("tea", "--archive", "--at", "1"),
    ):
        assert cruxmap("export", *more).code == 2


def test_a_debate_goes_out_as_it_was(cruxmap: Cruxmap, drinks: str) -> None:
    cruxmap("import", drinks)
    now = cruxmap("export", "tea").out
    assert cruxmap("export", "tea", "--at", "1").out == now
    refused = cruxmap("export", "tea", "--at", "yesterday")
    assert (refused.code, refused.out) == (1, "")
    assert "Write a revision, such as 41" in refused.err


def test_another_address_is_chosen_for_a_single_file(cruxmap: Cruxmap, tmp_path: Path) -> None:
    path = tmp_path / "sky.json"
    path.write_text(json.dumps(DOCUMENT), encoding="utf-8")
    cruxmap("import", str(path))
    assert cruxmap("import", str(path)).code == 1
    assert cruxmap("import", str(path), "--slug", "night-sky").code == 0
    assert sorted(slugs(cruxmap)) == ["night-sky", "sky"]


def test_the_debate_comes_out_of_the_archive_of_its_pages(
    cruxmap: Cruxmap, drinks: str, tmp_path: Path
) -> None:
    cruxmap("import", drinks)
    out = tmp_path / "tea-archive.zip"
    assert cruxmap("export", "tea", "--archive", "-o", str(out)).code == 0
    made = cruxmap("import", str(out), "--slug", "green-tea")
    assert made.code == 0, made.err
    assert made.out == "Imported green-tea: 2 claims, 1 relation.\n"
    assert "“data/tea.cruxmap.json” was read" in made.err
    was = plain(cruxmap("export", "tea").out)
    now = plain(cruxmap("export", "green-tea").out)
    assert now["debate"].pop("slug") == "green-tea"
    assert was["debate"].pop("slug") == "tea"
    assert now == was
