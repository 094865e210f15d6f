"""Taking several debates along: which there are, and one zip with those that were chosen."""

from collections.abc import Sequence
from functools import partial
from typing import TypedDict

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from app.asides import Awaited, debates_as_zip
from app.core.formats.format import Format
from app.core.formats.registry import FORMATS, WRITTEN
from app.core.permissions import Actor
from app.db import Database
from app.services.debates import DebateRow, list_debates
from app.services.several_out import Opened, Wanted, open_several
from app.web.site.actions import Shown, TheActing
from app.web.site.deps import CurrentActor, PageRoute, ReadSession, TheSettings
from app.web.site.forms import Form, Sent
from app.web.site.kept_pages import key_of
from app.web.site.pages import Template, page
from app.web.site.shelf import has_already, marked

router = APIRouter(route_class=PageRoute, include_in_schema=False)


class TakePage(TypedDict):
    """The debates that a reader may take along, and those that are `ticked`."""

    form: Form
    debates: Sequence[DebateRow]
    ticked: frozenset[str]
    formats: Sequence[Format]


TAKE = Template("transfer/take.html", TakePage)


@router.get("/export")
def choose(request: Request, session: ReadSession, actor: CurrentActor) -> Response:
    """Show the debates that can be taken along, to be ticked."""
    sent = _sent(request)
    form = Form({name: sent.get(name) for name in sent.rows})
    return page(request, TAKE.filled(_values(session, actor, sent, form)))


@router.get("/export/zip")
def send(act: TheActing, settings: TheSettings) -> Response:
    """Send the debates that were chosen as one zip; or say what is missing to choose them."""
    sent = _sent(act.request)
    wanted = _wanted(sent)

    def marks(database: Database) -> dict[str, str]:
        with database.reading() as session:
            return _marks(open_several(session, act.actor, wanted), wanted)

    def refused(session: Session, form: Form) -> Shown:
        filled = TAKE.filled(_values(session, act.actor, sent, form))
        return Shown(filled, form, whole=True)

    def answer(marks: dict[str, str]) -> Response:
        if has_already(act.request, marks):
            return Response(status_code=304, headers=marks)
        make = partial(debates_as_zip, act.actor, wanted, settings.base_url, _marks)
        return Awaited(act.request.app.state.aside, make)

    return act.run(sent, marks, again=refused, then=answer)


def _marks(opened: Opened, wanted: Wanted) -> dict[str, str]:
    asked = f"zip/{opened.format.name}/{wanted.credences}/{wanted.at}"
    return marked("\n".join(key_of(debate, asked) for debate in opened.debates))


def _sent(request: Request) -> Sent:
    query = request.query_params
    return Sent({name: tuple(query.getlist(name)) for name in query})


def _wanted(sent: Sent) -> Wanted:
    return Wanted(
        slugs=sent.rows.get("debate", ()),
        all=sent.ticked("all"),
        format=sent.get("format") or "cruxmap",
        credences=sent.get("credences") != "no",
        at=sent.get("at").strip(),
    )


def _values(session: Session, actor: Actor, sent: Sent, form: Form) -> TakePage:
    return {
        "form": form,
        "debates": list_debates(session, actor),
        "ticked": frozenset(sent.rows.get("debate", ())),
        "formats": [FORMATS[name] for name in WRITTEN],
    }
