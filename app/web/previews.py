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
from app.services.debates import DebateRow, list_suggestable
from app.services.previews import Joined, Preview
from app.services.proposing import propose_file
from app.services.several_in import Found
from app.services.uploads import File
from app.web.debate_settings import VISIBILITY
from app.web.showing.edit_words import EditRow, edit_row
from app.web.showing.preview_rows import FirstScreen, counted_lists, counts_of, first_screen
from app.web.site import addresses as to
from app.web.site.actions import Acting, Shown, TheActing
from app.web.site.deps import PageRoute, TheSettings
from app.web.site.forms import Form, Sent
from app.web.site.pages import Filled, Template, page
from app.web.transfer import (
    TheSent,
    Uploaded,
    again,
    file_of,
    joining_of,
    reading_of,
    with_slug,
)
from app.web.unpacking import brought_in, files_page, is_several, looked_at, with_wrong

router = APIRouter(route_class=PageRoute, include_in_schema=False)
# What the address of a preview says; all else goes with the form that brings the file in.
READING = ("format", "unsigned", "encoding", "credences")
ASKED = (*READING, "into", "slug", "title", "visibility", "how", "reason")
MOST_CHANGES = 20


class PreviewPage(TypedDict):
    """A file as it would come in, and the forms to bring it in or to read it otherwise.

    Without `found`, `form` says why it cannot be read so, and `faults` where. `changes` are the
    first that it would make in a debate that is there, `further` counts the others. `places` are
    the debates for which one may suggest something.
    """

    ref: str
    name: str
    form: Form
    found: Preview | None
    screen: FirstScreen | None
    counts: str
    edits: Mapping[str, str]
    changes: Sequence[EditRow]
    further: int
    places: Sequence[DebateRow]
    visibility: Sequence[tuple[str, str]]
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

    def refused(session: Session, form: Form) -> Shown:
        return again(session, act.actor, form)

    return act.run(sent, keep, again=refused, then=lambda address: address)


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
        seen = _seen(act, file, sent, limit)
        with database.reading() as session:
            return PREVIEW.filled(_values(session, act.actor, ref, file, form, seen))

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
    seen: list[Preview] = []

    def bring(database: Database) -> str:
        ref = sent.get("kept")
        found = _kept(database, act.actor, ref) if ref else file_of(file, sent)
        if ref and is_several(found, sent):
            files.append((found, looked_at(database, act.actor, found, sent, limit)))
        address = ""
        try:
            address = _brought(database, act.actor, found, sent, limit)
        finally:
            # What was refused is shown again; what cannot be read is refused by this, too.
            if ref and not files and not address:
                seen.append(_seen(act, found, _only_read(sent), limit))
        with database.writing() as session:
            uploads.forget(session, act.actor, ref)
        return address

    def refused(session: Session, form: Form) -> Shown:
        ref = sent.get("kept")
        for found, listed in files:
            form = with_wrong(form, listed)
            return Shown(files_page(ref, found, form, listed), form, whole=True)
        if not ref:
            return again(session, act.actor, form)
        return _unread(act, session, ref, form, seen[0] if seen else None)

    return act.run(sent, bring, again=refused, then=lambda address: address)


def _unread(
    act: Acting, session: Session, ref: str, form: Form, found: Preview | None = None
) -> Shown:
    """Show why a kept file cannot be read or brought in so, and the form to try it otherwise."""
    file, form = uploads.take(session, act.actor, ref), with_slug(form)
    values = _values(session, act.actor, ref, file, form, found)
    return Shown(PREVIEW.filled(values), values["form"], whole=True)


def _only_read(sent: Sent) -> Sent:
    """Return a form without what is asked for of the debate that a file becomes."""
    about = ("slug", "title", "visibility")
    return Sent({name: row for name, row in sent.rows.items() if name not in about})


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


def _values(
    session: Session, actor: Actor, ref: str, file: File, form: Form, found: Preview | None
) -> PreviewPage:
    error = form.error if isinstance(form.error, ImportFaults) else None
    joined = found.into if found else None
    changes = _changes(joined) if joined else []
    return {
        "ref": ref,
        "name": file.name,
        "form": _with_found(form, found) if found else form.with_values(name=file.name),
        "found": found,
        "screen": first_screen(found.debate, found.texts) if found else None,
        "changes": changes[:MOST_CHANGES],
        "further": max(len(changes) - MOST_CHANGES, 0),
        "places": list_suggestable(session, actor),
        "visibility": list(VISIBILITY.items()),
        "counts": counted_lists(counts_of(found.debate)) if found else "",
        "edits": {did: counted_lists(of) for did, of in joined.edits.items()} if joined else {},
        "formats": [FORMATS[name] for name in READ],
        "faults": error.faults if error else [],
        "is_cut": bool(error and error.is_cut),
        "most": SHOWN,
    }


def _with_found(form: Form, found: Preview) -> Form:
    """Return a form that has what the file says of a debate of its own where nothing was typed."""
    told = {"title": found.settings.title, "visibility": found.settings.visibility}
    return form.with_values(**{name: form.get(name) or value for name, value in told.items()})


def _changes(joined: Joined) -> list[EditRow]:
    """Return what a file would do to a debate that is there, row by row in words."""
    graphs = (joined.present.graph, joined.wanted.graph)
    rows = (edit_row(each, graphs, whole=True) for each in joined.changes)
    return [row for row in rows if row]
