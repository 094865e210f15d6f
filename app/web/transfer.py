"""Debates as files: which formats there are, downloads, and bringing a debate in."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, TypedDict

from fastapi import APIRouter, File, Request, Response, UploadFile
from fastapi import Form as FormField

from app.core.errors import Forbidden, Invalid, NotFound, SignInNeeded
from app.core.formats.format import Format
from app.core.formats.native.faults import SHOWN, Fault, ImportFaults
from app.core.formats.registry import FORMATS
from app.core.permissions import Action, Actor
from app.db import Database
from app.services import transfer
from app.services.debates import SLUG_MAX, open_debate
from app.services.downloads import finished, format_named
from app.services.proposing import propose_file
from app.services.viewing import seen_as
from app.web.site import addresses as to
from app.web.site.actions import Shown, TheActing
from app.web.site.deps import (
    CurrentActor,
    PageRoute,
    ReadSession,
    TheSettings,
)
from app.web.site.forms import Form, Sent
from app.web.site.frames import Frame
from app.web.site.kept_pages import Opened, TheDebatePages, key_of
from app.web.site.middleware import accepts_gzip
from app.web.site.pages import Template, page
from app.web.site.shelf import has_already, marked

router = APIRouter(route_class=PageRoute, include_in_schema=False)
Typed = Annotated[str, FormField()]
Uploaded = Annotated[UploadFile | None, File()]


class ExportPage(Frame):
    """The formats in which a debate can be had."""

    formats: list[Format]


class ImportPage(TypedDict):
    """The form for a file, and what was wrong with the last one; `most` faults are listed."""

    form: Form
    faults: Sequence[Fault]
    is_cut: bool
    most: int


EXPORT = Template("transfer/export.html", ExportPage)
IMPORT = Template("transfer/import.html", ImportPage)


@router.get("/d/{slug}/export")
def show_formats(pages: TheDebatePages) -> Response:
    """Show which formats there are, and what each carries and loses."""

    def values(now: Opened) -> ExportPage:
        formats = [each for each in FORMATS.values() if each.write]
        return {**now.frame("export"), "formats": formats}

    return pages.answer(lambda now: EXPORT.filled(values(now)))


@router.get("/d/{slug}/export/{name}")
def send_file(
    request: Request, session: ReadSession, actor: CurrentActor, slug: str, name: str
) -> Response:
    """Send the debate as a file; a revision that the client has is not sent again."""
    opened = open_debate(session, actor, slug, Action.EXPORT)
    debate = seen_as(session, opened, {"at": request.query_params.get("at", "")})
    # Another reader of a blind debate gets another file.
    headers = marked(key_of(debate, format_named(name).name))
    if has_already(request, headers):
        return Response(status_code=304, headers=headers)
    file = finished(session, debate, name, request.app.state.settings.base_url)
    headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    if accepts_gzip(request.scope["headers"]):
        packed = {**headers, "Content-Encoding": "gzip"}
        return Response(file.packed, media_type=file.media, headers=packed)
    return Response(file.body, media_type=file.media, headers=headers)


@router.get("/import")
def ask_for_file(request: Request, actor: CurrentActor, into: str = "") -> Response:
    """Show the form to bring a debate in, or a file `into` one that is there."""
    if actor.account_id is None:
        raise SignInNeeded("Sign in to import a debate.")
    form = Form({"into": into[:SLUG_MAX]})
    values: ImportPage = {"form": form, "faults": [], "is_cut": False, "most": SHOWN}
    return page(request, IMPORT.filled(values))


@router.post("/import")
def bring_in(
    act: TheActing,
    settings: TheSettings,
    file: Uploaded = None,
    into: Typed = "",
    reason: Typed = "",
) -> Response:
    """Make a debate of a file, or suggest it for one that is there; or name every fault."""
    if act.actor.account_id is None:
        raise SignInNeeded("Sign in to import a debate.")
    name = (file.filename or "") if file else ""
    slug, why = into.replace("\0", "").strip(), reason.replace("\0", "")

    def bring(database: Database) -> str:
        if file is None or not name:
            missing = "Choose a file first."
            raise Invalid(missing, {"file": missing})
        limit, data = settings.max_upload_mb * 1_000_000, file.file.read()
        if not slug:
            made = transfer.bring_in(database, act.actor, data, name, max_bytes=limit)
            return to.debate(made.slug)
        return _suggest(database, act.actor, slug, data, name, limit, why)

    return act.run(
        Sent({"name": (name,), "into": (slug,), "reason": (why,)}),
        bring,
        again=lambda _, form: _again(form),
        then=lambda address: address,
    )


def _suggest(
    database: Database, actor: Actor, slug: str, data: bytes, name: str, limit: int, why: str
) -> str:
    """Suggest a file for a debate, and return where that stands."""
    try:
        made = propose_file(database, actor, slug, data, name, max_bytes=limit, reason=why)
    except (NotFound, Forbidden) as error:
        raise Invalid(error.message, {"into": error.message}) from error
    return to.suggestion(slug, made.suggestion or "")


def _again(form: Form) -> Shown:
    faults: Sequence[Fault] = []
    is_cut = False
    if isinstance(form.error, ImportFaults):
        faults, is_cut = form.error.faults, form.error.is_cut
        form = replace(form, message="Nothing was imported.")
    values: ImportPage = {"form": form, "faults": faults, "is_cut": is_cut, "most": SHOWN}
    return Shown(IMPORT.filled(values), form, whole=True)
