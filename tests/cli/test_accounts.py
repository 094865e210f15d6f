"""`cruxmap account`: accounts and links that sign in once."""

from app.config import Settings
from app.db import Database
from app.services import accounts
from tests.cli.conftest import Cruxmap


def token(address: str) -> str:
    assert address.startswith("http://127.0.0.1:8000/sign-in/link/")
    return address.strip().rsplit("/", 1)[1]


def test_a_new_account_comes_with_a_link_that_signs_it_in(
    cruxmap: Cruxmap, sqlite_database: Database, installation: Settings
) -> None:
    made = cruxmap("account", "add", "Ann")
    assert made.code == 0
    with sqlite_database.writing() as session:
        entered = accounts.use_sign_in_link(session, token(made.out), installation)
    assert entered.account.name == "Ann"
    assert not entered.account.site_owner


def test_an_owner_is_made_on_request_only(cruxmap: Cruxmap, sqlite_database: Database) -> None:
    cruxmap("account", "add", "Root", "--owner")
    with sqlite_database.reading() as session:
        assert accounts.find_account(session, "Root").site_owner


def test_a_name_that_is_taken_is_refused(cruxmap: Cruxmap) -> None:
    cruxmap("account", "add", "Ann")
    again = cruxmap("account", "add", "ann")
    assert (again.code, again.out) == (1, "")
    assert "this name" in again.err


def test_every_new_link_is_another(
    cruxmap: Cruxmap, sqlite_database: Database, installation: Settings
) -> None:
    first = token(cruxmap("account", "add", "Ann").out)
    second = token(cruxmap("account", "link", "Ann").out)
    assert first != second
    with sqlite_database.writing() as session:
        assert accounts.use_sign_in_link(session, second, installation).account.name == "Ann"


def test_a_link_for_nobody_is_refused(cruxmap: Cruxmap) -> None:
    refused = cruxmap("account", "link", "Nobody")
    assert refused.code == 1
    assert "Nobody" in refused.err
