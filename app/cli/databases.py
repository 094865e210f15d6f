"""Commands about the database: its schema."""

import typer

from app.cli.opening import any_database
from app.services import migrations


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(migrate)


def migrate() -> None:
    """Bring the database to this program's schema; all or nothing."""
    with any_database() as database:
        if migrations.is_current(database):
            print("The database has the newest schema already.")
            return
        migrations.migrate(database)
        print("The database has the newest schema now.")
