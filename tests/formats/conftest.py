"""What tests of formats share: the readers of others that run on Node.js."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Oracles:
    """A folder with `node_modules` in which the readers of others are installed."""

    folder: Path

    def node(self, *words: str | Path, cwd: Path | None = None, given: str = "") -> str:
        """Run Node.js with these words and return what it printed; it must not fail."""
        done = self.run(*words, cwd=cwd, given=given)
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    def run(
        self, *words: str | Path, cwd: Path | None = None, given: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run Node.js with these words, whether or not it fails."""
        command = ["node", *map(str, words)]
        return subprocess.run(
            command, cwd=cwd or self.folder, input=given, capture_output=True, text=True
        )

    def script(self, name: str) -> Path:
        """Return a program of a package, by its path below `node_modules`."""
        return self.folder / "node_modules" / name


@pytest.fixture(scope="session")
def oracles() -> Oracles:
    # `make test` installs them: a suite that was asked for them must not pass without.
    folder = os.environ.get("CRUXMAP_TEST_ORACLES", "")
    if not folder:
        pytest.skip("The readers of others are not installed; `make test` does it.")
    assert (Path(folder) / "node_modules").is_dir()
    return Oracles(Path(folder))
