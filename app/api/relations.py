"""Relations: drawing an arrow, changing its kind or its warrant, removing it."""

from fastapi import APIRouter

from app.api.deps import ONLY_IF, ApiRoute, TheWriting
from app.api.schemas import CHANGING, Done
from app.services import relations
from app.services.relations import NewRelation, RelationEdit

router = APIRouter(
    route_class=ApiRoute,
    prefix="/api/v1/debates/{slug}/relations",
    tags=["relations"],
    responses=CHANGING,
    dependencies=ONLY_IF,
)


@router.post("", status_code=201)
def add_relation(at: TheWriting, slug: str, body: NewRelation) -> Done:
    """Draw an arrow from claims to a node."""
    made = at.do(lambda session: relations.add(session, at.actor, slug, body))
    return Done(id=made.ref, revision=made.revision, changed=made.changed)


@router.patch("/{relation}")
def change_relation(at: TheWriting, slug: str, relation: str, body: RelationEdit) -> Done:
    """Change the kind of an arrow, or its warrant; one of the two at a time."""
    made = at.do(lambda session: relations.edit(session, at.actor, slug, relation, body))
    return Done(id=made.ref, revision=made.revision, changed=made.changed)


@router.delete("/{relation}")
def remove_relation(at: TheWriting, slug: str, relation: str) -> Done:
    """Remove an arrow that nobody has built on."""
    made = at.do(lambda session: relations.remove(session, at.actor, slug, relation))
    return Done(id=made.ref, revision=made.revision, changed=made.changed)
