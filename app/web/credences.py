"""Giving a credence to a claim or an inference, changing it, and taking it back."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import TypedDict
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from app.core.debate.standing import claims_above
from app.core.errors import Invalid
from app.core.permissions import Action, Actor
from app.db import Database
from app.services import credences
from app.services.changes import Recorded
from app.services.credences import CredenceEntry, NewCredence
from app.services.debates import OpenDebate
from app.web.overviews import SummaryPart, summary_values
from app.web.showing.claim_parts import Part, Viewer, part_of
from app.web.showing.node_numbers import Told, told
from app.web.showing.subjects import About, AboutNode, open_about
from app.web.site import addresses as to
from app.web.site.actions import Acting, Shown, TheActing
from app.web.site.deps import CurrentActor, PageRoute, ReadSession
from app.web.site.forms import Form, Sent, Submission, done, show_form
from app.web.site.frames import SEEN
from app.web.site.pages import Filled, Template
from app.web.site.views import if_readable

router = APIRouter(route_class=PageRoute, include_in_schema=False)
EVEN = "50"
OWN_REVISION = "Cruxmap-Revision"  # so that a page is not told of its reader's own change
VIEW = ("readings", "if", "semantics", "pooling")
PERCENT = re.compile(r"(\d{1,3})(?:[.,](\d*))?\s*%?", re.ASCII)
BACK: dict[str, Callable[[str, str], str]] = {
    "thread": lambda slug, node: f"{to.debate(slug, 'thread')}#{node}",
    "node": lambda slug, node: f"{to.node(slug, node)}#{node}",
    "overview": lambda slug, node: f"{to.debate(slug)}#{node}",
    "rate": lambda slug, node: f"{to.node(slug, node, 'rate')}#record",
}


class RatePage(AboutNode):
    """The form for a credence, with one's own record and what the accounts say."""

    record: list[CredenceEntry]
    told: Told
    back_address: str


class GivenPieces(TypedDict):
    """The strips that a credence may have changed, or what is told of the step it was given to."""

    debate: OpenDebate
    parts: list[Part]
    step: Told | None


class GivenOnOverview(GivenPieces, SummaryPart):
    """The same where the summary changed with them."""


RATE = Template("credences/rate.html", RatePage)
GIVEN = Template("credences/_given.html", GivenPieces)
GIVEN_ON_OVERVIEW = Template("credences/_given_on_overview.html", GivenOnOverview)


@router.get("/d/{slug}/n/{node_id}/rate")
def ask_credence(
    request: Request,
    session: ReadSession,
    actor: CurrentActor,
    slug: str,
    node_id: str,
    back: str = "",
    here: bool = False,
) -> Response:
    """Show the form for a credence, with one's own record on the node."""
    about = open_about(session, actor, slug, node_id, Action.RATE)
    if not about.subject.rateable:
        raise Invalid(
            "Credences are given to standing claims and to the reasons for and against them."
        )
    record = _record(session, about)
    form = Form(
        {
            **_last_answer(record),
            "back": back if back in BACK else _came_from(request, slug),
            "here": "1" if here else "",
            "view": _view_of(request),
            "wording": str(about.subject.wording),
            SEEN: str(about.debate.revision),
        }
    )
    return show_form(request, RATE.filled(_values(about, record, form)), form)


@router.get("/d/{slug}/n/{node_id}/credence")
@router.get("/d/{slug}/n/{node_id}/credence/withdraw")
def ask_credence_instead(request: Request, slug: str, node_id: str) -> Response:
    """Lead to the form, for those who signed in on the way to its action."""
    return done(request, to.node(slug, node_id, "rate"))


@router.post("/d/{slug}/n/{node_id}/credence")
def give_credence(act: TheActing, slug: str, node_id: str, sent: Submission) -> Response:
    """Record a credence; htmx gets the strips that it changes."""

    def give(database: Database) -> Recorded:
        credence = sent.fill(NewCredence, value=chosen_value(sent))
        with database.writing() as session:
            return credences.give(session, act.actor, slug, node_id, credence)

    return act.run(
        sent,
        give,
        again=lambda session, form: _again(session, act.actor, slug, node_id, form),
        then=lambda made: _changed(act, slug, node_id, sent, made),
    )


@router.post("/d/{slug}/n/{node_id}/credence/withdraw")
def withdraw_credence(act: TheActing, slug: str, node_id: str, sent: Submission) -> Response:
    """Take one's credence back; the record keeps it."""
    return act.write(
        sent,
        lambda session: credences.withdraw(session, act.actor, slug, node_id),
        then=lambda made: _changed(act, slug, node_id, sent, made),
    )


def chosen_value(sent: Sent) -> float | None:
    """Return the probability that a form means; None when it names none.

    The number field and the slider can differ, for without scripts nothing keeps them in step:
    the one that was changed counts, the number when both were.
    """
    number, was = sent.get("value").strip(), sent.get("was")
    slid = sent.get("value_slide")
    if number == was and slid and slid != _slid(was):
        number = slid
    if not number or (sent.ticked("ill_posed") and number == was):
        if not number and not sent.ticked("ill_posed"):
            text = "Move the slider or type a number. For even odds, type 50."
            raise Invalid(text, {"value": text})
        return None
    return _probability(number)


def _probability(typed: str) -> float:
    found = PERCENT.fullmatch(typed)
    if not found or len(found[2] or "") > 1:
        fault = "Type a number from 0 to 100, with at most one decimal."
        raise Invalid(fault, {"value": fault})
    percent = Decimal(f"{found[1]}.{found[2] or 0}")
    if percent > 100:
        fault = "A credence is at most 100 %."
        raise Invalid(fault, {"value": fault})
    return float(percent / 100)


def _slid(was: str) -> str:
    """Return where the slider stood when the number field showed `was`."""
    found = PERCENT.fullmatch(was)
    return str(round(float(was.replace(",", ".")))) if found and "%" not in was else EVEN


def _record(session: Session, about: About) -> list[CredenceEntry]:
    """List one's own entries on the node, newest first."""
    if about.debate.actor.account_id is None:
        return []
    entries = credences.history(session, about.debate, about.subject.id)
    return [entry for entry in entries if entry.is_mine]


def _last_answer(record: list[CredenceEntry]) -> dict[str, str]:
    if not record or record[0].withdrawn:
        return {"value": "", "was": "", "value_slide": EVEN}
    last = record[0]
    number = "" if last.value is None else f"{last.value * 100:.1f}".removesuffix(".0")
    return {
        "value": number,
        "was": number,
        "value_slide": _slid(number),
        "ill_posed": "yes" if last.ill_posed else "",
        "note": last.note or "",
    }


def _values(about: About, record: list[CredenceEntry], form: Form) -> RatePage:
    viewer = Viewer(about.debate.actor.account_id)
    return {
        **about.values(),
        "record": record,
        "told": told(about.snapshot, about.subject.id, viewer),
        "back_address": _back_to(form.get("back"), about.debate.slug, about.subject.id),
    }


def _again(session: Session, actor: Actor, slug: str, node_id: str, form: Form) -> Shown:
    about = open_about(session, actor, slug, node_id)
    record = _record(session, about)
    if form.status == 409:
        # Both wordings are in sight now: sending the form again means the present one.
        form = form.with_values(wording=str(about.subject.wording))
    return Shown(RATE.filled(_values(about, record, form)), form)


def _changed(act: Acting, slug: str, node_id: str, sent: Sent, made: Recorded) -> Response:
    back = _back_to(sent.get("back"), slug, node_id)
    answer = act.pieces(
        lambda session: _pieces(session, act.actor, slug, node_id, sent),
        otherwise=_telling_of_others(back, sent.number(SEEN), made),
    )
    if made.changed:
        answer.headers[OWN_REVISION] = str(made.revision)
    return answer


def _telling_of_others(address: str, seen: int, made: Recorded) -> str:
    """Let the next page say what has changed since a form was opened, if others changed it too."""
    if not 0 < seen < made.revision - made.changed:
        return address
    page, _, place = address.partition("#")
    return f"{page}?{SEEN}={seen}#{place}"


def _pieces(session: Session, actor: Actor, slug: str, node: str, sent: Sent) -> Filled:
    # The credence is saved: a view that cannot be read must not say otherwise.
    view = if_readable(dict(parse_qsl(sent.get("view"))))
    about = open_about(session, actor, slug, node, view=view)
    snapshot, debate = about.snapshot, about.debate
    viewer = Viewer(debate.actor.account_id, view.get("readings") == "true")
    claims = [node] if node in snapshot.graph.claims else []
    claims += claims_above(snapshot.graph, node)
    given: GivenPieces = {
        "debate": debate,
        "parts": [part_of(snapshot, claim, viewer) for claim in claims],
        "step": None if node in snapshot.graph.claims else told(snapshot, node, viewer),
    }
    if sent.get("back") == "overview":
        return GIVEN_ON_OVERVIEW.filled({**given, **summary_values(snapshot, debate)})
    return GIVEN.filled(given)


def _back_to(back: str, slug: str, node: str) -> str:
    return BACK.get(back, BACK["node"])(slug, node)


def _came_from(request: Request, slug: str) -> str:
    path = urlsplit(request.headers.get("referer", "")).path
    if path == to.debate(slug):
        return "overview"
    return "thread" if path == to.debate(slug, "thread") else "node"


def _view_of(request: Request) -> str:
    """Return how the page from which the form was opened looks at the debate, as a query."""
    query = parse_qsl(urlsplit(request.headers.get("referer", "")).query)
    return urlencode([(name, value) for name, value in query if name in VIEW])
