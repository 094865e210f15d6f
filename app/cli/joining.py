"""A file for a debate that is there: suggested, or only what it would change, row by row."""

import sys
from typing import Any

from app.cli.opening import faults_of, read, the_actor, the_database
from app.cli.several import counted
from app.config import Settings
from app.core.debate.change import Edit
from app.core.debate.lists import SETTINGS
from app.services import previews, proposing
from app.services.arriving import Reading
from app.services.joining import Joining
from app.services.uploads import File

SHOWN = 20
DOES = {"remove": "take away", "change": "change", "add": "add"}
FIELDS = ("text", "question", "warrant", "name", "term", "locator")


def suggest_file(
    file: str,
    reading: Reading,
    into: str,
    joining: Joining,
    reason: str | None,
    account: str | None,
) -> None:
    """Suggest for a debate what a file says, and print the suggestion's id."""
    limit, data = Settings().max_upload_mb * 1_000_000, read(file)
    with the_database() as database, faults_of(file):
        made = proposing.propose_file(
            database,
            the_actor(database, account),
            into,
            data,
            file,
            max_bytes=limit,
            reading=reading,
            joining=joining,
            reason=reason,
        )
    print(f"Suggested for {into} as {made.suggestion}.")


def try_file(file: str, reading: Reading, into: str, joining: Joining, account: str | None) -> None:
    """Print what a file would change in a debate, what goes first; nothing is suggested."""
    limit, data = Settings().max_upload_mb * 1_000_000, read(file)
    with the_database() as database, faults_of(file):
        found = previews.preview(
            database,
            the_actor(database, account),
            File(file, data),
            reading,
            max_bytes=limit,
            into=into,
            joining=joining,
        )
    for caution in found.cautions:
        print(caution, file=sys.stderr)
    assert found.into is not None
    counts = [
        f"{DOES[kind]} {counted(of)}" for kind, of in found.into.edits.items() if sum(of.values())
    ]
    print(f"Would {'; '.join(counts)} in {into}." if counts else f"Nothing would change in {into}.")
    changes = found.into.changes
    for edit in changes[:SHOWN]:
        print(f"  {_told(edit)}")
    if len(changes) > SHOWN:
        print(f"  … and {len(changes) - SHOWN:,} more.")


def _told(edit: Edit) -> str:
    """Return what would become of a row, with its words; of one that changes, field by field."""
    does = "add" if edit.before is None else "take away" if edit.after is None else "change"
    if edit.list == SETTINGS.name:
        return f"{does} which claims head the debate"
    side = edit.after or edit.before
    words = _words(side.row) if side else ""
    return f"{does} {edit.shape.singular} {edit.id}{': ' if words else ''}{words}"


def _words(row: Any) -> str:
    if hasattr(row, "premises"):
        return f"{', '.join(row.premises)} {row.kind} {row.target}"
    if hasattr(row, "csl"):
        return str(row.csl.get("title", ""))
    return next((str(text) for name in FIELDS if (text := getattr(row, name, None))), "")
