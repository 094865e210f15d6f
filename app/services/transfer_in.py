"""Writing a sound document into the database: all tables of one debate, in a few statements."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, insert, update
from sqlalchemy.orm import Session

from app.core.formats.native import moment
from app.core.formats.native_schema import Json
from app.models import (
    Account,
    Base,
    Citation,
    Claim,
    ClaimAsked,
    ClaimVoice,
    Comment,
    CommentSpan,
    CommentVersion,
    Credence,
    CredenceOrder,
    Crux,
    CruxClaim,
    CruxPosition,
    Footnote,
    Link,
    Node,
    NodeSpan,
    Person,
    Premise,
    Quote,
    Relation,
    Rendering,
    Sense,
    SenseNode,
    Source,
    Span,
    Stance,
    StanceVia,
    Term,
    Thesis,
    Verdict,
    VersionSpan,
    Wording,
)
from app.services.ids import new_id

WORDED = {"claim": "text", "relation": "warrant", "crux": "question"}
NODE_KINDS = {"claims": "claim", "relations": "relation", "cruxes": "crux"}
Rows = list[dict[str, Any]]


def write_document(session: Session, debate_id: int, document: Json, at: datetime) -> None:
    """Write everything of a canonical document except the debate's own row."""
    writing = _Writing(session, debate_id, document, at)
    writing.accounts()
    writing.people_and_sources()
    writing.comments()
    writing.spans()
    writing.stretches_of_comments()
    writing.quotes()
    writing.nodes()
    writing.claims()
    writing.relations()
    writing.cruxes()
    writing.stances()
    writing.verdicts()
    writing.citations()
    writing.terms_and_links()
    writing.credences()


class _Ids(dict[str, int]):
    """Keys of rows by the id that the document gives them."""

    def maybe(self, public_id: str | None) -> int | None:
        return None if public_id is None else self[public_id]


class _Writing:
    """One import under way: the keys of the rows written so far, and how to write more."""

    def __init__(self, session: Session, debate_id: int, document: Json, at: datetime) -> None:
        self.session = session
        self.debate_id = debate_id
        self.document = document
        self.at = at
        self.ids: defaultdict[str, _Ids] = defaultdict(_Ids)
        self.renderings: dict[tuple[str, str], int] = {}

    def rows(self, key: str) -> Rows:
        found: Rows = self.document.get(key, [])
        return found

    def add(self, model: type[Base], rows: Rows) -> None:
        """Write rows whose keys nobody asks for."""
        if rows:
            self.session.execute(insert(_table(model)), rows)

    def add_keyed(self, model: type[Base], rows: Rows) -> Sequence[int]:
        """Write rows and return their keys in the same order."""
        if not rows:
            return []
        table = _table(model)
        statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
        return self.session.execute(statement, rows).scalars().all()

    def add_named(self, key: str, model: type[Base], rows: Rows) -> _Ids:
        """Write rows of a list of the document and remember their keys by public id."""
        known = [{"debate_id": self.debate_id} | row for row in rows]
        keys = self.add_keyed(model, known)
        self.ids[key].update(zip((row["public_id"] for row in rows), keys, strict=True))
        return self.ids[key]

    def set_links(self, model: type[Base], column: str, pairs: Iterable[tuple[int, int]]) -> None:
        """Let rows point at rows of their own table, once all are there."""
        table = _table(model)
        values = [{"row_id": row_id, "link_id": link_id} for row_id, link_id in pairs]
        if values:
            statement = update(table).where(table.c.id == bindparam("row_id"))
            self.session.connection().execute(
                statement.values({column: bindparam("link_id")}), values
            )

    def accounts(self) -> None:
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
        people = [_picked(row, "name", "kind", "handle", "note") for row in self.rows("people")]
        self.add_named("people", Person, people)
        fields = ("kind", "csl", "note", "text_hash", "text_length")
        sources = [_picked(row, *fields) for row in self.rows("sources")]
        ids = self.add_named("sources", Source, sources)
        listed = [
            (source["id"], _picked(row, "label", "first_line", "last_line", "note", position=at))
            for source in self.rows("sources")
            for at, row in enumerate(source.get("renderings", []))
        ]
        keys = self.add_keyed(Rendering, [row | {"source_id": ids[of]} for of, row in listed])
        for (of, row), key in zip(listed, keys, strict=True):
            self.renderings[of, row["public_id"]] = key

    def comments(self) -> None:
        fields = (
            *("author_sureness", "author_note", "parent_sureness", "parent_note"),
            *("posted", "summary"),
        )
        rows = [
            _picked(
                row,
                *fields,
                source_id=self.ids["sources"][row["source"]],
                author_id=self.ids["people"].maybe(row.get("author")),
                parent_id=None,
            )
            for row in self.rows("comments")
        ]
        ids = self.add_named("comments", Comment, rows)
        self.set_links(Comment, "parent_id", _pairs(self.rows("comments"), "parent", ids))

    def spans(self) -> None:
        fields = (
            *("footnote", "first_line", "last_line", "start", "end"),
            *("hash", "prefix_hash", "suffix_hash", "locator"),
        )
        rows = [
            _picked(
                row,
                *fields,
                source_id=self.ids["sources"][row["source"]],
                rendering_id=self.renderings.get((row["source"], row.get("rendering", ""))),
                comment_id=self.ids["comments"].maybe(row.get("comment")),
                only_here=row.get("only_here", False),
            )
            for row in self.rows("spans")
        ]
        self.add_named("spans", Span, rows)

    def span(self, row: Json, key: str = "span") -> int | None:
        return self.ids["spans"].maybe(row.get(key))

    def person(self, row: Json, key: str = "person") -> int | None:
        return self.ids["people"].maybe(row.get(key))

    def ordered(self, owner: str, key: int, row: Json, lists: str, column: str, of: str) -> Rows:
        """Return the rows of a table that keeps a list of references in order."""
        return [
            {owner: key, "position": at, column: self.ids[of][public_id]}
            for at, public_id in enumerate(row.get(lists, []))
        ]

    def all_ordered(
        self, model: type[Base], nouns: str, owner: str, lists: str, column: str, of: str
    ) -> None:
        """Write one list of references for all rows of a list of the document."""
        ids = self.ids["nodes" if nouns in NODE_KINDS else nouns]
        rows: Rows = []
        for row in self.rows(nouns):
            rows += self.ordered(owner, ids[row["id"]], row, lists, column, of)
        self.add(model, rows)

    def stretches_of_comments(self) -> None:
        ids = self.ids["comments"]
        self.all_ordered(CommentSpan, "comments", "comment_id", "spans", "span_id", "spans")
        versions, footnotes = [], []
        for comment in self.rows("comments"):
            owner = {"comment_id": ids[comment["id"]]}
            for at, row in enumerate(comment.get("versions", [])):
                versions.append((row, owner | _picked(row, "label", "note", position=at)))
            for at, row in enumerate(comment.get("footnotes", [])):
                links = {"anchor_id": self.span(row, "anchor"), "span_id": self.span(row)}
                footnotes.append(owner | links | _picked(row, "mark", "note", position=at))
        keys = self.add_keyed(CommentVersion, [row for _, row in versions])
        spans: Rows = []
        for (row, _), key in zip(versions, keys, strict=True):
            spans += self.ordered("version_id", key, row, "spans", "span_id", "spans")
        self.add(VersionSpan, spans)
        self.add(Footnote, footnotes)

    def quotes(self) -> None:
        rows = [
            _picked(
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
        self.set_links(Quote, "within_id", _pairs(self.rows("quotes"), "within", ids))

    def nodes(self) -> None:
        listed = [(kind, row) for key, kind in NODE_KINDS.items() for row in self.rows(key)]
        rows = [
            _picked(
                row,
                *("provenance", "sureness", "status", "note"),
                kind=kind,
                superseded_by_id=None,
                wording=len(row.get("wordings", [])) or 1,
                account_id=self.ids["accounts"].maybe(row.get("account")),
                created_at=self.at,
            )
            for kind, row in listed
        ]
        ids = self.add_named("nodes", Node, rows)
        self.set_links(
            Node, "superseded_by_id", _pairs((row for _, row in listed), "superseded_by", ids)
        )
        wordings = [each for kind, row in listed for each in self.wordings(kind, row)]
        self.add(Wording, wordings)
        for key in NODE_KINDS:
            self.all_ordered(NodeSpan, key, "node_id", "spans", "span_id", "spans")

    def wordings(self, kind: str, row: Json) -> Rows:
        text = row.get(WORDED[kind])
        only = [] if text is None else [{"number": 1, "text": text}]
        return [
            {
                "node_id": self.ids["nodes"][row["id"]],
                "number": wording["number"],
                "text": wording["text"],
                "at": moment(wording["at"]) if "at" in wording else None,
                "account_id": self.ids["accounts"].maybe(wording.get("account")),
            }
            for wording in row.get("wordings", only)
        ]

    def claims(self) -> None:
        rows = [
            _fields(
                row,
                *("kind", "hedge", "conditional", "comparative", "purpose", "meta_topic", "prior"),
                node_id=self.ids["nodes"][row["id"]],
                asker_id=self.person(row, "asker"),
            )
            for row in self.rows("claims")
        ]
        self.add(Claim, rows)
        self.all_ordered(ClaimVoice, "claims", "claim_id", "voiced_by", "person_id", "people")
        self.all_ordered(ClaimAsked, "claims", "claim_id", "asked", "person_id", "people")

    def relations(self) -> None:
        nodes = self.ids["nodes"]
        fields = (
            *("kind", "strength", "strength_words", "relevance", "weight", "scheme"),
            *("extent", "condition", "taken"),
        )
        rows = [
            _fields(
                row,
                *fields,
                node_id=nodes[row["id"]],
                basis=row.get("basis", "all"),
                target_id=nodes[row["target"]],
                person_id=self.person(row),
                reason_group=row.get("group"),
                owner_id=self.person(row, "owner"),
            )
            for row in self.rows("relations")
        ]
        self.add(Relation, rows)
        self.all_ordered(Premise, "relations", "relation_id", "premises", "node_id", "nodes")

    def cruxes(self) -> None:
        nodes = self.ids["nodes"]
        rows = [
            _fields(
                row,
                *("would_move", "outcome", "outcome_note"),
                node_id=nodes[row["id"]],
                conclusion_id=nodes.maybe(row.get("conclusion")),
                named_by_id=self.person(row, "named_by"),
            )
            for row in self.rows("cruxes")
        ]
        self.add(Crux, rows)
        self.all_ordered(CruxClaim, "cruxes", "crux_id", "claims", "node_id", "nodes")
        positions = [
            _fields(row, "value", "text", position=at, crux_id=nodes[crux["id"]])
            | {"person_id": self.person(row), "span_id": self.span(row)}
            for crux in self.rows("cruxes")
            for at, row in enumerate(crux.get("positions", []))
        ]
        self.add(CruxPosition, positions)
        theses: Rows = self.ordered(
            "debate_id", self.debate_id, self.document["debate"], "theses", "node_id", "nodes"
        )
        self.add(Thesis, theses)

    def stances(self) -> None:
        comments = self.ids["comments"]
        rows = []
        for row in self.rows("stances"):
            low, high = row.get("range", (None, None))
            rows.append(
                _picked(
                    row,
                    *("value", "words", "condition", "ended_how", "sureness", "note"),
                    person_id=self.person(row),
                    node_id=self.ids["nodes"][row["node"]],
                    range_low=low,
                    range_high=high,
                    from_id=comments.maybe(row.get("from")),
                    until_id=comments.maybe(row.get("until")),
                    span_id=self.span(row),
                )
            )
        ids = self.add_named("stances", Stance, rows)
        via = [
            _fields(step, "hedge", stance_id=ids[row["id"]], position=at)
            | {"person_id": self.person(step)}
            for row in self.rows("stances")
            for at, step in enumerate(row.get("via", []))
        ]
        self.add(StanceVia, via)

    def verdicts(self) -> None:
        orders = [
            _picked(
                row,
                "words",
                node_id=self.ids["nodes"][row["node"]],
                more_id=self.person(row, "more"),
                less_id=self.person(row, "less"),
                said_by_id=self.person(row, "said_by"),
                span_id=self.span(row),
            )
            for row in self.rows("credence_orders")
        ]
        self.add_named("credence_orders", CredenceOrder, orders)
        rows = [
            _picked(
                row,
                *("value", "note"),
                node_id=self.ids["nodes"][row["relation"]],
                by_id=self.person(row, "by"),
                disputes_id=None,
                comment_id=self.ids["comments"].maybe(row.get("comment")),
                span_id=self.span(row),
            )
            for row in self.rows("verdicts")
        ]
        ids = self.add_named("verdicts", Verdict, rows)
        self.set_links(Verdict, "disputes_id", _pairs(self.rows("verdicts"), "disputes", ids))

    def citations(self) -> None:
        rows = [
            _picked(
                row,
                *("locator", "role", "note"),
                node_id=self.ids["nodes"][row["node"]],
                source_id=self.ids["sources"][row["source"]],
                span_id=self.span(row),
                state=row.get("state", "unchecked"),
                by_id=self.person(row, "by"),
                account_id=self.ids["accounts"].maybe(row.get("account")),
                created_at=self.at,
            )
            for row in self.rows("citations")
        ]
        self.add_named("citations", Citation, rows)

    def terms_and_links(self) -> None:
        terms = [_picked(row, "term") for row in self.rows("terms")]
        ids = self.add_named("terms", Term, terms)
        senses = [
            (row, _picked(row, "text", term_id=ids[term["id"]], position=at))
            for term in self.rows("terms")
            for at, row in enumerate(term.get("senses", []))
        ]
        values = [
            value | {"person_id": self.person(row), "span_id": self.span(row)}
            for row, value in senses
        ]
        users: Rows = []
        for (row, _), key in zip(senses, self.add_keyed(Sense, values), strict=True):
            users += self.ordered("sense_id", key, row, "nodes", "node_id", "nodes")
        self.add(SenseNode, users)
        links = [
            _picked(
                row,
                *("kind", "note", "provenance", "sureness"),
                node_id=self.ids["nodes"][row["node"]],
                to_debate=row["debate"],
                to_node=row["to"],
            )
            for row in self.rows("links")
        ]
        self.add_named("links", Link, links)

    def credences(self) -> None:
        rows = [
            _fields(
                row,
                *("wording", "value", "note"),
                debate_id=self.debate_id,
                node_id=self.ids["nodes"][row["node"]],
                account_id=self.ids["accounts"][row["account"]],
                ill_posed=row.get("ill_posed", False),
                withdrawn=row.get("withdrawn", False),
                at=moment(row["at"]),
            )
            for row in self.rows("credences")
        ]
        self.add(Credence, rows)


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


def _fields(row: Json, *keys: str, **more: Any) -> dict[str, Any]:
    return {key: row.get(key) for key in keys} | more


def _picked(row: Json, *keys: str, **more: Any) -> dict[str, Any]:
    return _fields(row, *keys, public_id=row["id"], **more)


def _pairs(rows: Iterable[Json], key: str, ids: _Ids) -> list[tuple[int, int]]:
    return [(ids[row["id"]], ids[row[key]]) for row in rows if key in row]
