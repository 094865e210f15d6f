"""Commands about accounts: making one, and links that sign in once."""

from typing import Annotated

import typer

from app.cli.opening import the_database
from app.config import Settings
from app.services import accounts

Name = Annotated[str, typer.Argument(metavar="NAME", help="the account's name")]
Owner = Annotated[bool, typer.Option("--owner", help="may do everything in every debate")]


def register(app: typer.Typer) -> None:
    """Add the commands as `account …`."""
    group = typer.Typer(help="Make accounts and sign-in links.", no_args_is_help=True)
    group.command()(add)
    group.command()(link)
    app.add_typer(group, name="account")


def add(name: Name, owner: Owner = False) -> None:
    """Make an account and print a link that signs it in once; it can set a password then."""
    settings = Settings()
    with the_database() as database, database.writing() as session:
        account = accounts.add_account(session, name, site_owner=owner)
        token = accounts.make_sign_in_link(session, account, settings)
    print(link_address(settings, token))


def link(name: Name) -> None:
    """Print a link that signs an account in once, within the hour."""
    settings = Settings()
    with the_database() as database, database.writing() as session:
        account = accounts.find_account(session, name)
        token = accounts.make_sign_in_link(session, account, settings)
    print(link_address(settings, token))


def link_address(settings: Settings, token: str) -> str:
    """Return the whole address of a sign-in link."""
    return f"{settings.base_url.rstrip('/')}/sign-in/link/{token}"
