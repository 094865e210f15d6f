"""Bring a database to the newest schema, and tell whether it is there."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from app.db import Database
from app.models import Base
from app.paths import MIGRATIONS


def migrate(database: Database, revision: str = "head") -> None:
    """Upgrade the schema to `revision`, all or nothing."""
    with _unguarded(database) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(database: Database, revision: str) -> None:
    """Take the schema back to `revision` ("base" for none)."""
    with _unguarded(database) as connection:
        command.downgrade(_config(connection), revision)


def is_current(database: Database) -> bool:
    """Tell whether the database has exactly the schema this program wants."""
    newest = ScriptDirectory.from_config(_config(None)).get_current_head()
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest


def drift(database: Database) -> list[object]:
    """List the differences between the models and the migrated database; none is right."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


class _unguarded:  # noqa: N801 - reads as a word in `with`
    """A connection on which SQLite may rebuild tables without deleting the rows that point in.

    Batch migrations drop and rename tables; with foreign keys on, the drop cascades. The
    pragma is ignored inside a transaction, so it is switched before one begins.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.connection = database.engine.connect()

    def __enter__(self) -> Connection:
        self._foreign_keys("OFF")
        self.transaction = self.connection.begin()
        return self.connection

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if error is None:
            self.transaction.commit()
        else:
            self.transaction.rollback()
        self._foreign_keys("ON")
        self.connection.close()

    def _foreign_keys(self, value: str) -> None:
        if not self.database.is_sqlite:
            return
        raw = self.connection.connection.driver_connection
        assert raw is not None
        raw.execute(f"PRAGMA foreign_keys={value}")


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
