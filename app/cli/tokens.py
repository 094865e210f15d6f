"""Commands about tokens: making one for a program, listing and taking back."""

from typing import Annotated

import typer

from app.cli.opening import the_database
from app.config import Settings
from app.services import accounts, tokens

Name = Annotated[str, typer.Argument(metavar="NAME", help="the account's name")]
Label = Annotated[str | None, typer.Option("--label", help="what the token is for")]


def register(app: typer.Typer) -> None:
    """Add the commands as `token …`."""
    group = typer.Typer(help="Tokens by which programs use the API.", no_args_is_help=True)
    group.command()(add)
    group.command("list")(list_)
    group.command()(drop)
    app.add_typer(group, name="token")


def add(name: Name, label: Label = None) -> None:
    """Make a token for an account and print it; it is shown this once."""
    with the_database() as database, database.writing() as session:
        account = accounts.find_account(session, name)
        token = tokens.add_token(session, account, Settings(), label=label)
    print(token)


def list_(name: Name) -> None:
    """List the tokens of an account: since when, and what for."""
    with the_database() as database, database.reading() as session:
        rows = tokens.list_tokens(session, accounts.find_account(session, name))
    for row in rows:
        print(f"{row.created_at:%Y-%m-%d %H:%M}  {row.label or '–'}")


def drop(name: Name, label: Label = None) -> None:
    """Take back the tokens of an account, all of them or those with a label."""
    with the_database() as database, database.writing() as session:
        account = accounts.find_account(session, name)
        count = tokens.drop_tokens(session, account, label=label)
    print(f"{count} taken back")
