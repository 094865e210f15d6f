"""Credences: giving one's own, and taking it back. The record keeps every entry."""

from fastapi import APIRouter

from app.api.deps import ONLY_IF, ApiRoute, TheWriting
from app.api.schemas import CHANGING, Done
from app.services import credences
from app.services.credences import NewCredence

router = APIRouter(
    route_class=ApiRoute,
    prefix="/api/v1/debates/{slug}/nodes/{node}/credence",
    tags=["credences"],
    responses=CHANGING,
    dependencies=ONLY_IF,
)


@router.post("", status_code=201)
def give_credence(at: TheWriting, slug: str, node: str, body: NewCredence) -> Done:
    """Give a claim or step one's credence, or call it ill-posed; the same again adds nothing."""
    made = at.do(lambda session: credences.give(session, at.actor, slug, node, body))
    return Done(id=made.ref, revision=made.revision, changed=made.changed)


@router.delete("")
def withdraw_credence(at: TheWriting, slug: str, node: str) -> Done:
    """Take one's credence back."""
    made = at.do(lambda session: credences.withdraw(session, at.actor, slug, node))
    return Done(id=made.ref, revision=made.revision, changed=made.changed)
