"""All routers of the pages."""

from app.web import comments, nodes, open_list, overviews, people, threads

ROUTERS = (
    overviews.router,
    threads.router,
    nodes.router,
    comments.router,
    people.router,
    open_list.router,
)
