"""Citations: citing a source for a node, and removing the citation."""

from fastapi import APIRouter

from app.api.deps import ONLY_IF, ApiRoute, TheWriting
from app.api.schemas import CHANGING, Done
from app.services import citations
from app.services.citations import NewCitation

router = APIRouter(
    route_class=ApiRoute,
    prefix="/api/v1/debates/{slug}",
    tags=["citations"],
    responses=CHANGING,
    dependencies=ONLY_IF,
)


@router.post("/nodes/{node}/citations", status_code=201)
def add_citation(at: TheWriting, slug: str, node: str, body: NewCitation) -> Done:
    """Cite a source; the same citation again adds nothing."""
    made = citations.add(at.database, at.actor, slug, node, body, expected=at.expected)
    return Done(id=made.ref, revision=made.revision, changed=made.changed)


@router.delete("/citations/{citation}")
def remove_citation(at: TheWriting, slug: str, citation: str) -> Done:
    """Remove a citation of one's own, or any as an editor."""
    made = at.do(lambda session: citations.remove(session, at.actor, slug, citation))
    return Done(id=made.ref, revision=made.revision, changed=made.changed)
