"""One Argdown file read by Argdown's own command and by Cruxmap, in turns on the same machine.

Seconds of processor time, so that a busy machine disturbs less; each ratio is the median of those
of a round. The command's time is without its start, which an almost empty file measures. "parsed"
is what the command does: statements, texts, relations and data; "read" is a whole import, checked.
Run after `make test`: python -m benchmarks.argdown [CLAIMS]
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from app.core.formats.argdown import FORMAT
from app.core.formats.argdown.parsing import parsed
from app.core.formats.argdown.writing import write
from app.core.formats.format import Given, Options
from app.core.formats.native.canonical import canonical
from app.core.formats.native.reading import check_document
from app.core.formats.native.values import debate_of
from app.memory import calm_collector
from benchmarks.generated import document

SIZE, ROUNDS = 10_000, 5
ORACLES = Path(os.environ.get("CRUXMAP_TEST_ORACLES", ".venv/oracles")).resolve()
COMMAND = ORACLES / "node_modules" / "@argdown" / "cli" / "dist" / "cli.js"


def main() -> None:
    calm_collector()
    size = int(sys.argv[1]) if sys.argv[1:] else SIZE
    debate = debate_of(canonical(check_document(document(size))))
    data = write(debate, Options()).data
    assert FORMAT.read is not None
    read = FORMAT.read
    times: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        whole, empty = Path(folder, "whole.argdown"), Path(folder, "empty.argdown")
        whole.write_bytes(data)
        empty.write_text("[a]: b\n")
        for _ in range(ROUNDS):
            theirs = _command(whole) - _command(empty)
            times.setdefault("argdown json", []).append(theirs)
            for name, run in (
                ("parsed", lambda: parsed(data.decode(), _no_fault)),
                ("read", lambda: read(data, Given(slug="x"))),
                ("written", lambda: write(debate, Options())),
            ):
                times.setdefault(name, []).append(_spent(run))
    print(f"{size:,} claims, {len(debate.relations):,} relations, {len(data):,} bytes\n")
    print("| | seconds | the command takes |\n|---|---:|---:|")
    for name, found in times.items():
        pairs = zip(times["argdown json"], found, strict=True)
        ratio = statistics.median(theirs / ours for theirs, ours in pairs)
        print(f"| {name} | {statistics.median(found):.2f} | ×{ratio:.1f} |")


def _no_fault(message: str, place: tuple[int, int]) -> None:
    raise AssertionError(f"{place}: {message}")


def _spent(run: Callable[[], object]) -> float:
    begun = time.process_time()
    made = run()
    spent = time.process_time() - begun
    del made  # letting go of it is no part of the time, as it is none of the command's
    return spent


def _command(path: Path) -> float:
    """Return the processor time of Argdown's command on a file, that of its threads included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = ["node", str(COMMAND), "json", str(path), str(path.parent / "out")]
    subprocess.run(command, check=True, capture_output=True, cwd=path.parent)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
