"""Claims: adding one, alone or as a reply, wording it anew, withdrawing it, restoring it."""

from fastapi import APIRouter

from app.api.deps import ONLY_IF, ApiRoute, TheWriting
from app.api.schemas import CHANGING, Done
from app.services import claims, nodes, undoing
from app.services.claims import ClaimEdit, NewClaim

router = APIRouter(
    route_class=ApiRoute,
    prefix="/api/v1/debates/{slug}/nodes",
    tags=["nodes"],
    responses=CHANGING,
    dependencies=ONLY_IF,
)


@router.post("", status_code=201)
def add_node(at: TheWriting, slug: str, body: NewClaim) -> Done:
    """Add a claim; with `relation`, together with the arrow from it to another node."""
    made = at.do(lambda session: claims.add(session, at.actor, slug, body))
    return Done(id=made.ref, revision=made.revision, changed=made.changed)


@router.patch("/{node}")
def reword_node(at: TheWriting, slug: str, node: str, body: ClaimEdit) -> Done:
    """Give a claim another wording (editors); credences stay with the wording they were given."""
    made = at.do(lambda session: claims.reword(session, at.actor, slug, node, body))
    return Done(id=made.ref, revision=made.revision, changed=made.changed)


@router.delete("/{node}")
def withdraw_node(at: TheWriting, slug: str, node: str) -> Done:
    """Withdraw a claim or relation: it stays to be read and weighs no more."""
    made = at.do(lambda session: nodes.withdraw(session, at.actor, slug, node))
    return Done(id=made.ref, revision=made.revision, changed=made.changed)


@router.post("/{node}/restore")
def restore_node(at: TheWriting, slug: str, node: str) -> Done:
    """Let a claim or relation that was withdrawn or superseded stand and weigh again."""
    made = at.do(lambda session: undoing.restore(session, at.actor, slug, node))
    return Done(id=made.ref, revision=made.revision, changed=made.changed)
