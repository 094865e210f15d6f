"""The history of a debate, newest first, and taking a change back."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Response
from sqlalchemy.orm import Session

from app.api.answers import TheAnswers
from app.api.deps import HAS, ONLY_IF, ApiRoute, TheWriting
from app.api.edits import told_edits
from app.api.schemas import CHANGING, READING, ChangeOut, Done, History, gives
from app.core.debate.shape import Id
from app.services import history, undoing
from app.services.debates import OpenDebate
from app.services.history import ChangeRow
from app.services.rows.accounts import public_ids
from app.services.snapshots import load_snapshot
from app.services.undoing import Undoing

router = APIRouter(route_class=ApiRoute, prefix="/api/v1/debates/{slug}/history", tags=["history"])
Until = Annotated[int | None, Query(description="leaves out later revisions", ge=0)]
Limit = Annotated[int, Query(description="how many at most", ge=1, le=500)]
NO_REASON = Undoing()
_SAME = ("revision", "at", "action", "noun", "reason", "undoes", "undone_by", "suggestion")


@router.get("", responses=READING | gives(History), dependencies=HAS)
def list_history(answers: TheAnswers, until: Until = None, limit: Limit = 100) -> Response:
    """Return who changed what, newest first; `next` is where older changes are, or null.

    What a blind debate hides from the asker is left out.
    """
    return answers.value(History, lambda: _history(answers.session, answers.debate, until, limit))


@router.post("/{revision}/undo", status_code=201, responses=CHANGING, dependencies=ONLY_IF)
def undo_change(
    at: TheWriting, slug: str, revision: int, body: Annotated[Undoing, Body()] = NO_REASON
) -> Done:
    """Take back a change of one's own, or any but others' credences as an editor.

    Where others have built on it, the error names each conflict, and the later changes.
    """
    made = at.do(lambda session: undoing.undo(session, at.actor, slug, revision, body))
    return Done(id=made.ref, revision=made.revision, changed=made.changed)


def _history(session: Session, debate: OpenDebate, until: int | None, limit: int) -> History:
    snapshot = load_snapshot(session, debate)
    rows = history.list_changes(
        session,
        debate.id,
        until=until,
        limit=limit + 1,
        audience=snapshot.audience,
        open_nodes=snapshot.open_nodes,
    )
    names = {public: id_ for id_, public in public_ids(session, debate.id).items()}
    older = rows[limit].revision if len(rows) > limit else None
    address = f"/api/v1/debates/{debate.slug}/history?until={older}&limit={limit}"
    return History(
        revision=debate.revision,
        changes=[_out(row, names) for row in rows[:limit]],
        next=None if older is None else address,
    )


def _out(row: ChangeRow, names: dict[Id, Id]) -> ChangeOut:
    account = row.account_ref and names.get(row.account_ref, row.account_ref)
    named = {field: getattr(row, field) for field in _SAME}
    edits = None if row.edits is None else told_edits(row.edits, names)
    return ChangeOut(**named, id=row.ref, account=account, name=row.account, edits=edits)
