"""Nobody waits for a password to be hashed: no session is open meanwhile.

What may have changed by then, a name, a password, is looked at again before anything is written.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select
from starlette.testclient import TestClient

from app.config import Settings
from app.core.errors import Conflict, CruxmapError, Invalid
from app.db import Database
from app.main import create_app
from app.models import Account, SignIn
from app.services import accounts, passwords
from app.services.accounts import Credentials, PasswordChange, SignedIn
from app.services.throttle import Window
from tests.conftest import Queries
from tests.web.library import settings_for

OLD, NEW, OTHER = "tea with the queen", "coffee with the king", "water with the knave"
CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
CHEAPER = PasswordHasher(time_cost=1, memory_cost=32, parallelism=1)
WHILE_HASHING = 5  # seconds: a writer that finds the lock taken waits twice as long


@dataclass
class Hasher:
    """Hashes quickly, counts, and lets others act in the middle, in a thread of their own."""

    always: Callable[[], object] = lambda: None
    once: list[Callable[[], object]] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    def hash(self, password: bytes) -> str:
        self._meanwhile("hash")
        return CHEAP.hash(password)

    def verify(self, stored: str, password: bytes) -> bool:
        self._meanwhile("verify")
        return CHEAP.verify(stored, password)

    def check_needs_rehash(self, stored: str) -> bool:
        return CHEAP.check_needs_rehash(stored)

    def _meanwhile(self, what: str) -> None:
        self.done.append(what)
        acts = [self.always, *self.once[:1]]
        del self.once[:1]
        with ThreadPoolExecutor(1) as other:
            for act in acts:
                other.submit(act).result(WHILE_HASHING)


@pytest.fixture
def hasher(monkeypatch: pytest.MonkeyPatch) -> Hasher:
    made = Hasher()
    monkeypatch.setattr(passwords, "_HASHER", made)
    monkeypatch.setattr(passwords, "_NOBODY", CHEAP.hash("nobody knows"))
    return made


def a_window() -> Window:
    return Window(limit=25, seconds=300)


def sign_up(database: Database, settings: Settings, name: str = "Ada") -> SignedIn:
    return accounts.sign_up(database, Credentials(name=name, password=OLD), settings)


def sign_in(
    database: Database, settings: Settings, password: str = OLD, name: str = "Ada"
) -> SignedIn:
    typed = Credentials(name=name, password=password)
    return accounts.sign_in(database, typed, settings, address="192.0.2.1", failures=a_window())


def change(database: Database, settings: Settings, ada: SignedIn, old: str, new: str) -> SignedIn:
    return accounts.change_password(
        database, ada.account.actor, PasswordChange(old=old, new=new), settings, failures=a_window()
    )


def replace_by(database: Database, hasher: PasswordHasher, password: str) -> None:
    with database.writing() as session:
        session.query(Account).update({"password_hash": hasher.hash(password)})


def counted(database: Database, table: Any) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


# Nobody waits.


def nothing_is_open(database: Database) -> Callable[[], None]:
    """Return a check that no connection is in use, and that a writer comes through."""

    def check() -> None:
        engines = (database._read_engine, database._write_engine)
        assert [engine.pool.checkedout() for engine in engines] == [0, 0]  # type: ignore[attr-defined]
        with database.writing() as session:
            accounts.ensure_owner(session)

    return check


def test_no_session_is_open_while_a_password_is_hashed(
    database: Database, settings: Settings, hasher: Hasher
) -> None:
    hasher.always = nothing_is_open(database)
    ada = sign_up(database, settings)
    sign_in(database, settings)
    for name in ("Ada", "Nobody"):
        with pytest.raises(Invalid):
            sign_in(database, settings, "a guess", name)
    with suppress(CruxmapError):
        sign_up(database, settings, "ADA")
    change(database, settings, ada, OLD, NEW)
    replace_by(database, CHEAPER, NEW)
    sign_in(database, settings, NEW)  # verified, and hashed anew
    one_each = ["hash", "verify", "verify", "verify", "hash", "verify", "hash", "verify", "hash"]
    assert hasher.done == one_each


def test_no_page_holds_a_session_while_a_password_is_hashed(
    database: Database, tmp_path: Path, hasher: Hasher
) -> None:
    hasher.always = nothing_is_open(database)
    app = create_app(settings_for(database, tmp_path), database)
    with TestClient(app, follow_redirects=False) as client:
        for path, fields, status in (
            ("/sign-up", {"name": "Ada", "password": OLD}, 303),
            ("/sign-up", {"name": "Ada", "password": OLD}, 409),
            ("/sign-in", {"name": "Ada", "password": OLD}, 303),
            ("/sign-in", {"name": "Ada", "password": NEW}, 422),
            ("/sign-in", {"name": "Nobody", "password": NEW}, 422),
            ("/account/password", {"old": OLD, "new": NEW}, 303),
            ("/account/password", {"old": OLD, "new": NEW}, 422),
        ):
            assert (path, client.post(path, data=fields).status_code) == (path, status)
    assert len(hasher.done) == 8


def test_hashing_within_a_session_is_a_fault(database: Database) -> None:
    stored = passwords.hash_password(OLD)
    for opened in (database.reading, database.writing):
        with opened():
            with pytest.raises(RuntimeError, match="while a session is open"):
                passwords.hash_password(OLD)
            with pytest.raises(RuntimeError, match="while a session is open"):
                passwords.is_right(stored, OLD)


# What may have changed meanwhile.


def test_a_name_that_is_taken_while_the_password_is_hashed_is_told_so(
    database: Database, settings: Settings, hasher: Hasher
) -> None:
    hasher.once = [lambda: sign_up(database, settings, "ＡＤＡ")]
    with pytest.raises(Conflict) as told:
        sign_up(database, settings, "Ada")
    assert set(told.value.fields) == {"name"}
    assert (counted(database, Account), counted(database, SignIn)) == (1, 1)


def test_a_password_that_is_changed_while_it_is_checked_opens_nothing(
    database: Database, settings: Settings, hasher: Hasher
) -> None:
    ada = sign_up(database, settings)
    hasher.once = [lambda: change(database, settings, ada, OLD, NEW)]
    with pytest.raises(Invalid):
        sign_in(database, settings, OLD)
    assert counted(database, SignIn) == 1  # of who changed it
    assert sign_in(database, settings, NEW)


def test_of_two_changes_at_once_the_later_must_know_the_new_password(
    database: Database, settings: Settings, hasher: Hasher
) -> None:
    ada = sign_up(database, settings)
    hasher.once = [lambda: change(database, settings, ada, OLD, NEW)]
    with pytest.raises(Invalid) as told:
        change(database, settings, ada, OLD, OTHER)
    assert set(told.value.fields) == {"old"}
    assert sign_in(database, settings, NEW)


def test_of_two_who_set_a_first_password_at_once_one_is_heard(
    database: Database, settings: Settings, hasher: Hasher
) -> None:
    with database.writing() as session:
        owner = accounts.ensure_owner(session)
    first = SignedIn("", owner)
    hasher.once = [lambda: change(database, settings, first, "", NEW)]
    with pytest.raises(Invalid):
        change(database, settings, first, "", OTHER)
    assert sign_in(database, settings, NEW, "Owner")


def test_a_hash_that_was_only_renewed_meanwhile_keeps_nobody_out(
    database: Database, settings: Settings, hasher: Hasher
) -> None:
    sign_up(database, settings)
    replace_by(database, CHEAPER, OLD)
    hasher.once = [lambda: sign_in(database, settings)]
    assert sign_in(database, settings)
    assert counted(database, SignIn) == 3


# What is the same for absent names, and counts as a try.


def test_an_absent_name_costs_as_many_hashes_and_queries_as_a_wrong_password(
    database: Database,
    settings: Settings,
    hasher: Hasher,
    count_queries: Callable[[], AbstractContextManager[Queries]],
) -> None:
    sign_up(database, settings)
    costs = []
    for name in ("Ada", "Nobody"):
        hasher.done.clear()
        with count_queries() as queries, pytest.raises(Invalid):
            sign_in(database, settings, "a guess", name)
        costs.append((len(queries), tuple(hasher.done)))
    assert costs == [(1, ("verify",))] * 2


def test_tries_at_once_are_counted_before_they_are_checked(
    database: Database, settings: Settings, hasher: Hasher
) -> None:
    sign_up(database, settings)
    failures = Window(limit=3, seconds=300)
    typed = Credentials(name="Ada", password="a guess")

    def guess(_: int) -> str:
        try:
            accounts.sign_in(database, typed, settings, address="192.0.2.1", failures=failures)
        except CruxmapError as error:
            return error.code
        return "in"

    hasher.done.clear()
    with ThreadPoolExecutor(12) as crowd:
        told = list(crowd.map(guess, range(12)))
    assert (told.count("invalid"), told.count("too_many")) == (3, 9)
    assert hasher.done == ["verify"] * 3
