"""Debates as files: out in a format, in whole or not at all."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from app.api.answers import TheAnswers
from app.api.deps import HAS, ApiRoute, TheWriting
from app.api.schemas import FAULTY, HEADERS, READING, UNCHANGED, ErrorAnswer, Imported
from app.core.errors import Invalid
from app.core.formats.registry import FORMATS, WRITTEN
from app.services import transfer

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
CONTENT = {"application/json": DOCUMENT, "application/yaml": {"schema": {"type": "string"}}}
FILES = {FORMATS[name].media_type: {"schema": {"type": "string"}} for name in WRITTEN} | CONTENT


async def sent(request: Request) -> bytes:
    """Read the body as it came."""
    return await request.body()


@router.post(
    "/import",
    status_code=201,
    responses={**FAULTY, 429: BUSY},
    openapi_extra={"requestBody": {"required": True, "content": CONTENT}},
)
def import_debate(
    request: Request, at: TheWriting, body: Annotated[bytes, Depends(sent)]
) -> Imported:
    """Make a debate of a document, JSON or YAML; every fault is named with its place."""
    kind = "yaml" if "yaml" in request.headers.get("content-type", "") else "json"
    limit = request.app.state.settings.max_upload_mb * 1_000_000
    name = f"document.{kind}"
    made = transfer.bring_in(at.database, at.actor, body, name, max_bytes=limit)
    return Imported(slug=made.slug, counts=dict(made.counts))


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
def export_debate(answers: TheAnswers, name: Format = "cruxmap") -> Response:
    """Return the debate as a file."""
    if name not in WRITTEN:
        told = f"One of {', '.join(WRITTEN)}."
        raise Invalid("There is no such format.", {"format": told})
    return answers.file(name, attached=True)
