"""A small debate behind the API, and programs that act as several accounts."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.config import Settings
from app.core.permissions import Role
from app.db import Database
from app.main import create_app
from app.models import Membership
from app.services import accounts, tokens
from app.services.accounts import AccountRow
from app.services.transfer import import_document, prepare
from tests.web.library import SITE_OWNER, a_claim, a_document, a_relation

SLUG = "tea"
AT = f"/api/v1/debates/{SLUG}"


@pytest.fixture
def api_settings(sqlite_database: Database, tmp_path: Path) -> Settings:
    return Settings(
        database_url=sqlite_database.url.render_as_string(hide_password=False),
        data_dir=tmp_path / "data",
        secret_key="a fixed key for tests",
        base_url="http://testserver",
        cached_pages_mb=0,
    )


@pytest.fixture
def app(sqlite_database: Database, api_settings: Settings) -> Any:
    """The application with a debate on tea: a thesis, a reason, a rebuttal, an undercut."""
    document = a_document(
        SLUG,
        people=[{"id": "ada", "name": "Ada Lovelace", "kind": "named"}],
        sources=[{"id": "s1", "kind": "work", "csl": {"type": "book", "title": "The Book of Tea"}}],
        claims=[a_claim(n) for n in range(1, 5)],
        relations=[
            a_relation("r1", ["c2"], "c1"),
            a_relation("r2", ["c3"], "c1", "rebuts", strength="strong"),
            a_relation("r3", ["c4"], "r1", "undercuts"),
        ],
        cruxes=[{"id": "x1", "question": "Is it hot?", "claims": ["c2"], "provenance": "in_text"}],
    )
    with sqlite_database.writing() as session:
        import_document(session, SITE_OWNER, prepare(document))
    return create_app(api_settings, sqlite_database)


@pytest.fixture
def nobody(app: Any) -> Iterator[TestClient]:
    """A program without a token."""
    with TestClient(app, follow_redirects=False) as client:
        yield client


Join = Callable[..., TestClient]


@pytest.fixture
def join(app: Any, nobody: TestClient, api_settings: Settings) -> Join:
    """`join("Ben", Role.EDITOR)`: a program with a token of a new account."""

    def as_(name: str = "Ben", role: Role | None = None) -> TestClient:
        database: Database = app.state.database
        with database.writing() as session:
            account: AccountRow = accounts.add_account(session, name)
            if role is not None:
                session.add(Membership(debate_id=1, account_id=account.id, role=role.value))
            token = tokens.add_token(session, account, api_settings)
        return TestClient(app, headers={"Authorization": f"Bearer {token}"}, follow_redirects=False)

    return as_


@pytest.fixture
def program(join: Join) -> TestClient:
    """A program of an account that may annotate, as everybody may."""
    return join("Ben")


@pytest.fixture
def editor(join: Join) -> TestClient:
    return join("Ed", Role.EDITOR)


def ok(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


def error(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert set(body) == {"error"}
    assert {"code", "message"} <= set(body["error"])
    found: dict[str, Any] = body["error"]
    return found


def rate(client: TestClient, node: str, value: float) -> None:
    ok(client.post(f"{AT}/nodes/{node}/credence", json={"value": value, "wording": 1}), 201)
