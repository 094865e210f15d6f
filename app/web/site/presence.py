"""Noting now and then that a session is in use, after the answer has left."""

import hashlib
import time
from collections.abc import Callable
from threading import Lock

from cachetools import TTLCache
from sqlalchemy.exc import OperationalError

from app.config import Settings
from app.db import Database
from app.services import accounts

HOUR = 3600.0
KEPT = 10_000
PATIENCE_MS = 100


class Presence:
    """Which sessions this process has noted within the hour; the database decides in the end."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._noted: TTLCache[bytes, bool] = TTLCache(KEPT, HOUR, timer=clock)
        self._lock = Lock()

    def is_due(self, token: str) -> bool:
        """Tell whether a session is to be noted now, and count it as noted."""
        key = hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
        with self._lock:
            if key in self._noted:
                return False
            self._noted[key] = True
            return True


def note(database: Database, token: str, settings: Settings) -> None:
    """Note a session as in use; when the database is busy, the next hour will do.

    A long import must not hold two threads: its own, and one that waits to note something.
    """
    try:
        with database.writing(patience_ms=PATIENCE_MS) as session:
            accounts.touch(session, token, settings)
    except OperationalError:
        return
