"""Reading a debate out of the database as a document: one statement a table, no objects."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, Table, select
from sqlalchemy.orm import Session

from app.core.formats.native import FORMAT, canonical, moment_text
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
    Debate,
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

Rows = list[Json]
WORDED = {"claims": "text", "relations": "warrant", "cruxes": "question"}
SPACES: tuple[tuple[str, type[Base]], ...] = (
    ("people", Person),
    ("sources", Source),
    ("comments", Comment),
    ("spans", Span),
    ("quotes", Quote),
    ("nodes", Node),
    ("verdicts", Verdict),
)


@dataclass(frozen=True, slots=True)
class Blind:
    """A reader who must not see others' credences before giving one; visitors have no key."""

    account_id: int | None


def read_out(session: Session, debate_id: int, blind: Blind | None = None) -> Json:
    """Return all of a debate as a document in canonical form.

    For a reader who is blind to others' credences, those are left out on every node on which
    the reader has none of their own.
    """
    reading = _Reading(session, debate_id, blind)
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


class _Accounts:
    """The accounts that a document names: imported ones keep the id they came with."""

    def __init__(self, session: Session, debate_id: int) -> None:
        keys = (
            select(Node.account_id)
            .where(Node.debate_id == debate_id)
            .union(
                select(Citation.account_id).where(Citation.debate_id == debate_id),
                select(Credence.account_id).where(Credence.debate_id == debate_id),
                select(Wording.account_id).join(Node).where(Node.debate_id == debate_id),
            )
        )
        columns = (Account.id, Account.public_id, Account.imported_id, Account.name)
        found = select(*columns).where(Account.id.in_(keys)).order_by(Account.id)
        rows = session.execute(found).all()
        taken = {row.public_id for row in rows if row.imported_id is None}
        self.ids: dict[int, str] = {}
        self.names: dict[str, str] = {}
        self.used: set[str] = set()
        for key, public_id, imported_id, name in rows:
            self.ids[key] = imported_id if imported_id and imported_id not in taken else public_id
            taken.add(self.ids[key])
            self.names[self.ids[key]] = name

    def __call__(self, key: int | None) -> str | None:
        if key is None:
            return None
        self.used.add(self.ids[key])
        return self.ids[key]

    def named(self) -> Rows:
        return [{"id": public_id, "name": self.names[public_id]} for public_id in self.used]


class _Reading:
    """One export under way: the public ids of all rows by key, and how to read more."""

    def __init__(self, session: Session, debate_id: int, blind: Blind | None) -> None:
        self.session = session
        self.debate_id = debate_id
        self.blind = blind
        self.ids = {key: self._ids(model) for key, model in SPACES}
        renderings = select(Rendering.id, Rendering.public_id).join(Source)
        renderings = renderings.where(Source.debate_id == debate_id)
        self.ids["renderings"] = dict(session.execute(renderings).all())
        self.accounts = _Accounts(session, debate_id)

    def _ids(self, model: type[Base]) -> dict[int, str]:
        table = _table(model)
        found = select(table.c.id, table.c.public_id).where(table.c.debate_id == self.debate_id)
        return dict(self.session.execute(found).all())

    def id(self, space: str, key: int | None) -> str | None:
        return None if key is None else self.ids[space][key]

    def own(self, model: type[Base]) -> Iterable[Row[Any]]:
        """Return the rows of a table that knows its debate, in the order they were written."""
        table = _table(model)
        found = select(table).where(table.c.debate_id == self.debate_id).order_by(table.c.id)
        return self.session.execute(found)

    def listed(self, model: type[Base], *fields: str) -> Rows:
        """Return a list of the document whose fields are columns of one table."""
        return [_row(row, *fields, id=row.public_id) for row in self.own(model)]

    def of(self, owner: str, found: Select[Any]) -> dict[int, list[Row[Any]]]:
        """Return the rows that belong to others, by the owner's key, in their order."""
        grouped: dict[int, list[Row[Any]]] = defaultdict(list)
        for row in self.session.execute(found):
            grouped[getattr(row, owner)].append(row)
        return grouped

    def references(
        self, model: type[Base], owner: str, through: type[Base], column: str, space: str
    ) -> Callable[[int], list[str]]:
        """Return a look-up of an ordered list of ids by its owner's key."""
        rows = self.of(owner, self.within(model, owner, through))
        ids = self.ids[space]
        return lambda key: [ids[getattr(row, column)] for row in rows.get(key, ())]

    def within(self, model: type[Base], owner: str, through: type[Base]) -> Select[Any]:
        """Select the rows of a table without a debate of its own by the owner's debate."""
        table, outer = _table(model), _table(through)
        key = table.c[owner]
        found = select(table).join(outer, outer.c.id == key)
        return found.where(outer.c.debate_id == self.debate_id).order_by(key, table.c.position)

    def debate(self) -> Json:
        table = _table(Debate)
        row = self.session.execute(select(table).where(table.c.id == self.debate_id)).one()
        theses = select(Thesis.node_id).where(Thesis.debate_id == self.debate_id)
        nodes = self.session.scalars(theses.order_by(Thesis.position))
        fields = (
            *("slug", "title", "question", "summary", "language", "semantics", "pooling"),
            *("visibility", "open_role", "blind"),
        )
        return _row(row, *fields, theses=[self.ids["nodes"][key] for key in nodes])

    def sources(self) -> Rows:
        renderings = self.of("source_id", self.within(Rendering, "source_id", Source))
        fields = ("label", "first_line", "last_line", "note")
        return [
            _row(
                row,
                *("kind", "csl", "note", "text_hash", "text_length"),
                id=row.public_id,
                renderings=[
                    _row(each, *fields, id=each.public_id) for each in renderings.get(row.id, ())
                ],
            )
            for row in self.own(Source)
        ]

    def spans(self) -> Rows:
        fields = (
            *("footnote", "first_line", "last_line", "start", "end"),
            *("hash", "prefix_hash", "suffix_hash", "locator", "only_here"),
        )
        return [
            _row(
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
        spans = self.references(CommentSpan, "comment_id", Comment, "span_id", "spans")
        versions, footnotes = self.versions(), self.footnotes()
        fields = (
            *("author_sureness", "author_note", "parent_sureness", "parent_note"),
            *("posted", "summary"),
        )
        return [
            _row(
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
        shown, version, comment = _table(VersionSpan), _table(CommentVersion), _table(Comment)
        found = select(shown).join(version, version.c.id == shown.c.version_id)
        found = found.join(comment, comment.c.id == version.c.comment_id)
        found = found.where(comment.c.debate_id == self.debate_id).order_by(shown.c.position)
        spans = self.of("version_id", found)
        versions: dict[int, Rows] = defaultdict(list)
        for row in self.session.execute(self.within(CommentVersion, "comment_id", Comment)):
            where = [self.ids["spans"][each.span_id] for each in spans.get(row.id, ())]
            versions[row.comment_id].append(
                _row(row, "label", "note", id=row.public_id, spans=where)
            )
        return versions

    def footnotes(self) -> dict[int, Rows]:
        footnotes: dict[int, Rows] = defaultdict(list)
        for row in self.session.execute(self.within(Footnote, "comment_id", Comment)):
            anchor, span = self.id("spans", row.anchor_id), self.id("spans", row.span_id)
            footnotes[row.comment_id].append(
                _row(row, "mark", "note", id=row.public_id, anchor=anchor, span=span)
            )
        return footnotes

    def quotes(self) -> Rows:
        return [
            _row(
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

    def nodes(self, model: type[Base], noun: str) -> Iterable[tuple[Row[Any], Json]]:
        """Return the rows of a kind of node, each with what all kinds have in common."""
        node, table = _table(Node), _table(model)
        found = select(node, *(c.label(f"own_{c.name}") for c in table.c if c.name != "node_id"))
        found = found.join(table, table.c.node_id == node.c.id)
        found = found.where(node.c.debate_id == self.debate_id)
        spans = self.references(NodeSpan, "node_id", Node, "span_id", "spans")
        wordings = self.wordings()
        for row in self.session.execute(found):
            listed = wordings.get(row.id, [])
            common = _row(row, "provenance", "sureness", "status", "note", id=row.public_id)
            common["superseded_by"] = self.id("nodes", row.superseded_by_id)
            common["account"] = self.accounts(row.account_id)
            common |= {"spans": spans(row.id), "wordings": listed}
            common[WORDED[noun]] = listed[-1]["text"] if listed else None
            yield row, {key: value for key, value in common.items() if value is not None}

    def wordings(self) -> dict[int, Rows]:
        table = _table(Wording)
        found = select(table).join(Node, Node.id == table.c.node_id)
        found = found.where(Node.debate_id == self.debate_id)
        wordings: dict[int, Rows] = defaultdict(list)
        for row in self.session.execute(found.order_by(table.c.node_id, table.c.number)):
            at = None if row.at is None else moment_text(row.at)
            account = self.accounts(row.account_id)
            wordings[row.node_id].append(_row(row, "number", "text", at=at, account=account))
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
        return _row(row, "value", "text", person=person, span=span)

    def stances(self) -> Rows:
        via = self.of("stance_id", self.within(StanceVia, "stance_id", Stance))
        return [
            _row(
                row,
                *("value", "words", "condition", "ended_how", "sureness", "note"),
                **{"from": self.id("comments", row.from_id)},
                id=row.public_id,
                person=self.id("people", row.person_id),
                node=self.id("nodes", row.node_id),
                range=None if row.range_low is None else [row.range_low, row.range_high],
                via=[
                    _row(step, "hedge", person=self.id("people", step.person_id))
                    for step in via.get(row.id, ())
                ],
                until=self.id("comments", row.until_id),
                span=self.id("spans", row.span_id),
            )
            for row in self.own(Stance)
        ]

    def credence_orders(self) -> Rows:
        return [
            _row(
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
            _row(
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
            _row(
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
        sense, user, term = _table(Sense), _table(SenseNode), _table(Term)
        found = select(user).join(sense, sense.c.id == user.c.sense_id)
        found = found.join(term, term.c.id == sense.c.term_id)
        found = found.where(term.c.debate_id == self.debate_id).order_by(user.c.position)
        users = self.of("sense_id", found)
        senses: dict[int, Rows] = defaultdict(list)
        for row in self.session.execute(self.within(Sense, "term_id", Term)):
            nodes = [self.ids["nodes"][each.node_id] for each in users.get(row.id, ())]
            person, span = self.id("people", row.person_id), self.id("spans", row.span_id)
            senses[row.term_id].append(
                _row(row, "text", id=row.public_id, person=person, span=span, nodes=nodes)
            )
        return [
            _row(row, "term", id=row.public_id, senses=senses[row.id]) for row in self.own(Term)
        ]

    def links(self) -> Rows:
        return [
            _row(
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
            _row(
                row,
                *("wording", "value", "ill_posed", "withdrawn", "note"),
                account=self.accounts(row.account_id),
                node=self.id("nodes", row.node_id),
                at=moment_text(row.at),
            )
            for row in rows
        ]


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


def _row(row: Row[Any], *fields: str, **more: object) -> Json:
    """Return the named columns and values as fields, without those that are not there."""
    values = {field: getattr(row, field) for field in fields} | more
    return {key: value for key, value in values.items() if value is not None}


def _own(row: Row[Any], *fields: str, **more: object) -> Json:
    values = {field: getattr(row, f"own_{field}") for field in fields} | more
    return {key: value for key, value in values.items() if value is not None}
