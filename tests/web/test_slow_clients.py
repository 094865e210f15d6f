"""Clients that send too much, too slowly, or never read: they are answered or cut off.

The server is a process of its own. It cuts off whoever is slow for two seconds; what a test
waits for has a minute, so that a busy machine changes nothing.
"""

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.serving import WAIT, Server, get, post, rest, send, serving, status

SLOW = 2
FORM = "Content-Type: application/x-www-form-urlencoded"
HALF_OPEN = 200
MB = 1_000_000
LARGE = "/d/scheming-exchange/export/cruxmap"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("slow"), slow_seconds=SLOW) as running:
        yield running


def closes_with(answer: bytes) -> int:
    """Return the status of an answer that says that the connection is closed."""
    assert b"\r\nconnection: close\r\n" in answer.split(b"\r\n\r\n")[0].lower() + b"\r\n"
    return status(answer)


TOO_MUCH = [
    (b"GET /" + b"x" * 9_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
    (b"GET /" + b"x" * 100_000, 414),
    (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 40_000 + b"\r\n\r\n", 431),
    (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 100_000, 431),
    (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X" * 100_000, 431),
    (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 101 + b"\r\n", 431),
    (b"\r\n" * 50_000, 431),
    (post("/sign-in", 2_000_000, FORM), 413),
    (post("/api/v1/debates/import", 21_000_000), 413),
    (b"NONSENSE\r\n\r\n", 400),
]


@pytest.mark.parametrize(("request_", "expected"), TOO_MUCH)
def test_too_much_is_refused_and_the_connection_closed(
    server: Server, request_: bytes, expected: int
) -> None:
    answer = server.ask(request_)
    assert closes_with(answer) == expected
    assert b"content-security-policy" in answer.lower()


def test_what_just_fits_is_answered(server: Server) -> None:
    """Positive control of the limits."""
    head = f"X: {'x' * 20_000}\r\n" + "Y: y\r\n" * 90
    path = "/?" + "x" * 7_000
    request = f"GET {path} HTTP/1.1\r\nHost: x\r\n{head}Connection: close\r\n\r\n"
    assert status(server.ask(request.encode())) == 200


@pytest.mark.parametrize("path", ["/sign-in", "/api/v1/debates/import"])
def test_a_body_in_pieces_is_counted_as_it_comes(server: Server, path: str) -> None:
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    piece = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    answer = server.ask(head + piece * 400)
    assert closes_with(answer) == 413


HALVES = [b"GET / HTTP/1.1\r\nX: ", post("/sign-in", 500, FORM) + b"name="]


def test_whoever_sends_slowly_is_told_so_and_cut_off(server: Server) -> None:
    with server.lines(2) as lines:
        for line, data in zip(lines, HALVES, strict=True):
            send(line, data)
        assert [closes_with(rest(line)) for line in lines] == [408, 408]


def test_a_byte_now_and_then_does_not_keep_a_connection_open(server: Server) -> None:
    answers = [b"", b""]
    with server.lines(2) as lines:
        for line, data in zip(lines, HALVES, strict=True):
            send(line, data)
            line.settimeout(0.2)
        began = time.monotonic()
        while not all(answers) and time.monotonic() < began + WAIT:
            for number, line in enumerate(lines):
                send(line, b"x")
                with suppress(TimeoutError, ConnectionError):
                    answers[number] += line.recv(100)
    assert [status(answer) for answer in answers] == [408, 408]


def test_a_connection_on_which_nothing_is_asked_is_closed_without_a_word(server: Server) -> None:
    with server.dial() as line:
        assert rest(line) == b""


def drips(lines: list[socket.socket], seconds: float) -> None:
    """Send a byte a second on every connection that is still open."""
    for _ in range(round(seconds)):
        for line in lines:
            send(line, b"x")
        time.sleep(1)


STARTS = [
    b"GET / HTTP/1.1\r\nX: ",
    b"",
    post("/sign-in", 900_000, FORM) + b"name=" + b"x" * 100_000,
    post("/sign-in", 900_000, FORM) + b"name=",
] * 5
STARTS[-1] = get(LARGE).replace(b"close", b"keep-alive")


def test_half_open_connections_keep_nobody_from_being_answered(server: Server) -> None:
    """Connections that ask for something and never end, end slowly, or never read."""
    with server.lines(HALF_OPEN, 4_096) as lines:
        for number, line in enumerate(lines):
            line.setblocking(False)
            send(line, STARTS[number % len(STARTS)])
        for _ in range(3):
            drips(lines[::2], 1)
            for path in ("/", "/d/scheming-exchange/thread", "/healthz", "/help"):
                assert status(server.ask(get(path))) == 200


EIGHT = get(LARGE).replace(b"close", b"keep-alive") * 7 + get(LARGE)


def test_who_reads_slowly_gets_everything(server: Server) -> None:
    whole = server.ask(get(LARGE))
    with server.dial(65_536) as line:
        send(line, EIGHT)
        got = 0
        for _ in range(12 * SLOW):  # so slowly that it takes several times `SLOW` seconds
            got += len(line.recv(65_536))
            time.sleep(0.25)
        # Answers that leave the connection open have no line that says it is closed.
        assert got + len(rest(line)) >= 8 * (len(whole) - 100)


def test_who_never_reads_is_cut_off(server: Server) -> None:
    time.sleep(SLOW + 1)  # those of other tests are closed by now
    before = server.sockets()
    with server.dial(4_096) as line:
        send(line, EIGHT)
        until = time.monotonic() + WAIT
        time.sleep(SLOW)
        while server.sockets() > before and time.monotonic() < until:
            time.sleep(0.2)
        assert server.sockets() <= before


def test_many_requests_at_once_on_one_connection_are_not_all_taken_in(server: Server) -> None:
    answers = server.ask(b"GET /help HTTP/1.1\r\nHost: x\r\n\r\n" * 2_000)
    assert answers.count(b"HTTP/1.1 200") < 50
    assert status(server.ask(get("/help"))) == 200


def test_unfinished_bodies_take_no_memory(server: Server) -> None:
    """Thirty imports of 20 MB, all but the last bytes of each: 600 MB."""
    before = server.resident()
    with server.lines(30) as lines:
        for line in lines:
            send(line, post("/api/v1/debates/import", 20 * MB) + b" " * (20 * MB - 10))
        assert server.resident() - before < 60
        assert status(server.ask(get("/help"))) == 200


def test_endless_headers_take_no_memory(server: Server) -> None:
    before = server.resident()
    with server.lines(40) as lines:
        for line in lines:
            send(line, b"GET / HTTP/1.1\r\nHost: x\r\n")
        for _ in range(20):
            for line in lines:
                send(line, b"X: " + b"x" * 200_000)
        assert server.resident() - before < 40


def test_a_large_import_over_a_slow_but_steady_line_works(server: Server) -> None:
    server.cruxmap("account", "add", "Importer")
    token = server.cruxmap("token", "add", "Importer").split()[-1]
    document = (
        b'{"format": "cruxmap/1", "debate": {"slug": "large", "title": "Large", "theses": ["c1"]},'
        b' "claims": [{"id": "c1", "kind": "claim", "text": "It came.", "provenance": "inferred"}]'
    )
    body = document + b" " * (15 * MB - len(document)) + b"}"
    kind = ("Content-Type: application/json", f"Authorization: Bearer {token}")
    with server.dial() as line:
        line.sendall(post("/api/v1/debates/import", len(body), *kind, "Connection: close"))
        for begin in range(0, len(body), 200_000):
            line.sendall(body[begin : begin + 200_000])
            time.sleep(0.08)
        answer = rest(line)
    assert status(answer) == 201, answer
    assert status(server.ask(get("/d/large/thread"))) == 200


def test_where_there_is_no_room_newcomers_are_told_and_idle_ones_make_way(tmp_path: Path) -> None:
    with serving(tmp_path, connections=20) as small, small.lines(40) as lines:
        told = rest(lines[-1])
        assert closes_with(told) == 503
        assert b"Too many connections" in told
        time.sleep(2)  # by now the others have had time to ask for something
        assert status(small.ask(get("/help"))) == 200
