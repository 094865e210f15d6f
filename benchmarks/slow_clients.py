"""What 200 clients that never finish cost the others: pages before, and meanwhile.

The slow ones send half a head or half a body, a byte a second, or (one in forty) ask for a large
file and never read it; each that is cut off comes back at once. Everybody else asks for pages,
eight at a time.
Run: python -m benchmarks.slow_clients [SECONDS]
"""

import http.client
import socket
import statistics
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

from benchmarks.soak import open_files, resident, serving

SLOW = 200
READERS = 8
PAGES = ("/", "/d/scheming-exchange", "/d/scheming-exchange/thread", "/help")
FORM = b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\nname="
STARTS = [
    b"GET / HTTP/1.1\r\nX: ",
    b"",
    FORM + b"x" * 100_000,
    FORM,
] * 10
STARTS[-1] = b"GET /d/scheming-exchange/export/cruxmap HTTP/1.1\r\nHost: x\r\n\r\n"


def main() -> None:
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    print("| | pages | median ms | p99 ms | longest ms | resident MB | open files |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), _environment(folder)) as at:
        port, pid = at
        _pages(port, 3)
        quiet = _row("quiet", _pages(port, seconds), pid)
        over = threading.Event()
        slow = threading.Thread(target=_slow_clients, args=(port, over))
        slow.start()
        time.sleep(2)
        busy = _row(f"{SLOW} slow clients", _pages(port, seconds), pid)
        over.set()
        slow.join()
    print(f"\np99 {busy / quiet:.1f} times that of the quiet")


def _environment(folder: str) -> dict[str, str]:
    return {
        "PYTHONPATH": str(Path(__file__).parent.parent),
        "PYTHONUNBUFFERED": "1",
        "CRUXMAP_DATABASE_URL": f"sqlite:///{folder}/slow.db",
        "CRUXMAP_DATA_DIR": folder,
    }


def _row(name: str, taken: list[float], pid: int) -> float:
    taken.sort()
    p99 = taken[int(len(taken) * 0.99)]
    shown = [f"{1000 * each:.1f}" for each in (statistics.median(taken), p99, taken[-1])]
    files = open_files(pid)
    print(f"| {name} | {len(taken):,} | {' | '.join(shown)} | {resident(pid):.0f} | {files} |")
    return p99


def _pages(port: int, seconds: float) -> list[float]:
    taken: list[float] = []
    until = time.monotonic() + seconds

    def read() -> None:
        number = 0
        while time.monotonic() < until:
            began = time.perf_counter()
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            line.request("GET", PAGES[number % len(PAGES)], headers={"Accept-Encoding": "gzip"})
            line.getresponse().read()
            line.close()
            taken.append(time.perf_counter() - began)
            number += 1

    readers = [threading.Thread(target=read) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return taken


def _slow_clients(port: int, over: threading.Event) -> None:
    lines = {number: _started(port, number) for number in range(SLOW)}
    while not over.wait(1):
        for number, line in lines.items():
            try:
                if number % 2 == 0:
                    line.send(b"x")
                if number % len(STARTS) != len(STARTS) - 1 and _is_closed(line):
                    raise ConnectionError
            except BlockingIOError:
                continue
            except OSError:
                line.close()
                lines[number] = _started(port, number)
    for line in lines.values():
        line.close()


def _started(port: int, number: int) -> socket.socket:
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    line.connect(("127.0.0.1", port))
    line.setblocking(False)
    with suppress(OSError):
        line.send(STARTS[number % len(STARTS)])
    return line


def _is_closed(line: socket.socket) -> bool:
    with suppress(BlockingIOError):
        return line.recv(4_096) == b""
    return False


if __name__ == "__main__":
    main()
