"""Writing the archive of a debate's pages from the command line."""

import importlib
import sys
from collections.abc import Callable

from app.cli.opening import new_file
from app.config import Settings
from app.core.permissions import Action, Actor
from app.db import Database
from app.services.debates import open_debate

# The module that makes pages takes a second to load: no other command waits for it.
WRITING = "app.web.archive.writing"
OFTEN = 500


def write_archive(database: Database, actor: Actor, slug: str, path: str) -> None:
    """Write a debate's archive to a file, or to standard output for "-", and say how far it is.

    Raises Invalid where it cannot be written.
    """
    writes: Callable[..., None] = importlib.import_module(WRITING).write_archive
    with database.reading() as session:
        opened = open_debate(session, actor, slug, Action.EXPORT)
        with new_file(path) as out:
            writes(session, opened, out, Settings().base_url, told=_tell)
    if path != "-":
        print(f"Wrote the archive of {slug} to {path}.")


def _tell(done: int, of: int) -> None:
    if done % OFTEN == 0:
        print(f"{done:,} files of about {max(done, of):,} …", file=sys.stderr)
