"""All routers of the pages."""

from app.web import nodes, overviews, threads

ROUTERS = (overviews.router, threads.router, nodes.router)
