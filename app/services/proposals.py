"""Proposals: a change stored as a suggestion, instead of being made."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.debate.change import Edit
from app.core.debate.differing import CONTENT
from app.core.debate.lists import SETTINGS, SHAPES
from app.core.debate.naming import Key
from app.core.errors import Forbidden, Invalid, TooMany
from app.core.formats.native.edits import edit_json
from app.core.permissions import Actor
from app.core.texts import Typed
from app.core.vocabulary import SuggestionState
from app.models import Debate, Suggestion
from app.services import clock
from app.services.ids import new_id

MOST_OPEN = 20
LARGEST = 2_000_000


@dataclass(frozen=True, slots=True)
class About:
    """What is suggested: a verb, the kind of thing, and its public id, as of a change."""

    action: str
    noun: str
    ref: str | None


@dataclass(frozen=True, slots=True)
class Stored:
    """A suggestion's public id, and the revision at which it was made."""

    id: str
    base: int


def store(
    session: Session, debate_id: int, actor: Actor, about: About, edits: Sequence[Edit]
) -> Stored:
    """Store edits that an actor proposes, and return what it became.

    The debate must be held. Raises Invalid for what cannot be suggested, and TooMany when as many
    of the account's suggestions as it may have wait in this debate.
    """
    if actor.account_id is None or actor.proposal is None:
        raise Forbidden("Only an account suggests something.")
    check_suggested(edits)
    told = [edit_json(replace(each, place=None, key=None)) for each in edits]
    if len(json.dumps(told)) > LARGEST:
        raise Invalid(f"A suggestion holds at most {LARGEST:,} bytes; divide it.")
    base = _base(session, debate_id, actor.account_id)
    row = Suggestion(
        debate_id=debate_id,
        public_id=new_id(),
        account_id=actor.account_id,
        at=clock.now(),
        base=base,
        reason=_reason(actor.proposal.reason),
        action=about.action,
        noun=about.noun,
        ref=about.ref,
        edits=told,
        state=SuggestionState.PROPOSED.value,
    )
    session.add(row)
    session.flush()
    return Stored(row.public_id, base)


def promised(session: Session, debate_id: int) -> frozenset[Key]:
    """Return the ids of new rows in suggestions that wait in a debate, by the space they share."""
    waiting = Suggestion.state == SuggestionState.PROPOSED.value
    asked = select(Suggestion.edits).where(Suggestion.debate_id == debate_id, waiting)
    edits = (edit for found in session.scalars(asked) for edit in found)
    new = ((edit["list"], edit["id"]) for edit in edits if not edit.get("before"))
    return frozenset((SHAPES[name].space, id_) for name, id_ in new if name in SHAPES)


def check_suggested(edits: Iterable[Edit]) -> None:
    """Raise Invalid where edits reach what is nobody's to suggest, or there are none."""
    found = tuple(edits)
    if not found:
        raise Invalid("Nothing would be changed by this.")
    if any(each.list == "credences" for each in found):
        raise Invalid("A credence is not suggested: everybody gives their own.")
    if any(each.list not in (*CONTENT, SETTINGS.name) for each in found):
        raise Invalid("Accounts are not suggested.")
    if any(each.list == "sources" and each.after is None for each in found):
        # Its text would go with it, and no record holds that.
        raise Invalid("A source is not taken away by a suggestion.")
    settings = [each.changed.keys() for each in found if each.list == SETTINGS.name]
    if any(fields - {"theses"} for fields in settings):
        raise Invalid("Of the debate as a whole, only which claims head it can be suggested.")


def _reason(text: str | None) -> str | None:
    typed = Typed({"reason": text})
    reason = typed.maybe_text("reason")
    typed.check()
    return reason


def _base(session: Session, debate_id: int, account_id: int) -> int:
    """Return the debate's revision; TooMany where an account has suggested enough for now."""
    mine = (Suggestion.debate_id == debate_id) & (Suggestion.account_id == account_id)
    waiting = mine & (Suggestion.state == SuggestionState.PROPOSED.value)
    counted = select(func.count(Suggestion.id)).where(waiting).scalar_subquery()
    asked = select(Debate.revision, counted).where(Debate.id == debate_id)
    base, number = session.execute(asked).one()
    if number >= MOST_OPEN:
        raise TooMany(
            f"{MOST_OPEN} suggestions of yours wait in this debate. Withdraw one, or come again "
            "when some have been decided on."
        )
    return int(base)
