"""All routers of the pages."""

from app.web import (
    accounts,
    changes,
    citations,
    claims,
    coherence,
    comments,
    compare,
    credences,
    cruxes,
    debate_settings,
    differences,
    health,
    help,
    live,
    nodes,
    open_list,
    overviews,
    people,
    relations,
    sources,
    threads,
    transfer,
)

ROUTERS = (
    overviews.router,
    threads.router,
    nodes.router,
    comments.router,
    people.router,
    compare.router,
    coherence.router,
    open_list.router,
    accounts.router,
    credences.router,
    citations.router,
    cruxes.router,
    claims.router,
    relations.router,
    debate_settings.router,
    sources.router,
    transfer.router,
    changes.router,
    live.router,
    differences.router,
    help.router,
    health.router,
)

# The paths that take files: their bodies may be as large as an upload.
UPLOADS = ("/import", "/d/{slug}/s/{source_id}/attach")
