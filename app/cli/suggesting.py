"""The commands about suggestions: which there are, accepting and declining them."""

import json
from typing import Annotated

import typer

from app.cli.opening import the_actor, the_database
from app.cli.undoing import As, Slug
from app.services import suggestion_rows, suggestions
from app.services.debates import open_debate
from app.services.suggestion_rows import SuggestionRow
from app.services.suggestions import Decision, Judged

Which = Annotated[
    str, typer.Argument(metavar="SUGGESTION", help="its id, as `cruxmap suggestions` lists it")
]
All = Annotated[bool, typer.Option("--all", help="also those that were decided on")]
AsJson = Annotated[bool, typer.Option("--json", help="print them as JSON")]
Word = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="a word on it")]
Why = Annotated[str, typer.Option("--reason", metavar="TEXT", help="why")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("suggestions")(list_suggestions)
    app.command()(accept)
    app.command()(decline)


def list_suggestions(debate: Slug, everything: All = False, as_json: AsJson = False) -> None:
    """List the suggestions that wait in a debate, and whether each fits it as it now is."""
    with the_database() as database:
        actor = the_actor(database, None)
        with database.reading() as session:
            opened = open_debate(session, actor, debate)
            rows = suggestion_rows.list_suggestions(session, opened, only_open=not everything)
            found = suggestions.judged(session, opened, rows)
    told = [_told(row, found.get(row.id)) for row in rows]
    if as_json:
        print(json.dumps(told, ensure_ascii=False))
        return
    if not told:
        print(f"Nothing {'was suggested' if everything else 'waits'} in {debate}.")
    for each in told:
        print("  ".join(str(value) for value in each.values() if value is not None))


def accept(debate: Slug, suggestion: Which, account: As = None, reason: Word = None) -> None:
    """Make a suggestion part of a debate; what stands against it is named, a line each."""
    with the_database() as database:
        actor = the_actor(database, account)
        with database.writing() as session:
            form = Decision(reason=reason)
            made = suggestions.accept(session, actor, debate, suggestion, form)
    done = f"by change {made.revision}" if made.changed else "and was there already"
    print(f"{suggestion} is accepted, {done}.")


def decline(debate: Slug, suggestion: Which, reason: Why, account: As = None) -> None:
    """Decline a suggestion, with a word to whoever proposed it."""
    with the_database() as database:
        actor = the_actor(database, account)
        with database.writing() as session:
            suggestions.decline(session, actor, debate, suggestion, Decision(reason=reason))
    print(f"{suggestion} is declined.")


def _told(row: SuggestionRow, found: Judged | None) -> dict[str, str | int | None]:
    return {
        "id": row.id,
        "state": row.state.value,
        "readiness": found.readiness.value if found else None,
        "by": row.account,
        "action": row.action,
        "noun": row.noun,
        "about": row.ref,
        "edits": len(row.edits),
        "reason": row.reason,
    }
