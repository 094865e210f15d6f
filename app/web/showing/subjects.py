"""What an action is about, in words: a claim, an inference with both its ends, or a crux."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core.debate.graph import ENDED, Claim, Crux, Graph, Relation
from app.core.debate.grouping import joined
from app.core.errors import NotFound
from app.core.permissions import Action, Actor
from app.core.vocabulary import ClaimKind, answering
from app.services.debates import OpenDebate, open_debate
from app.services.snapshots import Snapshot, load_snapshot
from app.web.showing import words
from app.web.showing.claim_parts import step_words
from app.web.site.frames import Frame, frame
from app.web.site.views import seen_as


@dataclass(frozen=True, slots=True)
class Line:
    """A claim, or a step, that an inference starts from or aims at."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A node as the head of a form shows it; `kind` is claim, question, relation or crux."""

    id: str
    kind: str
    text: str
    wording: int
    name: str
    premises: tuple[Line, ...] = ()
    verb: str = ""
    relation: str = ""
    target: Line | None = None
    rateable: bool = False


def subject_of(graph: Graph, node_id: str) -> Subject:
    """Put a node into words; NotFound for an unknown id."""
    node = graph.node(node_id)
    if node is None:
        raise NotFound(f"There is no node #{node_id[:40]} in this debate.")
    if isinstance(node, Claim):
        return _claim(node)
    if isinstance(node, Crux):
        return Subject(node.id, "crux", node.question, node.wording, f"crux #{node.id}")
    return _relation(graph, node)


def reply_kinds(subject: Subject) -> tuple[str, ...]:
    """Return the kinds of relation that a reply to a node may have."""
    return answering(subject.kind)


def _claim(claim: Claim) -> Subject:
    kind = ClaimKind.QUESTION if claim.kind == ClaimKind.QUESTION else ClaimKind.CLAIM
    return Subject(
        claim.id,
        kind,
        claim.text,
        claim.wording,
        f"#{claim.id}",
        rateable=claim.takes_credence and claim.status not in ENDED,
    )


def _relation(graph: Graph, relation: Relation) -> Subject:
    return Subject(
        relation.id,
        "relation",
        relation.warrant,
        relation.wording,
        f"step {step_words(graph, relation.id)}",
        tuple(Line(premise, graph.text(premise)) for premise in relation.premises),
        words.RELATION[relation.kind].lower(),
        relation.kind,
        _aim(graph, relation.target),
        rateable=relation.takes_credence and relation.status not in ENDED,
    )


def _aim(graph: Graph, target: str) -> Line:
    step = graph.relations.get(target)
    if step is None:
        return Line(target, graph.text(target))
    if step.target in graph.relations:
        return Line(target, f"the step {step_words(graph, target)}")
    premises = joined([f"“{graph.text(premise)}”" for premise in step.premises], " and ")
    return Line(target, f"the step from {premises} to “{graph.text(step.target)}”")


class AboutNode(Frame):
    """What the page of every form about a node shows."""

    subject: Subject


@dataclass(frozen=True, slots=True)
class About:
    """A node in its debate, as a form's page needs it."""

    debate: OpenDebate
    snapshot: Snapshot
    subject: Subject

    def values(self) -> "AboutNode":
        """Return the values for the frame of the debate and the head of the form."""
        return {**frame(self.debate, self.snapshot.graph, ""), "subject": self.subject}


def open_about(
    session: Session,
    actor: Actor,
    slug: str,
    node_id: str,
    action: Action = Action.READ,
    *,
    view: Mapping[str, str] | None = None,
) -> About:
    """Open a debate to do `action`, and put one of its nodes into words.

    `view` is how the reader looks at the debate, as in `web.views.seen_as`, but always now: what
    is past cannot be changed.
    """
    opened = open_debate(session, actor, slug, action)
    debate = seen_as(session, opened, {**(view or {}), "at": ""})
    snapshot = load_snapshot(session, debate)
    return About(debate, snapshot, subject_of(snapshot.graph, node_id))
