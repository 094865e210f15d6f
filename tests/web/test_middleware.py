"""What stands around all handlers: origins, size limits, compression, HEAD, the log, health."""

import gzip
import logging
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.db import Database
from app.main import create_app
from tests.web.library import EXCHANGE, browser, settings_for, signed_in

pytest_plugins = ("tests.web.library_fixtures",)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Origin": "http://testserver"}, 303),
        ({}, 303),
    ],
)
def test_only_requests_from_this_site_change_something(
    own_library: Any, headers: dict[str, str], status: int
) -> None:
    ada = signed_in(own_library, "Ada")
    answer = ada.post("/sign-out", headers=headers)
    assert answer.status_code == status
    assert (ada.get("/account").status_code == 200) == (status == 403)


def test_a_request_that_is_too_large_is_refused_while_it_comes_in(
    sqlite_database: Database, tmp_path: Path
) -> None:
    app = create_app(settings_for(sqlite_database, tmp_path, max_upload_mb=1), sqlite_database)
    client = browser(app)
    answer = client.post("/import", content=b"x" * 1_000_001)
    assert answer.status_code == 413
    assert "1 MB at most" in answer.text
    chunks = (b"x" * 100_000 for _ in range(11))
    assert client.post("/import", content=chunks).status_code == 413


def test_text_is_compressed_for_who_takes_it(visitor: TestClient) -> None:
    for path in (f"{EXCHANGE}/thread", "/help", f"{EXCHANGE}/export/cruxmap"):
        plain = visitor.get(path, headers={"Accept-Encoding": "identity"})
        assert "content-encoding" not in plain.headers
        with visitor.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as answer:
            raw = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == "gzip"
        assert int(answer.headers["content-length"]) == len(raw)
        assert gzip.decompress(raw) == plain.content
        assert len(raw) < len(plain.content) / 2
        assert "Accept-Encoding" in ", ".join(answer.headers.get_list("vary"))


@pytest.mark.parametrize(
    "path", ["/", EXCHANGE, f"{EXCHANGE}/thread", "/help", "/healthz", "/static/css/app.css"]
)
def test_head_answers_as_get_does_without_a_body(visitor: TestClient, path: str) -> None:
    answer = visitor.head(path)
    assert answer.status_code == 200
    assert answer.content == b""
    assert answer.headers["content-type"] == visitor.get(path).headers["content-type"]


def test_health_is_told_in_one_word(visitor: TestClient) -> None:
    answer = visitor.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer.headers["cache-control"] == "no-store"


def test_without_its_database_it_is_not_well(tmp_path: Path) -> None:
    empty = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    client = browser(create_app(settings_for(empty, tmp_path), empty))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"status": "schema"})
    empty.close()


def test_a_server_that_is_away_answers_503(tmp_path: Path) -> None:
    away = Database("postgresql://nobody@127.0.0.1:1/nothing")
    client = browser(create_app(settings_for(away, tmp_path), away))
    assert client.get("/healthz").status_code == 503
    page = client.get("/")
    assert page.status_code == 503
    assert "database cannot be reached" in page.text
    away.close()


class Lines(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def test_the_log_holds_no_secret_and_no_line_break(visitor: TestClient) -> None:
    kept = Lines()
    log = logging.getLogger("cruxmap.access")
    log.addHandler(kept)
    try:
        visitor.get("/sign-in/link/very-secret?x=also-secret")
        visitor.get("/a%0d%0aforged%20line")
    finally:
        log.removeHandler(kept)
    assert len(kept.lines) == 2
    assert "secret" not in "".join(kept.lines)
    assert all("\n" not in line and "\r" not in line for line in kept.lines)
