"""The lists of `cruxmap/1` with their tables: what reads, writes or checks rows goes by these."""

from collections.abc import Mapping
from typing import Any

from app.core.debate import position_rows as p
from app.core.debate import rows as r
from app.core.debate import source_rows as s
from app.core.debate.shape import NODES, Shape, shape

SETTINGS = shape("debate", "debate", r.Settings, "debate")
_ALL = (
    shape("people", "person", r.Person, "person"),
    shape("sources", "source", s.Source, "source"),
    shape("spans", "span", s.Span, "span"),
    shape("comments", "comment", s.Comment, "comment"),
    shape("quotes", "quote", s.Quote, "quote"),
    shape("claims", "claim", r.Claim, "node", "claim", beside=r.OfClaims, space=NODES),
    shape("relations", "relation", r.Relation, "node", "relation", beside=r.OfNodes, space=NODES),
    shape("cruxes", "crux", r.Crux, "node", "crux", beside=r.OfNodes, space=NODES),
    shape("stances", "stance", r.Stance, "stance"),
    shape("credence_orders", "order of credences", r.CredenceOrder, "credence_order"),
    shape("pair_sentences", "sentence on two people", p.PairSentence, "pair_sentence"),
    shape("verdicts", "verdict", r.Verdict, "verdict"),
    shape("citations", "citation", r.Citation, "citation"),
    shape("terms", "term", r.Term, "term"),
    shape("links", "link", r.Link, "link"),
    shape("accounts", "account", r.Account, "account"),
    shape("credences", "credence", r.CredenceEntry, "credence"),
)
SHAPES: Mapping[str, Shape] = {each.name: each for each in _ALL}


def new_row(name: str, /, **values: Any) -> Any:
    """Return a row of a list with these values, and with defaults for what is not given.

    >>> new_row("people", id="p1", name="Ada", kind="named").note is None
    True
    """
    fields = SHAPES[name].fields
    rest: dict[str, Any] = {one.name: one.default for one in fields.ones}
    rest |= {several.name: () for several in fields.severals}
    return fields.row(**{**rest, **values})
