"""What readers who only watch cost a worker: memory for each, pages beside them, and the news.

Streams are opened on one debate by as many readers as asked for; then a change is made, and it is
measured how long until the first and the last of them has heard. Every second reader is signed in.
Run: python -m benchmarks.live [READERS]
"""

import resource
import selectors
import socket
import statistics
import sys
import tempfile
import time
from pathlib import Path

from app.config import Settings
from app.db import Database
from app.services import accounts, sign_ins
from app.services.transfer import import_document, prepare
from app.web.site.deps import session_cookie
from benchmarks.slow_clients import _pages
from benchmarks.soak import resident, serving
from tests.web.library import SITE_OWNER, a_star
from tests.web.streaming import change

KEY = "a fixed key for benchmarks"
SECONDS = 8.0
OPENING = 200  # streams that are being opened at the same time
IDLE = 40.0  # seconds of nothing but signs of life


def main() -> None:
    readers = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 2 * readers + 1_000), hard))
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/live.db"
        around = _environment(folder, url, readers)
        with serving(Path(folder), around) as (port, pid):
            database = Database(url)
            cookies = _prepared(database, readers)
            quiet = _pages(port, SECONDS)
            before = resident(pid)
            began = time.monotonic()
            lines = _opened(port, cookies)
            print(f"{len(lines):,} streams opened in {time.monotonic() - began:.1f} s")
            beside = _pages(port, SECONDS)
            time.sleep(IDLE)
            after = resident(pid)
            used = (after - before) * 1024 / len(lines)
            print(f"memory: {before:.0f} MB, then {after:.0f} MB: {used:.1f} KB each")
            _tell("pages without them", quiet)
            _tell("pages beside them", beside)
            heard = _heard(database, lines)
            print(f"told of a change: {len(heard):,}, after {min(heard):.1f} to {max(heard):.1f} s")
            for line in lines:
                line.close()
            database.close()


def _environment(folder: str, url: str, readers: int) -> dict[str, str]:
    return {
        "PYTHONPATH": str(Path(__file__).parent.parent),
        "PYTHONUNBUFFERED": "1",
        "CRUXMAP_DATABASE_URL": url,
        "CRUXMAP_DATA_DIR": folder,
        "CRUXMAP_SECRET_KEY": KEY,
        "CRUXMAP_LIVE_READERS": str(readers),
    }


def _prepared(database: Database, readers: int) -> list[str]:
    """Make a debate, and accounts for every second reader; return their cookies."""
    settings = Settings(secret_key=KEY)
    with database.writing() as session:
        import_document(session, SITE_OWNER, prepare(a_star("watched", 60)))
        found = []
        for number in range(readers):
            if number % 2:
                account = accounts.add_account(session, f"Reader {number}")
                token = sign_ins.start(session, account, settings, None).token
                found.append(f"Cookie: {session_cookie(settings)}={token}\r\n")
            else:
                found.append("")
    return found


def _opened(port: int, cookies: list[str]) -> list[socket.socket]:
    lines: list[socket.socket] = []
    for first in range(0, len(cookies), OPENING):
        some = [_asked(port, cookie) for cookie in cookies[first : first + OPENING]]
        for line in some:
            got = b""
            while b"retry:" not in got:
                got += (piece := line.recv(4_096))
                assert piece, got
        lines += some
    return lines


def _asked(port: int, cookie: str) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port))
    browser = "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140\r\n"
    usual = "Accept: text/event-stream\r\nAccept-Encoding: gzip, deflate, br\r\n"
    head = f"GET /d/watched/live HTTP/1.1\r\nHost: x\r\n{browser}{usual}{cookie}\r\n"
    line.sendall(head.encode())
    return line


def _heard(database: Database, lines: list[socket.socket]) -> list[float]:
    """Change the debate, and return after how many seconds each stream told of it."""
    chosen = selectors.DefaultSelector()
    for line in lines:
        line.setblocking(False)
        chosen.register(line, selectors.EVENT_READ, line)
    with database.writing() as session:
        change(session, "watched")
    heard: list[float] = []
    began = time.monotonic()
    while len(heard) < len(lines) and time.monotonic() - began < 120:
        for key, _ in chosen.select(1):
            if b"event: revision" in key.data.recv(65_536):
                heard.append(time.monotonic() - began)
                chosen.unregister(key.fileobj)
    return heard


def _tell(name: str, taken: list[float]) -> None:
    taken.sort()
    p99 = taken[int(len(taken) * 0.99)]
    median, last = statistics.median(taken), taken[-1]
    shown = ", ".join(f"{1000 * each:.0f}" for each in (median, p99, last))
    print(f"{name}: {len(taken):,}; median, p99, longest ms: {shown}")


if __name__ == "__main__":
    main()
