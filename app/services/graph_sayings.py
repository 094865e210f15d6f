"""What people and accounts say of the nodes of one debate, read for its graph."""

from sqlalchemy import func, select

from app.core.debate import graph as g
from app.services.graph_rows import Reading, t


def stances(rows: Reading) -> tuple[g.Stance, ...]:
    """Read the stances with the chain by which each is reported."""
    s = t.Stance.c
    via = _via(rows)
    found = rows.rows(
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
                rows.people[row[2]],
                rows.nodes[row[3]],
                *row[4:9],
                rows.comments.get(row[9]),
                rows.comments.get(row[10]),
                *row[11:14],
                rows.span(row[14]),
                via.get(row[0], ()),
            )
        )
        for row in found
    )


def _via(rows: Reading) -> dict[int, tuple[tuple[str, str | None], ...]]:
    v = t.StanceVia.c
    statement = (
        select(v.stance_id, v.person_id, v.hedge)
        .join(t.Stance, t.Stance.c.id == v.stance_id)
        .where(t.Stance.c.debate_id == rows.debate_id)
        .order_by(v.stance_id, v.position)
    )
    groups: dict[int, list[tuple[str, str | None]]] = {}
    for stance, person, hedge in rows.all(statement):
        groups.setdefault(stance, []).append((rows.people[person], hedge))
    return {key: tuple(rows) for key, rows in groups.items()}


def credences(rows: Reading) -> tuple[g.Credence, ...]:
    """Read the latest credence of each account on each node, withdrawn ones left out."""
    c, later = t.Credence.c, t.Credence.alias().c
    latest = (
        select(func.max(later.id))
        .where(later.debate_id == rows.debate_id)
        .group_by(later.node_id, later.account_id)
    )
    found = rows.rows(
        select(c.node_id, c.account_id, c.wording, c.value, c.ill_posed, c.note).where(
            c.id.in_(latest), c.withdrawn.is_(False)
        )
    )
    return tuple(
        g.Credence._make(
            (
                rows.nodes[row[0]],
                row[1],
                rows.accounts[row[1]],
                *row[2:],
            )
        )
        for row in found
    )


def verdicts(rows: Reading) -> tuple[g.Verdict, ...]:
    """Read the verdicts."""
    v = t.Verdict.c
    found = list(
        rows.rows(
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
    names = {row[0]: row[1] for row in found}
    return tuple(
        g.Verdict._make(
            (
                row[1],
                rows.nodes[row[2]],
                rows.people.get(row[3]),
                row[4],
                names.get(row[5]),
                row[6],
                rows.comments.get(row[7]),
                rows.span(row[8]),
            )
        )
        for row in found
    )


def citations(rows: Reading) -> tuple[g.Citation, ...]:
    """Read the citations."""
    c = t.Citation.c
    found = rows.rows(
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
                rows.nodes[row[1]],
                rows.sources[row[2]],
                row[3],
                rows.span(row[4]),
                row[5],
                row[6],
                rows.people.get(row[7]),
                rows.accounts.get(row[8]),
                row[9],
            )
        )
        for row in found
    )


def comments_of(rows: Reading) -> dict[str, tuple[str, ...]]:
    """Say in which comments each node stands."""
    statement = (
        select(t.NodeSpan.c.node_id, t.NodeSpan.c.span_id)
        .join(t.Node, t.Node.c.id == t.NodeSpan.c.node_id)
        .where(t.Node.c.debate_id == rows.debate_id)
        .order_by(t.NodeSpan.c.node_id, t.NodeSpan.c.position)
    )
    found: dict[str, dict[str, None]] = {}
    for node, span in rows.all(statement):
        comment = rows.spans[span][1]
        if comment is not None:
            found.setdefault(rows.nodes[node], {})[rows.comments[comment]] = None
    return {key: tuple(comments) for key, comments in found.items()}
