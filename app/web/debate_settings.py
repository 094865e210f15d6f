"""Starting a debate, its settings, and who has which role in it."""

from dataclasses import replace
from typing import TypedDict

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from app.core.errors import SignInNeeded
from app.core.permissions import Action
from app.core.vocabulary import Pooling, SemanticsName, Visibility
from app.services import debate_settings, members
from app.services.debate_settings import NewDebate, SettingsEdit
from app.services.debates import OpenDebate, open_debate
from app.services.members import MemberRole, MemberRow
from app.services.snapshots import load_snapshot
from app.web.site import addresses as to
from app.web.site.actions import Shown, TheActing
from app.web.site.deps import CurrentActor, PageRoute, ReadSession
from app.web.site.forms import Form, Submission, done, show_form
from app.web.site.frames import Frame, frame
from app.web.site.pages import Template

router = APIRouter(route_class=PageRoute, include_in_schema=False)
SEMANTICS = {
    "sbn": "Sigmoid belief network: reasons add in log-odds (default)",
    "log_odds": "Log-odds sum of expected truth",
    "df_quad": "DF-QuAD",
    "quadratic_energy": "Quadratic energy",
    "euler_based": "Euler-based",
}
POOLING = {
    "geometric": "Geometric mean of odds (default)",
    "linear": "Mean",
    "weighted_median": "Median",
    "trimmed": "Mean of log-odds without the extremes",
    "extremised": "Extremised log-odds",
}
VISIBILITY = {"public": "Everybody", "private": "Members only"}
OPEN_ROLE = {"annotator": "rate, reply and cite", "reader": "only read"}
ROLES = {
    "reader": "reader",
    "annotator": "annotator: rates, replies",
    "editor": "editor: rewords, too",
    "owner": "owner: everything",
    "": "none of their own",
}
SAID = {"settings": "The settings are saved.", "role": "The role is set."}
Choices = list[tuple[str, str]]


class NewDebatePage(TypedDict):
    """The form for a new debate: who may read it, and what everybody may do."""

    visibility: Choices
    open_role: Choices


class SettingsPage(Frame, NewDebatePage):
    """The settings of a debate, and its roles; `said` is what was done just now."""

    semantics: Choices
    pooling: Choices
    members: list[MemberRow]
    role_names: Choices
    roles: Form
    said: str | None


NEW_DEBATE = Template("debates/new.html", NewDebatePage)
SETTINGS = Template("debates/edit.html", SettingsPage)


@router.get("/new")
def ask_debate(request: Request, actor: CurrentActor) -> Response:
    """Show the form for a new debate."""
    if actor.account_id is None:
        raise SignInNeeded("Sign in to start a debate.")
    form = Form({"visibility": Visibility.PUBLIC.value, "open_role": "annotator"})
    return show_form(request, NEW_DEBATE.filled(_choices()), form)


@router.post("/new")
def start_debate(act: TheActing, sent: Submission) -> Response:
    """Make a debate, and go on to its first thesis."""
    given = sent.fill(NewDebate)
    return act.write(
        sent,
        lambda session: debate_settings.create_debate(session, act.actor, given),
        again=lambda _, form: Shown(NEW_DEBATE.filled(_choices()), form),
        then=lambda made: to.debate(made, "claims/new"),
    )


@router.get("/d/{slug}/settings")
def ask_settings(
    request: Request, session: ReadSession, actor: CurrentActor, slug: str, saved: str = ""
) -> Response:
    """Show the settings and the roles, to owners."""
    debate = open_debate(session, actor, slug, Action.EDIT_DEBATE)
    values = _values(session, debate, said=SAID.get(saved))
    return show_form(request, SETTINGS.filled(values), _present(debate))


@router.post("/d/{slug}/settings")
def change_settings(act: TheActing, slug: str, sent: Submission) -> Response:
    """Change the settings."""
    given = sent.fill(SettingsEdit)

    def again(session: Session, form: Form) -> Shown:
        debate = open_debate(session, act.actor, slug, Action.EDIT_DEBATE)
        shown = form.with_values(seen=str(debate.revision)) if form.status == 409 else form
        values = _values(session, debate, roles=Form({}))
        return Shown(SETTINGS.filled(values), shown)

    return act.write(
        sent,
        lambda session: debate_settings.change_settings(session, act.actor, slug, given),
        again=again,
        then=lambda _: f"{to.debate(slug, 'settings')}?saved=settings",
    )


@router.get("/d/{slug}/roles")
def ask_settings_instead(request: Request, slug: str) -> Response:
    """Lead to the settings, for those who signed in on the way to a role."""
    return done(request, f"{to.debate(slug, 'settings')}#roles")


@router.post("/d/{slug}/roles")
def set_role(act: TheActing, slug: str, sent: Submission) -> Response:
    """Give an account a role in the debate, or take it away."""
    given = sent.fill(MemberRole)

    def again(session: Session, roles: Form) -> Shown:
        debate = open_debate(session, act.actor, slug, Action.MANAGE_ROLES)
        values = _values(session, debate, roles=roles)
        return Shown(SETTINGS.filled(values), replace(_present(debate), status=roles.status))

    return act.write(
        sent,
        lambda session: members.set_role(session, act.actor, slug, given),
        again=again,
        then=lambda _: f"{to.debate(slug, 'settings')}?saved=role#roles",
    )


def _present(debate: OpenDebate) -> Form:
    names = ("title", "question", "summary", "semantics", "pooling", "visibility", "open_role")
    values = {name: getattr(debate, name) or "" for name in (*names, "licence")}
    values["authors"] = "\n".join(debate.authors)
    blind = "yes" if debate.blind else ""
    return Form({**values, "blind": blind, "seen": str(debate.revision)})


def _values(
    session: Session, debate: OpenDebate, *, said: str | None = None, roles: Form | None = None
) -> SettingsPage:
    graph = load_snapshot(session, debate).graph
    return {
        **frame(debate, graph, ""),
        **_choices(),
        "members": members.list_members(session, debate),
        "role_names": list(ROLES.items()),
        "semantics": [(name, SEMANTICS[name]) for name in SemanticsName],
        "pooling": [(name, POOLING[name]) for name in Pooling],
        "roles": Form({"role": "editor"}) if roles is None else roles,
        "said": said,
    }


def _choices() -> NewDebatePage:
    return {"visibility": list(VISIBILITY.items()), "open_role": list(OPEN_ROLE.items())}
