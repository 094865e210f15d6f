"""A debate read from its rows, whole or as the graph that the views need."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.debate.graph import Credence, Graph
from app.core.debate.lists import SETTINGS, SHAPES
from app.core.debate.patching import Unpatchable, patched
from app.core.debate.references import accounts_in
from app.core.debate.shape import Id
from app.core.debate.whole import Debate, comments_of
from app.services.debates import OpenDebate
from app.services.history import edits_between
from app.services.rows.accounts import accounts_by_public_id
from app.services.rows.columns import table_named
from app.services.rows.reading import DebateRows

# Further back, reading everything is no slower.
MOST_PATCHED = 200
BESIDE = tuple(dict.fromkeys(name for shape in SHAPES.values() for name in shape.beside))


def read_graph(session: Session, debate: OpenDebate) -> Graph:
    """Read what the views need of a debate: narrow selects, the same whatever its size.

    `session` is the one that opened the debate, so that its revision is that of the rows.
    """
    rows = DebateRows(session, debate.id)
    titles, comment_of, source_of = _titles(rows), *_places_of_spans(rows)
    return Graph(
        slug=debate.slug,
        revision=debate.revision,
        theses=rows.listed(SETTINGS, "theses").get(debate.id, ()),
        people={row.id: row for row in rows.rows("people")},
        claims={row.id: row for row in rows.rows("claims")},
        relations={row.id: row for row in rows.rows("relations")},
        cruxes={row.id: row for row in rows.rows("cruxes")},
        voices=rows.beside("voiced_by"),
        asked=rows.beside("asked"),
        stances=rows.rows("stances"),
        credences=_present_credences(rows),
        verdicts=rows.rows("verdicts"),
        citations=rows.rows("citations"),
        sources=titles,
        comments_of=comments_of(rows.beside("spans"), comment_of),
        accounts={row.id: row.name for row in rows.accounts.rows.values()},
        account_keys={id_: key for key, id_ in rows.accounts.ids.items()},
        comments=len(rows.ids("comments")),
        orders=rows.rows("credence_orders"),
        pair_sentences=rows.rows("pair_sentences"),
        source_of=source_of,
    )


def read_debate(session: Session, debate_id: int) -> Debate:
    """Read everything of a debate that a document holds, all accounts it names included."""
    _, revision = _named(session, debate_id)
    rows = DebateRows(session, debate_id)
    lists = {name: rows.rows(name) for name in SHAPES if name != "accounts"}
    beside = {name: rows.beside(name) for name in BESIDE}
    known = tuple(rows.accounts.rows.values())
    return Debate(
        rows.settings, **lists, accounts=known, beside=beside, revision=revision
    ).with_named_accounts()


def patch_graph(session: Session, debate: OpenDebate, graph: Graph) -> Graph | None:
    """Return a graph at the revision of a debate, by the edits since; None: read it anew."""
    revision = debate.revision
    if not 0 < revision - graph.revision <= MOST_PATCHED:
        return None
    edits = edits_between(session, debate.id, graph.revision, revision)
    if edits is None:
        return None
    try:
        named = accounts_by_public_id(session, accounts_in(edits), graph.account_keys)
        return patched(graph, edits, revision, named)
    except Unpatchable:
        return None


def _named(session: Session, debate_id: int) -> tuple[str, int]:
    table = table_named("debate")
    found = select(table.c.slug, table.c.revision).where(table.c.id == debate_id)
    slug, revision = session.execute(found).one()
    return slug, revision


def _places_of_spans(rows: DebateRows) -> tuple[dict[Id, Id | None], dict[Id, Id]]:
    """Read in which comment each stretch stands, where in one, and in which source."""
    span = table_named("span").c
    comments, sources = rows.ids("comments"), rows.ids("sources")
    found = rows.named("spans", span.comment_id, span.source_id)
    return (
        {ref: comments.get(comment) for ref, (comment, _) in found.items()},
        {ref: sources[source] for ref, (_, source) in found.items()},
    )


def _titles(rows: DebateRows) -> dict[Id, str]:
    items = rows.named("sources", table_named("source").c.csl)
    return {source: csl["title"] for source, (csl,) in items.items()}


def _present_credences(rows: DebateRows) -> tuple[Credence, ...]:
    """Read the latest credence of each account on each node, withdrawn ones left out."""
    table = table_named("credence")
    c, later, account = table.c, table.alias().c, table_named("account").c
    latest = (
        select(func.max(later.id))
        .where(later.debate_id == rows.debate_id)
        .group_by(later.node_id, later.account_id)
    )
    found = (
        select(c.node_id, c.account_id, account.name, c.wording, c.value, c.ill_posed, c.note, c.at)
        .join(account.id.table, account.id == c.account_id)
        .where(c.debate_id == rows.debate_id, c.id.in_(latest), c.withdrawn.is_(False))
        .order_by(c.id)
    )
    nodes = rows.ids("nodes")
    return tuple(Credence._make((nodes[row[0]], *row[1:])) for row in rows.execute(found))
