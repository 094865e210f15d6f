"""What a drawn map says in words: at each card and joint, and of the whole picture."""

from collections.abc import Iterator

from app.core import figures
from app.core.debate.graph import Graph, Relation
from app.core.debate.grouping import joined
from app.core.debate.maps.drawing import Map, MapCard, Rest
from app.core.debate.maps.faces import said_of
from app.core.vocabulary import Basis, ClaimKind, RelationKind, StanceValue

HOLDS: dict[str, str] = {
    StanceValue.ACCEPTS: "accepts",
    StanceValue.REJECTS: "rejects",
    StanceValue.UNDECIDED: "is undecided",
    StanceValue.DOUBTS: "doubts",
    StanceValue.DENIES_KNOWN: "denies it is known",
    StanceValue.ACCEPTS_IF: "accepts on a condition",
    StanceValue.VOICES: "voices it only",
}
KINDS: dict[str, str] = {
    ClaimKind.QUESTION: "question",
    ClaimKind.DEFINITION: "definition",
    ClaimKind.META: "about the talk",
}
VERBS: dict[str, str] = {
    RelationKind.SUPPORTS: "supports",
    RelationKind.REBUTS: "rebuts",
    RelationKind.UNDERCUTS: "undercuts",
    RelationKind.BACKS: "backs",
    RelationKind.RESTATES: "restates",
    RelationKind.CONCEDES: "concedes",
    RelationKind.QUALIFIES: "qualifies",
    RelationKind.ASKS: "asks about",
    RelationKind.ANSWERS: "answers",
}
SEVERAL = {"qualifies": "qualify", "asks about": "ask about"}
TOGETHER: dict[str, str] = {
    Basis.ALL: "only together",
    Basis.ANY: "each alone",
    Basis.SEQUENCE: "in sequence",
}
SIGNS = (
    ("supports", "supports"),
    ("rebuts", "rebuts"),
    ("undercuts", "undercuts a step"),
    ("backs", "backs a step"),
    ("talk", "said about it, carries no weight"),
)
STANCES = (
    ("accepts", "accepts"),
    ("rejects", "rejects"),
    ("doubts", "doubts, or denies that it is known"),
    ("undecided", "undecided"),
    ("voices", "puts it into words"),
)
READ_SO = (
    "Reasons stand to the right of what they bear on. A dashed line ends on the joint of the very "
    "step it questions. Cards joined by a bracket bear together. A dashed card stands elsewhere on "
    "the map. Where words end in … they are the beginning of a sentence."
)


def card_words(graph: Graph, card: MapCard) -> str:
    """Say a card in full: the sentence, its status, who holds it, the numbers."""
    claim = graph.claims.get(card.node)
    if claim is None:
        return graph.relations[card.node].warrant or graph.sentence(graph.relations[card.node])
    axis = card.face.axis
    held = [f"{graph.name(row.person)} {HOLDS[row.value]}" for row in said_of(graph, claim.id)]
    told = [claim.text, f"Now {claim.status}" if claim.status else "", "; ".join(held)]
    if axis and axis.pooled is not None:
        told.append(f"Pooled {figures.whole(axis.pooled)} percent")
    if axis and axis.implied is not None:
        told.append(f"Implied {figures.whole(axis.implied)} percent")
    return " ".join(_ended(part) for part in told if part)


def joint_words(graph: Graph, relation: Relation) -> str:
    """Say a relation: what it goes out from, what it does, what it aims at, and why it holds."""
    premises = joined([f"‘{short(graph, each)}’" for each in relation.premises], " and ")
    start = premises or graph.name(relation.person)
    how = f" ({TOGETHER[relation.basis]})" if len(relation.premises) > 1 else ""
    status = f"Now {relation.status}." if relation.status else ""
    said = f"{start}{how} {_verb(relation)} {aim_words(graph, relation.target)}."
    return " ".join(part for part in (said, relation.warrant, status) if part)


def aim_words(graph: Graph, node: str) -> str:
    """Name what a relation aims at: a claim, or a step by what it goes out from."""
    step = graph.relations.get(node)
    if step is None:
        return f"‘{short(graph, node)}’"
    premises = joined([f"‘{short(graph, each)}’" for each in step.premises], " and ")
    return f"the step from {premises or graph.name(step.person)}"


def short(graph: Graph, node: str) -> str:
    """Return the label of a node, or the sentence of one that has none."""
    found = graph.claims.get(node) or graph.cruxes.get(node)
    return (found and found.label) or graph.text(node).rstrip(".")


def more_words(number: int) -> str:
    """Say how many relations on a claim a map leaves out."""
    return f"{number:,} more on this claim" if number > 1 else "One more on this claim"


def rest_words(rest: Rest) -> str:
    """Say how much of a step a map leaves out."""
    told = [f"{rest.steps:,} more on this step"] if rest.steps else []
    told += [f"{rest.premises:,} more premises"] if rest.premises else []
    return ", ".join(told)


def whole_words(graph: Graph, drawn: Map) -> Iterator[str]:
    """Yield sentences on a map as a whole."""
    claims = {card.node for card in drawn.cards if card.node in graph.claims}
    yield f"{len(claims):,} of {len(graph.claims):,} claims."
    if drawn.hidden:
        yield f"{drawn.hidden:,} relations on them are not drawn."


def _verb(relation: Relation) -> str:
    verb = VERBS[relation.kind]
    return verb if len(relation.premises) < 2 else SEVERAL.get(verb, verb.removesuffix("s"))


def _ended(sentence: str) -> str:
    return sentence if sentence[-1:] in ".?!…" else f"{sentence}."
