"""Suggestions: changes that wait for an editor, and files for a debate that is there."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query, Request, Response

from app.api.answers import TheAnswers
from app.api.deps import HAS, ONLY_IF, ApiRoute, TheWriting
from app.api.edits import told_edits
from app.api.schemas import CHANGING, READING, ConflictOut, Done, gives
from app.api.suggestion_schemas import LapsingOut, SuggestionOut, Suggestions
from app.api.transfer import CONTENT, Name, TheWay, sent
from app.services import proposing, suggestion_rows, suggestions
from app.services.changes import Recorded
from app.services.joining import Joining
from app.services.proposing import NewSuggestion
from app.services.rows.accounts import public_ids
from app.services.suggestion_rows import SuggestionRow
from app.services.suggestions import Decision, Judged

router = APIRouter(route_class=ApiRoute, prefix="/api/v1/debates/{slug}", tags=["suggestions"])
Open = Annotated[bool, Query(alias="open", description="only those that wait")]
Limit = Annotated[int, Query(description="how many at most", ge=1, le=suggestion_rows.AT_ONCE)]
Way = Annotated[
    str,
    Query(
        alias="how",
        description="`update` where the file is one of this debate, `add`; guessed if none",
    ),
]
Reason = Annotated[str | None, Query(description="why, in a sentence or two")]
NO_WORD = Decision()
_SAME = ("id", "state", "at", "base", "reason", "action", "noun", "decision", "revision")


@router.get("/suggestions", responses=READING | gives(Suggestions), dependencies=HAS)
def list_suggestions(answers: TheAnswers, only_open: Open = False, limit: Limit = 100) -> Response:
    """Return what was suggested, what waits first; each as the debate now is."""

    def made() -> Suggestions:
        rows = suggestion_rows.list_suggestions(
            answers.session, answers.debate, only_open=only_open, limit=limit
        )
        return Suggestions(revision=answers.debate.revision, suggestions=_told(answers, rows))

    return answers.value(Suggestions, made, beside=_state(answers))


@router.get("/suggestions/{suggestion}", responses=READING | gives(SuggestionOut), dependencies=HAS)
def read_suggestion(answers: TheAnswers, suggestion: str) -> Response:
    """Return one suggestion; while it waits, with what it would do, or what stands against it."""

    def made() -> SuggestionOut:
        row = suggestion_rows.find_suggestion(answers.session, answers.debate, suggestion)
        return _told(answers, [row])[0]

    return answers.value(SuggestionOut, made, beside=_state(answers))


@router.post("/suggestions", status_code=201, responses=CHANGING, dependencies=ONLY_IF)
def suggest(at: TheWriting, slug: str, body: NewSuggestion) -> Done:
    """Suggest edits, in the form that the history has them; what is new is by who suggests it."""
    return _made(at.do(lambda session: proposing.propose(session, at.actor, slug, body)))


@router.post(
    "/import",
    status_code=201,
    responses=CHANGING,
    dependencies=ONLY_IF,
    openapi_extra={"requestBody": {"required": True, "content": CONTENT}},
)
def suggest_document(
    request: Request,
    at: TheWriting,
    slug: str,
    body: Annotated[bytes, Depends(sent)],
    how: TheWay,
    name: Name = "",
    way: Way = "",
    reason: Reason = None,
) -> Done:
    """Suggest what a file says: a newer one of the debate is compared, another's is added."""
    made = proposing.propose_file(
        at.database,
        at.actor,
        slug,
        body,
        name,
        max_bytes=request.app.state.settings.max_upload_mb * 1_000_000,
        reading=how,
        joining=Joining(how=way),
        reason=reason,
        expected=at.expected,
    )
    return _made(made)


@router.post(
    "/suggestions/{suggestion}/accept",
    status_code=201,
    responses=CHANGING,
    dependencies=ONLY_IF,
)
def accept(
    at: TheWriting, slug: str, suggestion: str, body: Annotated[Decision, Body()] = NO_WORD
) -> Done:
    """Make a suggestion part of the debate (editors); a conflict names all that stands against it.

    `changed` is false when everything was there already.
    """
    made = at.do(lambda session: suggestions.accept(session, at.actor, slug, suggestion, body))
    return Done(id=made.ref, revision=made.revision, changed=made.changed)


@router.post("/suggestions/{suggestion}/decline", responses=CHANGING, dependencies=ONLY_IF)
def decline(
    at: TheWriting, slug: str, suggestion: str, body: Annotated[Decision, Body()] = NO_WORD
) -> Done:
    """Decline a suggestion, with a reason (editors)."""
    return _made(
        at.do(lambda session: suggestions.decline(session, at.actor, slug, suggestion, body))
    )


@router.post("/suggestions/{suggestion}/withdraw", responses=CHANGING, dependencies=ONLY_IF)
def withdraw(
    at: TheWriting, slug: str, suggestion: str, body: Annotated[Decision, Body()] = NO_WORD
) -> Done:
    """Take back a suggestion of one's own."""
    return _made(
        at.do(lambda session: suggestions.withdraw(session, at.actor, slug, suggestion, body))
    )


def _made(made: Recorded) -> Done:
    return Done(id=made.suggestion or "", revision=made.revision, changed=made.changed)


def _state(answers: TheAnswers) -> str:
    return suggestion_rows.state_of(answers.session, answers.debate)


def _told(answers: TheAnswers, rows: list[SuggestionRow]) -> list[SuggestionOut]:
    session, debate = answers.session, answers.debate
    found = suggestions.judged(session, debate, rows)
    names = {public: id_ for id_, public in public_ids(session, debate.id).items()}
    return [_out(row, found.get(row.id), names) for row in rows]


def _out(row: SuggestionRow, found: Judged | None, names: dict[str, str]) -> SuggestionOut:
    told: dict[str, Any] = {name: getattr(row, name) for name in _SAME}
    account = row.account_ref and names.get(row.account_ref, row.account_ref)
    told |= {"account": account, "name": row.account, "about": row.ref}
    told |= {"decided_by": row.decided_by, "decided_at": row.decided_at}
    if found is not None:
        told["readiness"] = found.readiness
        told["conflicts"] = [ConflictOut(**asdict(each)) for each in found.standing.conflicts]
        told["later"] = found.standing.later
        told["lapsing"] = [LapsingOut(**each._asdict()) for each in found.lapsing]
    return SuggestionOut(**told, edits=told_edits(row.edits, names))
