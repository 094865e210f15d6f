"""Suggestions: what waits in a debate, each with its difference in words, and deciding on it."""

from typing import NamedTuple

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.core.permissions import Action
from app.services import suggestion_rows, suggestions
from app.services.debates import OpenDebate, open_debate
from app.services.snapshots import load_snapshot
from app.services.suggestion_rows import SuggestionRow
from app.services.suggestions import CannotAccept, Decision
from app.web.showing.suggestion_words import SHORT, SuggestionLine, suggestion_line
from app.web.showing.undo_words import Against, against
from app.web.site import addresses as to
from app.web.site.actions import Acting, Shown, TheActing
from app.web.site.deps import CurrentActor, PageRoute, ReadSession
from app.web.site.forms import Form, Submission, done
from app.web.site.frames import Frame, frame
from app.web.site.pages import Template, page

router = APIRouter(route_class=PageRoute, include_in_schema=False)
WINDOW = 30
DECIDING = {
    "accept": suggestions.accept,
    "decline": suggestions.decline,
    "withdraw": suggestions.withdraw,
}


class Refused(NamedTuple):
    """What could not be done with a suggestion just now, and why not."""

    doing: str
    form: Form
    against: Against | None = None


class SuggestionsPage(Frame):
    """Thirty suggestions, those that wait first; `later` is where the next ones begin."""

    lines: list[SuggestionLine]
    later: int | None
    may_suggest: bool


class SuggestionPage(Frame):
    """One suggestion, and what the reader may do with it."""

    line: SuggestionLine
    may_decide: bool
    may_withdraw: bool
    refused: Refused | None
    no_form: Form


LIST = Template("suggestions/list.html", SuggestionsPage)
SHOW = Template("suggestions/show.html", SuggestionPage)


@router.get("/d/{slug}/suggestions")
def list_suggestions(
    request: Request, session: ReadSession, actor: CurrentActor, slug: str, start: int = 0
) -> Response:
    """Show what was suggested, what waits first."""
    debate = open_debate(session, actor, slug)
    graph = load_snapshot(session, debate).graph
    start = max(0, min(start, 1_000_000))
    found = suggestion_rows.list_suggestions(session, debate, start=start, limit=WINDOW + 1)
    rows = found[:WINDOW]
    judged = suggestions.judged(session, debate, rows)
    values: SuggestionsPage = {
        **frame(debate, graph, "suggestions"),
        "lines": [suggestion_line(graph, row, judged.get(row.id), most=SHORT) for row in rows],
        "later": start + WINDOW if len(found) > WINDOW else None,
        "may_suggest": debate.may(Action.SUGGEST),
    }
    return page(request, LIST.filled(values))


@router.get("/d/{slug}/suggestions/{suggestion}")
def show_suggestion(
    request: Request, session: ReadSession, actor: CurrentActor, slug: str, suggestion: str
) -> Response:
    """Show one suggestion: what it would do, why, and whether it fits the debate as it is."""
    debate = open_debate(session, actor, slug)
    row = suggestion_rows.find_suggestion(session, debate, suggestion)
    return page(request, SHOW.filled(_page(session, debate, row)))


@router.get("/d/{slug}/suggestions/{suggestion}/{doing}")
def ask_suggestion_instead(request: Request, slug: str, suggestion: str, doing: str) -> Response:
    """Lead to the suggestion, for those who signed in on the way to deciding on it."""
    return done(request, to.suggestion(slug, suggestion))


@router.post("/d/{slug}/suggestions/{suggestion}/accept")
def accept(act: TheActing, slug: str, suggestion: str, sent: Submission) -> Response:
    """Make a suggestion part of the debate, and go on to the change that did."""
    return _decided(act, slug, suggestion, sent, "accept")


@router.post("/d/{slug}/suggestions/{suggestion}/decline")
def decline(act: TheActing, slug: str, suggestion: str, sent: Submission) -> Response:
    """Decline a suggestion with a word, and show it."""
    return _decided(act, slug, suggestion, sent, "decline")


@router.post("/d/{slug}/suggestions/{suggestion}/withdraw")
def withdraw(act: TheActing, slug: str, suggestion: str, sent: Submission) -> Response:
    """Take back a suggestion of one's own, and show it."""
    return _decided(act, slug, suggestion, sent, "withdraw")


def _decided(act: Acting, slug: str, suggestion: str, sent: Submission, doing: str) -> Response:
    """Decide on a suggestion; go on to the change that it became, or to what was said of it."""
    given, decide = sent.fill(Decision), DECIDING[doing]
    return act.write(
        sent,
        lambda session: decide(session, act.actor, slug, suggestion, given),
        again=lambda session, form: _again(session, act, slug, suggestion, doing, form),
        then=lambda made: (
            to.change(slug, made.revision) if made.changed else to.suggestion(slug, suggestion)
        ),
    )


def _again(
    session: Session, act: TheActing, slug: str, suggestion: str, doing: str, form: Form
) -> Shown:
    """Show the suggestion as it now is, and why it could not be decided on."""
    debate = open_debate(session, act.actor, slug)
    try:
        row = suggestion_rows.find_suggestion(session, debate, suggestion)
    except NotFound as missing:
        raise form.error or missing from None
    refused = Refused(doing, form)
    if isinstance(form.error, CannotAccept):
        graph = load_snapshot(session, debate).graph
        refused = refused._replace(against=against(graph, form.error.standing))
    return Shown(SHOW.filled(_page(session, debate, row, refused)), form, whole=True)


def _page(
    session: Session, debate: OpenDebate, row: SuggestionRow, refused: Refused | None = None
) -> SuggestionPage:
    graph = load_snapshot(session, debate).graph
    judged = suggestions.judged(session, debate, [row])
    return {
        **frame(debate, graph, "suggestions"),
        "line": suggestion_line(graph, row, judged.get(row.id)),
        "may_decide": row.is_open and debate.may(Action.EDIT_NODE),
        "may_withdraw": suggestions.may_withdraw(debate, row),
        "refused": refused,
        "no_form": Form({}),
    }
