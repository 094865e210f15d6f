"""What differs between two revisions of a debate."""

from fastapi import APIRouter, Response

from app.services.differences import difference
from app.web.showing.difference_words import (
    GivenRow,
    MovedRow,
    edit_rows,
    given_rows,
    moved_rows,
)
from app.web.showing.edit_words import EditRow
from app.web.showing.windows import Window
from app.web.site.deps import PageRoute
from app.web.site.frames import Frame
from app.web.site.kept_pages import Opened, TheDebatePages
from app.web.site.pages import Template

router = APIRouter(route_class=PageRoute, include_in_schema=False)


class DifferencePage(Frame):
    """The difference between two revisions; `sections` are edited rows by their heading.

    `then` is what links to nodes ask for: the debate as of the later one.
    """

    since: int
    until: int
    then: str
    sections: dict[str, Window[EditRow]]
    given: Window[GivenRow]
    moved: list[MovedRow]


DIFFERENCE = Template("changes/difference.html", DifferencePage)


@router.get("/d/{slug}/difference")
def show_difference(
    pages: TheDebatePages, since: int | None = None, until: int | None = None
) -> Response:
    """Show what differs between two revisions; by themselves the last one and the one before."""

    def values(now: Opened) -> DifferencePage:
        found = difference(now.session, now.debate, since, until)
        cut = now.lists.cut
        rows = edit_rows(found)
        return {
            **now.frame("history"),
            "since": found.since,
            "until": found.until,
            "then": f"?at={found.until}" if found.until < now.debate.revision else "",
            "sections": {name: cut(f"part-{n}", rows[name]) for n, name in enumerate(rows)},
            "given": cut("given", given_rows(found)),
            "moved": moved_rows(found),
        }

    return pages.answer(lambda now: DIFFERENCE.filled(values(now)))
