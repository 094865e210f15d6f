"""Cards of a thread, kept while what they show stays the same; a viewer's own are made anew.

A card that nothing of a viewer's stands in is shared by all who may know the same.
"""

from collections.abc import Collection, Hashable, Sequence

from markupsafe import Markup

from app.core.debate.graph import Graph
from app.core.debate.thread import Row
from app.services.snapshots import Snapshot
from app.web.showing.cards import cards, shown_by
from app.web.showing.claim_parts import Viewer
from app.web.site.pages import HasSlug, render_card

MOST = 5_000


def rendered(
    snapshot: Snapshot, debate: HasSlug, rows: Sequence[Row], viewer: Viewer, place: Hashable
) -> list[Markup]:
    """Return the cards of rows that always stand together at a place, for a viewer."""
    shared = _shared(snapshot, debate, rows, Viewer(None, viewer.readings), place)
    own = [row for row in rows if _is_own(snapshot.graph, row, viewer)]
    made = zip(own, cards(snapshot, rows, viewer, of=own), strict=True)
    anew = {row.key: render_card(debate, card) for row, card in made}
    return [anew.get(key, card) for key, card in shared.items()]


def _shared(
    snapshot: Snapshot, debate: HasSlug, rows: Sequence[Row], viewer: Viewer, place: Hashable
) -> dict[str, Markup]:
    kept = snapshot.weighing.pieces
    if len(kept) > MOST:
        kept.clear()
    here = shown_by(rows)
    # At a revision that is looked back at, its cards are others than when it was the last.
    names = {row.key: (place, viewer.readings, snapshot.is_past, row.key) for row in rows}
    settings = {row.key: (row, _standing(row, here)) for row in rows}
    found: dict[str, Markup | None] = {}
    for key, setting in settings.items():
        piece = kept.get(names[key])
        found[key] = piece[0][0] if piece and piece[0][1] == setting else None
    missing = [row for row in rows if found[row.key] is None]
    for row, card in zip(missing, cards(snapshot, rows, viewer, of=missing), strict=True):
        shows = frozenset((row.key, *row.claims, *([row.relation.target] if row.relation else [])))
        found[row.key] = made = render_card(debate, card)
        kept[names[row.key]] = (made, settings[row.key]), shows
    return {key: made for key, made in found.items() if made is not None}


def _standing(row: Row, here: Collection[str]) -> tuple[bool, ...]:
    """Tell what a card says of where it stands: which of its nodes the page shows elsewhere."""
    on = [row.relation.target] if row.relation else []
    return tuple(node in here for node in (*on, *row.claims))


def _is_own(graph: Graph, row: Row, viewer: Viewer) -> bool:
    """Tell whether a row shows something that is the viewer's own: a credence, or what is new."""
    is_new = any(node in viewer.news for node in (row.key, *row.claims))
    return is_new or row.key in viewer.below or _is_rated(graph, row, viewer.account)


def _is_rated(graph: Graph, row: Row, account: int | None) -> bool:
    """Tell whether an account has a credence, of whichever wording, on what a row shows."""
    if account is None:
        return False
    given = (each for claim in row.claims for each in graph.credences_of.get(claim, ()))
    return any(each.account == account for each in given)
