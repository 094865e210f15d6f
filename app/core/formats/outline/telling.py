"""A debate told in sentences: claims with who holds them, reasons, and steps that are doubted.

Every sentence is computed of the rows; nothing is judged here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.core.debate.graph import Graph
from app.core.debate.rows import Claim, Relation, Stance
from app.core.formats.building import shortened
from app.core.formats.outline.inline import escaped
from app.core.formats.outline.walking import Entry
from app.core.vocabulary import Basis, RelationKind, StanceValue, Status

HELD: Mapping[str, str] = {
    StanceValue.ACCEPTS: "accepts",
    StanceValue.REJECTS: "rejects",
    StanceValue.UNDECIDED: "is undecided on",
    StanceValue.DOUBTS: "doubts",
    StanceValue.DENIES_KNOWN: "denies that it is known",
    StanceValue.ACCEPTS_IF: "accepts",
    StanceValue.VOICES: "only voices",
}
STATUS: Mapping[str, str] = {
    Status.WITHDRAWN: " It was withdrawn.",
    Status.SUPERSEDED: " It was superseded.",
    Status.EDITED: " It was reworded.",
}
BETWEEN: Mapping[str, str] = {Basis.ALL: "Together with it:", Basis.ANY: "Or else:",
                              Basis.SEQUENCE: "From there:"}  # fmt: skip
# By whom: nobody named, or a person.
SAID: Mapping[str, tuple[str, str]] = {
    RelationKind.RESTATES: ("In other words", "{} puts it so"),
    RelationKind.CONCEDES: ("Conceded", "{} concedes"),
    RelationKind.QUALIFIES: ("With a qualification", "{} qualifies"),
    RelationKind.ASKS: ("It is asked", "{} asks"),
    RelationKind.ANSWERS: ("In answer", "{} answers"),
}
EXTENT: Mapping[str | None, str] = {"whole": ", in full", "part": ", in part"}
NAMED = 60


@dataclass(frozen=True, slots=True)
class Telling:
    """How a debate is told: its graph, the address of its pages, and the stances that ended."""

    graph: Graph
    address: str = ""
    ended: frozenset[str] = frozenset()

    def link(self, node: str) -> str:
        """Return an id as people follow it."""
        return f"[{node}]({self.address}/n/{node})" if self.address else node

    def point(self, entry: Entry) -> str:
        """Return the paragraph of a line: how it bears, what it says, and who holds that."""
        relation = entry.relation
        if relation is None:
            return self.claim(entry.claim, entry.fresh)
        lead = self._lead(relation, entry)
        if not relation.premises:
            return f"{lead}.{self._ended(relation)}"
        claims = [self.claim(each, entry.fresh) for each in relation.premises]
        told = f" {BETWEEN[relation.basis]} ".join(claims)
        parts = [
            f"{lead}:" if lead else "",
            f"{told}{self._ended(relation)}",
            self._of_step(relation),
        ]
        return " ".join(filter(None, parts))

    def claim(self, node: str, fresh: Iterable[str]) -> str:
        """Return a claim with its label, or a word on one that is told elsewhere."""
        claim = self.graph.claims[node]
        if node not in fresh:
            return f"{self.named(node)} (see {self.link(node)})."
        label = f"**{ended(escaped(claim.label))}** " if claim.label else ""
        told = f"{label}{escaped(claim.text)} ({self.link(node)})"
        return f"{told}{self._status(claim)}{self._holders(node)}"

    def thesis(self, node: str, fresh: Iterable[str]) -> str:
        """Return a thesis, whole even where it was told as a reason for another."""
        told = self.claim(node, (node,))
        return (
            told
            if node in fresh
            else f"{told} What is said of it stands above, where it is a reason."
        )

    def named(self, node: str) -> str:
        """Return a claim in few words."""
        claim = self.graph.claims.get(node)
        text = ((claim.label or claim.text) if claim else self.graph.text(node)).rstrip(".")
        return f"“{escaped(text if len(text) <= NAMED else shortened(text, NAMED))}”"

    def _status(self, claim: Claim) -> str:
        if claim.superseded_by:
            return f" {self.link(claim.superseded_by)} takes its place."
        return STATUS.get(claim.status or "", "")

    def _ended(self, relation: Relation) -> str:
        return STATUS.get(relation.status or "", "").replace(" It ", " This reason ")

    def _lead(self, relation: Relation, entry: Entry) -> str:
        """Return how a relation bears, in the words that stand before its claims."""
        kind = RelationKind(relation.kind)
        if kind.on_inference:
            return self._doubt(relation)
        if kind in SAID:
            return self._saying(relation)
        word = f"A {relation.strength} reason" if relation.strength else "A reason"
        side = "for" if kind.sign > 0 else "against"
        is_above = relation.target == entry.above[1]
        return f"{word} {side} {'this' if is_above else self.named(relation.target)}"

    def _doubt(self, relation: Relation) -> str:
        """Say what is said of a step, by what the step does."""
        step = self.graph.relations[relation.target]
        does = _DOES.get(step.kind, "bear on it")
        if relation.kind == RelationKind.BACKS:
            return f"That this would {does} is backed by a further point"
        return f"But even if so, this need not {does}"

    def _saying(self, relation: Relation) -> str:
        plain, by = SAID[relation.kind]
        lead = by.format(escaped(self.graph.name(relation.person))) if relation.person else plain
        of_step = " of this step" if relation.target in self.graph.relations else ""
        return f"{lead}{of_step}{EXTENT.get(relation.extent, '')}"

    def _of_step(self, relation: Relation) -> str:
        """Say why the premises bear, and who holds or rejects that they do."""
        held = self._holders(relation.id, "that this bears on it")
        warrant = f" What links the two: {escaped(relation.warrant)}" if relation.warrant else ""
        return f"{warrant}{held}".strip()

    def _holders(self, node: str, it: str = "it") -> str:
        """Return one sentence on who holds a node; empty where nobody is known to."""
        said: dict[str, list[str]] = {}
        for stance in told_stances(self.graph.stances_of.get(node, ())):
            name = escaped(self.graph.name(stance.person))
            said.setdefault(self._held(stance, it), []).append(name)
        parts = [f"{_and(names)} {_verb(held, len(names))}" for held, names in said.items()]
        return f" *{'; '.join(parts)}.*" if parts else ""

    def _held(self, stance: Stance, it: str) -> str:
        is_known = stance.value == StanceValue.DENIES_KNOWN and it == "it"
        parts = [HELD[stance.value] if is_known else f"{HELD[stance.value]} {it}"]
        if stance.value == StanceValue.ACCEPTS_IF:
            parts.append(f"on a condition ({escaped(stance.condition or 'not told')})")
        parts += ["(at first)"] if stance.id in self.ended else []
        parts += [f"(“{escaped(stance.words)}”)"] if stance.words else []
        if stance.low is not None and stance.high is not None:
            parts.append(f"(read as {stance.low:.0%} to {stance.high:.0%})")
        return " ".join(parts)


_DOES: Mapping[str, str] = {
    RelationKind.SUPPORTS: "speak for it",
    RelationKind.REBUTS: "speak against it",
    RelationKind.UNDERCUTS: "break that step",
    RelationKind.BACKS: "bear out that step",
}
# The verbs of one, and of several.
_SEVERAL = {"accepts": "accept", "rejects": "reject", "is": "are", "doubts": "doubt",
            "denies": "deny"}  # fmt: skip


def ended(text: str) -> str:
    """Return a text with a full stop, unless it ends by itself.

    >>> ended("So it is"), ended("Is it?")
    ('So it is.', 'Is it?')
    """
    return text if text.endswith((".", "!", "?", "…", "”")) else f"{text}."


def told_stances(stances: Iterable[Stance]) -> Iterator[Stance]:
    """Yield the stances that say something."""
    return (each for each in stances if each.value in HELD)


def _verb(held: str, number: int) -> str:
    first, _, rest = held.partition(" ")
    if number == 1:
        return held
    if first == "only":
        return f"only voice {rest.partition(' ')[2]}"
    return f"{_SEVERAL[first]} {rest}"


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
