"""Commands about sources: attaching their texts."""

from typing import Annotated

import typer

from app.cli.opening import read, the_database, the_owner
from app.core.vocabulary import CitationState
from app.services import sources

Source = Annotated[str, typer.Argument(metavar="DEBATE/SOURCE", help="a debate and a source in it")]
Text = Annotated[str, typer.Argument(metavar="FILE", help="its text; - for standard input")]
Replace = Annotated[
    bool, typer.Option("--replace", help="take another text than the quotations were taken from")
]
FINE = (CitationState.EXACT, CitationState.UNCHECKED)


def register(app: typer.Typer) -> None:
    """Add the commands as `source …`."""
    group = typer.Typer(help="Attach the texts of sources.", no_args_is_help=True)
    group.callback()(lambda: None)  # a group even while it has one command
    group.command()(attach)
    app.add_typer(group, name="source")


def attach(source: Source, file: Text, replace: Replace = False) -> None:
    """Store the text of a source and look every quotation up in it."""
    debate, slash, ref = source.partition("/")
    if not (debate and slash and ref):
        raise typer.BadParameter("must be a debate and a source in it, as in DEBATE/SOURCE.")
    data = read(file)
    with the_database() as database:
        owner = the_owner(database)
        report = sources.attach(database, owner, debate, ref, data, replace=replace)
    counted = ", ".join(f"{number} {state}" for state, number in report.counts.items())
    print(f"Attached {report.length} characters to {source}: {counted or 'nothing quotes it'}.")
    for span in report.spans:
        if span.state not in FINE:
            print(f"  {span.id} ({span.locator or 'no locator'}): {span.state.value}")
