"""What commands open: the installation's database, its owner, files, and standard input."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from app.config import Settings
from app.core.errors import Conflict, Invalid
from app.core.formats.native.faults import ImportFaults
from app.core.permissions import Actor
from app.db import Database
from app.services import accounts, migrations

OTHER_SCHEMA = "The database has another schema. Run `cruxmap migrate` first."


@contextmanager
def any_database(settings: Settings | None = None) -> Iterator[Database]:
    """Open the database that the settings name, whatever its schema."""
    database = Database((settings or Settings()).database_url)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def the_database() -> Iterator[Database]:
    """Open the database that the settings name; Conflict unless it has this program's schema."""
    with any_database() as database:
        if not migrations.is_current(database):
            raise Conflict(OTHER_SCHEMA)
        yield database


def the_owner(database: Database) -> Actor:
    """Return the owner of the site: whoever can open the database can do everything in it."""
    with database.writing() as session:
        return accounts.ensure_owner(session).actor


def the_actor(database: Database, name: str | None) -> Actor:
    """Return the account of a name, or the owner of the site; NotFound for an unknown name."""
    if name is None:
        return the_owner(database)
    with database.reading() as session:
        return accounts.find_account(session, name).actor


def read(path: str) -> bytes:
    """Read a file, or standard input for "-". Raises Invalid where it cannot be read."""
    if path == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise Invalid(f"{path}: {os.strerror(error.errno or 0)}") from error


def write(path: str, data: bytes) -> None:
    """Write a file, or standard output for "-". Raises Invalid where it cannot be written."""
    if path == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        Path(path).write_bytes(data)
    except OSError as error:
        raise Invalid(f"{path}: {os.strerror(error.errno or 0)}") from error


def say(what: str) -> None:
    """Tell on a terminal what a command is at; nothing of it gets into files and pipes."""
    if sys.stderr.isatty():
        print(f"{what} …", file=sys.stderr)


@contextmanager
def new_file(path: str) -> Iterator[IO[bytes]]:
    """Open a file to be written, or standard output for "-"; it is there when it is whole.

    Raises Invalid where it cannot be written.
    """
    if path == "-":
        with TemporaryFile() as file:
            yield file
            file.seek(0)
            sys.stdout.flush()
            shutil.copyfileobj(file, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        return
    part = Path(f"{path}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(path)
    except OSError as error:
        raise Invalid(f"{path}: {os.strerror(error.errno or 0)}") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


@contextmanager
def faults_of(path: str) -> Iterator[None]:
    """Name a file in the faults that are found in it, unless it is standard input."""
    try:
        yield
    except ImportFaults as error:
        found = error.faults[:-1] if error.is_cut else error.faults
        name = "" if path == "-" else path
        told = [replace(each, file=each.file or name) for each in found]
        raise ImportFaults(told, is_cut=error.is_cut) from None
