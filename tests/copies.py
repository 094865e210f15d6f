"""Copies of a migrated database, each with a random id of its own, as if it had been made anew."""

import secrets
import shutil
import sqlite3
from pathlib import Path

ANOTHER_ID = "UPDATE installation SET database_id = '{}'"


def another_id() -> str:
    """Return the statement that gives a database another id."""
    return ANOTHER_ID.format(secrets.token_hex(16))


def copy_of(template: Path, path: Path) -> Path:
    """Copy a SQLite database that nobody has open."""
    shutil.copyfile(template, path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute(another_id())
    connection.commit()
    connection.close()
    return path
