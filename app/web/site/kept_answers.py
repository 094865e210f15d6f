"""Visitors' pages that are kept, answered before anything is routed.

Whoever might be signed in takes the long way, and so does every address of which nothing is kept.
"""

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from app.config import Settings
from app.db import Database
from app.services.debates import as_visitors_know
from app.web.site.deps import session_cookie
from app.web.site.kept_pages import key_of
from app.web.site.shelf import Finished, PageShelf, told


class KeptAnswers:
    """Answers a visitor from the shelf; passes on all else.

    A kept page is theirs while its key is the one that the debate, opened now as everywhere,
    would give it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what is kept, or pass on."""
        if scope["type"] == "http" and scope["method"] == "GET":
            request = Request(scope)
            page = None if _may_be_signed_in(request) else _kept(request)
            if page is not None:
                is_true: bool = await run_in_threadpool(_is_true, request, page)
                if is_true:
                    return await told(request, page)(scope, receive, send)
        return await self.app(scope, receive, send)


def _may_be_signed_in(request: Request) -> bool:
    settings: Settings = request.app.state.settings
    cookie = session_cookie(settings).encode()
    return any(name == b"cookie" and cookie in value for name, value in request.scope["headers"])


def _kept(request: Request) -> Finished | None:
    shelf: PageShelf = request.app.state.pages
    return shelf.get(str(request.url))


def _is_true(request: Request, page: Finished) -> bool:
    """Tell whether a visitor would be shown the kept page if it were made now."""
    database: Database = request.app.state.database
    with database.looking() as connection:
        debate = as_visitors_know(connection, page.slug)
    return debate is not None and key_of(debate, str(request.url)) == page.key
