"""A server of a test's own, as a process, and clients that speak to it over bare sockets."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
WAIT = 60.0  # seconds within which everything that is not stuck has happened


@dataclass(frozen=True)
class Server:
    """A running server: its port, its process, and the environment its commands need."""

    port: int
    pid: int
    environment: dict[str, str]

    def cruxmap(self, *arguments: str) -> str:
        """Run a command of the same installation, and return what it printed."""
        return subprocess.run(
            [sys.executable, "-m", "app", *arguments],
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def dial(self, buffer: int | None = None) -> socket.socket:
        """Open a connection; a small receive buffer is full soon."""
        line = socket.socket()
        if buffer:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        line.settimeout(WAIT)
        line.connect(("127.0.0.1", self.port))
        return line

    @contextmanager
    def lines(self, number: int, buffer: int | None = None) -> Iterator[list[socket.socket]]:
        """Open so many connections, and close them in the end."""
        with ExitStack() as stack:
            yield [stack.enter_context(self.dial(buffer)) for _ in range(number)]

    def ask(self, request: bytes) -> bytes:
        """Send bytes, and return all that comes until the server closes the connection."""
        with self.dial() as line:
            send(line, request)
            return rest(line)

    def resident(self) -> float:
        """Return the memory of the process in megabytes."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def sockets(self) -> int:
        """Return how many sockets the process holds, the one it listens on among them."""
        found = 0
        for file in Path(f"/proc/{self.pid}/fd").iterdir():
            with suppress(FileNotFoundError):
                found += file.readlink().name.startswith("socket:")
        return found


def get(path: str) -> bytes:
    """Return a whole request after whose answer the connection is closed."""
    return f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()


def post(path: str, length: int, *more: str) -> bytes:
    """Return the head of a request with a body of that length."""
    lines = [f"POST {path} HTTP/1.1", "Host: x", f"Content-Length: {length}", *more]
    return "\r\n".join([*lines, "", ""]).encode()


def status(answer: bytes) -> int:
    """Return the status of an answer, 0 for none."""
    return int(answer.split(b" ", 2)[1]) if answer else 0


def send(line: socket.socket, data: bytes) -> None:
    """Send; a server that has stopped listening is not the test's fault."""
    try:
        line.sendall(data)
    except (ConnectionError, TimeoutError):
        return


def rest(line: socket.socket) -> bytes:
    """Return all that comes until the server closes; fails if it never does."""
    pieces = []
    try:
        while piece := line.recv(65_536):
            pieces.append(piece)
    except ConnectionError:
        pass
    return b"".join(pieces)


@contextmanager
def serving(folder: Path, **settings: object) -> Iterator[Server]:
    """Run a server with these settings."""
    log = folder / "log"
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "CRUXMAP_DATABASE_URL": f"sqlite:///{folder / 'cruxmap.db'}",
        "CRUXMAP_DATA_DIR": str(folder),
        **{f"CRUXMAP_{name.upper()}": str(value) for name, value in settings.items()},
    }
    command = [sys.executable, "-m", "app", "serve", "--port", "0"]
    with log.open("w") as out:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=out, stderr=subprocess.STDOUT
        )
    try:
        yield Server(_port(process, log), process.pid, environment)
        assert process.poll() is None, log.read_text()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=WAIT)
    assert "Traceback" not in log.read_text(), log.read_text()


def _port(process: "subprocess.Popen[bytes]", log: Path) -> int:
    for _ in range(600):
        for line in log.read_text().splitlines():
            if line.startswith("Cruxmap is at "):
                return int(line.rstrip("/").rsplit(":", 1)[1])
        assert process.poll() is None, log.read_text()
        time.sleep(0.1)
    raise AssertionError(log.read_text())
