"""Commands about files: importing and exporting debates."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

import typer

from app.cli.opening import read, the_database, the_owner, write
from app.config import Settings
from app.core.formats.native import dumps
from app.services import transfer


class Format(StrEnum):
    """The formats that can be read and written."""

    CRUXMAP = "cruxmap"


File = Annotated[str, typer.Argument(metavar="FILE", help="the file to read; - for standard input")]
Slug = Annotated[
    str, typer.Argument(metavar="DEBATE", help="the debate's address, as in /d/DEBATE")
]
Kind = Annotated[Format, typer.Option("--format", help="the file's format")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="say what would happen and change nothing")]
Output = Annotated[
    str, typer.Option("-o", "--output", help="the file to write; - for standard output")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("import")(import_file)
    app.command("export")(export)


def import_file(file: File, kind: Kind = Format.CRUXMAP, dry_run: DryRun = False) -> None:
    """Make a debate of a file, whole or not at all; every fault in the file is named."""
    limit = Settings().max_upload_mb * 1_000_000
    document = transfer.read_document(read(file), file, max_bytes=limit)
    with the_database() as database:
        owner = the_owner(database)
        with database.writing() as session:
            result = transfer.import_document(session, owner, document)
            if dry_run:
                session.rollback()
    done = "Would import" if dry_run else "Imported"
    print(f"{done} {result.slug}: {_counted(result.counts)}.")


def export(debate: Slug, kind: Kind = Format.CRUXMAP, output: Output = "-") -> None:
    """Write a debate as one file: everything but the texts of its sources."""
    with the_database() as database:
        owner = the_owner(database)
        with database.reading() as session:
            document = transfer.export_document(session, owner, debate)
    write(output, dumps(document).encode())


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in counts.items())
