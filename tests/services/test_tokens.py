"""Tokens on both databases: made, known again, listed and taken back."""

import pytest

from app.config import Settings
from app.core.errors import Invalid, SignInNeeded
from app.db import Database
from app.services import accounts, tokens


def test_a_token_is_known_again_until_it_is_taken_back(
    database: Database, settings: Settings
) -> None:
    with database.writing() as session:
        ada = accounts.add_account(session, "Ada")
        token = tokens.add_token(session, ada, settings, label="laptop")
    with database.reading() as session:
        assert tokens.actor_of(session, token, settings).account_id == ada.id
        assert [row.label for row in tokens.list_tokens(session, ada)] == ["laptop"]
    with database.writing() as session:
        assert tokens.drop_tokens(session, ada) == 1
    with database.reading() as session, pytest.raises(SignInNeeded):
        tokens.actor_of(session, token, settings)


def test_another_key_knows_no_token_of_before(database: Database, settings: Settings) -> None:
    with database.writing() as session:
        token = tokens.add_token(session, accounts.add_account(session, "Ada"), settings)
    other = Settings(**{**settings.model_dump(), "secret_key": "another key"})
    with database.reading() as session, pytest.raises(SignInNeeded):
        tokens.actor_of(session, token, other)


@pytest.mark.parametrize("token", ["", "\0", "é", "cruxmap_", "x" * 5000, "\ud800"])
def test_what_is_no_token_is_nobody_s(
    sqlite_database: Database, sqlite_settings: Settings, token: str
) -> None:
    with sqlite_database.reading() as session, pytest.raises(SignInNeeded):
        tokens.actor_of(session, token, sqlite_settings)


def test_a_label_that_does_not_fit_is_refused(
    sqlite_database: Database, sqlite_settings: Settings
) -> None:
    with sqlite_database.writing() as session:
        ada = accounts.add_account(session, "Ada")
        with pytest.raises(Invalid) as found:
            tokens.add_token(session, ada, sqlite_settings, label="x" * 81)
    assert set(found.value.fields) == {"label"}
