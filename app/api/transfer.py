"""Debates as files: out in a format, in whole or not at all."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from app.api.answers import TheAnswers
from app.api.deps import HAS, ApiRoute, TheMoment, TheWriting
from app.api.schemas import (
    FAULTY,
    HEADERS,
    READING,
    UNCHANGED,
    CautionAnswer,
    ErrorAnswer,
    Imported,
)
from app.core.errors import Invalid
from app.core.formats.registry import FORMATS, READ, WRITTEN
from app.core.vocabulary import RelationKind
from app.services import transfer
from app.services.arriving import Reading
from app.services.downloads import Part

router = APIRouter(route_class=ApiRoute, prefix="/api/v1/debates", tags=["transfer"])
Format = Annotated[
    str,
    Query(
        alias="format",
        description="the name of a format; `cruxmap`, the native one as JSON, if none is given",
        json_schema_extra={"enum": list(WRITTEN)},
    ),
]
DOCUMENT = {"schema": {"type": "object", "description": "a document of the native format"}}
BUSY = {"model": ErrorAnswer, "description": "another import is running; try again"}
TEXT = {"schema": {"type": "string"}}
CONTENT = {
    **{FORMATS[name].media_type: TEXT for name in READ},
    "application/json": DOCUMENT,
    "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
}
FILES = {FORMATS[name].media_type: TEXT for name in WRITTEN} | {"application/json": DOCUMENT}


async def sent(request: Request) -> bytes:
    """Read the body as it came."""
    return await request.body()


async def reading(
    request: Request,
    format: Annotated[
        str, Query(description="the file's format; guessed from its name and beginning if none")
    ] = "",
    unsigned: Annotated[
        str, Query(description="what a line below another is to it where no word says so")
    ] = RelationKind.SUPPORTS.value,
    encoding: Annotated[str, Query(description="of a text that is in no Unicode")] = "",
    address: Annotated[str, Query(description="the debate's slug, instead of the file's own")] = "",
    credences: Annotated[
        bool, Query(description="take reactions told in per cent for credences")
    ] = False,
    title: Annotated[str, Query(description="what the debate is called, else as the file is")] = "",
    visibility: Annotated[
        str,
        Query(
            description="who reads the debate, `public` or `private`, else as the file says;"
            " its members where the text of a thread comes along",
        ),
    ] = "",
) -> Reading:
    """Read from the query how a file is to be read."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    of_kind = [name for name in READ if FORMATS[name].media_type == kind]
    # Several formats are plain text, others than ours are JSON, and other files zips.
    is_told = len(of_kind) == 1 and of_kind[0] not in ("cruxmap", "tables")
    named = format or (of_kind[0] if is_told else "")
    return Reading(
        format=named,
        unsigned=unsigned,
        encoding=encoding,
        slug=address,
        credences=credences,
        title=title,
        visibility=visibility,
    )


TheWay = Annotated[Reading, Depends(reading)]
Name = Annotated[str, Query(alias="name", max_length=200, description="the file's name")]


@router.post(
    "/import",
    status_code=201,
    responses={**FAULTY, 429: BUSY},
    openapi_extra={"requestBody": {"required": True, "content": CONTENT}},
)
def import_debate(
    request: Request,
    at: TheWriting,
    body: Annotated[bytes, Depends(sent)],
    how: TheWay,
    name: Name = "",
) -> Imported:
    """Make a debate of a file; every fault is named with its place."""
    limit = request.app.state.settings.max_upload_mb * 1_000_000
    made = transfer.bring_in(at.database, at.actor, body, name, max_bytes=limit, reading=how)
    return imported(made)


def imported(made: transfer.ImportResult) -> Imported:
    """Return what an import made, as it comes out."""
    told = [CautionAnswer(**each._asdict()) for each in made.cautions]
    return Imported(slug=made.slug, counts=dict(made.counts), cautions=told)


@router.get(
    "/{slug}/export",
    response_class=Response,
    responses={
        **READING,
        200: {"content": FILES, "description": "the file", "headers": HEADERS},
        304: UNCHANGED,
    },
    dependencies=HAS,
)
def export_debate(
    answers: TheAnswers,
    moment: TheMoment,
    node: Annotated[str, Query(description="only what bears on this node")] = "",
    person: Annotated[str, Query(description="only what this person says and holds")] = "",
    nodes: Annotated[
        str, Query(description="only these nodes, with commas between, and arrows among them")
    ] = "",
    name: Format = "cruxmap",
    credences: Annotated[bool, Query(description="with anybody's credences")] = True,
) -> Response:
    """Return the debate, or a part of it, as a file."""
    if name not in WRITTEN:
        told = f"One of {', '.join(WRITTEN)}."
        raise Invalid("There is no such format.", {"format": told})
    chosen = tuple(filter(None, (each.strip() for each in nodes.split(","))))
    part = Part(node=node, person=person, nodes=chosen, credences=credences)
    return answers.seen_as(moment).file(name, part, attached=True)
