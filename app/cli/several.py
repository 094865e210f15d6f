"""Several debates at once: out as one zip, and in again from one."""

import sys
from collections.abc import Mapping, Sequence

from app.cli.opening import new_file, the_owner
from app.config import Settings
from app.core.debate.lists import SHAPES
from app.core.formats.losing import in_words
from app.db import Database
from app.services import several_in
from app.services.arriving import Reading
from app.services.several_in import Addresses
from app.services.several_out import Wanted, open_several, write_several


def export_several(database: Database, wanted: Wanted, output: str) -> None:
    """Write debates as one zip, and say what of each is not in it."""
    owner = the_owner(database)
    with database.reading() as session:
        opened = open_several(session, owner, wanted)
        with new_file(output) as out:
            listed = write_several(session, opened, out, Settings().base_url)
    for each in listed:
        if each.losses:
            print(f"{each.slug}: {in_words(each.losses)}", file=sys.stderr)
    if output != "-":
        print(f"Wrote {len(listed)} {'debate' if len(listed) == 1 else 'debates'} to {output}.")


def import_several(
    database: Database,
    data: bytes,
    name: str,
    reading: Reading,
    addresses: Sequence[str],
    *,
    dry_run: bool,
) -> None:
    """Make a debate of each file of a zip, all of them or none, and say what to know of each."""
    made = several_in.bring_in(
        database,
        the_owner(database),
        data,
        name,
        max_bytes=Settings().max_upload_mb * 1_000_000,
        reading=reading,
        addresses=Addresses(chosen=tuple(addresses)),
        dry_run=dry_run,
    )
    for file in made.left_out:
        print(f"{file}: left out, for it is no debate.", file=sys.stderr)
    for file, result in made.debates.items():
        for caution in result.cautions:
            print(f"{file}: {caution}", file=sys.stderr)
    done = "Would import" if dry_run else "Imported"
    for result in made.debates.values():
        print(f"{done} {result.slug}: {counted(result.counts)}.")


def counted(counts: Mapping[str, int]) -> str:
    """Return how many rows of each list there are, as people say it.

    >>> counted({"claims": 2, "cruxes": 1})
    '2 claims, 1 crux'
    """
    return ", ".join(
        f"{number} {SHAPES[name].singular if number == 1 else name.replace('_', ' ')}"
        for name, number in counts.items()
        if name in SHAPES
    )
