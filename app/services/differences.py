"""What differs between two revisions of a debate, as far as its reader may know either."""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.core.debate.change import Edit, merged
from app.core.errors import Invalid
from app.services.as_of import looked_back
from app.services.debates import OpenDebate
from app.services.history import edits_between
from app.services.snapshots import Snapshot, load_snapshot


@dataclass(frozen=True, slots=True)
class Difference:
    """Two snapshots, the later one's settings used for both, and the edits that lead over.

    Credences are not among the edits: what the reader may know of them is in the snapshots.
    """

    since: int
    until: int
    before: Snapshot
    after: Snapshot
    edits: tuple[Edit, ...]


def difference(
    session: Session, debate: OpenDebate, since: int | None, until: int | None
) -> Difference:
    """Return what differs between two revisions of a debate, the first of which is not later.

    Without `until` it is the last revision, without `since` the one before that. Raises Invalid,
    naming the parameter, for revisions that cannot be looked back to.
    """
    until = debate.revision if until is None else until
    later = looked_back(session, debate, _written(debate, until))
    assert later.at is not None
    since = max(later.at.first, until - 1) if since is None else since
    if since > until:
        fault = f"Two revisions up to {debate.revision}, the earlier one first."
        raise Invalid(fault, {"since": fault})
    sooner = looked_back(session, debate, _written(debate, since))
    sooner = replace(sooner, semantics=later.semantics, pooling=later.pooling)
    edits = edits_between(session, debate.id, since, until) or ()
    told = merged(edit for edit in edits if edit.list != "credences")
    return Difference(
        since, until, load_snapshot(session, sooner), load_snapshot(session, later), told
    )


def _written(debate: OpenDebate, revision: int) -> str:
    # However long the number is: one past the last is refused in the same words.
    return str(max(0, min(revision, debate.revision + 1)))
