"""Signing up, in and out, and one's own account."""

from collections.abc import Callable
from typing import TypedDict
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from app.config import Settings
from app.core.errors import SignInNeeded
from app.services import accounts, sign_ins
from app.services.accounts import Credentials, PasswordChange
from app.services.sign_ins import SignedIn
from app.web.site.actions import Acting, Shown, TheActing
from app.web.site.deps import CurrentActor, PageRoute, TheDatabase, TheSettings, session_cookie
from app.web.site.forms import Form, Sent, Submission, done, local_path, show_form
from app.web.site.pages import Template

router = APIRouter(route_class=PageRoute, include_in_schema=False)
DONE = {
    "password": "Your password is set. All other sessions of this account have ended.",
    "everywhere": "You are signed out everywhere.",
    "out": "You are signed out.",
}
SECRET = ("password", "old", "new")


class Entrance(TypedDict):
    """What stands around the forms to come in by; `path` is where links of theirs lead back to."""

    path: str
    next_query: str


class SignInPage(Entrance):
    """The form to sign in; `said` is what was done just now."""

    said: str | None


class LinkPage(TypedDict):
    """A link that signs in once."""

    path: str
    token: str


class AccountPage(TypedDict):
    """One's own account; `said` is what was done just now."""

    said: str | None


SIGN_IN = Template("accounts/sign_in.html", SignInPage)
SIGN_UP = Template("accounts/sign_up.html", Entrance)
LINK = Template("accounts/link.html", LinkPage)
ACCOUNT = Template("accounts/show.html", AccountPage)


@router.get("/sign-in")
def ask_to_sign_in(
    request: Request, actor: CurrentActor, next: str = "/", done: str = ""
) -> Response:
    """Show the form to sign in."""
    form = Form({"next": local_path(next)})
    values: SignInPage = {**_around(form), "said": DONE.get(done)}
    return show_form(request, SIGN_IN.filled(values), form)


@router.post("/sign-in")
def sign_in(act: TheActing, settings: TheSettings, sent: Submission) -> Response:
    """Check name and password, and go on to where the reader wanted to be."""
    client = act.request.client
    given = sent.fill(Credentials)
    return act.run(
        sent,
        lambda database: accounts.sign_in(
            database,
            given,
            settings,
            address=client.host if client else "",
            replacing=_token(act.request, settings),
        ),
        again=lambda _, form: Shown(SIGN_IN.filled({**_around(form), "said": None}), form),
        then=_going_on(act, settings, sent.get("next")),
        secret=SECRET,
    )


@router.get("/sign-up")
def ask_to_sign_up(request: Request, actor: CurrentActor, next: str = "/") -> Response:
    """Show the form for a new account."""
    form = Form({"next": local_path(next)})
    return show_form(request, SIGN_UP.filled(_around(form)), form)


@router.post("/sign-up")
def sign_up(act: TheActing, settings: TheSettings, sent: Submission) -> Response:
    """Make an account, signed in at once."""
    wanted, replacing = sent.fill(Credentials), _token(act.request, settings)
    return act.run(
        sent,
        lambda database: accounts.sign_up(database, wanted, settings, replacing=replacing),
        again=lambda _, form: Shown(SIGN_UP.filled(_around(form)), form),
        then=_going_on(act, settings, sent.get("next")),
        secret=SECRET,
    )


@router.post("/sign-out")
def sign_out(request: Request, database: TheDatabase, settings: TheSettings) -> Response:
    """End this session."""
    with database.writing() as session:
        sign_ins.sign_out(session, _token(request, settings), settings)
    return _without_cookie(done(request, "/sign-in?done=out"), settings)


@router.get("/sign-in/link/{token}")
def ask_to_use_link(request: Request, actor: CurrentActor, token: str) -> Response:
    """Show a button: only pressing it uses the link up, so that previews of it do not."""
    return show_form(request, LINK.filled({"path": "/", "token": token}), Form({}))


@router.post("/sign-in/link/{token}")
def use_link(act: TheActing, settings: TheSettings, token: str) -> Response:
    """Sign in by a link that works once."""
    replacing = _token(act.request, settings)
    return act.write(
        Sent({}),
        lambda session: sign_ins.use_sign_in_link(session, token, settings, replacing=replacing),
        again=lambda _, form: Shown(LINK.filled({"path": "/", "token": token}), form),
        then=_going_on(act, settings, "/"),
    )


@router.get("/account")
def show_account(request: Request, actor: CurrentActor, done: str = "") -> Response:
    """Show one's name, and the forms for password and sessions."""
    if actor.account_id is None:
        raise SignInNeeded("Sign in to see your account.")
    return show_form(request, ACCOUNT.filled({"said": DONE.get(done)}), Form({}))


@router.post("/account/password")
def change_password(act: TheActing, settings: TheSettings, sent: Submission) -> Response:
    """Set another password; every other session ends."""
    given = sent.fill(PasswordChange)

    def again(_: Session, form: Form) -> Shown:
        if isinstance(form.error, SignInNeeded):
            raise form.error
        return Shown(ACCOUNT.filled({"said": None}), form)

    return act.run(
        sent,
        lambda database: accounts.change_password(database, act.actor, given, settings),
        again=again,
        then=_going_on(act, settings, "/account?done=password"),
        secret=SECRET,
    )


@router.post("/account/sign-out-everywhere")
def sign_out_everywhere(
    request: Request, actor: CurrentActor, database: TheDatabase, settings: TheSettings
) -> Response:
    """End all sessions of the account, this one too."""
    with database.writing() as session:
        sign_ins.sign_out_everywhere(session, actor)
    return _without_cookie(done(request, "/sign-in?done=everywhere"), settings)


@router.get("/account/{rest}")
def show_account_instead(request: Request, rest: str) -> Response:
    """Lead back to the account after signing in on the way to one of its actions."""
    return done(request, "/account")


def _around(form: Form) -> Entrance:
    going = local_path(form.get("next", "/"))
    return {"path": going, "next_query": f"?next={quote(going, safe='')}"}


def _going_on(act: Acting, settings: Settings, address: str) -> Callable[[SignedIn], Response]:
    """Return what gives the browser its session, and leads it on to an address of this site."""
    to = local_path(address)
    return lambda signed_in: _with_cookie(done(act.request, to), signed_in, settings)


def _token(request: Request, settings: Settings) -> str | None:
    return request.cookies.get(session_cookie(settings))


def _with_cookie(response: Response, signed_in: SignedIn, settings: Settings) -> Response:
    response.set_cookie(
        session_cookie(settings),
        signed_in.token,
        max_age=settings.session_days * 86400,
        path="/",
        secure=settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )
    return response


def _without_cookie(response: Response, settings: Settings) -> Response:
    response.delete_cookie(
        session_cookie(settings),
        path="/",
        secure=settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )
    return response
