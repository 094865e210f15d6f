"""The fuzzer tells what goes wrong once for each kind and keeps the file; sound readers pass."""

import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.formats.archives import unpacked
from app.core.formats.format import Given, Read
from app.core.formats.registry import FORMATS
from tests.formats.specimens import ALL
from tests.fuzz import Findings, closed, opened, tried

CSV = FORMATS["csv"]


def failing(data: bytes, given: Given = Given()) -> Read:
    raise KeyError(data)


def test_what_goes_wrong_is_counted_by_its_kind_and_the_first_file_kept(tmp_path: Path) -> None:
    findings = Findings(tmp_path)
    for data in (b"id\n1", b"id\n2"):
        tried(replace(CSV, read=failing), data, findings)
    assert list(findings.kinds.values()) == [2]
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"id\n1"]
    assert findings.told().startswith("2 files, 0 of them read")


def test_a_slow_reader_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    findings = Findings(tmp_path)
    monkeypatch.setattr(time, "process_time", iter([0.0, 2.5]).__next__)
    tried(CSV, ALL["csv"][0], findings)
    assert findings.kinds == {"slow": 1}
    assert findings.read == 1


def test_files_of_an_archive_are_changed_apart() -> None:
    whole = ALL["tables"][0]
    assert b"PK" not in opened(whole)
    assert unpacked(closed(opened(whole), FORMATS["tables"])) == unpacked(whole)
    assert closed(b"a,b", CSV) == opened(b"a,b") == b"a,b"


@pytest.mark.long
def test_a_second_of_it_finds_nothing_and_tells_how_much_was_tried() -> None:
    command = [sys.executable, "-m", "tests.fuzz", "kialo", "1"]
    done = subprocess.run(command, cwd=Path(__file__).parent.parent, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 kinds of faults" in done.stdout
