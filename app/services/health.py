"""Whether the database can be read and is the one this program wants."""

from functools import cache

from alembic.script import ScriptDirectory
from sqlalchemy import column, inspect, select, table
from sqlalchemy.orm import Session

from app.paths import MIGRATIONS

# One table for good: the engine keeps a compiled statement for each table object it meets.
VERSION = table("alembic_version", column("version_num"))


def is_ready(session: Session) -> bool:
    """Tell whether a readable database has this program's schema; no lock."""
    if not inspect(session.connection()).has_table(VERSION.name):
        return False
    return session.scalars(select(VERSION.c.version_num)).all() == [_newest()]


@cache
def _newest() -> str | None:
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()
