"""A database is ready when it has this program's schema, on either engine."""

from sqlalchemy import update

from app.db import Database
from app.services.health import VERSION, is_ready


def test_a_migrated_database_is_ready_and_one_of_another_schema_is_not(database: Database) -> None:
    with database.reading() as session:
        assert is_ready(session)
    with database.writing() as session:
        session.execute(update(VERSION).values(version_num="another"))
    with database.reading() as session:
        assert not is_ready(session)


def test_a_database_without_tables_is_not_ready(empty_database: Database) -> None:
    with empty_database.reading() as session:
        assert not is_ready(session)
