"""Every format: a debate of 10,000 claims written with its loss report, and read back.

Seconds of processor time, the least of the rounds, for a busy machine only ever adds to them; the
floor beside them is Python's own JSON, written and read, of the same debate in the same rounds.
"report" is the part of writing that tells what is not in the file. Argdown is compared with its own
command by benchmarks.argdown, a bibliography of 20,000 entries is read as the last row.
Run: python -m benchmarks.formats [CLAIMS [FORMAT ...]]
"""

import json
import sys
import time
from collections.abc import Callable

from app.core.debate.whole import Debate
from app.core.formats.bibtex import FORMAT as BIBTEX
from app.core.formats.format import Format, Given, Options
from app.core.formats.losing import lost
from app.core.formats.native.canonical import canonical
from app.core.formats.native.reading import check_document
from app.core.formats.native.values import debate_of, document_of
from app.core.formats.registry import FORMATS
from app.memory import calm_collector
from benchmarks.generated import document

SIZE, ROUNDS, ENTRIES = 10_000, 5, 20_000
Runs = dict[str, Callable[[], object]]


def main() -> None:
    calm_collector()
    size = int(sys.argv[1]) if sys.argv[1:] else SIZE
    debate = debate_of(canonical(check_document(document(size))))
    chosen = [FORMATS[name] for name in sys.argv[2:] or FORMATS]
    print(
        f"{size:,} claims, {len(debate.relations):,} relations, {len(debate.credences):,} credences"
    )
    print("\n| format | MB | written | of that the report | read |\n|---|---:|---:|---:|---:|")
    for each in chosen:
        if each.write:
            _show(each, debate)
    if BIBTEX in chosen:
        print(f"\n{ENTRIES:,} entries of BibTeX: {_shown(_least(_bibliography())['read'], 1)}")


def _show(each: Format, debate: Debate) -> None:
    assert each.write is not None
    write, data = each.write, each.write(debate, Options()).data
    said = document_of(debate)
    runs: Runs = {
        "floor": lambda: json.loads(json.dumps(said, default=str)),
        "written": lambda: write(debate, Options()),
    }
    if not each.is_native:
        runs["report"] = lambda: lost(debate, each.keeps(debate))
    if read := each.read:
        runs["read"] = lambda: read(data, Given(name=f"x{each.ending}", slug="x"))
    least = _least(runs)
    cells = (_shown(least.get(name), least["floor"]) for name in ("written", "report", "read"))
    print(f"| `{each.name}` | {len(data) / 1e6:.1f} | {' | '.join(cells)} |", flush=True)


def _bibliography() -> Runs:
    """Return the reading of a bibliography of its own, for generated debates have no sources."""
    entry = "@book{{k{0},\n  title = {{Halls and their roofs, volume {0}}},\n  year = 1980,\n}}\n"
    data = "".join(entry.format(number) for number in range(ENTRIES)).encode()
    assert BIBTEX.read is not None
    read = BIBTEX.read
    return {"read": lambda: read(data, Given(name="x.bib", slug="x"))}


def _least(runs: Runs) -> dict[str, float]:
    """Return the least time of each, taken in turns."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            begun = time.process_time()
            run()
            times[name].append(time.process_time() - begun)
    return {name: min(found) for name, found in times.items()}


def _shown(seconds: float | None, floor: float) -> str:
    return "–" if seconds is None else f"{seconds:.2f} (×{seconds / floor:.0f})"


if __name__ == "__main__":
    main()
