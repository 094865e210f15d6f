"""Claims: adding one, alone or as a reply, wording it anew, withdrawing it."""

from fastapi import APIRouter

from app.api.bodies import NewNode, NodeChange
from app.api.deps import ApiRoute, TheWriting
from app.api.schemas import FAULTY, Done
from app.core.errors import Invalid
from app.services import claims, nodes

router = APIRouter(
    route_class=ApiRoute, prefix="/api/v1/debates/{slug}/nodes", tags=["nodes"], responses=FAULTY
)


@router.post("", status_code=201)
def add_node(at: TheWriting, slug: str, body: NewNode) -> Done:
    """Add a claim; with `relation`, together with the arrow from it to another node."""
    if body.relation is None:
        fields = body.model_dump(exclude={"relation"})
        made = at.do(lambda session: claims.add_claim(session, at.actor, slug, **fields))
        return Done(id=made.ref, revision=made.revision, changed=made.changed)
    if body.as_thesis or body.kind not in ("claim", "question"):
        fault = "A reply is a claim or a question, and heads no thread."
        raise Invalid(fault, {"relation": fault})
    fields = {**body.relation.model_dump(), **body.model_dump(include=_REPLY)}
    made = at.do(lambda session: claims.reply(session, at.actor, slug, **fields))
    return Done(id=made.ref, revision=made.revision, changed=made.changed)


@router.patch("/{node}")
def reword_node(at: TheWriting, slug: str, node: str, body: NodeChange) -> Done:
    """Give a claim another wording (editors); credences stay with the wording they were given."""
    made = at.do(
        lambda session: claims.reword(
            session, at.actor, slug, node, text=body.text, wording=body.wording
        )
    )
    return Done(id=made.ref, revision=made.revision, changed=made.changed)


@router.delete("/{node}")
def withdraw_node(at: TheWriting, slug: str, node: str) -> Done:
    """Withdraw a claim or relation: it stays to be read and weighs no more."""
    made = at.do(lambda session: nodes.withdraw(session, at.actor, slug, node))
    return Done(id=made.ref, revision=made.revision, changed=made.changed)


_REPLY = {"text", "note", "provenance"}
