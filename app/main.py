"""Wires the application together; no logic lives here."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import anyio.to_thread
from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles
from starlette.types import Scope

from app import __version__, errors
from app.api.routes import ROUTERS as API
from app.api.routes import UPLOADS as API_UPLOADS
from app.asides import Aside
from app.config import Settings
from app.db import Database
from app.memory import calm_collector, return_memory
from app.paths import STATIC
from app.services import snapshots
from app.services.downloads import keep_files
from app.web.archives import Archives
from app.web.routes import ROUTERS as PAGES
from app.web.routes import UPLOADS
from app.web.site import middleware
from app.web.site.bodies import BodyLimit
from app.web.site.connections import Connections, Limits, room_for
from app.web.site.forms import MOST_FIELDS
from app.web.site.kept_answers import KeptAnswers
from app.web.site.live import Live
from app.web.site.pages import keep_cards
from app.web.site.presence import Presence
from app.web.site.shelf import PageShelf
from app.web.site.streams import GoingOn

MOST_FILES = 4
VERSIONED = ("vendor/htmx-", "vendor/hx-", "vendor/inter-")
BESIDE = 2  # threads beside those that answer requests: one watches, one makes large files


def create_app(settings: Settings | None = None, database: Database | None = None) -> FastAPI:
    """Make the application; settings come from the environment unless given."""
    settings = settings or Settings()
    _log_to_stderr()
    app = FastAPI(
        title="Cruxmap",
        version=__version__,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        form_limits={"max_fields": MOST_FIELDS, "max_files": MOST_FILES},
        lifespan=_lifespan,
    )
    app.state.settings = settings
    app.state.database = database or Database(
        settings.database_url, connections=settings.threads + BESIDE
    )
    app.state.presence = Presence()
    app.state.live = Live(app.state.database, settings)
    snapshots.keep(settings.cached_debates_mb * 1_000_000, patched=settings.patched)
    keep_cards(settings.cached_cards_mb * 1_000_000)
    keep_files(settings.cached_files_mb * 1_000_000)
    app.state.aside = Aside(app.state.database)
    app.state.archives = Archives(settings.base_url, settings.cached_files_mb * 1_000_000)
    app.state.pages = PageShelf(settings.cached_pages_mb * 1_000_000)
    app.mount("/static", _Static(directory=STATIC), name="static")
    for router in PAGES:
        app.include_router(router, include_in_schema=False)
    for router in API:
        app.include_router(router)
    errors.install(app)
    _add_middleware(app, settings)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[dict[str, Connections]]:
    settings: Settings = app.state.settings
    # Pages are CPU work: more threads only pass the interpreter lock around.
    anyio.to_thread.current_default_thread_limiter().total_tokens = settings.threads
    return_memory()
    calm_collector()
    connections, app.state.live.room = room_for(settings.connections, settings.live_readers)
    limits = Limits(connections=connections, slow_seconds=settings.slow_seconds)
    with app.state.live.running():
        # The server hands this to every connection it makes.
        yield {"connections": Connections(limits)}
    app.state.database.close()


def _add_middleware(app: FastAPI, settings: Settings) -> None:
    refuse = _refusal(app)
    # Added first, so innermost: the layers around see ordinary answers.
    app.add_middleware(KeptAnswers)
    app.add_middleware(middleware.Faults, answer=_fault(app))
    app.add_middleware(
        BodyLimit,
        most=settings.max_upload_mb * 1_000_000,
        room=settings.unread_uploads_mb * 1_000_000,
        uploads=[*UPLOADS, *API_UPLOADS],
        refuse=refuse,
    )
    app.add_middleware(middleware.SameOrigin, origin=settings.base_url, refuse=refuse)
    app.add_middleware(middleware.Compression)
    app.add_middleware(middleware.HeadAsGet)
    app.add_middleware(middleware.SecurityHeaders, https=settings.secure_cookies)
    app.add_middleware(middleware.AccessLog, form=settings.log_format)
    app.add_middleware(GoingOn)


def _refusal(app: FastAPI) -> Callable[[Scope, int, str, str], Any]:
    def refuse(scope: Scope, status: int, code: str, message: str) -> Response:
        scope["app"] = app
        response = errors.answer(Request(scope), status, code, message)
        response.headers["Connection"] = "close"  # what is still coming is not read
        if status == 503:
            response.headers["Retry-After"] = "60"
        return response

    return refuse


def _fault(app: FastAPI) -> Callable[[Scope, Exception], Response]:
    def answer(scope: Scope, error: Exception) -> Response:
        scope["app"] = app
        return errors.unforeseen(Request(scope), error)

    return answer


class _Static(StaticFiles):
    """Static files that a browser may keep for good when their address names the content.

    Files of others have their version in their name.
    """

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        named = b"v=" in scope.get("query_string", b"") or path.startswith(VERSIONED)
        lasting = named and response.status_code == 200
        kept = "public, max-age=31536000, immutable" if lasting else "no-cache"
        response.headers["Cache-Control"] = kept
        return response


def _log_to_stderr() -> None:
    log = logging.getLogger("cruxmap")
    if not log.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(message)s"))
        log.addHandler(handler)
        log.setLevel(logging.INFO)
        log.propagate = False
