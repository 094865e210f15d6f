"""How to read the pages."""

from typing import TypedDict

from fastapi import APIRouter, Request, Response

from app.web.site.deps import CurrentActor, PageRoute
from app.web.site.pages import Template, page

router = APIRouter(route_class=PageRoute, include_in_schema=False)


class HelpPage(TypedDict):
    """How to read the pages: the same for everybody."""


HELP = Template("help/show.html", HelpPage)


@router.get("/help")
def show_help(request: Request, actor: CurrentActor) -> Response:
    """Explain the signs, the words and the numbers, with a small example."""
    return page(request, HELP.filled({}))
