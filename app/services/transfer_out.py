"""Reading a debate out of the database as a document: one statement a table, no objects."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.core.formats.native import FORMAT, canonical, moment_text
from app.core.formats.native_schema import Json
from app.models import (
    Base,
    Citation,
    Claim,
    ClaimAsked,
    ClaimVoice,
    Credence,
    CredenceOrder,
    Crux,
    CruxClaim,
    CruxPosition,
    Debate,
    Link,
    Node,
    NodeSpan,
    Person,
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
from app.services.transfer_out_base import Blind, Rows, fields_of, table_of
from app.services.transfer_out_sources import SourceReading

__all__ = ["Blind", "read_out"]

WORDED = {"claims": "text", "relations": "warrant", "cruxes": "question"}


def read_out(session: Session, debate_id: int, blind: Blind | None = None) -> Json:
    """Return all of a debate as a document in canonical form.

    For a reader who is blind to others' credences, those are left out on every node on which
    the reader has none of their own.
    """
    reading = _DocumentReading(session, debate_id, blind)
    document = {
        "format": FORMAT,
        "debate": reading.debate(),
        "people": reading.listed(Person, "name", "kind", "handle", "note"),
        "sources": reading.sources(),
        "spans": reading.spans(),
        "comments": reading.comments(),
        "quotes": reading.quotes(),
        "claims": reading.claims(),
        "relations": reading.relations(),
        "cruxes": reading.cruxes(),
        "stances": reading.stances(),
        "credence_orders": reading.credence_orders(),
        "verdicts": reading.verdicts(),
        "citations": reading.citations(),
        "terms": reading.terms(),
        "links": reading.links(),
        "credences": reading.credences(),
    }
    # Last: only those accounts that something names.
    document["accounts"] = reading.accounts.named()
    return canonical(document)


class _DocumentReading(SourceReading):
    """One export under way."""

    def debate(self) -> Json:
        table = table_of(Debate)
        row = self.session.execute(select(table).where(table.c.id == self.debate_id)).one()
        theses = select(Thesis.node_id).where(Thesis.debate_id == self.debate_id)
        nodes = self.session.scalars(theses.order_by(Thesis.position))
        fields = (
            *("slug", "title", "question", "summary", "language", "semantics", "pooling"),
            *("visibility", "open_role", "blind"),
        )
        return fields_of(row, *fields, theses=[self.ids["nodes"][key] for key in nodes])

    def nodes(self, model: type[Base], noun: str) -> Iterable[tuple[Row[Any], Json]]:
        """Return the rows of a kind of node, each with what all kinds have in common."""
        node, table = table_of(Node), table_of(model)
        found = select(node, *(c.label(f"own_{c.name}") for c in table.c if c.name != "node_id"))
        found = found.join(table, table.c.node_id == node.c.id)
        found = found.where(node.c.debate_id == self.debate_id)
        spans = self.references(NodeSpan, "node_id", Node, "span_id", "spans")
        wordings = self.wordings()
        for row in self.session.execute(found):
            listed = wordings.get(row.id, [])
            common = fields_of(row, "provenance", "sureness", "status", "note", id=row.public_id)
            common["superseded_by"] = self.id("nodes", row.superseded_by_id)
            common["account"] = self.accounts(row.account_id)
            common |= {"spans": spans(row.id), "wordings": listed}
            common[WORDED[noun]] = listed[-1]["text"] if listed else None
            yield row, {key: value for key, value in common.items() if value is not None}

    def wordings(self) -> dict[int, Rows]:
        table = table_of(Wording)
        found = select(table).join(Node, Node.id == table.c.node_id)
        found = found.where(Node.debate_id == self.debate_id)
        wordings: dict[int, Rows] = defaultdict(list)
        for row in self.session.execute(found.order_by(table.c.node_id, table.c.number)):
            at = None if row.at is None else moment_text(row.at)
            account = self.accounts(row.account_id)
            wordings[row.node_id].append(fields_of(row, "number", "text", at=at, account=account))
        return wordings

    def claims(self) -> Rows:
        voices = self.references(ClaimVoice, "claim_id", Node, "person_id", "people")
        asked = self.references(ClaimAsked, "claim_id", Node, "person_id", "people")
        fields = (
            *("kind", "hedge", "conditional", "comparative", "purpose", "meta_topic", "prior"),
        )
        return [
            common
            | _own(row, *fields, asker=self.id("people", row.own_asker_id))
            | {"voiced_by": voices(row.id), "asked": asked(row.id)}
            for row, common in self.nodes(Claim, "claims")
        ]

    def relations(self) -> Rows:
        premises = self.references(Premise, "relation_id", Node, "node_id", "nodes")
        fields = (
            *("kind", "basis", "strength", "strength_words", "relevance", "weight", "scheme"),
            *("extent", "condition", "taken"),
        )
        return [
            common
            | _own(
                row,
                *fields,
                premises=premises(row.id),
                target=self.id("nodes", row.own_target_id),
                person=self.id("people", row.own_person_id),
                group=row.own_reason_group,
                owner=self.id("people", row.own_owner_id),
            )
            for row, common in self.nodes(Relation, "relations")
        ]

    def cruxes(self) -> Rows:
        hanging = self.references(CruxClaim, "crux_id", Node, "node_id", "nodes")
        positions = self.of("crux_id", self.within(CruxPosition, "crux_id", Node))
        return [
            common
            | _own(
                row,
                *("would_move", "outcome", "outcome_note"),
                conclusion=self.id("nodes", row.own_conclusion_id),
                named_by=self.id("people", row.own_named_by_id),
                claims=hanging(row.id),
                positions=[self.position(each) for each in positions.get(row.id, ())],
            )
            for row, common in self.nodes(Crux, "cruxes")
        ]

    def position(self, row: Row[Any]) -> Json:
        person, span = self.id("people", row.person_id), self.id("spans", row.span_id)
        return fields_of(row, "value", "text", person=person, span=span)

    def stances(self) -> Rows:
        via = self.of("stance_id", self.within(StanceVia, "stance_id", Stance))
        return [
            fields_of(
                row,
                *("value", "words", "condition", "ended_how", "sureness", "note"),
                **{"from": self.id("comments", row.from_id)},
                id=row.public_id,
                person=self.id("people", row.person_id),
                node=self.id("nodes", row.node_id),
                range=None if row.range_low is None else [row.range_low, row.range_high],
                via=[
                    fields_of(step, "hedge", person=self.id("people", step.person_id))
                    for step in via.get(row.id, ())
                ],
                until=self.id("comments", row.until_id),
                span=self.id("spans", row.span_id),
            )
            for row in self.own(Stance)
        ]

    def credence_orders(self) -> Rows:
        return [
            fields_of(
                row,
                "words",
                id=row.public_id,
                node=self.id("nodes", row.node_id),
                more=self.id("people", row.more_id),
                less=self.id("people", row.less_id),
                said_by=self.id("people", row.said_by_id),
                span=self.id("spans", row.span_id),
            )
            for row in self.own(CredenceOrder)
        ]

    def verdicts(self) -> Rows:
        return [
            fields_of(
                row,
                *("value", "note"),
                id=row.public_id,
                relation=self.id("nodes", row.node_id),
                by=self.id("people", row.by_id),
                disputes=self.id("verdicts", row.disputes_id),
                comment=self.id("comments", row.comment_id),
                span=self.id("spans", row.span_id),
            )
            for row in self.own(Verdict)
        ]

    def citations(self) -> Rows:
        return [
            fields_of(
                row,
                *("locator", "role", "state", "note"),
                id=row.public_id,
                node=self.id("nodes", row.node_id),
                source=self.id("sources", row.source_id),
                span=self.id("spans", row.span_id),
                by=self.id("people", row.by_id),
                account=self.accounts(row.account_id),
            )
            for row in self.own(Citation)
        ]

    def terms(self) -> Rows:
        sense, user, term = table_of(Sense), table_of(SenseNode), table_of(Term)
        found = select(user).join(sense, sense.c.id == user.c.sense_id)
        found = found.join(term, term.c.id == sense.c.term_id)
        found = found.where(term.c.debate_id == self.debate_id).order_by(user.c.position)
        users = self.of("sense_id", found)
        senses: dict[int, Rows] = defaultdict(list)
        for row in self.session.execute(self.within(Sense, "term_id", Term)):
            nodes = [self.ids["nodes"][each.node_id] for each in users.get(row.id, ())]
            person, span = self.id("people", row.person_id), self.id("spans", row.span_id)
            senses[row.term_id].append(
                fields_of(row, "text", id=row.public_id, person=person, span=span, nodes=nodes)
            )
        return [
            fields_of(row, "term", id=row.public_id, senses=senses[row.id])
            for row in self.own(Term)
        ]

    def links(self) -> Rows:
        return [
            fields_of(
                row,
                *("kind", "note", "provenance", "sureness"),
                id=row.public_id,
                node=self.id("nodes", row.node_id),
                debate=row.to_debate,
                to=row.to_node,
            )
            for row in self.own(Link)
        ]

    def credences(self) -> Rows:
        rows = list(self.own(Credence))
        if self.blind is not None:
            reader = self.blind.account_id
            # Later rows replace earlier ones: what counts is whether one's own still stands.
            mine = {row.node_id: not row.withdrawn for row in rows if row.account_id == reader}
            rows = [r for r in rows if r.account_id == reader or mine.get(r.node_id)]
        return [
            fields_of(
                row,
                *("wording", "value", "ill_posed", "withdrawn", "note"),
                account=self.accounts(row.account_id),
                node=self.id("nodes", row.node_id),
                at=moment_text(row.at),
            )
            for row in rows
        ]


def _own(row: Row[Any], *fields: str, **more: object) -> Json:
    values = {field: getattr(row, f"own_{field}") for field in fields} | more
    return {key: value for key, value in values.items() if value is not None}
