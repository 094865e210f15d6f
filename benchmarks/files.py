"""A debate's answers in the API: made, sent again from what is kept, and found unchanged (304).

Each figure is the median of ratios to the last, the 304, of the same round, so that a busy machine
disturbs all alike. Run: python -m benchmarks.files [SIZE]
"""

import asyncio
import logging
import statistics
import sys
import tempfile
from pathlib import Path

from app.memory import calm_collector
from app.services.downloads import forget_files
from benchmarks.pages import _Bench, _get, _timed

SIZE = 10_000
ROUNDS = 9
PARTS = ("/graph", "/export", "/rollup", "/contested")
GZIP, PLAIN = {b"accept-encoding": b"gzip"}, {b"accept-encoding": b"identity"}


def main() -> None:
    logging.getLogger("cruxmap").setLevel(logging.WARNING)
    calm_collector()
    size = int(sys.argv[1]) if sys.argv[1:] else SIZE
    print("| answer | 304, ms | made | again | again, not compressed |\n|---|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        bench = _Bench(f"sqlite:///{folder}/bench.db", size, Path(folder))
        for part in PARTS:
            asyncio.run(_measure(bench, part))
        bench.database.close()


async def _measure(bench: _Bench, part: str) -> None:
    path = f"/api/v1/debates/{bench.slug}{part}"
    _, headers, _ = await _get(bench.app, path)
    had = {**GZIP, b"if-none-match": dict(headers)[b"etag"]}
    times: dict[str, list[float]] = {}

    async def timed(case: str, extra: dict[bytes, bytes]) -> None:
        async def run() -> None:
            await _get(bench.app, path, extra)

        times.setdefault(case, []).append(await _timed(run))

    for _ in range(ROUNDS):
        forget_files()
        for case, extra in (("made", GZIP), ("again", GZIP), ("plain", PLAIN), ("304", had)):
            await timed(case, extra)
    _show(part, times)


def _show(part: str, times: dict[str, list[float]]) -> None:
    least = times["304"]
    shown = " | ".join(
        f"×{statistics.median(t / f for t, f in zip(times[case], least, strict=True)):.1f}"
        for case in ("made", "again", "plain")
    )
    print(f"| `{part}` | {statistics.median(least) * 1000:.2f} | {shown} |", flush=True)


if __name__ == "__main__":
    main()
