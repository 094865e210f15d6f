"""All routers of the API."""

from fastapi import APIRouter

from app.api import (
    citations,
    credences,
    cruxes,
    debates,
    history,
    news,
    nodes,
    parts,
    relations,
    several,
    stances,
    suggestions,
    transfer,
)

ROUTERS: tuple[APIRouter, ...] = (
    # The import comes before the debates: its address would pass for a debate's.
    transfer.router,
    several.router,
    debates.router,
    parts.router,
    nodes.router,
    relations.router,
    credences.router,
    citations.router,
    stances.router,
    cruxes.router,
    history.router,
    news.router,
    suggestions.router,
)

# The paths that take whole documents: their bodies may be as large as an upload.
UPLOADS = ("/api/v1/import", "/api/v1/debates/import", "/api/v1/debates/{slug}/import")
