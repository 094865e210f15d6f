"""The command that serves an installation's debates to language models, over MCP."""

import pkgutil
from contextlib import suppress
from typing import Annotated

import typer

from app.core.errors import Invalid
from app.mcp.installation import Installation

# The library `mcp` is an extra, and takes half a second to load: only this command does so.
SERVE = "app.mcp.server:serve"
MISSING = "This needs the library mcp: install it with pip install 'cruxmap[mcp]'."

Url = Annotated[
    str, typer.Option(envvar="CRUXMAP_MCP_URL", help="address of the installation to read")
]
Token = Annotated[
    str | None,
    typer.Option(
        envvar="CRUXMAP_MCP_TOKEN",
        help="token of an account; better given by the environment, where no list of processes "
        "shows it",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("mcp")(mcp)


def mcp(url: Url = "http://127.0.0.1:8000", token: Token = None) -> None:
    """Give language models tools to read debates, over MCP on standard input and output.

    Public debates need no token. Nothing is changed by any tool.
    """
    installation = Installation(url, token)
    try:
        serve = pkgutil.resolve_name(SERVE)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "mcp_types"):
            raise
        raise Invalid(MISSING) from error
    with suppress(KeyboardInterrupt):
        serve(installation)
