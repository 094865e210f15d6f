"""Several debates at once: out as one zip, and in from one, all of them or none."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field

from app.api.answers import KEPT
from app.api.deps import HAS, ApiRoute, TheReading, TheWriting
from app.api.schemas import FAULTY, HEADERS, READING, UNCHANGED, Imported
from app.api.transfer import BUSY, CONTENT, Name, TheWay, imported, sent
from app.asides import Awaited, debates_as_zip
from app.core.formats.registry import WRITTEN
from app.services import several_in
from app.services.several_in import Addresses
from app.services.several_out import Opened, Wanted, open_several
from app.services.tags import Condition, tag_of_all

router = APIRouter(route_class=ApiRoute, prefix="/api/v1", tags=["transfer"])
ZIP = {"application/zip": {"schema": {"type": "string", "format": "binary"}}}


class ImportedFile(Imported):
    """What was made of a file of a zip."""

    file: str


class ImportedSeveral(BaseModel):
    """What an import of several files made, a debate each, in the order of the zip."""

    debates: list[ImportedFile]
    left_out: list[str] = Field(description="files of the zip that are no debates")


async def wanted(
    debate: Annotated[
        list[str] | None, Query(description="the slug of a debate; as often as there are such")
    ] = None,
    all: Annotated[bool, Query(description="every debate that the asker may read")] = False,
    name: Annotated[
        str,
        Query(
            alias="format",
            description="the name of a format; `cruxmap`, the native one as JSON, if none is given",
            json_schema_extra={"enum": list(WRITTEN)},
        ),
    ] = "cruxmap",
    credences: Annotated[bool, Query(description="with anybody's credences")] = True,
    at: Annotated[str, Query(description="as of a day (its end, UTC) or a time")] = "",
) -> Wanted:
    """Read from the query which debates are asked for, and how."""
    return Wanted(
        slugs=tuple(debate or ()), all=all, format=name, credences=credences, at=at.strip()
    )


@router.get(
    "/export",
    response_class=Response,
    responses={
        **READING,
        200: {"content": ZIP, "description": "the zip, with an index", "headers": HEADERS},
        304: UNCHANGED,
        429: BUSY,
    },
    dependencies=HAS,
)
def export_several(asked: TheReading, what: Annotated[Wanted, Depends(wanted)]) -> Response:
    """Return several debates as one zip: a file each, and `index.json`."""
    request = asked.caller.request
    base_url: str = request.app.state.settings.base_url
    headers = _headers(open_several(asked.session, asked.actor, what), what)
    known = Condition.read(request.headers.getlist("if-none-match"))
    if known and (known.anything or known.names(headers["ETag"])):
        return Response(status_code=304, headers=headers)
    return Awaited(
        request.app.state.aside, partial(debates_as_zip, asked.actor, what, base_url, _headers)
    )


@router.post(
    "/import",
    status_code=201,
    responses={**FAULTY, 429: BUSY},
    openapi_extra={"requestBody": {"required": True, "content": CONTENT | ZIP}},
)
def import_several(
    request: Request,
    at: TheWriting,
    body: Annotated[bytes, Depends(sent)],
    how: TheWay,
    name: Name = "",
    chosen: Annotated[
        list[str] | None,
        Query(
            alias="slug",
            description="another slug for a file of the zip, as FILE=SLUG; as often as needed",
        ),
    ] = None,
) -> ImportedSeveral:
    """Make a debate of each file of a zip, or of one file; faults are named by file and place."""
    made = several_in.bring_in(
        at.database,
        at.actor,
        body,
        name,
        max_bytes=request.app.state.settings.max_upload_mb * 1_000_000,
        reading=how,
        addresses=Addresses(chosen=tuple(chosen or ())),
    )
    debates = [
        ImportedFile(file=file, **imported(each).model_dump())
        for file, each in made.debates.items()
    ]
    return ImportedSeveral(debates=debates, left_out=list(made.left_out))


def _headers(opened: Opened, what: Wanted) -> dict[str, str]:
    view = f"{opened.format.name}/{what.credences}/{what.at}"
    return {**KEPT, "ETag": tag_of_all(opened.debates, view)}
