"""`cruxmap`: all commands, and what their errors become.

Exit codes: 0 done, 1 the input (or the installation) is at fault, 2 the command was misused.
"""

import sys
from collections.abc import Iterator, Sequence
from typing import Annotated

import typer
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError

from app import __version__
from app.cli import (
    accounts,
    checks,
    databases,
    debates,
    documents,
    mcp,
    rollups,
    server,
    sources,
    suggesting,
    tokens,
    undoing,
)
from app.core.debate.conflicts import Conflict
from app.core.errors import CruxmapError
from app.services.standing import StandsAgainst

PARTS = (
    server,
    databases,
    debates,
    documents,
    checks,
    sources,
    rollups,
    accounts,
    tokens,
    undoing,
    suggesting,
    mcp,
)

app = typer.Typer(
    help="Follow and settle intricate debates.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for _part in PARTS:
    _part.register(app)


def _tell_version(asked: bool) -> None:
    if asked:
        version()
        raise typer.Exit


@app.callback()
def before_any_command(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Read what is asked of no command."""


@app.command()
def version() -> None:
    """Print the version."""
    print(__version__)


def run(arguments: Sequence[str] | None = None) -> None:
    """Run one command, from `arguments` or the command line, and exit with its code."""
    try:
        app(args=None if arguments is None else list(arguments), prog_name="cruxmap")
    except CruxmapError as error:
        _stop(_lines(error))
    except ValidationError as error:
        _stop(_setting(fault["loc"], fault["msg"]) for fault in error.errors())
    except OperationalError as error:
        _stop([f"The database cannot be used: {error.orig}"])


def _stop(lines: Iterator[str] | list[str]) -> None:
    for line in lines:
        print(line, file=sys.stderr)
    sys.exit(1)


def _lines(error: CruxmapError) -> Iterator[str]:
    # An import names every fault with its line and column; a form's fields have their names.
    faults: Sequence[object] = getattr(error, "faults", ())
    if faults:
        yield from map(str, faults)
        return
    yield error.message
    if isinstance(error, StandsAgainst):
        yield from map(_conflict, error.standing.conflicts)
    fields: dict[str, str] = getattr(error, "fields", {})
    for name, message in fields.items():
        if message != error.message:
            yield f"  {name}: {message}"


def _conflict(conflict: Conflict) -> str:
    named = (*conflict.fields, *([conflict.other] if conflict.other else []))
    return f"  {conflict.list} {conflict.id}: {conflict.kind.value} ({' '.join(named) or 'whole'})"


def _setting(place: tuple[int | str, ...], message: str) -> str:
    return f"CRUXMAP_{'_'.join(map(str, place)).upper()}: {message}"
