"""What a debate leans on: the list of its sources, and one source with its text."""

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated, TypedDict

from fastapi import APIRouter, File, Request, Response, UploadFile
from fastapi import Form as Field
from sqlalchemy.orm import Session

from app.core.debate.csl import Reference, reference
from app.core.debate.graph import Citation, Graph
from app.core.debate.grouping import group_by
from app.core.errors import Invalid
from app.core.permissions import Action, Actor
from app.core.vocabulary import CitationState, SourceKind
from app.db import Database
from app.services import sources
from app.services.debates import OpenDebate, open_debate
from app.services.snapshots import load_snapshot
from app.services.source_pages import CitationRow, RenderingRow, SourcePage, SourceRow
from app.services.sources import AttachReport, SpanState
from app.web.showing.marked_text import ListedSpan, MarkedText, listed_spans, marked_text
from app.web.showing.what_ifs import no_numbers
from app.web.site import addresses as to
from app.web.site.actions import Shown, TheActing
from app.web.site.deps import PageRoute
from app.web.site.forms import Form, Sent, done
from app.web.site.frames import Frame, frame
from app.web.site.kept_pages import Opened, TheDebatePages
from app.web.site.pages import Filled, Template

router = APIRouter(route_class=PageRoute, include_in_schema=False)
ALL_NAMES = 30
Attached = Annotated[UploadFile | None, File()]
Ticked = Annotated[str, Field()]


class SourceLine(TypedDict):
    """A source in the list: how many nodes cite it, and which sections how often."""

    source: SourceRow
    reference: Reference
    nodes: int
    sections: list[tuple[str, int]]


class CitingRow(TypedDict):
    """A citation, and what the node that cites says."""

    cite: CitationRow
    text: str


class Section(TypedDict):
    """What leans on one section of a source."""

    locator: str
    rows: list[CitingRow]


class Report(TypedDict):
    """What came of looking every stretch up."""

    counts: Mapping[str, int]
    total: int
    lost: list[SpanState]


class SourcesPage(Frame):
    """The sources of a debate."""

    threads: list[SourceLine]
    works: list[SourceLine]


class OneSource(Frame):
    """A source: its marked text or the places in it, and what leans on which section."""

    source: SourceRow
    reference: Reference
    renderings: Sequence[RenderingRow]
    text: MarkedText | None
    listed: list[ListedSpan]
    sections: list[Section]
    leaning: int
    form: Form
    may_attach: bool
    report: Report | None


SOURCES = Template("sources/list.html", SourcesPage)
SOURCE = Template("sources/show.html", OneSource)


@router.get("/d/{slug}/sources")
def list_sources(pages: TheDebatePages) -> Response:
    """Show threads and works, how much leans on each, and whether its text is here."""

    def values(now: Opened) -> SourcesPage:
        listed = sources.list_sources(now.session, now.debate)
        cited = group_by((cite.source, cite) for cite in now.graph.citations)
        rows = [_line(cited.get(row.id, ()), row) for row in listed]
        return {
            **now.frame("sources", no_numbers),
            "threads": [row for row in rows if row["source"].kind == SourceKind.THREAD],
            "works": sorted(
                (row for row in rows if row["source"].kind != SourceKind.THREAD),
                key=lambda row: -row["nodes"],
            ),
        }

    return pages.answer(lambda now: SOURCES.filled(values(now)))


@router.get("/d/{slug}/s/{source_id}")
def show_source(pages: TheDebatePages, source_id: str, report: bool = False) -> Response:
    """Show a source: its marked text, or the places in it, and what leans on which section."""

    def made(now: Opened) -> Filled:
        found = sources.read_source(now.session, now.debate, source_id)
        wanted = report and bool(found.segments) and now.debate.may(Action.ATTACH_TEXT)
        checked = _checked(now, source_id) if wanted else None
        return SOURCE.filled(_values(now.debate, now.graph, found, Form({}), checked))

    return pages.answer(made)


@router.get("/d/{slug}/s/{source_id}/attach")
def show_source_instead(request: Request, slug: str, source_id: str) -> Response:
    """Lead to the source, for those who signed in on the way to its action."""
    return done(request, to.source(slug, source_id))


@router.post("/d/{slug}/s/{source_id}/attach")
def attach_text(
    act: TheActing, slug: str, source_id: str, text: Attached = None, replace: Ticked = ""
) -> Response:
    """Store a text of the source, and look up every stretch in it."""
    name = (text.filename or "") if text else ""

    def attach(database: Database) -> AttachReport:
        if text is None or not name:
            missing = "Choose a text file first."
            raise Invalid(missing, {"text": missing})
        data = text.file.read()
        return sources.attach(database, act.actor, slug, source_id, data, replace=bool(replace))

    return act.run(
        Sent({"name": (name,)}),
        attach,
        again=lambda session, form: _again(session, act.actor, slug, source_id, form),
        then=lambda _: f"{to.source(slug, source_id)}?report=true#report",
    )


def _checked(now: Opened, source_id: str) -> AttachReport:
    """Look all quotations up when everything has been read, and the session has ended."""
    attached = sources.read_attached(now.session, now.debate, source_id)
    now.leave()
    return sources.verified(attached)


def _again(session: Session, actor: Actor, slug: str, source_id: str, form: Form) -> Shown:
    debate = open_debate(session, actor, slug, Action.ATTACH_TEXT)
    found = sources.read_source(session, debate, source_id)
    graph = load_snapshot(session, debate).graph
    # Two hashes would tell a reader nothing.
    shown = dataclasses.replace(form, yours=None, theirs=None)
    values = _values(debate, graph, found, shown, None)
    return Shown(SOURCE.filled(values), shown, whole=True)


def _line(cited: Sequence[Citation], row: SourceRow) -> SourceLine:
    return {
        "source": row,
        "reference": reference(row.csl),
        "nodes": len({cite.node for cite in cited}),
        "sections": Counter(cite.locator for cite in cited if cite.locator).most_common(12),
    }


def _values(
    debate: OpenDebate,
    graph: Graph,
    found: SourcePage,
    form: Form,
    checked: AttachReport | None,
) -> OneSource:
    text = marked_text(graph, found) if found.segments else None
    return {
        **frame(debate, graph, "sources"),
        "source": found.source,
        "reference": reference(found.source.csl, names=ALL_NAMES),
        "renderings": found.renderings,
        "text": text,
        "listed": listed_spans(graph, found, unmarked=text is not None),
        "sections": _sections(graph, found),
        "leaning": len({row.node for rows in found.sections.values() for row in rows}),
        "form": form,
        "may_attach": debate.may(Action.ATTACH_TEXT),
        "report": _report(checked) if checked else None,
    }


def _sections(graph: Graph, found: SourcePage) -> list[Section]:
    return [
        {
            "locator": locator,
            "rows": [{"cite": row, "text": graph.text(row.node)} for row in rows],
        }
        for locator, rows in found.sections.items()
    ]


def _report(checked: AttachReport) -> Report:
    lost = [
        span
        for span in checked.spans
        if span.state not in (CitationState.EXACT, CitationState.UNCHECKED)
    ]
    return {"counts": checked.counts, "total": len(checked.spans), "lost": lost}
