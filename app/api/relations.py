"""Relations: drawing an arrow, changing its kind or its warrant, removing it."""

from fastapi import APIRouter

from app.api.bodies import NewRelation, RelationChange
from app.api.deps import ApiRoute, TheWriting
from app.api.schemas import FAULTY, Done
from app.core.errors import Invalid
from app.services import relations

router = APIRouter(
    route_class=ApiRoute,
    prefix="/api/v1/debates/{slug}/relations",
    tags=["relations"],
    responses=FAULTY,
)


@router.post("", status_code=201)
def add_relation(at: TheWriting, slug: str, body: NewRelation) -> Done:
    """Draw an arrow from claims to a node."""
    fields = body.model_dump()
    made = at.do(lambda session: relations.add(session, at.actor, slug, **fields))
    return Done(id=made.ref, revision=made.revision, changed=made.changed)


@router.patch("/{relation}")
def change_relation(at: TheWriting, slug: str, relation: str, body: RelationChange) -> Done:
    """Change the kind of an arrow, or its warrant; one of the two at a time."""
    kind, seen, warrant, wording = body.kind, body.seen, body.warrant, body.wording
    if kind is not None and seen is not None and warrant is None:
        made = at.do(lambda s: relations.retype(s, at.actor, slug, relation, kind=kind, seen=seen))
    elif warrant is not None and wording is not None and kind is None:
        made = at.do(
            lambda s: relations.reword(
                s, at.actor, slug, relation, warrant=warrant, wording=wording
            )
        )
    else:
        fault = "Give either kind with seen, or warrant with wording."
        raise Invalid(fault, {"kind": fault, "warrant": fault})
    return Done(id=made.ref, revision=made.revision, changed=made.changed)


@router.delete("/{relation}")
def remove_relation(at: TheWriting, slug: str, relation: str) -> Done:
    """Remove an arrow that nobody has built on."""
    made = at.do(lambda session: relations.remove(session, at.actor, slug, relation))
    return Done(id=made.ref, revision=made.revision, changed=made.changed)
