"""Debates as files: which formats there are, downloads, and bringing a debate in."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, TypedDict
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, File, Request, Response, UploadFile
from sqlalchemy.orm import Session

from app.core.debate.rows import Person
from app.core.errors import Invalid, SignInNeeded
from app.core.formats.format import Format, Loss
from app.core.formats.losing import lost
from app.core.formats.native.faults import SHOWN, Fault, ImportFaults
from app.core.formats.registry import FORMATS, READ
from app.core.permissions import Action, Actor
from app.core.vocabulary import RelationKind
from app.services import uploads
from app.services.arriving import Reading
from app.services.debates import SLUG_MAX, DebateRow, check_may, list_suggestable, open_debate
from app.services.downloads import (
    Part,
    export_debate,
    finished,
    format_named,
    part_of,
    unknown_in,
)
from app.services.joining import Joining
from app.services.viewing import seen_as
from app.web.site.actions import Shown
from app.web.site.deps import (
    CurrentActor,
    PageRoute,
    ReadSession,
)
from app.web.site.forms import MOST_FIELDS, Form, Sent
from app.web.site.frames import Frame
from app.web.site.kept_pages import Opened, TheDebatePages, key_of
from app.web.site.middleware import accepts_gzip
from app.web.site.pages import Template, page
from app.web.site.shelf import has_already, marked

router = APIRouter(route_class=PageRoute, include_in_schema=False)
CREDENCES = ("", "no")
OF_PARTS = ("node", "person", "nodes", "credences", "at")
Uploaded = Annotated[UploadFile | None, File()]


class ExportPage(Frame):
    """The formats in which a debate, or a part of it, can be had.

    `query` follows the address of each file, `form` says which part it is; `lost` is what is
    counted of the format `counted`.
    """

    formats: list[Format]
    people: list[Person]
    form: Form
    query: str
    counted: str
    lost: Sequence[Loss]


class ImportPage(TypedDict):
    """The form for a file, and what was wrong with the last one; `most` faults are listed.

    `formats` are those that are read, `places` the debates for which one may suggest something.
    """

    form: Form
    faults: Sequence[Fault]
    is_cut: bool
    most: int
    formats: Sequence[Format]
    places: Sequence[DebateRow]


EXPORT = Template("transfer/export.html", ExportPage)
IMPORT = Template("transfer/import.html", ImportPage)


@router.get("/d/{slug}/export")
def show_formats(pages: TheDebatePages) -> Response:
    """Show which formats there are, and what each carries and loses."""

    def values(now: Opened) -> ExportPage:
        query = now.request.query_params
        part, wrong = part_asked(query), {}
        if query.get("credences", "") not in CREDENCES:
            wrong["credences"] = "Choose one of these."
        wrong |= unknown_in(now.graph, part)
        form = Form({name: query.get(name, "") for name in OF_PARTS}, wrong)
        told = urlencode([(name, form.get(name)) for name in OF_PARTS if form.get(name)])
        counted = "" if wrong else query.get("counted", "")
        return {
            **now.frame("export"),
            "formats": [each for each in FORMATS.values() if each.write],
            "people": list(now.graph.people.values()),
            "form": form,
            "query": f"?{told}" if told else "",
            "counted": counted,
            "lost": _lost(now, counted, part) if counted else (),
        }

    return pages.answer(lambda now: EXPORT.filled(values(now)))


def _lost(now: Opened, name: str, part: Part) -> Sequence[Loss]:
    """Count what a file of a format would not hold of what is asked for."""
    into = format_named(name)
    check_may(now.debate, Action.EXPORT)
    base_url = now.request.app.state.settings.base_url
    whole = part_of(export_debate(now.session, now.debate, base_url), part)
    return lost(whole, into.keeps(whole))


def part_asked(query: Mapping[str, str]) -> Part:
    """Return which part of a debate an address asks for."""
    names = (each.strip() for each in query.get("nodes", "").split(","))
    return Part(
        node=query.get("node", "").strip(),
        person=query.get("person", "").strip(),
        nodes=tuple(name for name in names if name),
        credences=query.get("credences", "") != "no",
    )


@router.get("/d/{slug}/export/{name}")
def send_file(
    request: Request, session: ReadSession, actor: CurrentActor, slug: str, name: str
) -> Response:
    """Send the debate as a file; a revision that the client has is not sent again."""
    opened = open_debate(session, actor, slug, Action.EXPORT)
    debate = seen_as(session, opened, {"at": request.query_params.get("at", "")})
    # Another reader of a blind debate gets another file.
    part = part_asked(request.query_params)
    headers = marked(key_of(debate, f"{format_named(name).name}/{part}"))
    if has_already(request, headers):
        return Response(status_code=304, headers=headers)
    file = finished(session, debate, name, request.app.state.settings.base_url, part)
    headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    if accepts_gzip(request.scope["headers"]):
        packed = {**headers, "Content-Encoding": "gzip"}
        return Response(file.packed, media_type=file.media, headers=packed)
    return Response(file.body, media_type=file.media, headers=headers)


@router.get("/import")
def ask_for_file(
    request: Request, session: ReadSession, actor: CurrentActor, into: str = ""
) -> Response:
    """Show the form to bring a debate in, or a file `into` one that is there."""
    if actor.account_id is None:
        raise SignInNeeded("Sign in to import a debate.")
    form = Form({"into": into[:SLUG_MAX]})
    return page(request, IMPORT.filled(_import_page(session, actor, form)))


async def sent_with(request: Request) -> Sent:
    """Read the fields of the form beside its file."""
    form = await request.form(max_files=1, max_fields=MOST_FIELDS)
    rows: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            rows.setdefault(name, []).append(value.replace("\0", ""))
        elif value.filename:
            rows["name"] = [value.filename]  # by which the form names it when it comes back
    return Sent({name: tuple(values) for name, values in rows.items()})


def file_of(file: UploadFile | None, sent: Sent) -> uploads.File:
    """Return the file that was chosen, else what was pasted; Invalid where there is neither."""
    if file is not None and file.filename:
        return uploads.File(file.filename, file.file.read())
    if pasted := sent.maybe("text"):
        return uploads.File("", pasted.encode())
    missing = "Choose a file first."
    raise Invalid(missing, {"file": missing})


def reading_of(sent: Sent) -> Reading:
    """Return how a file is to be read, as a form says it."""
    return Reading(
        format=sent.get("format").strip(),
        unsigned=sent.get("unsigned").strip() or RelationKind.SUPPORTS.value,
        encoding=sent.get("encoding").strip(),
        slug=sent.get("slug").strip(),
        credences=sent.ticked("credences"),
        title=sent.get("title").strip(),
        visibility=sent.get("visibility").strip(),
    )


def joining_of(sent: Sent) -> Joining:
    """Return how a file is to go into a debate that is there, as a form says it."""
    same = sent.rows.get("same", ()) if sent.ticked("asked") else None
    return Joining(how=sent.get("how").strip(), same=same)


TheSent = Annotated[Sent, Depends(sent_with)]


def again(session: Session, actor: Actor, form: Form) -> Shown:
    """Show the form again with all that was typed, and every fault of the file."""
    faults: Sequence[Fault] = []
    is_cut = False
    if isinstance(form.error, ImportFaults):
        faults, is_cut = form.error.faults, form.error.is_cut
        form = replace(form, message="Nothing was imported.")
    form = with_slug(form)
    values = _import_page(session, actor, form)
    return Shown(IMPORT.filled({**values, "faults": faults, "is_cut": is_cut}), form, whole=True)


def with_slug(form: Form) -> Form:
    """Return a form that tells beside its address what is wrong with that of the file."""
    wrong = form.wrong.get("debate.slug") if form.status == 409 else None
    return replace(form, wrong={**form.wrong, "slug": wrong}) if wrong else form


def _import_page(session: Session, actor: Actor, form: Form) -> ImportPage:
    return {
        "form": form,
        "faults": [],
        "is_cut": False,
        "most": SHOWN,
        "formats": [FORMATS[name] for name in READ],
        "places": list_suggestable(session, actor),
    }
