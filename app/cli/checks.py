"""The command that checks how a debate is written."""

import sys
from typing import Annotated

import typer

from app.cli.check_words import line
from app.cli.opening import read, the_database, the_owner
from app.core.quotes.anchors import normalise
from app.services import checks

Target = Annotated[
    str, typer.Argument(metavar="DEBATE", help="a debate's address, or a file such as debate.yaml")
]
Sources = Annotated[
    list[str] | None,
    typer.Option("--source", metavar="FILE", help="a text whose wording must not be copied"),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check")(check)


def check(debate: Target, source: Sources = None) -> None:
    """Name what breaks the editorial rules, a line each; exit code 1 if anything does."""
    texts = [read(path) for path in source or ()]
    # No debate's address has a dot or a slash; file names have.
    if "." in debate or "/" in debate:
        findings = checks.check_file(read(debate), debate, texts)
    else:
        with the_database() as database:
            owner = the_owner(database)
            with database.reading() as session:
                findings = checks.check_debate(
                    session, owner, debate, [normalise(text) for text in texts]
                )
    for finding in findings:
        print(line(finding), file=sys.stderr)
    print(f"{len(findings)} findings.")
    if findings:
        sys.exit(1)
