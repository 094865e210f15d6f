"""Files of others are what VENDOR.md says they are."""

import hashlib
from pathlib import Path

import pytest

from tests.found import some

ROOT = Path(__file__).parent.parent
FOLDERS = [ROOT / "static" / "vendor", ROOT / "tests" / "browser" / "vendor"]


def listed(folder: Path) -> dict[str, str]:
    """Read VENDOR.md's table: file name to sha256."""
    lines = (folder / "VENDOR.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "|" in line]
    return {row[0]: row[-1] for row in rows[2:]}


def faults(folder: Path) -> list[str]:
    """Name every file that is unlisted, missing or other than listed."""
    files = {path.name: path for path in folder.iterdir() if path.name != "VENDOR.md"}
    table = listed(folder)
    found = [f"{name}: listed here or there only" for name in sorted(files.keys() ^ table.keys())]
    for name in sorted(files.keys() & table.keys()):
        if hashlib.sha256(files[name].read_bytes()).hexdigest() != table[name]:
            found.append(f"{name}: not the listed bytes")
    return found


@pytest.mark.parametrize("folder", FOLDERS, ids=["static", "tests"])
def test_every_vendored_file_is_listed_with_its_hash(folder: Path) -> None:
    assert listed(folder)
    assert faults(folder) == []


@pytest.mark.parametrize("folder", FOLDERS, ids=["static", "tests"])
def test_every_vendored_file_carries_its_version_in_its_name(folder: Path) -> None:
    lines = (folder / "VENDOR.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "|" in line]
    assert [row[0] for row in some(rows[2:]) if f"-{row[2]}." not in row[0]] == []


def test_a_changed_or_unlisted_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "VENDOR.md").write_text("|file|sha256|\n|---|---|\n|a.js|00|\n", encoding="utf-8")
    (tmp_path / "a.js").write_text("changed", encoding="utf-8")
    (tmp_path / "b.js").write_text("unlisted", encoding="utf-8")
    assert faults(tmp_path) == ["b.js: listed here or there only", "a.js: not the listed bytes"]
