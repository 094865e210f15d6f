"""Cruxes: marking one, editing it, removing it."""

from fastapi import APIRouter

from app.api.deps import ONLY_IF, ApiRoute, TheWriting
from app.api.schemas import CHANGING, Done
from app.services import cruxes
from app.services.cruxes import CruxEdit, NewCrux

router = APIRouter(
    route_class=ApiRoute,
    prefix="/api/v1/debates/{slug}/cruxes",
    tags=["cruxes"],
    responses=CHANGING,
    dependencies=ONLY_IF,
)


@router.post("", status_code=201)
def mark_crux(at: TheWriting, slug: str, body: NewCrux) -> Done:
    """Mark a question as a crux on which claims or relations hang."""
    made = at.do(lambda session: cruxes.mark(session, at.actor, slug, body))
    return Done(id=made.ref, revision=made.revision, changed=made.changed)


@router.patch("/{crux}")
def edit_crux(at: TheWriting, slug: str, crux: str, body: CruxEdit) -> Done:
    """Change a crux of one's own, or any as an editor; what is left out becomes empty."""
    made = at.do(lambda session: cruxes.edit(session, at.actor, slug, crux, body))
    return Done(id=made.ref, revision=made.revision, changed=made.changed)


@router.delete("/{crux}")
def remove_crux(at: TheWriting, slug: str, crux: str) -> Done:
    """Remove a crux of one's own, or any as an editor, that nobody has built on."""
    made = at.do(lambda session: cruxes.remove(session, at.actor, slug, crux))
    return Done(id=made.ref, revision=made.revision, changed=made.changed)
