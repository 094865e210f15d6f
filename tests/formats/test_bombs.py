"""Whatever a file of 20 MB holds, it is refused in words, in bounded memory and time.

Each is read by a process of its own, so that its memory is that of nobody else.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.core.formats.native.canonical import dumps
from app.core.formats.native.faults import SHOWN
from benchmarks.generated import document
from tests.formats.bombs import BOMBS, Bomb

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
MOST_MEGABYTES = 300
# Of computing; the aim is 3 on a quiet machine.
MOST_SECONDS = 15
READING = """
import json, resource, sys, time
from pathlib import Path
from app.core.formats.native.reading import ImportFaults, read_document

def peak():
    try:  # what the process that started this one had does not count
        status = Path("/proc/self/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1000
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000_000

for name in ("idle.json", "idle.yaml"):
    try:
        read_document(b'{"format": 1, "debate": {}}', name)
    except ImportFaults:
        idle = peak()
path, faults, places = Path(sys.argv[1]), [], []
try:
    read_document(path.read_bytes(), path.name, max_bytes=20_000_000)
except ImportFaults as error:
    faults = [str(fault) for fault in error.faults]
    places = [fault.line for fault in error.faults]
answer = {"faults": faults, "places": places, "megabytes": peak() - idle}
print(json.dumps(answer | {"seconds": time.process_time()}))
"""


def read_apart(path: Path) -> Any:
    command = [sys.executable, "-c", READING, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=250)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: bomb.name)
def test_a_bomb_is_refused_in_bounded_memory_and_time(bomb: Bomb, tmp_path: Path) -> None:
    path = tmp_path / bomb.name
    assert path.write_bytes(bomb.data) <= 20_000_000
    told = read_apart(path)
    assert bomb.words in "\n".join(told["faults"])
    assert len(told["faults"]) <= SHOWN + 1
    assert sum(map(len, told["faults"])) < 100_000, "the faults do not repeat the bomb"
    assert told["megabytes"] <= MOST_MEGABYTES
    assert told["seconds"] <= MOST_SECONDS


def test_the_faults_of_a_bomb_have_places(tmp_path: Path) -> None:
    """Of 400,000 faulty rows the first 200 are named, each where it stands; then that is told."""
    path = tmp_path / "rows.json"
    listed = ",\n".join(["{}"] * 399_000)
    path.write_text(
        f'{{"format":"cruxmap/1","debate":{{"slug":"a","title":"A"}},"claims":[\n{listed}]}}'
    )
    told = read_apart(path)
    assert told["places"] == [*range(2, SHOWN + 2), None]
    assert "only the first 200 are listed" in told["faults"][-1]


@pytest.mark.parametrize(("claims", "ending"), [(40_000, "json"), (10_000, "yaml")])
def test_large_debates_are_no_bombs(claims: int, ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"large.{ending}"
    path.write_text(dumps(document(claims)), encoding="utf-8")
    told = read_apart(path)
    assert told["faults"] == []
    assert told["megabytes"] <= MOST_MEGABYTES
    assert told["seconds"] <= MOST_SECONDS
