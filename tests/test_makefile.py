"""The Makefile: each target it names is there, and the command it makes is that of the checkout."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from app import __version__

ROOT = Path(__file__).parent.parent
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def around(**more: str) -> dict[str, str]:
    """Return an environment in which nothing tells of this make, if there is one, or this code."""
    return {"PATH": os.environ["PATH"], **more}


@pytest.fixture
def command(tmp_path: Path) -> Path:
    """The command as `make serve` makes it, in an environment that runs this very Python."""
    python = tmp_path / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n')
    python.chmod(0o755)
    made = python.with_name("cruxmap")
    make = ["make", "-s", f"VENV={tmp_path / 'venv'}", str(made)]
    subprocess.run(make, cwd=ROOT, env=around(), check=True)
    return made


def run(command: Path, folder: Path, *words: str, **settings: str) -> str:
    done = subprocess.run(
        [command, *words], cwd=folder, env=around(**settings), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_target_that_is_no_file_has_a_rule() -> None:
    named = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[0].split()
    ruled = re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE)
    assert sorted(named) == sorted(ruled)


def test_the_command_runs_from_another_folder_even_beside_another_app(
    command: Path, tmp_path: Path
) -> None:
    (tmp_path / "app.py").write_text("raise SystemExit('another program')\n")
    assert run(command, tmp_path, "version").strip() == __version__


def test_the_command_uses_the_database_of_the_checkout_unless_told_otherwise(
    command: Path, tmp_path: Path
) -> None:
    assert f"sqlite:///{ROOT}/var/cruxmap.db" in run(command, tmp_path, "settings")
    other = f"sqlite:///{tmp_path}/other.db"
    assert other in run(command, tmp_path, "settings", CRUXMAP_DATABASE_URL=other)
