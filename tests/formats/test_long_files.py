"""A file of 100 MB, five times what an upload may have, is refused or read in bounded memory.

Each is read by a process of its own, so that its memory is that of nobody else.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
MOST_MEGABYTES = 1500
MOST_SECONDS = 60  # of computing
READING = """
import json, sys, time
from pathlib import Path
from app.core.formats.format import Given
from app.core.formats.native.faults import ImportFaults
from app.core.formats.registry import FORMATS
from tests.formats.specimens import ALL

name, size = sys.argv[1], 100_000_000
pieces = {"over and over": ALL[name][-1], "lines": b"- a: b\\n", "one line": b"a (b) [c] "}
piece = pieces[sys.argv[2]]
data = (piece * (size // len(piece) + 1))[:size]
begun = time.process_time()
try:
    FORMATS[name].read(data, Given(name="a" + FORMATS[name].ending))
    told = []
except ImportFaults as error:
    told = [fault.message for fault in error.faults]
held = Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]
seconds = time.process_time() - begun
print(json.dumps({"told": told, "megabytes": int(held) / 1000, "seconds": seconds}))
"""


def read_apart(*words: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", READING, *words], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.mark.parametrize("kind", ["over and over", "lines", "one line"])
@pytest.mark.parametrize("name", ["cruxmap", "cruxmap-yaml", "markdown", "csv"])
def test_a_hundred_megabytes_are_refused_in_bounded_memory_and_time(name: str, kind: str) -> None:
    found = read_apart(name, kind)
    assert found["told"] != []
    assert found["megabytes"] <= MOST_MEGABYTES
    assert found["seconds"] <= MOST_SECONDS
