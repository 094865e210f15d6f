"""The command that takes changes back."""

import json
from collections.abc import Sequence
from typing import Annotated

import typer

from app.cli.opening import the_actor, the_database
from app.services import undoing
from app.services.changes import Recorded
from app.services.undoing import Run, Undoing

Slug = Annotated[
    str, typer.Argument(metavar="DEBATE", help="the debate's address, as in /d/DEBATE")
]
Revision = Annotated[
    int | None, typer.Argument(metavar="REVISION", help="the change's number in the history")
]
By = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="all that this account did instead")
]
Since = Annotated[
    int | None, typer.Option("--since", metavar="N", help="from which change on; with --by", min=1)
]
As = Annotated[
    str | None,
    typer.Option("--account", metavar="NAME", help="who does it; else the site's owner"),
]
Reason = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="why")]
AsJson = Annotated[bool, typer.Option("--json", help="print what was done as JSON")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(undo)


def undo(
    debate: Slug,
    revision: Revision = None,
    by: By = None,
    since: Since = None,
    account: As = None,
    reason: Reason = None,
    as_json: AsJson = False,
) -> None:
    """Take a change back by a new one, or all that an account did since a change.

    What stands against it is named, a line each, and nothing is done then.
    """
    is_run = by is not None and since is not None
    if (revision is None) != is_run or (by is None) != (since is None):
        raise typer.BadParameter("Name a REVISION, or --by NAME with --since N.")
    with the_database() as database:
        actor = the_actor(database, account)
        with database.writing() as session:
            if by is not None and since is not None:
                run = Run(name=by, since=since, reason=reason)
                done = undoing.undo_run(session, actor, debate, run)
            else:
                form = Undoing(reason=reason)
                done = [undoing.undo(session, actor, debate, revision or 0, form)]
    _tell(done, as_json=as_json)


def _tell(done: Sequence[Recorded], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps([{"id": each.ref, "revision": each.revision} for each in done]))
        return
    for each in done:
        print(f"{each.ref} is as it was, by change {each.revision}.")
