"""Whether the database can be read and is the one this program wants."""

from functools import cache

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.orm import Session

from app.paths import MIGRATIONS


def is_ready(session: Session) -> bool:
    """Tell whether a readable database has this program's schema; one query, no lock."""
    context = MigrationContext.configure(session.connection())
    return context.get_current_revision() == _newest()


@cache
def _newest() -> str | None:
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()
