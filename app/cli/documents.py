"""Commands about files: importing and exporting debates."""

import sys
from collections.abc import Callable, Mapping
from typing import Annotated

import typer

from app.cli.archives import write_archive
from app.cli.opening import read, say, the_actor, the_database, the_owner, write
from app.cli.undoing import As
from app.config import Settings
from app.core.debate.lists import SHAPES
from app.core.formats.losing import in_words
from app.core.formats.registry import FORMATS, READ, WRITTEN
from app.core.permissions import Action, Actor
from app.core.vocabulary import RelationKind
from app.db import Database
from app.services import proposing, transfer
from app.services.debates import open_debate
from app.services.downloads import Part, download
from app.services.joining import ADD, UPDATE, Joining


def _known(*names: str) -> Callable[[str], str]:
    def check(name: str) -> str:
        if name not in names:
            raise typer.BadParameter(f"There are {', '.join(names)}.")
        return name

    return check


File = Annotated[str, typer.Argument(metavar="FILE", help="the file to read; - for standard input")]
Slug = Annotated[
    str, typer.Argument(metavar="DEBATE", help="the debate's address, as in /d/DEBATE")
]
Into = Annotated[
    str,
    typer.Option(
        "--format",
        help=f"the file's format: {', '.join(WRITTEN)}",
        callback=_known(*WRITTEN),
        autocompletion=lambda: list(WRITTEN),
    ),
]
From = Annotated[
    str,
    typer.Option(
        "--format",
        help=f"the file's format, when it is not to be guessed: {', '.join(READ)}",
        callback=_known("", *READ),
        autocompletion=lambda: list(READ),
    ),
]
Debate = Annotated[
    str | None,
    typer.Option("--into", metavar="DEBATE", help="suggest what differs for this debate"),
]
How = Annotated[
    str,
    typer.Option(
        "--how",
        help="with --into: update, where the file is one of that debate, or add; else guessed",
        callback=_known("", UPDATE, ADD),
    ),
]
Unsigned = Annotated[
    str,
    typer.Option(
        "--unsigned",
        help="what a line below another is to it where no word says so: supports, rebuts, …",
        callback=_known(*(kind.value for kind in RelationKind)),
    ),
]
Encoding = Annotated[
    str, typer.Option("--encoding", help="of a text that is in no Unicode, such as cp1252")
]
Slugged = Annotated[
    str, typer.Option("--slug", help="the address of the debate, where the file tells none")
]
Percent = Annotated[
    bool, typer.Option("--credences", help="take reactions told in per cent for credences")
]
Reason = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="why; with --into")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="say what would happen and change nothing")]
Archive = Annotated[
    bool, typer.Option("--archive", help="all pages as one zip, to be read without a server")
]
Output = Annotated[
    str, typer.Option("-o", "--output", help="the file to write; - for standard output")
]


Below = Annotated[str, typer.Option("--node", help="only what bears on this node")]
Of = Annotated[str, typer.Option("--person", help="only what this person says and holds")]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="NODE", help="only this node; as often as there are such"),
]
WithCredences = Annotated[
    bool, typer.Option("--credences/--no-credences", help="with or without anybody's credences")
]
Table = Annotated[bool, typer.Option("--table", help="as the table of the documents, in Markdown")]
# Pages of the documents on formats, where they are not called after them.
PAGES = dict.fromkeys(("cruxmap", "cruxmap-yaml"), "../native-format.md")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("import")(import_file)
    app.command("export")(export)
    app.command("formats")(list_formats)


def import_file(
    file: File,
    of: From = "",
    unsigned: Unsigned = RelationKind.SUPPORTS.value,
    encoding: Encoding = "",
    slug: Slugged = "",
    credences: Percent = False,
    dry_run: DryRun = False,
    into: Debate = None,
    how: How = "",
    reason: Reason = None,
    account: As = None,
) -> None:
    """Make a debate of a file, whole or not at all; every fault in the file is named.

    With --into, what is new or differs is suggested for a debate that is there.
    """
    reading = transfer.Reading(
        format=of, unsigned=unsigned, encoding=encoding, slug=slug, credences=credences
    )
    if into is None:
        _import(file, reading, dry_run=dry_run)
    elif dry_run:
        raise typer.BadParameter("A suggestion changes nothing: leave out --dry-run.")
    else:
        _suggest(file, reading, into, Joining(how=how), reason, account)


def _import(file: str, reading: transfer.Reading, *, dry_run: bool) -> None:
    limit = Settings().max_upload_mb * 1_000_000
    data = read(file)
    say(f"Reading {file} ({len(data):,} bytes)")
    document = transfer.prepare_file(data, file, max_bytes=limit, reading=reading)
    with the_database() as database:
        say("Trying it" if dry_run else "Writing it")
        owner = the_owner(database)
        with database.writing() as session:
            result = transfer.import_document(session, owner, document)
            if dry_run:
                session.rollback()
    for caution in result.cautions:
        print(caution, file=sys.stderr)
    done = "Would import" if dry_run else "Imported"
    print(f"{done} {result.slug}: {_counted(result.counts)}.")


def _suggest(
    file: str,
    reading: transfer.Reading,
    into: str,
    joining: Joining,
    reason: str | None,
    account: str | None,
) -> None:
    limit, data = Settings().max_upload_mb * 1_000_000, read(file)
    with the_database() as database:
        actor = the_actor(database, account)
        made = proposing.propose_file(
            database,
            actor,
            into,
            data,
            file,
            max_bytes=limit,
            reading=reading,
            joining=joining,
            reason=reason,
        )
    print(f"Suggested for {into} as {made.suggestion}.")


def export(
    debate: Slug,
    into: Into = "cruxmap",
    output: Output = "-",
    node: Below = "",
    person: Of = "",
    only: Only = None,
    credences: WithCredences = True,
    archive: Archive = False,
) -> None:
    """Write a debate, or a part of it, as one file; what the format does not carry is told.

    With --archive, all of its pages as one zip that opens from disk.
    """
    part = Part(node=node, person=person, nodes=tuple(only or ()), credences=credences)
    if archive and (into != "cruxmap" or part != Part()):
        raise typer.BadParameter("An archive is of a whole debate in all formats of text.")
    with the_database() as database:
        owner = the_owner(database)
        if archive:
            write_archive(database, owner, debate, output)
        else:
            _export(database, owner, debate, into, output, part)


def _export(
    database: Database, owner: Actor, debate: str, into: str, output: str, part: Part
) -> None:
    with database.reading() as session:
        opened = open_debate(session, owner, debate, Action.EXPORT)
        file = download(session, opened, into, Settings().base_url, part)
    write(output, file.body)
    if file.losses:
        print(in_words(file.losses), file=sys.stderr)


def list_formats(table: Table = False) -> None:
    """List the formats: name, whether it is written or read, its use, what it carries and loses."""
    if table:
        print(formats_table())
        return
    for each in FORMATS.values():
        ways = [way for way, does in (("out", each.write), ("in", each.read)) if does]
        print(f"{each.name} ({' and '.join(ways)}): {each.title}")
        print(f"    for {each.use}")
        print(f"    carries {each.carries}")
        print(f"    loses {each.loses}")


def formats_table() -> str:
    """Return all formats as the table of the documents, in Markdown."""
    heads = ("name", "what it is", "for", "out", "in", "ending", "carries", "loses")
    rows = [heads, ("---",) * len(heads)]
    for each in FORMATS.values():
        ways = ["yes" if way else "no" for way in (each.write, each.read)]
        said = (each.title, each.use, *ways, f"`{each.ending}`", each.carries, each.loses)
        rows.append((f"[`{each.name}`]({PAGES.get(each.name, each.name + '.md')})", *said))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(
        f"{number} {SHAPES[name].singular if number == 1 else name.replace('_', ' ')}"
        for name, number in counts.items()
    )
