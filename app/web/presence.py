"""Noting now and then that a session is in use, after the answer has left."""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

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
        self.clock = clock
        self._noted: OrderedDict[bytes, float] = OrderedDict()
        self._lock = Lock()

    def is_due(self, token: str) -> bool:
        """Tell whether a session is to be noted now, and count it as noted."""
        key, now = hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest(), self.clock()
        with self._lock:
            if now - self._noted.get(key, now - HOUR) < HOUR:
                return False
            self._noted[key] = now
            self._noted.move_to_end(key)
            while len(self._noted) > KEPT:
                self._noted.popitem(last=False)
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
