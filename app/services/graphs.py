"""The only bridge from rows to a `Graph`: a fixed number of narrow selects per revision."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.debate import graph as g
from app.services import graph_nodes as nodes
from app.services import graph_sayings as sayings
from app.services.graph_rows import Reading, t


def read_graph(session: Session, debate_id: int) -> g.Graph:
    """Read one debate whole: columns only, no entities, the same queries whatever its size."""
    slug, revision = session.execute(
        select(t.Debate.c.slug, t.Debate.c.revision).where(t.Debate.c.id == debate_id)
    ).one()
    rows = Reading(session, debate_id)
    return g.Graph(
        slug=slug,
        revision=revision,
        theses=_theses(rows),
        people=_people(rows),
        claims=nodes.claims(rows),
        relations=nodes.relations(rows),
        cruxes=nodes.cruxes(rows),
        voices=nodes.persons_of(rows, t.ClaimVoice),
        asked=nodes.persons_of(rows, t.ClaimAsked),
        stances=sayings.stances(rows),
        credences=sayings.credences(rows),
        verdicts=sayings.verdicts(rows),
        citations=sayings.citations(rows),
        sources=rows.titles,
        comments_of=sayings.comments_of(rows),
        comments=len(rows.comments),
    )


def _theses(rows: Reading) -> tuple[str, ...]:
    statement = (
        select(t.Thesis.c.node_id)
        .where(t.Thesis.c.debate_id == rows.debate_id)
        .order_by(t.Thesis.c.position)
    )
    return tuple(rows.nodes[key] for key in rows.session.scalars(statement))


def _people(rows: Reading) -> dict[str, g.Person]:
    found = rows.rows(
        select(
            t.Person.c.public_id,
            t.Person.c.name,
            t.Person.c.kind,
            t.Person.c.handle,
            t.Person.c.note,
        )
    )
    return {row[0]: g.Person._make(row) for row in found}
