"""Real servers: `cruxmap serve` in a process of its own, on a port of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent


def environment(folder: Path, database_url: str) -> dict[str, str]:
    """Return what a server, or a command of the same installation, needs around it."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "CRUXMAP_DATABASE_URL": database_url,
        "CRUXMAP_DATA_DIR": str(folder),
    }


@contextmanager
def serving(folder: Path, around: dict[str, str], *options: str) -> Iterator[str]:
    """Run a server, and give its address; its log must tell of no fault."""
    log = folder / "log"
    with log.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "app", "serve", "--port", "0", *options],
            cwd=folder,
            env=around,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        yield _printed_address(server, log)
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(timeout=30)
        except subprocess.TimeoutExpired:
            server.kill()
            raise
    assert "Traceback" not in log.read_text(), log.read_text()


def _printed_address(server: subprocess.Popen[bytes], log: Path) -> str:
    for _ in range(600):
        for line in log.read_text().splitlines():
            if line.startswith("Cruxmap is at "):
                return line.removeprefix("Cruxmap is at ").rstrip("/")
        assert server.poll() is None, log.read_text()
        time.sleep(0.1)
    raise AssertionError(log.read_text())
