"""Whether this process can serve: for whatever watches over it."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError

from app.services.health import is_ready
from app.web.site.deps import PageRoute, TheDatabase

router = APIRouter(route_class=PageRoute, include_in_schema=False)
NOT_KEPT = {"Cache-Control": "no-store"}


@router.get("/healthz")
def show_health(request: Request, database: TheDatabase) -> Response:
    """Answer 200 when the database can be read and has this program's schema, 503 when not."""
    try:
        with database.reading() as session:
            state = "ok" if is_ready(session) else "schema"
    except SQLAlchemyError:
        state = "database"
    return JSONResponse({"status": state}, 200 if state == "ok" else 503, headers=NOT_KEPT)
