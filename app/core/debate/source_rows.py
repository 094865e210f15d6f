"""The rows of what a debate is read from: sources, stretches of them, comments and quotes."""

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

from app.core.debate.shape import Id, Is, Many


class Rendering(NamedTuple):
    """A part of a source's text that shows the thread in one way."""

    id: Id
    label: str
    first_line: int
    last_line: int
    note: str | None


class Source(NamedTuple):
    """A work or a thread, with its bibliographic item and what is known of its text."""

    id: Id
    kind: str
    csl: Mapping[str, Any]
    note: str | None
    text_hash: str | None
    text_length: int | None
    renderings: Annotated[tuple[Rendering, ...], Many("rendering", "source_id")]


class Span(NamedTuple):
    """A stretch of a source: lines, code points [start, end), hashes."""

    id: Id
    source: Annotated[Id, Is(to="sources")]
    rendering: Annotated[Id | None, Is(to="sources.renderings", any_kind=True)]
    comment: Annotated[Id | None, Is(to="comments")]
    footnote: Id | None
    first_line: int | None
    last_line: int | None
    start: int | None
    end: int | None
    hash: str | None
    prefix_hash: str | None
    suffix_hash: str | None
    locator: str | None
    only_here: Annotated[bool, Is(default=False)]


class Version(NamedTuple):
    """A version of a comment, and the stretches that show it."""

    id: Id
    label: str
    note: str | None
    spans: Annotated[tuple[Id, ...], Many("version_span", "version_id", "spans", "span_id")]


class Footnote(NamedTuple):
    """A footnote of a comment: `anchor` is the stretch that carries the mark."""

    id: Id
    mark: str
    note: str | None
    anchor: Annotated[Id | None, Is(to="spans")]
    span: Annotated[Id | None, Is(to="spans")]


class Comment(NamedTuple):
    """One contribution in a thread."""

    id: Id
    source: Annotated[Id, Is(to="sources")]
    author: Annotated[Id | None, Is(to="people")]
    author_sureness: str | None
    author_note: str | None
    parent: Annotated[Id | None, Is(to="comments")]
    parent_sureness: str | None
    parent_note: str | None
    posted: str | None
    summary: str | None
    spans: Annotated[tuple[Id, ...], Many("comment_span", "comment_id", "spans", "span_id")]
    versions: Annotated[tuple[Version, ...], Many("comment_version", "comment_id")]
    footnotes: Annotated[tuple[Footnote, ...], Many("footnote", "comment_id")]


class Quote(NamedTuple):
    """A quotation inside a comment."""

    id: Id
    span: Annotated[Id, Is(to="spans")]
    owner: Annotated[Id | None, Is(to="people")]
    quoted_by: Annotated[Id | None, Is(to="people")]
    of: Annotated[Id | None, Is(to="spans", column="of_span_id")]
    fidelity: str | None
    within: Annotated[Id | None, Is(to="quotes")]
    note: str | None
