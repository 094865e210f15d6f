"""The history of a debate: every accepted change, newest first, and taking one back."""

from typing import NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from app.core.debate.graph import Graph
from app.core.permissions import Action
from app.services import history, undoing
from app.services.debates import OpenDebate, open_debate
from app.services.history import ChangeRow
from app.services.history_filters import ALL, Filter
from app.services.news import SinceThen, load_news
from app.services.snapshots import Snapshot, load_snapshot
from app.services.undoing import CannotUndo, Run, Undoing
from app.web.showing.change_rows import ChangeLine, change_line
from app.web.showing.news_words import NewsPart, news_part
from app.web.showing.undo_words import Against, against
from app.web.site import addresses as to
from app.web.site.actions import Shown, TheActing
from app.web.site.deps import PageRoute
from app.web.site.forms import Form, Submission, done
from app.web.site.frames import Frame, frame
from app.web.site.kept_pages import TheDebatePages
from app.web.site.pages import Template

router = APIRouter(route_class=PageRoute, include_in_schema=False)
WINDOW = 100
Part = tuple[str, list[ChangeLine]]


class Refused(NamedTuple):
    """What could not be taken back: a revision (None: all that somebody did), and why not."""

    revision: int | None
    form: Form
    against: Against | None = None


class HistoryPage(Frame):
    """A hundred changes; `older` is the revision at which the next ones begin.

    `refused` is what could not be taken back just now; `until` where the page begins, if not with
    the newest; `since` the revision after which it looks, if not at all of them;
    `news` sums up what is new to the reader, where that is not narrowed down; `parts` are the
    rows by the headings above them, if any. `asked` is which changes were asked for, `kept` the
    same in an address; `unrecorded` how many more of them there were, of which no record is left.
    """

    rows: list[ChangeLine]
    parts: list[Part]
    news: NewsPart | None
    shown: frozenset[int]
    older: int | None
    until: int | None
    since: int | None
    asked: Filter
    kept: str
    unrecorded: int
    edits_all: bool
    refused: Refused | None
    no_form: Form


HISTORY = Template("changes/list.html", HistoryPage)


@router.get("/d/{slug}/history")
def show_history(
    pages: TheDebatePages,
    until: int | None = None,
    since: int | None = None,
    by: str | None = None,
    kind: str | None = None,
    node: str | None = None,
) -> Response:
    """Show who changed what, a hundred changes a page; `since`: after that revision only."""
    asked = Filter(by, kind, node)
    return pages.answer(
        lambda now: HISTORY.filled(
            {
                **_page(now.session, now.debate, now.snapshot, until, since=since, asked=asked),
                **now.frame("history"),
            }
        ),
        looks=True,
    )


@router.get("/d/{slug}/history/undo")
def ask_history_instead(request: Request, slug: str) -> Response:
    """Lead to the history, for those who signed in on the way."""
    return done(request, to.debate(slug, "history"))


@router.get("/d/{slug}/history/{revision}/undo")
def ask_change_instead(request: Request, slug: str, revision: int) -> Response:
    """Lead to the change, for those who signed in on the way to taking it back."""
    return done(request, to.change(slug, revision))


@router.post("/d/{slug}/history/undo")
def undo_run(act: TheActing, slug: str, sent: Submission) -> Response:
    """Take back all that one account did since a change."""
    run = sent.fill(Run)
    return act.write(
        sent,
        lambda session: undoing.undo_run(session, act.actor, slug, run),
        again=lambda session, form: _again(session, act, slug, Refused(None, form)),
        then=lambda made: f"{to.debate(slug, 'history')}#rev{made[-1].revision}",
    )


@router.post("/d/{slug}/history/{revision}/undo")
def undo(act: TheActing, slug: str, revision: int, sent: Submission) -> Response:
    """Take a change back, and go on to the one that did, or to what was restored."""
    form = sent.fill(Undoing)
    from_node = sent.ticked("from_node")
    return act.write(
        sent,
        lambda session: undoing.undo(session, act.actor, slug, revision, form),
        again=lambda session, form: _again(
            session, act, slug, Refused(revision, form), sent.number("until")
        ),
        then=lambda made: (
            to.node(slug, made.ref)
            if from_node
            else f"{to.debate(slug, 'history')}#rev{made.revision}"
        ),
    )


@router.post("/d/{slug}/n/{node_id}/restore")
def restore(act: TheActing, slug: str, node_id: str, sent: Submission) -> Response:
    """Let a claim or a step that ended stand again, and go to its page."""
    return act.write(
        sent,
        lambda session: undoing.restore(session, act.actor, slug, node_id),
        again=lambda session, form: _again(session, act, slug, Refused(None, form)),
        then=lambda made: to.node(slug, made.ref),
    )


def _again(session: Session, act: TheActing, slug: str, refused: Refused, until: int = 0) -> Shown:
    """Show the history where it was, with the change in sight that could not be taken back."""
    debate = open_debate(session, act.actor, slug)
    snapshot, error = load_snapshot(session, debate), refused.form.error
    if isinstance(error, CannotUndo):
        refused = refused._replace(against=against(snapshot.graph, error.standing))
    values = _page(session, debate, snapshot, until or None, refused)
    if refused.revision is not None and refused.revision not in values["shown"]:
        values = _page(session, debate, snapshot, refused.revision, refused)
    return Shown(HISTORY.filled(values), refused.form, whole=True)


def _page(
    session: Session,
    debate: OpenDebate,
    snapshot: Snapshot,
    until: int | None,
    refused: Refused | None = None,
    since: int | None = None,
    asked: Filter = ALL,
) -> HistoryPage:
    found = history.list_changes(
        session,
        debate.id,
        until=_last(debate, until),
        asked=asked,
        since=0 if since is None else since + 1,
        limit=WINDOW + 1,
        audience=snapshot.audience,
        open_nodes=snapshot.open_nodes,
    )
    rows, graph = found[:WINDOW], snapshot.graph
    older = found[WINDOW].revision if len(found) > WINDOW else None
    news = load_news(session, debate, snapshot)
    lines = [_line(debate, graph, row, news) for row in rows]
    is_whole = until is None and asked == ALL and since in (None, news and news.news.since)
    return {
        **frame(debate, graph, "history"),
        "rows": lines,
        "parts": _parts(lines, news),
        "news": news_part(graph, news) if is_whole else None,
        "shown": frozenset(row.revision for row in rows),
        "older": older,
        "until": until,
        "since": since,
        "asked": asked,
        "kept": kept_query(asked),
        "unrecorded": _unrecorded(debate, asked, _last(debate, until), older or since, len(rows)),
        "edits_all": debate.may(Action.EDIT_NODE),
        "refused": refused,
        "no_form": Form({}),
    }


def _line(debate: OpenDebate, graph: Graph, row: ChangeRow, news: SinceThen | None) -> ChangeLine:
    since = debate.revision if news is None else news.news.since
    by_others = row.account_id is None or row.account_id != debate.actor.account_id
    # What was taken back since is no news, nor is the taking back of it.
    stands = row.undone_by is None and (row.undoes is None or row.undoes <= since)
    is_new = row.revision > since and by_others and stands
    return change_line(graph, row, may_undo=undoing.may_try(debate, row), is_new=is_new)


def _parts(lines: list[ChangeLine], news: SinceThen | None) -> list[Part]:
    """Part the rows where the reader had last looked, if that is among them."""
    seen = [line for line in lines if news is None or line["change"].revision <= news.news.since]
    later = lines[: len(lines) - len(seen)]
    if not later or not seen:
        return [("", lines)]
    return [("", later), ("Before you last looked", seen)]


def _unrecorded(
    debate: OpenDebate, asked: Filter, until: int | None, since: int | None, found: int
) -> int:
    """Return how many changes after one, up to another, left no record; 0 where some are hidden."""
    if asked != ALL or not debate.audience.knows_all:
        return 0
    last = debate.revision if until is None else min(until, debate.revision)
    return max(0, last - max(0, since or 0) - found)


def kept_query(asked: Filter) -> str:
    """Return the beginning of a query that asks for the same changes."""
    fields = {name: getattr(asked, name) for name in ("by", "kind", "node")}
    given = urlencode({name: value for name, value in fields.items() if value})
    return f"?{given}&" if given else "?"


def _last(debate: OpenDebate, until: int | None) -> int | None:
    """Return up to which revision changes are listed: of what is past, no later ones."""
    if debate.at is None:
        return until
    return debate.revision if until is None else min(until, debate.revision)
