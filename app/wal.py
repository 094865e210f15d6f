"""SQLite's write-ahead log: written back, and begun anew, while the server runs.

A log that is never begun anew grows with every change. SQLite begins it anew by itself only at a
moment without readers, and a server that is used may never have one.
"""

from contextlib import suppress
from pathlib import Path
from threading import Event, Lock

from sqlalchemy import Engine

MEGABYTE = 1_000_000
DUE = 4 * MEGABYTE
AGAIN = MEGABYTE
# What SQLite itself leaves of a log that it begins anew, after a reader that took long.
KEPT = MEGABYTE
# The larger the log, the more a writer may be asked to wait for readers that are still at it.
PATIENCE_MS = 50
MOST_PATIENCE_MS = 500


class Log:
    """The log beside a database's file, tended after each change by whoever made it."""

    def __init__(self, database: str) -> None:
        self.file = Path(f"{database}-wal")
        self.failed_at = 0
        self._tending = Lock()
        self._open = Event()
        self._open.set()

    def wait(self) -> None:
        """Let a reader in, or let it wait the moment that it takes to begin the log anew.

        Readers that come one upon the other would hold on to the old log for ever.
        """
        self._open.wait(2 * MOST_PATIENCE_MS / 1000)

    def tend(self, engine: Engine) -> None:
        """Write a large log back and begin it anew; when readers take too long, later."""
        size = self.size()
        if size < DUE:
            self.failed_at = 0
            return
        if size < self.failed_at + AGAIN or not self._tending.acquire(blocking=False):
            return
        try:
            self._open.clear()
            self.failed_at = 0 if _begun_anew(engine, _patience(size)) else size
        finally:
            self._open.set()
            self._tending.release()

    def size(self) -> int:
        """Return the size of the log in bytes; 0 where there is none."""
        with suppress(FileNotFoundError):
            return self.file.stat().st_size
        return 0


def _patience(size: int) -> int:
    return min(MOST_PATIENCE_MS, PATIENCE_MS * size // MEGABYTE)


def _begun_anew(engine: Engine, patience_ms: int) -> bool:
    """Try it on a writer's connection; tell whether it was done. The change is safe either way."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={patience_ms:d}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        row = cursor.fetchone()
        return row is not None and row[0] == 0
    except engine.dialect.loaded_dbapi.Error:  # the disk is full, or the database is gone
        return False
    finally:
        connection.close()
