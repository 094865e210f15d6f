"""Stances: what a person of the sources holds, as an editor reads it."""

from fastapi import APIRouter

from app.api.deps import ONLY_IF, ApiRoute, TheWriting
from app.api.schemas import CHANGING, Done
from app.services import stances
from app.services.stances import NewStance, StanceEdit

router = APIRouter(
    route_class=ApiRoute,
    prefix="/api/v1/debates/{slug}/stances",
    tags=["stances"],
    responses=CHANGING,
    dependencies=ONLY_IF,
)


@router.post("", status_code=201)
def add_stance(at: TheWriting, slug: str, body: NewStance) -> Done:
    """Note what a person holds of a node (editors)."""
    made = at.do(lambda session: stances.add(session, at.actor, slug, body))
    return Done(id=made.ref, revision=made.revision, changed=made.changed)


@router.patch("/{stance}")
def edit_stance(at: TheWriting, slug: str, stance: str, body: StanceEdit) -> Done:
    """Read a stance anew (editors); what is left out becomes empty."""
    made = at.do(lambda session: stances.edit(session, at.actor, slug, stance, body))
    return Done(id=made.ref, revision=made.revision, changed=made.changed)


@router.delete("/{stance}")
def remove_stance(at: TheWriting, slug: str, stance: str) -> Done:
    """Remove a stance (editors)."""
    made = at.do(lambda session: stances.remove(session, at.actor, slug, stance))
    return Done(id=made.ref, revision=made.revision, changed=made.changed)
