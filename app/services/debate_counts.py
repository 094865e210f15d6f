"""How much there is in each listed debate, as far as the reader may know.

Whose credences are counted is the rule of `app.core.debate.knowing` in the words of the
database, for no graph is read for a list; a test holds the two against each other.
"""

from typing import Any

from sqlalchemy import ColumnElement, Label, ScalarSelect, case, false, func, or_, select, true
from sqlalchemy.orm import aliased

from app.core.permissions import Actor, Role
from app.core.vocabulary import ENDED, ClaimKind, SuggestionState
from app.models import Change, Claim, Credence, Debate, Membership, Node, Person, Suggestion

_ENDED = sorted(status.value for status in ENDED)


def listed_columns(actor: Actor) -> tuple[Any, ...]:
    """Return the columns that tell a debate in a list: its names, and how much there is in it."""
    last_change = select(func.max(Change.at)).where(Change.debate_id == Debate.id)
    changed_at = func.coalesce(last_change.scalar_subquery(), Debate.created_at)
    people = select(func.count(Person.id)).where(Person.debate_id == Debate.id).scalar_subquery()
    proper = select(Claim.node_id).where(Claim.kind == ClaimKind.CLAIM.value)
    counts = {
        "claims": _count_nodes(Node.id.in_(proper)),
        "relations": _count_nodes(Node.kind == "relation"),
        "cruxes": _count_nodes(Node.kind == "crux"),
        "people": people,
        "raters": _raters(actor),
    }
    named = (Debate.slug, Debate.title, Debate.question, Debate.revision)
    return (*named, changed_at.label("changed_at"), *(v.label(n) for n, v in counts.items()))


def _count_nodes(which: ColumnElement[bool]) -> ScalarSelect[int]:
    """Count nodes that have not ended, as `app.core.debate.extent` does."""
    counted = select(func.count(Node.id)).where(
        Node.debate_id == Debate.id, which, or_(Node.status.is_(None), Node.status.not_in(_ENDED))
    )
    return counted.scalar_subquery()


def _raters(actor: Actor) -> ColumnElement[int]:
    """Count the accounts with a standing credence; the select joins memberships."""
    is_owner = true() if actor.site_owner else Membership.role == Role.OWNER.value
    knows_all = or_(Debate.blind.is_(False), is_owner)
    return case((knows_all, _count_raters(true())), else_=_count_raters(_is_known_to(actor)))


def _count_raters(which: ColumnElement[bool]) -> ScalarSelect[int]:
    return (
        select(func.count(Credence.account_id.distinct()))
        .where(Credence.debate_id == Debate.id, _stands(Credence), which)
        .correlate(Debate)
        .scalar_subquery()
    )


def _stands(given: type[Credence]) -> ColumnElement[bool]:
    """Tell whether an entry is the latest of its account on its node, and not withdrawn."""
    later = aliased(Credence)
    same = (later.node_id == given.node_id) & (later.account_id == given.account_id)
    newer = select(later.id).where(same, later.id > given.id).exists()
    return given.withdrawn.is_(False) & ~newer


def _is_known_to(actor: Actor) -> ColumnElement[bool]:
    if actor.account_id is None:
        return false()
    own = aliased(Credence)
    opened = (
        select(own.node_id)
        .join(Node, Node.id == own.node_id)
        .where(own.account_id == actor.account_id, own.wording == Node.wording, _stands(own))
    )
    return or_(Credence.account_id == actor.account_id, Credence.node_id.in_(opened))


def waiting() -> Label[int]:
    """Return how many suggestions of a debate wait, as a column beside its own."""
    proposed = Suggestion.state == SuggestionState.PROPOSED.value
    counted = select(func.count(Suggestion.id)).where(Suggestion.debate_id == Debate.id, proposed)
    return counted.correlate(Debate).scalar_subquery().label("waiting")
