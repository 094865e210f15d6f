"""A small debate behind the application itself, and browsers of several people."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.config import Settings
from app.core.permissions import Role
from app.db import Database
from app.main import create_app
from app.models import Membership, Thesis
from app.services import accounts, passwords, sign_ins
from app.web.site.deps import session_cookie
from tests import factories as make
from tests.factories import Made

PASSWORD = "a kettle on the hob"
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """Pages do not depend on the engine; services are tested on both."""
    return sqlite_database


@dataclass(frozen=True)
class Loaded:
    """A debate on tea: a thesis, a reason for it, an objection to that step, a source, a crux."""

    slug: str
    thesis: str
    reason: str
    step: str
    doubt: str
    undercut: str
    question: str
    crux: str
    source: str


@pytest.fixture
def loaded(database: Database) -> Loaded:
    with database.writing() as session:
        return _fill(session, make.a_debate(session))


def _fill(session: Session, debate: Made) -> Loaded:
    thesis = make.a_claim(session, debate, "Tea is better than coffee.", ref="c1")
    reason = make.a_claim(session, debate, "Tea calms.", ref="c2")
    step = make.a_relation(session, debate, reason, thesis, warrant="Calm is what a drink is for.")
    doubt = make.a_claim(session, debate, "A drink need not calm to be good.", ref="c3")
    undercut = make.a_relation(session, debate, doubt, step, kind="undercuts")
    question = make.a_claim(session, debate, "Which tea?", kind="question", ref="q1")
    crux = make.a_crux(session, debate, reason, "Does tea calm more than it wakes?")
    source = make.a_source(
        session, debate, "The Book of Tea", text="Tea began as a medicine and grew into a beverage."
    )
    session.add(Thesis(debate_id=debate.key, position=0, node_id=thesis.key))
    nodes = (thesis, reason, step, doubt, undercut, question, crux, source)
    return Loaded(debate.ref, *(node.ref for node in nodes))


@pytest.fixture
def client(database: Database, tmp_path: Path) -> Iterator[TestClient]:
    """A visitor's browser; it does not follow redirects by itself."""
    settings = Settings(
        database_url=database.url.render_as_string(hide_password=False),
        data_dir=tmp_path / "data",
        secret_key="a fixed key for tests",
        base_url="http://testserver",
        cached_pages_mb=0,
    )
    with TestClient(create_app(settings, database), follow_redirects=False) as browser:
        yield browser


SignIn = Callable[..., TestClient]


@pytest.fixture
def sign_in(client: TestClient, database: Database) -> SignIn:
    """`sign_in("Ada", role=…)`: an account with a role in the debate, and its browser.

    Without a password the session is started directly: hashing takes most of a test's time.
    """
    settings: Settings = client.app.state.settings  # type: ignore[attr-defined]

    def as_(
        name: str = "Ada", *, role: Role | None = None, password: str | None = None
    ) -> TestClient:
        hashed = passwords.hash_password(password) if password else None
        with database.writing() as session:
            account = accounts.add_account(session, name, hashed)
            if role is not None:
                session.add(Membership(debate_id=1, account_id=account.id, role=role.value))
            token = sign_ins.start(session, account, settings, None).token
        browser = TestClient(client.app, follow_redirects=False)
        browser.cookies.set(session_cookie(settings), token, domain="testserver.local", path="/")
        return browser

    return as_


@pytest.fixture
def signed_in(sign_in: SignIn) -> TestClient:
    """The browser of Ada, who may annotate as everybody may."""
    return sign_in("Ada")
