"""Writing what a debate is read from: people, sources, comments, spans and quotes."""

from app.models import (
    Account,
    Comment,
    CommentSpan,
    CommentVersion,
    Footnote,
    Person,
    Quote,
    Rendering,
    Source,
    Span,
    VersionSpan,
)
from app.services.ids import new_id
from app.services.transfer_in_base import Rows, Writing, pairs, picked


class SourceWriting(Writing):
    """Writes the accounts, and what the debate is read from: people, sources, comments."""

    def accounts(self) -> None:
        """Write new accounts that cannot sign in."""
        rows = [
            {
                "public_id": new_id(),
                "name": row["name"],
                "name_key": None,
                "password_hash": None,
                "imported_id": row["id"],
                "site_owner": False,
                "created_at": self.at,
            }
            for row in self.rows("accounts")
        ]
        keys = self.add_keyed(Account, rows)
        names = (row["imported_id"] for row in rows)
        self.ids["accounts"].update(zip(names, keys, strict=True))

    def people_and_sources(self) -> None:
        """Write people, sources and renderings."""
        people = [picked(row, "name", "kind", "handle", "note") for row in self.rows("people")]
        self.add_named("people", Person, people)
        names = ("kind", "csl", "note", "text_hash", "text_length")
        sources = [picked(row, *names) for row in self.rows("sources")]
        ids = self.add_named("sources", Source, sources)
        listed = [
            (source["id"], picked(row, "label", "first_line", "last_line", "note", position=at))
            for source in self.rows("sources")
            for at, row in enumerate(source.get("renderings", []))
        ]
        keys = self.add_keyed(Rendering, [row | {"source_id": ids[of]} for of, row in listed])
        for (of, row), key in zip(listed, keys, strict=True):
            self.renderings[of, row["public_id"]] = key

    def comments(self) -> None:
        """Write comments, then which answers which."""
        names = (
            *("author_sureness", "author_note", "parent_sureness", "parent_note"),
            *("posted", "summary"),
        )
        rows = [
            picked(
                row,
                *names,
                source_id=self.ids["sources"][row["source"]],
                author_id=self.ids["people"].maybe(row.get("author")),
                parent_id=None,
            )
            for row in self.rows("comments")
        ]
        ids = self.add_named("comments", Comment, rows)
        self.set_links(Comment, "parent_id", pairs(self.rows("comments"), "parent", ids))

    def spans(self) -> None:
        """Write the stretches of sources."""
        names = (
            *("footnote", "first_line", "last_line", "start", "end"),
            *("hash", "prefix_hash", "suffix_hash", "locator"),
        )
        rows = [
            picked(
                row,
                *names,
                source_id=self.ids["sources"][row["source"]],
                rendering_id=self.renderings.get((row["source"], row.get("rendering", ""))),
                comment_id=self.ids["comments"].maybe(row.get("comment")),
                only_here=row.get("only_here", False),
            )
            for row in self.rows("spans")
        ]
        self.add_named("spans", Span, rows)

    def stretches_of_comments(self) -> None:
        """Write where comments stand, their versions and footnotes."""
        ids = self.ids["comments"]
        self.all_ordered(CommentSpan, "comments", "comment_id", "spans", "span_id", "spans")
        versions, footnotes = [], []
        for comment in self.rows("comments"):
            owner = {"comment_id": ids[comment["id"]]}
            for at, row in enumerate(comment.get("versions", [])):
                versions.append((row, owner | picked(row, "label", "note", position=at)))
            for at, row in enumerate(comment.get("footnotes", [])):
                links = {"anchor_id": self.span(row, "anchor"), "span_id": self.span(row)}
                footnotes.append(owner | links | picked(row, "mark", "note", position=at))
        keys = self.add_keyed(CommentVersion, [row for _, row in versions])
        spans: Rows = []
        for (row, _), key in zip(versions, keys, strict=True):
            spans += self.ordered("version_id", key, row, "spans", "span_id", "spans")
        self.add(VersionSpan, spans)
        self.add(Footnote, footnotes)

    def quotes(self) -> None:
        """Write quotes, then which stands within which."""
        rows = [
            picked(
                row,
                "fidelity",
                "note",
                span_id=self.span(row),
                owner_id=self.person(row, "owner"),
                quoted_by_id=self.person(row, "quoted_by"),
                of_span_id=self.span(row, "of"),
                within_id=None,
            )
            for row in self.rows("quotes")
        ]
        ids = self.add_named("quotes", Quote, rows)
        self.set_links(Quote, "within_id", pairs(self.rows("quotes"), "within", ids))
