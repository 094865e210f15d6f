"""Writing a sound document into the database: all tables of one debate, in a few statements."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.core.formats.native import moment
from app.core.formats.native_schema import Json
from app.models import (
    Citation,
    Claim,
    ClaimAsked,
    ClaimVoice,
    Credence,
    CredenceOrder,
    Crux,
    CruxClaim,
    CruxPosition,
    Link,
    Node,
    NodeSpan,
    Premise,
    Relation,
    Sense,
    SenseNode,
    Stance,
    StanceVia,
    Term,
    Thesis,
    Verdict,
    Wording,
)
from app.services.transfer_in_base import NODE_KINDS, Rows, fields, pairs, picked
from app.services.transfer_in_sources import SourceWriting

WORDED = {"claim": "text", "relation": "warrant", "crux": "question"}


def write_document(session: Session, debate_id: int, document: Json, at: datetime) -> None:
    """Write everything of a canonical document except the debate's own row."""
    writing = _DocumentWriting(session, debate_id, document, at)
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


class _DocumentWriting(SourceWriting):
    """One import under way."""

    def nodes(self) -> None:
        listed = [(kind, row) for key, kind in NODE_KINDS.items() for row in self.rows(key)]
        rows = [
            picked(
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
            Node, "superseded_by_id", pairs((row for _, row in listed), "superseded_by", ids)
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
            fields(
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
        names = (
            *("kind", "strength", "strength_words", "relevance", "weight", "scheme"),
            *("extent", "condition", "taken"),
        )
        rows = [
            fields(
                row,
                *names,
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
            fields(
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
            fields(row, "value", "text", position=at, crux_id=nodes[crux["id"]])
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
                picked(
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
            fields(step, "hedge", stance_id=ids[row["id"]], position=at)
            | {"person_id": self.person(step)}
            for row in self.rows("stances")
            for at, step in enumerate(row.get("via", []))
        ]
        self.add(StanceVia, via)

    def verdicts(self) -> None:
        orders = [
            picked(
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
            picked(
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
        self.set_links(Verdict, "disputes_id", pairs(self.rows("verdicts"), "disputes", ids))

    def citations(self) -> None:
        rows = [
            picked(
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
        terms = [picked(row, "term") for row in self.rows("terms")]
        ids = self.add_named("terms", Term, terms)
        senses = [
            (row, picked(row, "text", term_id=ids[term["id"]], position=at))
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
            picked(
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
            fields(
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
