"""The schema: up from nothing, down again, and never a row lost on the way."""

import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    inspect,
    text,
)

from app.db import Database
from app.models import Base
from app.models.base import Texts, UtcTime
from app.paths import MIGRATIONS
from app.services import migrations
from app.services.migrations import downgrade, drift, is_current, migrate
from tests.found import some

TABLES = Base.metadata.sorted_tables
MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
# Columns whose value a named constraint restricts.
CHOSEN = {
    ("node", "kind"): "claim",
    ("membership", "role"): "owner",
    ("stance", "range_low"): 0.25,
    ("credence", "ill_posed"): False,
    ("credence", "withdrawn"): False,
}

MIGRATION = '''"""{title}"""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{down}"
branch_labels = None
depends_on = None

TABLES = {tables}


def upgrade() -> None:
    for table in TABLES:
        {body}


def downgrade() -> None:
    pass
'''
REBUILD = """with op.batch_alter_table(table, recreate="always"):
            pass"""
ADD_COLUMN = 'op.add_column(table, sa.Column("added", sa.String(), nullable=True))'


def value(column: Column[Any]) -> object:
    """Make a value that the column takes; a foreign key gets 1, the id of every row here."""
    chosen = CHOSEN.get((column.table.name, column.name))
    if chosen is not None:
        return chosen
    if column.foreign_keys:
        return next(iter(column.foreign_keys)).column.type.python_type(1)
    return next(made for kind, made in MADE.items() if isinstance(column.type, kind))


MADE: dict[type, object] = {
    Boolean: True,
    Integer: 1,
    Float: 0.5,
    String: "é <b>",
    JSON: {"deep": [1, None, "é"]},
    Texts: ("é <b>",),
    UtcTime: MOMENT,
    LargeBinary: b"\x00\xff",
}


def fill(connection: Connection) -> None:
    """Write one row into every table, every column filled; a row that is there gives way."""
    for table in TABLES:
        connection.execute(table.delete())
        connection.execute(table.insert().values({c.name: value(c) for c in table.columns}))


def rows(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    """Read all rows of all tables."""
    return {
        table.name: [tuple(row) for row in connection.execute(table.select())] for table in TABLES
    }


def stored(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.reading() as session:
        return rows(session.connection())


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Add a migration to a copy of the migrations that the program then uses."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder)
    monkeypatch.setattr(migrations, "MIGRATIONS", folder)

    def add(revision: str, body: str, tables: list[Table], down: str) -> None:
        content = MIGRATION.format(
            title=f"Scratch {revision}",
            revision=revision,
            down=down,
            tables=repr([table.name for table in tables]),
            body=body,
        )
        path = folder / "versions" / f"2999-01-01-0000_{revision}.py"
        path.write_text(content, encoding="utf-8")

    return add


def head() -> str:
    newest = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    assert newest
    return newest


def test_an_empty_database_gets_every_table(empty_database: Database) -> None:
    assert not is_current(empty_database)
    migrate(empty_database)
    assert is_current(empty_database)
    names = set(inspect(empty_database.engine).get_table_names())
    assert names == {table.name for table in TABLES} | {"alembic_version"}


def test_the_migrated_schema_is_the_one_the_models_describe(database: Database) -> None:
    assert drift(database) == []


def test_a_table_the_models_do_not_know_is_drift(database: Database) -> None:
    with database.writing() as session:
        session.execute(text("CREATE TABLE stray (id INTEGER PRIMARY KEY)"))
    assert len(drift(database)) == 1


def test_migrating_twice_changes_nothing(database: Database) -> None:
    with database.writing() as session:
        fill(session.connection())
    before = stored(database)
    migrate(database)
    assert stored(database) == before


def test_down_to_nothing_and_up_again(database: Database) -> None:
    downgrade(database, "base")
    assert inspect(database.engine).get_table_names() == ["alembic_version"]
    assert not is_current(database)
    migrate(database)
    assert drift(database) == []


def test_down_to_nothing_with_rows_in_every_table(database: Database) -> None:
    with database.writing() as session:
        fill(session.connection())
    downgrade(database, "base")
    migrate(database)
    assert {name for name, found in stored(database).items() if found} == {"installation"}


def test_every_database_has_a_random_id_of_its_own(database: Database) -> None:
    ids = []
    for _ in range(2):
        ((_, drawn),) = stored(database)["installation"]
        ids.append(drawn)
        downgrade(database, "base")
        migrate(database)
    assert len(set(ids)) == 2
    assert all(re.fullmatch(r"[0-9a-f]{32}", str(each)) for each in ids)


def test_a_migration_that_adds_to_every_table_keeps_every_row(
    database: Database, scratch: Callable[..., None]
) -> None:
    with database.writing() as session:
        fill(session.connection())
    before = stored(database)
    scratch("adds", ADD_COLUMN, TABLES, head())
    migrate(database)
    assert stored(database) == before
    assert all(len(found) == 1 for found in before.values())


def test_rebuilding_every_table_on_sqlite_keeps_every_row_that_points_in(
    sqlite_database: Database, scratch: Callable[..., None]
) -> None:
    with sqlite_database.writing() as session:
        fill(session.connection())
    before = stored(sqlite_database)
    scratch("rebuilds", REBUILD, TABLES, head())
    migrate(sqlite_database)
    assert stored(sqlite_database) == before
    assert drift(sqlite_database) == []


def test_dropping_a_table_with_foreign_keys_on_would_lose_rows(sqlite_database: Database) -> None:
    """The control of the test above: this is what the migration's connection must switch off."""
    with sqlite_database.writing() as session:
        fill(session.connection())
        session.execute(text("DROP TABLE debate"))
        assert session.scalar(text("SELECT count(*) FROM node")) == 0


def test_foreign_keys_hold_again_after_a_migration(sqlite_database: Database) -> None:
    migrate(sqlite_database)
    with sqlite_database.writing() as session:
        assert session.scalar(text("PRAGMA foreign_keys")) == 1


def test_a_failed_migration_leaves_the_database_as_it_was(
    database: Database, scratch: Callable[..., None]
) -> None:
    with database.writing() as session:
        fill(session.connection())
    before = stored(database)
    wrong = f'{ADD_COLUMN}\n        op.execute("SELECT * FROM no_such_table")'
    scratch("fails", wrong, TABLES, head())
    with pytest.raises(Exception, match="no_such_table"):
        migrate(database)
    assert stored(database) == before
    assert drift(database) == []


def test_two_newest_migrations_are_refused(
    sqlite_database: Database, scratch: Callable[..., None]
) -> None:
    scratch("left", ADD_COLUMN, TABLES, head())
    scratch("right", ADD_COLUMN, TABLES, head())
    with pytest.raises(CommandError, match="ultiple head"):
        migrate(sqlite_database)


def test_there_is_one_newest_migration() -> None:
    assert len(ScriptDirectory(str(MIGRATIONS)).get_heads()) == 1


def test_migrations_begin_with_their_date_and_run_in_that_order() -> None:
    names = [path.name for path in sorted((MIGRATIONS / "versions").glob("*.py"))]
    assert [n for n in names if not re.match(r"\d{4}-\d\d-\d\d-\d{4}_[a-z0-9_]+\.py$", n)] == []
    run = list(ScriptDirectory(str(MIGRATIONS)).walk_revisions())[::-1]
    assert [Path(script.path).name for script in run] == names


def test_migrations_import_nothing_of_the_program() -> None:
    sources = {
        path.name: path.read_text("utf-8") for path in (MIGRATIONS / "versions").glob("*.py")
    }
    assert [
        name for name, source in some(sources.items()) if re.search(r"(from|import) app\b", source)
    ] == []
