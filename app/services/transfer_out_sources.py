"""Reading out what a debate is read from: sources, spans, comments and quotes."""

from collections import defaultdict

from sqlalchemy import select

from app.models import (
    Comment,
    CommentSpan,
    CommentVersion,
    Footnote,
    Quote,
    Rendering,
    Source,
    Span,
    VersionSpan,
)
from app.services.transfer_out_base import Reading, Rows, fields_of, table_of


class SourceReading(Reading):
    """Reads sources, spans, comments and quotes."""

    def sources(self) -> Rows:
        """Return the sources with their renderings."""
        renderings = self.of("source_id", self.within(Rendering, "source_id", Source))
        fields = ("label", "first_line", "last_line", "note")
        return [
            fields_of(
                row,
                *("kind", "csl", "note", "text_hash", "text_length"),
                id=row.public_id,
                renderings=[
                    fields_of(each, *fields, id=each.public_id)
                    for each in renderings.get(row.id, ())
                ],
            )
            for row in self.own(Source)
        ]

    def spans(self) -> Rows:
        """Return the stretches of sources."""
        fields = (
            *("footnote", "first_line", "last_line", "start", "end"),
            *("hash", "prefix_hash", "suffix_hash", "locator", "only_here"),
        )
        return [
            fields_of(
                row,
                *fields,
                id=row.public_id,
                source=self.id("sources", row.source_id),
                rendering=self.id("renderings", row.rendering_id),
                comment=self.id("comments", row.comment_id),
            )
            for row in self.own(Span)
        ]

    def comments(self) -> Rows:
        """Return the comments with versions and footnotes."""
        spans = self.references(CommentSpan, "comment_id", Comment, "span_id", "spans")
        versions, footnotes = self.versions(), self.footnotes()
        fields = (
            *("author_sureness", "author_note", "parent_sureness", "parent_note"),
            *("posted", "summary"),
        )
        return [
            fields_of(
                row,
                *fields,
                id=row.public_id,
                source=self.id("sources", row.source_id),
                author=self.id("people", row.author_id),
                parent=self.id("comments", row.parent_id),
                spans=spans(row.id),
                versions=versions[row.id],
                footnotes=footnotes[row.id],
            )
            for row in self.own(Comment)
        ]

    def versions(self) -> dict[int, Rows]:
        """Return the versions of comments by the comment's key."""
        shown, version, comment = table_of(VersionSpan), table_of(CommentVersion), table_of(Comment)
        found = select(shown).join(version, version.c.id == shown.c.version_id)
        found = found.join(comment, comment.c.id == version.c.comment_id)
        found = found.where(comment.c.debate_id == self.debate_id).order_by(shown.c.position)
        spans = self.of("version_id", found)
        versions: dict[int, Rows] = defaultdict(list)
        for row in self.session.execute(self.within(CommentVersion, "comment_id", Comment)):
            where = [self.ids["spans"][each.span_id] for each in spans.get(row.id, ())]
            versions[row.comment_id].append(
                fields_of(row, "label", "note", id=row.public_id, spans=where)
            )
        return versions

    def footnotes(self) -> dict[int, Rows]:
        """Return the footnotes of comments by the comment's key."""
        footnotes: dict[int, Rows] = defaultdict(list)
        for row in self.session.execute(self.within(Footnote, "comment_id", Comment)):
            anchor, span = self.id("spans", row.anchor_id), self.id("spans", row.span_id)
            footnotes[row.comment_id].append(
                fields_of(row, "mark", "note", id=row.public_id, anchor=anchor, span=span)
            )
        return footnotes

    def quotes(self) -> Rows:
        """Return the quotes."""
        return [
            fields_of(
                row,
                *("fidelity", "note"),
                id=row.public_id,
                span=self.id("spans", row.span_id),
                owner=self.id("people", row.owner_id),
                quoted_by=self.id("people", row.quoted_by_id),
                of=self.id("spans", row.of_span_id),
                within=self.id("quotes", row.within_id),
            )
            for row in self.own(Quote)
        ]
