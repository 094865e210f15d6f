"""Tokens: a program is who its token says, and nothing else opens the API."""

from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from app.config import Settings
from app.services import accounts, sign_ins, tokens
from app.web.site.deps import session_cookie
from tests.api.conftest import AT, Join, error, ok

CREDENCE = {"value": 0.5, "wording": 1}


def test_an_unknown_token_is_refused_even_for_reading(nobody: TestClient) -> None:
    headers = {"Authorization": "Bearer cruxmap_nonsense"}
    assert error(nobody.get("/api/v1/debates", headers=headers), 401)


def test_another_scheme_is_refused_and_not_taken_for_nobody(nobody: TestClient) -> None:
    headers = {"Authorization": "Basic dGVhOnRlYQ=="}
    assert "Bearer" in error(nobody.get("/api/v1/debates", headers=headers), 401)["message"]


def test_a_browser_s_cookie_changes_nothing_here(app: Any, nobody: TestClient) -> None:
    settings: Settings = app.state.settings
    with app.state.database.writing() as session:
        owner = accounts.add_account(session, "Owner", site_owner=True)
        cookie = sign_ins.start(session, owner, settings).token
    nobody.cookies.set(session_cookie(settings), cookie, domain="testserver.local", path="/")
    error(nobody.post(f"{AT}/nodes/c2/credence", json=CREDENCE), 401)
    assert ok(nobody.get("/api/v1/debates"))[0]["role"] == "reader"


def test_a_session_s_secret_is_no_token(app: Any, nobody: TestClient) -> None:
    with app.state.database.writing() as session:
        ben = accounts.add_account(session, "Ben")
        cookie = sign_ins.start(session, ben, app.state.settings).token
    headers = {"Authorization": f"Bearer {cookie}"}
    error(nobody.post(f"{AT}/nodes/c2/credence", json=CREDENCE, headers=headers), 401)


def test_a_token_needs_no_word_on_where_the_request_comes_from(program: TestClient) -> None:
    headers = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    ok(program.post(f"{AT}/nodes/c2/credence", json=CREDENCE, headers=headers), 201)


def test_a_change_without_a_token_from_another_site_is_refused(nobody: TestClient) -> None:
    headers = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    found = error(nobody.post(f"{AT}/nodes/c2/credence", json=CREDENCE, headers=headers), 403)
    assert found["code"] == "cross_site"


def test_a_token_taken_back_opens_nothing(app: Any, join: Join) -> None:
    program = join("Ben")
    ok(program.get("/api/v1/debates"))
    with app.state.database.writing() as session:
        assert tokens.drop_tokens(session, accounts.find_account(session, "Ben")) == 1
    error(program.get("/api/v1/debates"), 401)


def test_only_those_tokens_with_the_label_are_taken_back(app: Any, api_settings: Settings) -> None:
    with app.state.database.writing() as session:
        ben = accounts.add_account(session, "Ben")
        kept = tokens.add_token(session, ben, api_settings, label="laptop")
        tokens.add_token(session, ben, api_settings, label="robot")
        assert tokens.drop_tokens(session, ben, label="robot") == 1
        assert [row.label for row in tokens.list_tokens(session, ben)] == ["laptop"]
        assert tokens.actor_of(session, kept, api_settings).name == "Ben"


def test_the_database_does_not_hold_the_token(
    app: Any, api_settings: Settings, tmp_path: Path
) -> None:
    with app.state.database.writing() as session:
        token = tokens.add_token(session, accounts.add_account(session, "Ben"), api_settings)
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("cruxmap.db*"))
    assert b"Ben" in stored
    assert token.encode() not in stored
