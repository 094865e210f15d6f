"""Commands about files: importing and exporting debates."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated

import typer

from app.cli.archives import write_archive
from app.cli.joining import suggest_file, try_file
from app.cli.opening import faults_of, read, say, the_database, the_owner, write
from app.cli.several import counted, export_several, import_several
from app.cli.undoing import As
from app.config import Settings
from app.core.formats.losing import in_words
from app.core.formats.registry import FORMATS, READ, WRITTEN
from app.core.permissions import Action
from app.core.vocabulary import RelationKind, Visibility
from app.db import Database
from app.services import several_in, transfer
from app.services.arriving import Reading
from app.services.as_of import looked_back
from app.services.debates import open_debate
from app.services.downloads import Part, download
from app.services.joining import ADD, UPDATE, Joining
from app.services.several_out import Wanted


def _known(*names: str) -> Callable[[str], str]:
    def check(name: str) -> str:
        if name not in names:
            known = ", ".join(filter(None, names))
            raise typer.BadParameter(f"“{name[:40]}” is none of these: {known}.")
        return name

    return check


File = Annotated[str, typer.Argument(metavar="FILE", help="the file to read; - for standard input")]
Slugs = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="DEBATE …", help="the debate's address, as in /d/DEBATE; of several, one zip"
    ),
]
Every = Annotated[bool, typer.Option("--all", help="all debates there are, as one zip")]
At = Annotated[str, typer.Option("--at", help="as of a revision, a day (its end, UTC) or a time")]
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
    list[str] | None,
    typer.Option(
        "--slug",
        metavar="SLUG",
        help="the address of the debate, instead of the file's own; of a zip of several FILE=SLUG,"
        " as often as there are such",
    ),
]
Titled = Annotated[
    str, typer.Option("--title", metavar="TEXT", help="the debate's title, instead of the file's")
]
Readers = Annotated[
    str,
    typer.Option(
        "--visibility",
        help="who reads the debate: public or private; else as the file says, and private where"
        " the text of a thread comes along",
        callback=_known("", *(each.value for each in Visibility)),
    ),
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
    slug: Slugged = None,
    title: Titled = "",
    visibility: Readers = "",
    credences: Percent = False,
    dry_run: DryRun = False,
    into: Debate = None,
    how: How = "",
    reason: Reason = None,
    account: As = None,
) -> None:
    """Make a debate of a file, whole or not at all; every fault in the file is named.

    Of a zip of several files each becomes a debate: all of them or none. With --into, what is new
    or differs is suggested for a debate that is there.
    """
    reading = Reading(
        format=of,
        unsigned=unsigned,
        encoding=encoding,
        credences=credences,
        title=title,
        visibility=visibility,
    )
    addresses = slug or ()
    if into is None:
        _import(file, reading, addresses, dry_run=dry_run)
    elif dry_run:
        try_file(file, reading, into, Joining(how=how), account)
    else:
        suggest_file(file, reading, into, Joining(how=how), reason, account)


def _import(file: str, reading: Reading, addresses: Sequence[str], *, dry_run: bool) -> None:
    data = read(file)
    if several_in.is_several(file, data, reading):
        with the_database() as database:
            import_several(database, data, file, reading, addresses, dry_run=dry_run)
        return
    reading = replace(reading, slug=addresses[-1] if addresses else "")
    limit = Settings().max_upload_mb * 1_000_000
    say(f"Reading {file} ({len(data):,} bytes)")
    with faults_of(file):
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
    print(f"{done} {result.slug}: {counted(result.counts)}.")


def export(
    debates: Slugs = None,
    into: Into = "cruxmap",
    output: Output = "-",
    node: Below = "",
    person: Of = "",
    only: Only = None,
    credences: WithCredences = True,
    at: At = "",
    every: Every = False,
    archive: Archive = False,
) -> None:
    """Write a debate, or a part of it, as one file; what the format does not carry is told.

    Several debates, or --all, become one zip: a file each, and an index. With --archive, all pages
    of a debate as one zip that opens from disk.
    """
    part = Part(node=node, person=person, nodes=tuple(only or ()), credences=credences)
    slugs = tuple(dict.fromkeys(debates or ()))
    if every == bool(slugs):
        raise typer.BadParameter("Name the debates, or say --all.")
    several = every or len(slugs) > 1
    if archive and (into != "cruxmap" or part != Part() or several or at):
        raise typer.BadParameter("An archive is of one whole debate, as it is, in all formats.")
    if several and part.of:
        raise typer.BadParameter("A part is of one debate: leave out --node, --person and --only.")
    with the_database() as database:
        if several:
            wanted = Wanted(slugs=slugs, all=every, format=into, credences=credences, at=at)
            export_several(database, wanted, output)
        elif archive:
            write_archive(database, the_owner(database), slugs[0], output)
        else:
            _export(database, slugs[0], into, output, part, at)


def _export(database: Database, debate: str, into: str, output: str, part: Part, at: str) -> None:
    owner = the_owner(database)
    with database.reading() as session:
        opened = open_debate(session, owner, debate, Action.EXPORT)
        opened = looked_back(session, opened, at) if at else opened
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
        if message := each.missing():
            print(f"    {message}")


def formats_table() -> str:
    """Return all formats as the table of the documents, in Markdown."""
    heads = ("name", "what it is", "for", "out", "in", "ending", "carries", "loses")
    rows = [heads, ("---",) * len(heads)]
    for each in FORMATS.values():
        ways = ["yes" if way else "no" for way in (each.write, each.read)]
        said = (each.title, each.use, *ways, f"`{each.ending}`", each.carries, each.loses)
        rows.append((f"[`{each.name}`]({PAGES.get(each.name, each.name + '.md')})", *said))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
