"""How PostgreSQL tells every process that a debate has changed, as soon as it has.

SQLite tells nobody: there, one has to ask.
"""

from collections.abc import Callable
from typing import Any

import psycopg
from sqlalchemy import URL, ColumnElement, func
from sqlalchemy.orm import Session

from app.models import Debate

CHANNEL = "cruxmap_revisions"


def is_told(session: Session) -> bool:
    """Tell whether the database tells those who listen."""
    return session.get_bind().dialect.name == "postgresql"


def telling() -> list[ColumnElement[Any]]:
    """Return what the statement that counts a debate up must return to tell those who listen.

    They are told when the transaction commits, whatever becomes of this process then.
    """
    return [func.pg_notify(CHANNEL, func.concat(Debate.id, " ", Debate.revision))]


async def listen(url: URL, *, begun: Callable[[], None], heard: Callable[[int, int], None]) -> None:
    """Listen to a PostgreSQL database on a connection of one's own, until it fails.

    `begun` is called once nothing is missed any more, `heard` with the debate's id and its
    revision. Raises OSError when the connection cannot be made, or breaks.
    """
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        async with await psycopg.AsyncConnection.connect(address, autocommit=True) as line:
            await line.execute(f"LISTEN {CHANNEL}")
            begun()
            async for notice in line.notifies():
                debate_id, revision = notice.payload.split()
                heard(int(debate_id), int(revision))
    except psycopg.OperationalError as error:
        raise OSError("The line on which the database tells of changes is broken.") from error
