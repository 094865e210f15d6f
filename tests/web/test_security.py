"""Every answer, whatever its status, carries the same headers; hostile input is only input."""

import re
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from app.api.routes import ROUTERS as API
from app.db import Database
from app.main import create_app
from app.web.routes import ROUTERS as PAGES
from tests.web.library import (
    EXCHANGE,
    a_claim,
    a_document,
    bring,
    browser,
    settings_for,
    signed_in,
    take_apart,
    text_of,
)

pytest_plugins = ("tests.web.library_fixtures",)

WANTED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}
VALUES = {
    "slug": "scheming-exchange",
    "node_id": "c1",
    "person_id": "pope",
    "source_id": "report",
    "kind": "json",
    "token": "x" * 43,
    "rest": "password",
}


def routes(app: Any) -> list[tuple[str, str]]:
    """List every method and path of the application, with values for its parameters."""
    whole = [*app.routes, *(route for router in (*PAGES, *API) for route in router.routes)]
    found = []
    for route in whole:
        if isinstance(route, Route):
            path = re.sub(r"{(\w+)[^}]*}", lambda m: VALUES.get(m[1], "x"), route.path)
            found += [(method, path) for method in sorted(route.methods or ())]
    return found


def assert_guarded(answer: Any, where: str) -> None:
    policy = answer.headers.get("content-security-policy", "")
    assert "default-src 'none'" in policy, where
    assert "unsafe" not in policy, where
    for directive in ("frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"):
        assert directive in policy, where
    for name, value in WANTED.items():
        assert answer.headers.get_list(name) == [value], (where, name)


def test_every_route_answers_with_the_security_headers(own_library: Any) -> None:
    listed = routes(own_library)
    assert len(listed) > 20
    for client in (browser(own_library), signed_in(own_library, "Ada")):
        for method, path in listed:
            answer = client.request(method, path)
            assert answer.status_code < 500, (method, path)
            assert_guarded(answer, f"{method} {path}")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", f"{EXCHANGE}/n/nobody", 404),
        ("DELETE", "/help", 405),
        ("GET", f"{EXCHANGE}/thread?start=many", 422),
        ("GET", "/static/css/app.css", 200),
        ("GET", "/static/css/nothing.css", 404),
        ("GET", "/static/../app/main.py", 404),
        ("GET", "/static/%2e%2e/app/config.py", 404),
        ("GET", "/api/v1/nothing", 404),
    ],
)
def test_errors_and_files_carry_the_headers_too(
    visitor: TestClient, method: str, path: str, status: int
) -> None:
    answer = visitor.request(method, path)
    assert answer.status_code == status
    assert_guarded(answer, path)


@pytest.mark.parametrize("path", ["/", "/nothing", "/static/css/app.css", "/healthz"])
def test_a_site_on_https_tells_browsers_to_stay_there(
    sqlite_database: Database, tmp_path: Path, path: str
) -> None:
    def told(base_url: str) -> list[str]:
        settings = settings_for(sqlite_database, tmp_path, base_url=base_url)
        answer = browser(create_app(settings, sqlite_database)).get(path)
        return answer.headers.get_list("strict-transport-security")

    (policy,) = told("https://debates.example")
    age = re.search(r"max-age=(\d+)", policy)
    assert age is not None
    assert int(age[1]) >= 180 * 24 * 3600
    assert told("http://testserver") == []


def test_a_fault_of_ours_is_told_by_number_and_without_insides(
    own_library: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("app.services.debates.list_debates", broken)
    answer = browser(own_library).get("/")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "logged under the number" in answer.text
    assert_guarded(answer, "500")


HOSTILE = [
    "'",
    '"><script>alert(1)</script>',
    "%00",
    "%ff%fe",
    "../../etc/passwd",
    "1;DROP TABLE node",
    "{{7*7}}",
    "9" * 400,
    "-1",
    "nan",
    "ü" * 300,
    "[]",
    "%F0%9F%8C%89",
]
ASKING = [
    f"{EXCHANGE}/thread?root=",
    f"{EXCHANGE}/thread?start=",
    f"{EXCHANGE}/thread?show=",
    f"{EXCHANGE}/thread?readings=",
    f"{EXCHANGE}/n/c1?readings=",
    f"{EXCHANGE}/conversation?meta=",
    f"{EXCHANGE}/history?until=",
    f"{EXCHANGE}/s/report?report=",
    "/sign-in?next=",
    "/sign-in?done=",
    "/?x=",
    f"{EXCHANGE}?if=",
    f"{EXCHANGE}?semantics=",
]


@pytest.mark.parametrize("asking", ASKING)
def test_no_query_string_breaks_a_page(visitor: TestClient, asking: str) -> None:
    for value in HOSTILE:
        answer = visitor.get(asking + value)
        assert answer.status_code in (200, 303, 404, 422), asking + value
        assert "<script>alert" not in answer.text
        assert_guarded(answer, asking + value)


@pytest.mark.parametrize("place", ["/d/{}", EXCHANGE + "/n/{}", EXCHANGE + "/s/{}"])
def test_no_address_breaks_a_page(visitor: TestClient, place: str) -> None:
    for value in HOSTILE:
        answer = visitor.get(place.format(value.replace("/", "%2f")))
        assert answer.status_code in (404, 422), value


def test_unknown_things_are_not_found_in_words_for_a_person(visitor: TestClient) -> None:
    for path in ("/d/nothing", "/d/nothing/thread", f"{EXCHANGE}/people/x", f"{EXCHANGE}/s/x"):
        answer = visitor.get(path)
        assert answer.status_code == 404
        page = take_apart(path, answer.text)
        assert page.headings == ["Not found"]
        assert len(text_of(page.main)) > 20


def test_a_private_debate_looks_as_if_it_were_not_there(empty_site: Any) -> None:
    bring(empty_site, a_document(claims=[a_claim(1)], debate={"visibility": "private"}))
    for client in (browser(empty_site), signed_in(empty_site, "Ada")):
        hidden, absent = client.get("/d/made-up"), client.get("/d/nothing")
        assert hidden.status_code == absent.status_code == 404
        assert hidden.text.replace("made-up", "") == absent.text.replace("nothing", "")
        assert "made-up" not in client.get("/").text
