"""Commands about debates: listing them, loading the bundled ones."""

import typer

from app.cli.opening import the_database, the_owner
from app.config import Settings
from app.services import bundled, debates


def register(app: typer.Typer) -> None:
    """Add the commands as `debate …`."""
    group = typer.Typer(help="Look at the debates.", no_args_is_help=True)
    group.callback()(lambda: None)  # a group even while it has one command
    group.command("list")(list_all)
    app.add_typer(group, name="debate")
    app.command()(load_bundled)


def list_all() -> None:
    """List all debates: address, claims, relations, cruxes, people, visibility, title."""
    with the_database() as database:
        owner = the_owner(database)
        with database.reading() as session:
            rows = debates.list_debates(session, owner)
    for row in rows:
        counts = f"{row.claims}\t{row.relations}\t{row.cruxes}\t{row.people}"
        print(f"{row.slug}\t{counts}\t{row.visibility}\t{row.title}")


def load_bundled() -> None:
    """Load the debates that come with the program; those edited here are left alone."""
    with the_database() as database:
        for loaded in bundled.load_bundled(database, example=Settings().example):
            print(f"{loaded.slug}: {loaded.outcome.value}")
