"""The only bridge from rows to a `Graph`: a fixed number of narrow selects per revision."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from app import models as m
from app.core import graph as g
from app.core.graph import group_by

Rows = Select[*tuple[Any, ...]]


def read_graph(session: Session, debate_id: int) -> g.Graph:
    """Read one debate whole: columns only, no entities, the same queries whatever its size."""
    slug, revision = session.execute(
        select(m.Debate.slug, m.Debate.revision).where(m.Debate.id == debate_id)
    ).one()
    reader = _Reader(session, debate_id)
    return g.Graph(slug=slug, revision=revision, **reader.everything())


class _Reader:
    """Reads the rows of one debate, turning inner keys into public ids as it goes."""

    def __init__(self, session: Session, debate_id: int) -> None:
        self.session = session
        self.debate_id = debate_id
        self.nodes = self._ids(m.Node)
        self.people_ids = self._ids(m.Person)
        self.source_rows = self._rows(select(m.Source.id, m.Source.public_id, m.Source.csl))
        self.sources = {key: public for key, public, _ in self.source_rows}
        self.comments = self._ids(m.Comment)
        self.spans = dict[int, tuple[str, int | None]]()
        for key, public, comment in self._rows(
            select(m.Span.id, m.Span.public_id, m.Span.comment_id)
        ):
            self.spans[key] = (public, comment)
        self.accounts = self._accounts()

    def everything(self) -> dict[str, Any]:
        return {
            "theses": self._theses(),
            "people": self._people(),
            "claims": self._claims(),
            "relations": self._relations(),
            "cruxes": self._cruxes(),
            "voices": self._persons_of(m.ClaimVoice),
            "asked": self._persons_of(m.ClaimAsked),
            "stances": self._stances(),
            "credences": self._credences(),
            "verdicts": self._verdicts(),
            "citations": self._citations(),
            "sources": {public: csl["title"] for _, public, csl in self.source_rows},
            "comments_of": self._comments_of(),
        }

    def _rows(self, statement: Rows) -> Iterable[Any]:
        table = statement.columns_clause_froms[0]
        return self.session.execute(
            statement.where(table.c.debate_id == self.debate_id).order_by(table.c.id)
        ).all()

    def _ids(self, model: type[m.Node] | type[m.Person] | type[m.Comment]) -> dict[int, str]:
        return {row[0]: row[1] for row in self._rows(select(model.id, model.public_id))}

    def _accounts(self) -> dict[int, str]:
        statement = select(m.Account.id, m.Account.name).where(
            m.Account.id.in_(
                select(m.Credence.account_id).where(m.Credence.debate_id == self.debate_id)
            )
            | m.Account.id.in_(select(m.Node.account_id).where(m.Node.debate_id == self.debate_id))
            | m.Account.id.in_(
                select(m.Citation.account_id).where(m.Citation.debate_id == self.debate_id)
            )
        )
        return {row[0]: row[1] for row in self.session.execute(statement)}

    def _theses(self) -> tuple[str, ...]:
        statement = (
            select(m.Thesis.node_id)
            .where(m.Thesis.debate_id == self.debate_id)
            .order_by(m.Thesis.position)
        )
        return tuple(self.nodes[key] for key in self.session.scalars(statement))

    def _people(self) -> dict[str, g.Person]:
        rows = self._rows(
            select(m.Person.public_id, m.Person.name, m.Person.kind, m.Person.handle, m.Person.note)
        )
        return {row[0]: g.Person._make(row) for row in rows}

    def _worded(self, *columns: Any) -> Rows:
        return (
            select(m.Node.public_id, *columns)
            .join(
                m.Wording,
                (m.Wording.node_id == m.Node.id) & (m.Wording.number == m.Node.wording),
                isouter=True,
            )
            .where(m.Node.debate_id == self.debate_id)
            .order_by(m.Node.id)
        )

    def _claims(self) -> dict[str, g.Claim]:
        nodes, people, accounts = self.nodes, self.people_ids, self.accounts
        statement = self._worded(
            m.Claim.kind,
            m.Wording.text,
            m.Node.wording,
            m.Node.provenance,
            m.Node.sureness,
            m.Node.status,
            m.Node.superseded_by_id,
            m.Node.note,
            m.Claim.hedge,
            m.Claim.conditional,
            m.Claim.comparative,
            m.Claim.asker_id,
            m.Claim.purpose,
            m.Claim.meta_topic,
            m.Claim.prior,
            m.Node.account_id,
        ).join(m.Claim, m.Claim.node_id == m.Node.id)
        return {
            row[0]: g.Claim._make(
                (
                    *row[:7],
                    nodes.get(row[7]),
                    *row[8:12],
                    people.get(row[12]),
                    *row[13:16],
                    accounts.get(row[16]),
                )
            )
            for row in self.session.execute(statement)
        }

    def _relations(self) -> dict[str, g.Relation]:
        r = m.Relation
        premises = self._nodes_of(m.Premise, m.Premise.relation_id)
        nodes, people, accounts = self.nodes, self.people_ids, self.accounts
        statement = self._worded(
            m.Node.id,
            r.kind,
            r.basis,
            r.target_id,
            r.person_id,
            r.strength,
            r.strength_words,
            r.relevance,
            r.weight,
            r.reason_group,
            r.scheme,
            m.Wording.text,
            m.Node.wording,
            r.extent,
            r.condition,
            r.owner_id,
            r.taken,
            m.Node.provenance,
            m.Node.sureness,
            m.Node.status,
            m.Node.superseded_by_id,
            m.Node.note,
            m.Node.account_id,
        ).join(r, r.node_id == m.Node.id)
        return {
            row[0]: g.Relation._make(
                (
                    row[0],
                    row[2],
                    row[3],
                    premises.get(row[1], ()),
                    nodes[row[4]],
                    people.get(row[5]),
                    *row[6:12],
                    row[12] or "",
                    *row[13:16],
                    people.get(row[16]),
                    *row[17:21],
                    nodes.get(row[21]),
                    row[22],
                    accounts.get(row[23]),
                )
            )
            for row in self.session.execute(statement)
        }

    def _nodes_of(self, table: Any, owner: Any) -> dict[int, tuple[str, ...]]:
        statement = (
            select(owner, table.node_id)
            .join(m.Node, m.Node.id == owner)
            .where(m.Node.debate_id == self.debate_id)
            .order_by(owner, table.position)
        )
        nodes = self.nodes
        groups: dict[int, list[str]] = {}
        for key, node in self.session.execute(statement):
            groups.setdefault(key, []).append(nodes[node])
        return {key: tuple(rows) for key, rows in groups.items()}

    def _persons_of(self, table: Any) -> dict[str, tuple[str, ...]]:
        statement = (
            select(table.claim_id, table.person_id)
            .join(m.Node, m.Node.id == table.claim_id)
            .where(m.Node.debate_id == self.debate_id)
            .order_by(table.claim_id, table.position)
        )
        return dict(
            group_by(
                (self.nodes[node], self.people_ids[person])
                for node, person in self.session.execute(statement)
            )
        )

    def _cruxes(self) -> dict[str, g.Crux]:
        claims = self._nodes_of(m.CruxClaim, m.CruxClaim.crux_id)
        positions = self._positions()
        statement = self._worded(
            m.Node.id,
            m.Wording.text,
            m.Node.wording,
            m.Crux.conclusion_id,
            m.Crux.would_move,
            m.Crux.outcome,
            m.Crux.outcome_note,
            m.Crux.named_by_id,
            m.Node.provenance,
            m.Node.sureness,
            m.Node.note,
            m.Node.account_id,
        ).join(m.Crux, m.Crux.node_id == m.Node.id)
        return {
            row[0]: g.Crux._make(
                (
                    row[0],
                    row[2],
                    row[3],
                    self.nodes.get(row[4]),
                    claims.get(row[1], ()),
                    positions.get(row[1], ()),
                    *row[5:8],
                    self.people_ids.get(row[8]),
                    *row[9:12],
                    self.accounts.get(row[12]),
                )
            )
            for row in self.session.execute(statement)
        }

    def _positions(self) -> dict[int, tuple[g.Position, ...]]:
        p = m.CruxPosition
        statement = (
            select(p.crux_id, p.person_id, p.value, p.text, p.span_id)
            .join(m.Node, m.Node.id == p.crux_id)
            .where(m.Node.debate_id == self.debate_id)
            .order_by(p.crux_id, p.position)
        )
        groups: dict[int, list[g.Position]] = {}
        for crux, person, value, text, span in self.session.execute(statement):
            position = g.Position(self.people_ids[person], value, text, self._span(span))
            groups.setdefault(crux, []).append(position)
        return {key: tuple(rows) for key, rows in groups.items()}

    def _span(self, key: int | None) -> str | None:
        return self.spans[key][0] if key is not None else None

    def _stances(self) -> tuple[g.Stance, ...]:
        s = m.Stance
        via = self._via()
        rows = self._rows(
            select(
                s.id,
                s.public_id,
                s.person_id,
                s.node_id,
                s.value,
                s.words,
                s.range_low,
                s.range_high,
                s.condition,
                s.from_id,
                s.until_id,
                s.ended_how,
                s.sureness,
                s.note,
                s.span_id,
            )
        )
        return tuple(
            g.Stance._make(
                (
                    row[1],
                    self.people_ids[row[2]],
                    self.nodes[row[3]],
                    *row[4:9],
                    self.comments.get(row[9]),
                    self.comments.get(row[10]),
                    *row[11:14],
                    self._span(row[14]),
                    via.get(row[0], ()),
                )
            )
            for row in rows
        )

    def _via(self) -> dict[int, tuple[tuple[str, str | None], ...]]:
        v = m.StanceVia
        statement = (
            select(v.stance_id, v.person_id, v.hedge)
            .join(m.Stance, m.Stance.id == v.stance_id)
            .where(m.Stance.debate_id == self.debate_id)
            .order_by(v.stance_id, v.position)
        )
        groups: dict[int, list[tuple[str, str | None]]] = {}
        for stance, person, hedge in self.session.execute(statement):
            groups.setdefault(stance, []).append((self.people_ids[person], hedge))
        return {key: tuple(rows) for key, rows in groups.items()}

    def _credences(self) -> tuple[g.Credence, ...]:
        c, later = m.Credence, aliased(m.Credence)
        latest = (
            select(func.max(later.id))
            .where(later.debate_id == self.debate_id)
            .group_by(later.node_id, later.account_id)
        )
        rows = self._rows(
            select(c.node_id, c.account_id, c.wording, c.value, c.ill_posed, c.note).where(
                c.id.in_(latest), c.withdrawn.is_(False)
            )
        )
        return tuple(
            g.Credence._make(
                (
                    self.nodes[row[0]],
                    row[1],
                    self.accounts[row[1]],
                    *row[2:],
                )
            )
            for row in rows
        )

    def _verdicts(self) -> tuple[g.Verdict, ...]:
        v = m.Verdict
        rows = list(
            self._rows(
                select(
                    v.id,
                    v.public_id,
                    v.node_id,
                    v.by_id,
                    v.value,
                    v.disputes_id,
                    v.note,
                    v.comment_id,
                    v.span_id,
                )
            )
        )
        names = {row[0]: row[1] for row in rows}
        return tuple(
            g.Verdict._make(
                (
                    row[1],
                    self.nodes[row[2]],
                    self.people_ids.get(row[3]),
                    row[4],
                    names.get(row[5]),
                    row[6],
                    self.comments.get(row[7]),
                    self._span(row[8]),
                )
            )
            for row in rows
        )

    def _citations(self) -> tuple[g.Citation, ...]:
        c = m.Citation
        rows = self._rows(
            select(
                c.public_id,
                c.node_id,
                c.source_id,
                c.locator,
                c.span_id,
                c.role,
                c.state,
                c.by_id,
                c.account_id,
                c.note,
            )
        )
        return tuple(
            g.Citation._make(
                (
                    row[0],
                    self.nodes[row[1]],
                    self.sources[row[2]],
                    row[3],
                    self._span(row[4]),
                    row[5],
                    row[6],
                    self.people_ids.get(row[7]),
                    self.accounts.get(row[8]),
                    row[9],
                )
            )
            for row in rows
        )

    def _comments_of(self) -> dict[str, tuple[str, ...]]:
        statement = (
            select(m.NodeSpan.node_id, m.NodeSpan.span_id)
            .join(m.Node, m.Node.id == m.NodeSpan.node_id)
            .where(m.Node.debate_id == self.debate_id)
            .order_by(m.NodeSpan.node_id, m.NodeSpan.position)
        )
        found: dict[str, dict[str, None]] = {}
        for node, span in self.session.execute(statement):
            comment = self.spans[span][1]
            if comment is not None:
                found.setdefault(self.nodes[node], {})[self.comments[comment]] = None
        return {key: tuple(comments) for key, comments in found.items()}
