"""Claims, relations and cruxes of one debate, read for its graph."""

from typing import Any

from sqlalchemy import select

from app.core.debate import graph as g
from app.core.debate.grouping import group_by
from app.services.graph_rows import Reading, Rows, t


def claims(rows: Reading) -> dict[str, g.Claim]:
    """Read the claims at their present wordings."""
    nodes, people, accounts = rows.nodes, rows.people, rows.accounts
    statement = _worded(
        rows,
        t.Claim.c.kind,
        t.Wording.c.text,
        t.Node.c.wording,
        t.Node.c.provenance,
        t.Node.c.sureness,
        t.Node.c.status,
        t.Node.c.superseded_by_id,
        t.Node.c.note,
        t.Claim.c.hedge,
        t.Claim.c.conditional,
        t.Claim.c.comparative,
        t.Claim.c.asker_id,
        t.Claim.c.purpose,
        t.Claim.c.meta_topic,
        t.Claim.c.prior,
        t.Node.c.account_id,
    ).join(t.Claim, t.Claim.c.node_id == t.Node.c.id)
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
        for row in rows.all(statement)
    }


def relations(rows: Reading) -> dict[str, g.Relation]:
    """Read the relations with their premises."""
    premises = _nodes_of(rows, t.Premise, t.Premise.c.relation_id)
    statement = _worded(rows, *_RELATION).join(t.Relation, t.Relation.c.node_id == t.Node.c.id)
    return {row[0]: _relation(rows, premises, row) for row in rows.all(statement)}


_RELATION = (
    t.Node.c.id,
    *(t.Relation.c[name] for name in ("kind", "basis", "target_id", "person_id")),
    *(t.Relation.c[name] for name in ("strength", "strength_words", "relevance", "weight")),
    *(t.Relation.c[name] for name in ("reason_group", "scheme")),
    t.Wording.c.text,
    t.Node.c.wording,
    *(t.Relation.c[name] for name in ("extent", "condition", "owner_id", "taken")),
    *(t.Node.c[name] for name in ("provenance", "sureness", "status", "superseded_by_id")),
    *(t.Node.c[name] for name in ("note", "account_id")),
)


def _relation(rows: Reading, premises: dict[int, tuple[str, ...]], row: Any) -> g.Relation:
    people = rows.people
    return g.Relation._make(
        (
            *(row[0], row[2], row[3], premises.get(row[1], ()), rows.nodes[row[4]]),
            *(people.get(row[5]), *row[6:12], row[12] or "", *row[13:16]),
            *(people.get(row[16]), *row[17:21], rows.nodes.get(row[21]), row[22]),
            rows.accounts.get(row[23]),
        )
    )


def cruxes(rows: Reading) -> dict[str, g.Crux]:
    """Read the cruxes with what hangs on them and everybody's position."""
    claims = _nodes_of(rows, t.CruxClaim, t.CruxClaim.c.crux_id)
    positions = _positions(rows)
    statement = _worded(
        rows,
        t.Node.c.id,
        t.Wording.c.text,
        t.Node.c.wording,
        t.Crux.c.conclusion_id,
        t.Crux.c.would_move,
        t.Crux.c.outcome,
        t.Crux.c.outcome_note,
        t.Crux.c.named_by_id,
        t.Node.c.provenance,
        t.Node.c.sureness,
        t.Node.c.note,
        t.Node.c.account_id,
    ).join(t.Crux, t.Crux.c.node_id == t.Node.c.id)
    return {
        row[0]: g.Crux._make(
            (
                row[0],
                row[2],
                row[3],
                rows.nodes.get(row[4]),
                claims.get(row[1], ()),
                positions.get(row[1], ()),
                *row[5:8],
                rows.people.get(row[8]),
                *row[9:12],
                rows.accounts.get(row[12]),
            )
        )
        for row in rows.all(statement)
    }


def persons_of(rows: Reading, table: Any) -> dict[str, tuple[str, ...]]:
    """Read a list of persons by claim: who voices it, or who is asked."""
    statement = (
        select(table.c.claim_id, table.c.person_id)
        .join(t.Node, t.Node.c.id == table.c.claim_id)
        .where(t.Node.c.debate_id == rows.debate_id)
        .order_by(table.c.claim_id, table.c.position)
    )
    return dict(
        group_by((rows.nodes[node], rows.people[person]) for node, person in rows.all(statement))
    )


def _worded(rows: Reading, *columns: Any) -> Rows:
    return (
        select(t.Node.c.public_id, *columns)
        .join(
            t.Wording,
            (t.Wording.c.node_id == t.Node.c.id) & (t.Wording.c.number == t.Node.c.wording),
            isouter=True,
        )
        .where(t.Node.c.debate_id == rows.debate_id)
        .order_by(t.Node.c.id)
    )


def _nodes_of(rows: Reading, table: Any, owner: Any) -> dict[int, tuple[str, ...]]:
    statement = (
        select(owner, table.c.node_id)
        .join(t.Node, t.Node.c.id == owner)
        .where(t.Node.c.debate_id == rows.debate_id)
        .order_by(owner, table.c.position)
    )
    nodes = rows.nodes
    groups: dict[int, list[str]] = {}
    for key, node in rows.all(statement):
        groups.setdefault(key, []).append(nodes[node])
    return {key: tuple(rows) for key, rows in groups.items()}


def _positions(rows: Reading) -> dict[int, tuple[g.Position, ...]]:
    p = t.CruxPosition.c
    statement = (
        select(p.crux_id, p.person_id, p.value, p.text, p.span_id)
        .join(t.Node, t.Node.c.id == p.crux_id)
        .where(t.Node.c.debate_id == rows.debate_id)
        .order_by(p.crux_id, p.position)
    )
    groups: dict[int, list[g.Position]] = {}
    for crux, person, value, text, span in rows.all(statement):
        position = g.Position(rows.people[person], value, text, rows.span(span))
        groups.setdefault(crux, []).append(position)
    return {key: tuple(rows) for key, rows in groups.items()}
