"""Looking at a file before it is brought in: sent once, read as often as one likes."""

from collections.abc import Mapping, Sequence
from typing import TypedDict
from urllib.parse import urlencode

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from app.core.errors import Forbidden, Invalid, NotFound
from app.core.formats.format import Format
from app.core.formats.native.faults import SHOWN, Fault, ImportFaults
from app.core.formats.registry import FORMATS, READ
from app.core.permissions import Actor
from app.db import Database
from app.services import previews, transfer, uploads
from app.services.previews import Preview
from app.services.proposing import propose_file
from app.services.several_in import Found
from app.services.uploads import File
from app.web.showing.preview_rows import FirstScreen, counted_lists, counts_of, first_screen
from app.web.site import addresses as to
from app.web.site.actions import Acting, Shown, TheActing
from app.web.site.deps import PageRoute, TheSettings
from app.web.site.forms import Form, Sent
from app.web.site.pages import Filled, Template, page
from app.web.transfer import TheSent, Uploaded, again, file_of, joining_of, reading_of
from app.web.unpacking import brought_in, files_page, is_several, looked_at, with_wrong

router = APIRouter(route_class=PageRoute, include_in_schema=False)
# What the address of a preview says; all else goes with the form that brings the file in.
ASKED = ("into", "format", "unsigned", "encoding", "credences", "slug", "how", "reason")


class PreviewPage(TypedDict):
    """A file as it would come in, and the forms to bring it in or to read it otherwise.

    Without `found`, `form` says why it cannot be read so, and `faults` where.
    """

    ref: str
    name: str
    form: Form
    found: Preview | None
    screen: FirstScreen | None
    counts: str
    edits: Mapping[str, str]
    formats: Sequence[Format]
    faults: Sequence[Fault]
    is_cut: bool
    most: int


PREVIEW = Template("transfer/preview.html", PreviewPage)


@router.post("/import/look")
def look(act: TheActing, settings: TheSettings, sent: TheSent, file: Uploaded = None) -> Response:
    """Keep a file that was sent and go to its preview; or name every fault."""
    limit = settings.max_upload_mb * 1_000_000

    def keep(database: Database) -> str:
        transfer.may_import(act.actor)
        found = file_of(file, sent)
        if is_several(found, sent):
            looked_at(database, act.actor, found, sent, limit)
        else:
            _seen(act, found, sent, limit)
        with database.writing() as session:
            ref = uploads.keep(session, act.actor, found)
        told = [(name, sent.get(name)) for name in ASKED if sent.get(name).strip()]
        return f"/import/file/{ref}?{urlencode(told)}" if told else f"/import/file/{ref}"

    return act.run(sent, keep, again=lambda _, form: again(form), then=lambda address: address)


@router.get("/import/file/{ref}")
def show(act: TheActing, settings: TheSettings, ref: str) -> Response:
    """Show what would become of a file that was sent, read the way the address says."""
    query = act.request.query_params
    sent = Sent({"kept": (ref,), **{name: tuple(query.getlist(name)) for name in query}})
    limit = settings.max_upload_mb * 1_000_000

    def read(database: Database) -> Filled:
        file = _kept(database, act.actor, ref)
        form = Form({name: sent.get(name) for name in sent.rows})
        if is_several(file, sent):
            found = looked_at(database, act.actor, file, sent, limit)
            return files_page(ref, file, with_wrong(form, found), found)
        return PREVIEW.filled(_values(ref, file, form, _seen(act, file, sent, limit)))

    def refused(session: Session, form: Form) -> Shown:
        return _unread(act, session, ref, form)

    return act.run(sent, read, again=refused, then=lambda filled: page(act.request, filled))


@router.post("/import")
def bring_in(
    act: TheActing, settings: TheSettings, sent: TheSent, file: Uploaded = None
) -> Response:
    """Make a debate of a file, or suggest it for one that is there; or name every fault.

    The file comes with the form, or was looked at before and is kept. A zip of several files
    becomes several debates.
    """
    transfer.may_import(act.actor)
    limit = settings.max_upload_mb * 1_000_000
    files: list[tuple[File, Found]] = []

    def bring(database: Database) -> str:
        ref = sent.get("kept")
        found = _kept(database, act.actor, ref) if ref else file_of(file, sent)
        if ref and is_several(found, sent):
            files.append((found, looked_at(database, act.actor, found, sent, limit)))
        address = _brought(database, act.actor, found, sent, limit)
        with database.writing() as session:
            uploads.forget(session, act.actor, ref)
        return address

    def refused(session: Session, form: Form) -> Shown:
        ref = sent.get("kept")
        for found, listed in files:
            form = with_wrong(form, listed)
            return Shown(files_page(ref, found, form, listed), form, whole=True)
        return _unread(act, session, ref, form) if ref else again(form)

    return act.run(sent, bring, again=refused, then=lambda address: address)


def _unread(act: Acting, session: Session, ref: str, form: Form) -> Shown:
    """Show why a kept file cannot be read or brought in so, and the form to try it otherwise."""
    file = uploads.take(session, act.actor, ref)
    return Shown(PREVIEW.filled(_values(ref, file, form, None)), form, whole=True)


def _kept(database: Database, actor: Actor, ref: str) -> File:
    with database.reading() as session:
        return uploads.take(session, actor, ref)


def _brought(database: Database, actor: Actor, file: File, sent: Sent, limit: int) -> str:
    """Bring a file in, and return where that stands."""
    slug, reading = sent.get("into").strip(), reading_of(sent)
    if is_several(file, sent):
        brought_in(database, actor, file, sent, limit)
        return "/"
    if not slug:
        made = transfer.bring_in(
            database, actor, file.data, file.name, max_bytes=limit, reading=reading
        )
        return to.debate(made.slug)
    try:
        suggested = propose_file(
            database,
            actor,
            slug,
            file.data,
            file.name,
            max_bytes=limit,
            reading=reading,
            joining=joining_of(sent),
            reason=sent.get("reason").strip(),
        )
    except (NotFound, Forbidden) as error:
        raise Invalid(error.message, {"into": error.message}) from error
    return to.suggestion(slug, suggested.suggestion or "")


def _seen(act: Acting, file: File, sent: Sent, limit: int) -> Preview:
    """Return what would become of a file; Invalid beside the field that names the debate."""
    into = sent.get("into").strip()
    try:
        return previews.preview(
            act.database,
            act.actor,
            file,
            reading_of(sent),
            max_bytes=limit,
            into=into,
            joining=joining_of(sent),
        )
    except (NotFound, Forbidden) as error:
        raise Invalid(error.message, {"into": error.message}) from error


def _values(ref: str, file: File, form: Form, found: Preview | None) -> PreviewPage:
    error = form.error if isinstance(form.error, ImportFaults) else None
    joined = found.into if found else None
    return {
        "ref": ref,
        "name": file.name or "What you pasted",
        "form": form,
        "found": found,
        "screen": first_screen(found.debate) if found else None,
        "counts": counted_lists(counts_of(found.debate)) if found else "",
        "edits": {did: counted_lists(of) for did, of in joined.edits.items()} if joined else {},
        "formats": [FORMATS[name] for name in READ],
        "faults": error.faults if error else [],
        "is_cut": bool(error and error.is_cut),
        "most": SHOWN,
    }
