"""Change records: the one door through which every accepted change of a debate goes."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache

from sqlalchemy import Update, bindparam, insert, select, update
from sqlalchemy.orm import Session

from app.core.debate.change import Edit
from app.core.debate.shape import Id
from app.core.errors import NotFound
from app.core.formats.native.edits import edit_json
from app.core.permissions import Actor
from app.models import Account, Change, Debate
from app.services import clock
from app.services.notices import is_told, telling
from app.services.proposals import About, store
from app.services.rows.editing import Keys, write_edits

Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What came of an action: the public id it was about and the debate's revision now.

    `changed` is False when everything was already as asked, and no revision was made, or where
    it was only suggested: then `suggestion` is the public id of that.
    """

    ref: str
    revision: int
    changed: bool = True
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """What is done: a verb ("add", "change", "remove"), the kind of thing, and its public id.

    `reason` is why, in the actor's words; `undoes` the revision that is taken back, `suggestion`
    the public id of the suggestion that is accepted.
    """

    action: str
    noun: str
    ref: str | None
    reason: str | None = None
    undoes: int | None = None
    suggestion: str | None = None


def make(
    session: Session,
    debate_id: int,
    actor: Actor,
    act: Act,
    edits: Sequence[Edit],
    *,
    keys: Keys | None = None,
    before: Fields | None = None,
    after: Fields | None = None,
) -> Recorded:
    """Write edits of a debate with the record of them, and return what came of it.

    The debate must be held (`open_for_change`), and the edits fit it; there are none where
    nothing of the debate itself is changed, but a role, say. `keys` are those of rows, by space
    and id, that the caller knows already. `before` and `after` are what is to be told of the
    change where its edits do not say it. What an actor only proposes is stored as a suggestion
    instead, and changes nothing. Raises NotFound when the debate is gone.
    """
    if actor.proposal is not None:
        return _proposed(session, debate_id, actor, act, edits)
    known = dict(keys or {})
    if actor.ref is not None and actor.account_id is not None:
        known["accounts", actor.ref] = actor.account_id
    written = write_edits(session, debate_id, edits, clock.now(), known)
    told = {"edits": [*map(edit_json, written)], **_told(before, after)}
    return Recorded(act.ref or "", _insert(session, debate_id, actor, act, told))


def _proposed(
    session: Session, debate_id: int, actor: Actor, act: Act, edits: Sequence[Edit]
) -> Recorded:
    made = store(session, debate_id, actor, About(act.action, act.noun, act.ref), edits)
    return Recorded(act.ref or "", made.base, changed=False, suggestion=made.id)


def author(session: Session, actor: Actor) -> Id | None:
    """Return the public id of the account that acts; None for the program and for visitors."""
    if actor.ref is not None or actor.account_id is None:
        return actor.ref
    return session.scalar(select(Account.public_id).where(Account.id == actor.account_id))


def record(
    session: Session,
    debate_id: int,
    actor: Actor,
    *,
    action: str,
    noun: str,
    ref: str | None,
    before: Fields | None = None,
    after: Fields | None = None,
) -> int:
    """Note what no edits can say, such as an import, and return the new revision.

    Raises NotFound when the debate is gone.
    """
    return _insert(session, debate_id, actor, Act(action, noun, ref), _told(before, after))


def _told(before: Fields | None, after: Fields | None) -> dict[str, object]:
    return {
        "before": None if before is None else dict(before),
        "after": None if after is None else dict(after),
    }


def _insert(
    session: Session, debate_id: int, actor: Actor, act: Act, more: Mapping[str, object]
) -> int:
    """Count the debate one revision up, and note what made it so."""
    counted_up = session.execute(_counting_up(tells=is_told(session)), {"debate": debate_id})
    row = counted_up.one_or_none()
    if row is None:
        raise NotFound("There is no such debate.")
    noted = {
        "debate_id": debate_id,
        "revision": row.revision,
        "account_id": actor.account_id,
        "at": clock.now(),
        **asdict(act),
        **more,
    }
    session.execute(NOTE, noted)
    return int(row.revision)


NOTE = insert(Change)


@cache
def _counting_up(*, tells: bool) -> Update:
    told = telling() if tells else []
    return (
        update(Debate)
        .where(Debate.id == bindparam("debate"))
        .values(revision=Debate.revision + 1)
        .returning(Debate.revision, *told)
        .execution_options(synchronize_session=False)
    )


def changed_since(session: Session, debate_id: int, revision: int, *, noun: str) -> bool:
    """Tell whether anything called `noun` in the debate has changed after `revision`."""
    later = select(Change.id).where(
        Change.debate_id == debate_id, Change.revision > revision, Change.noun == noun
    )
    return session.scalar(later.limit(1)) is not None
