"""`cruxmap import` and `cruxmap export`."""

import copy
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cruxmap

DOCUMENT: dict[str, Any] = {
    "format": "cruxmap/1",
    "debate": {"slug": "sky", "title": "What colour is the sky?", "theses": ["c1"]},
    "claims": [
        {"id": "c1", "kind": "claim", "text": "The sky is blue.", "provenance": "in_text"},
        {"id": "c2", "kind": "claim", "text": "It looks blue at noon.", "provenance": "in_text"},
    ],
    "relations": [
        {
            "id": "r1",
            "kind": "supports",
            "premises": ["c2"],
            "target": "c1",
            "provenance": "in_text",
        }
    ],
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "sky.json"
    path.write_text(json.dumps(DOCUMENT), encoding="utf-8")
    return path


def test_an_exported_debate_imports_to_the_same_file_but_for_where_it_was_written(
    cruxmap: Cruxmap, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported = cruxmap("import", str(file))
    assert (imported.code, imported.err) == (0, "")
    assert "Imported sky: " in imported.out
    assert "2 claims" in imported.out
    out = tmp_path / "out.json"
    assert cruxmap("export", "sky", "-o", str(out)).code == 0
    monkeypatch.setenv("CRUXMAP_DATABASE_URL", f"sqlite:///{tmp_path / 'other.db'}")
    cruxmap("migrate")
    assert cruxmap("import", str(out)).code == 0
    again = tmp_path / "again.json"
    assert cruxmap("export", "sky", "--output", str(again)).code == 0
    here, there = (json.loads(path.read_bytes()) for path in (out, again))
    first, second = (each["debate"].pop("origin") for each in (here, there))
    assert json.dumps(there) == json.dumps(here)
    assert first["installation"] != second["installation"]
    told = ("address", "installation", "debate")
    assert second["came_from"] == {name: first[name] for name in told}
    assert "came_from" not in first
    assert second["changed"] == first["changed"]


def test_export_writes_to_standard_output_unless_told_otherwise(
    cruxmap: Cruxmap, file: Path
) -> None:
    cruxmap("import", str(file))
    assert json.loads(cruxmap("export", "sky").out)["debate"]["slug"] == "sky"


def test_a_file_can_come_from_standard_input(
    cruxmap: Cruxmap, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(file.read_bytes())))
    assert cruxmap("import", "-").code == 0
    assert "sky" in cruxmap("debate", "list").out


def test_a_dry_run_imports_nothing(cruxmap: Cruxmap, file: Path) -> None:
    tried = cruxmap("import", str(file), "--dry-run")
    assert (tried.code, tried.err) == (0, "")
    assert tried.out.startswith("Would import sky: ")
    assert cruxmap("debate", "list").out == ""


def test_every_fault_is_named_with_line_and_column(cruxmap: Cruxmap, tmp_path: Path) -> None:
    wrong = copy.deepcopy(DOCUMENT)
    wrong["relations"][0]["target"] = "nowhere"
    wrong["claims"][0]["kind"] = "song"
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(wrong, indent=1), encoding="utf-8")
    refused = cruxmap("import", str(path))
    assert (refused.code, refused.out) == (1, "")
    lines = refused.err.splitlines()
    assert len(lines) == 2
    assert all(line.startswith(f"{path}: line ") and "column" in line for line in lines)
    assert cruxmap("debate", "list").out == ""


def test_importing_twice_is_refused_and_changes_nothing(cruxmap: Cruxmap, file: Path) -> None:
    cruxmap("import", str(file))
    before = cruxmap("debate", "list").out
    refused = cruxmap("import", str(file))
    assert refused.code == 1
    assert "sky" in refused.err
    assert cruxmap("debate", "list").out == before


def test_a_missing_file_is_named(cruxmap: Cruxmap) -> None:
    refused = cruxmap("import", "no-such-file.json")
    assert refused.code == 1
    assert "no-such-file.json" in refused.err


def test_an_unknown_debate_is_refused(cruxmap: Cruxmap) -> None:
    refused = cruxmap("export", "nowhere")
    assert (refused.code, refused.out) == (1, "")


def test_an_unknown_format_is_misuse(cruxmap: Cruxmap, file: Path) -> None:
    refused = cruxmap("import", str(file), "--format", "sculpture")
    assert refused.code == 2
    assert "“sculpture” is none of these: cruxmap," in " ".join(refused.err.split())


def test_a_file_that_cannot_be_written_is_named(cruxmap: Cruxmap, file: Path) -> None:
    cruxmap("import", str(file))
    refused = cruxmap("export", "sky", "-o", "no/such/folder/out.json")
    assert refused.code == 1
    assert "no/such/folder/out.json" in refused.err


def test_an_archive_is_written_as_one_file(cruxmap: Cruxmap, file: Path, tmp_path: Path) -> None:
    cruxmap("import", str(file))
    out = tmp_path / "sky.zip"
    made = cruxmap("export", "sky", "--archive", "-o", str(out))
    assert (made.code, made.out) == (0, f"Wrote the archive of sky to {out}.\n")
    with zipfile.ZipFile(out) as archive:
        assert {"index.html", "n/c2.html", "data/sky.cruxmap.json"} <= set(archive.namelist())
    first = out.read_bytes()
    assert cruxmap("export", "sky", "--archive", "-o", str(out)).code == 0
    assert out.read_bytes() == first
    assert [path.name for path in tmp_path.glob("*.part")] == []


def test_an_archive_that_cannot_be_written_is_named(cruxmap: Cruxmap, file: Path) -> None:
    cruxmap("import", str(file))
    refused = cruxmap("export", "sky", "--archive", "-o", "no/such/folder/sky.zip")
    assert refused.code == 1
    assert "no/such/folder/sky.zip" in refused.err


def test_an_archive_has_no_format(cruxmap: Cruxmap, file: Path) -> None:
    cruxmap("import", str(file))
    assert cruxmap("export", "sky", "--archive", "--format", "markdown").code == 2


def test_on_a_terminal_an_import_says_what_it_is_at(
    cruxmap: Cruxmap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "museum.md"
    path.write_text("# Mondays\n\n- The museum should open on Mondays\n")
    assert "Reading" not in cruxmap("import", str(path), "--dry-run").err
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    told = cruxmap("import", str(path)).err
    assert told.splitlines()[:2] == [f"Reading {path} (47 bytes) …", "Writing it …"]
