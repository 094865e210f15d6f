"""How to read the pages."""

from fastapi import APIRouter, Request, Response

from app.web.site.deps import CurrentActor, PageRoute
from app.web.site.pages import page

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/help")
def show_help(request: Request, actor: CurrentActor) -> Response:
    """Explain the signs, the words and the numbers, with a small example."""
    return page(request, "help/show.html")
