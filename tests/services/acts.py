"""What accounts do to a debate, drawn at random: every service that changes one."""

from collections.abc import Callable
from random import Random
from typing import Any

from app.core.debate.graph import Claim, Crux, Graph, Relation
from app.core.errors import CruxmapError
from app.core.permissions import Actor
from app.core.vocabulary import RelationKind, StanceValue
from app.db import Database
from app.services import citations, claims, credences, cruxes, nodes, relations, stances, undoing
from app.services.citations import NewCitation
from app.services.claims import ClaimEdit, NewClaim, NewRelationTo
from app.services.credences import NewCredence
from app.services.cruxes import CruxEdit, NewCrux
from app.services.relations import NewRelation, RelationEdit
from app.services.stances import NewStance, StanceEdit


class Acting:
    """One account that does something to a debate as its graph now is."""

    def __init__(
        self, database: Database, slug: str, random: Random, actor: Actor, graph: Graph
    ) -> None:
        self.database, self.slug, self.actor = database, slug, actor
        self.random, self.graph = random, graph
        self.word = f"{random.getrandbits(40):x}"

    def do(self) -> str:
        """Do one thing, or be refused it; return which."""
        name, act = self.random.choice(sorted(ACTS.items()))
        try:
            act(self)
        except CruxmapError:
            return f"{name} refused"
        return name

    def _write(self, service: Callable[..., Any], *given: Any) -> None:
        with self.database.writing() as session:
            service(session, self.actor, self.slug, *given)

    def _node(self) -> Claim | Relation:
        rows: list[Claim | Relation] = [
            *list(self.graph.claims.values())[-8:],
            *list(self.graph.relations.values())[-8:],
        ]
        return self.random.choice(rows)

    def _claim(self) -> Claim:
        return self.random.choice(list(self.graph.claims.values())[-8:])

    def _crux(self) -> Crux:
        return self.random.choice(list(self.graph.cruxes.values())[-3:])

    def rate(self) -> None:
        node, value = self._node(), self.random.choice([0, 0.2, 0.5, 0.9, 1])
        given = NewCredence(value=value, wording=node.wording, note=self.word)
        self._write(credences.give, node.id, given)

    def take_back(self) -> None:
        self._write(credences.withdraw, self._node().id)

    def claim(self) -> None:
        heads = self.random.random() < 0.3
        self._write(claims.add, NewClaim(text=f"It is {self.word}.", as_thesis=heads))

    def reply(self) -> None:
        kind = self.random.choice(list(RelationKind)).value
        to = NewRelationTo(kind=kind, target=self._node().id, warrant=f"For {self.word}.")
        self._write(claims.add, NewClaim(text=f"It was {self.word}.", relation=to))

    def reword(self) -> None:
        claim = self._claim()
        edit = ClaimEdit(text=f"Said with {self.word}.", wording=claim.wording)
        self._write(claims.reword, claim.id, edit)

    def draw(self) -> None:
        kind = self.random.choice(list(RelationKind)).value
        premises = tuple({self._claim().id for _ in range(self.random.randint(1, 2))})
        self._write(
            relations.add, NewRelation(kind=kind, premises=premises, target=self._node().id)
        )

    def retype(self) -> None:
        row = self.random.choice(list(self.graph.relations.values())[-8:])
        kind = self.random.choice(list(RelationKind)).value
        self._write(relations.edit, row.id, RelationEdit(kind=kind, seen=row.kind))

    def warrant(self) -> None:
        row = self.random.choice(list(self.graph.relations.values())[-8:])
        edit = RelationEdit(warrant=f"Because of {self.word}.", wording=row.wording)
        self._write(relations.edit, row.id, edit)

    def erase(self) -> None:
        row = self.random.choice(list(self.graph.relations.values())[-8:])
        self._write(relations.remove, row.id)

    def withdraw(self) -> None:
        self._write(nodes.withdraw, self._node().id)

    def restore(self) -> None:
        ended = [row.id for row in self.graph.claims.values() if row.status]
        self._write(undoing.restore, self.random.choice(ended or ["c1"]))

    def mark(self) -> None:
        claim = self._claim().id
        self._write(
            cruxes.mark, NewCrux(question=f"Is it {self.word}?", claims=(claim,), conclusion=claim)
        )

    def mark_anew(self) -> None:
        crux = self._crux()
        edit = CruxEdit(
            question=f"Was it {self.word}?", claims=(self._claim().id,), wording=crux.wording
        )
        self._write(cruxes.edit, crux.id, edit)

    def unmark(self) -> None:
        self._write(cruxes.remove, self._crux().id)

    def ascribe(self) -> None:
        person = self.random.choice(list(self.graph.people))
        value = self.random.choice([StanceValue.ACCEPTS, StanceValue.REJECTS]).value
        self._write(stances.add, NewStance(person=person, node=self._claim().id, value=value))

    def ascribe_anew(self) -> None:
        row = self.random.choice(self.graph.stances[-4:])
        self._write(
            stances.edit, row.id, StanceEdit(value=StanceValue.UNDECIDED.value, note=self.word)
        )

    def disown(self) -> None:
        self._write(stances.remove, self.random.choice(self.graph.stances[-4:]).id)

    def cite(self) -> None:
        source = self.random.choice(list(self.graph.sources))
        given = NewCitation(source=source, role="context", locator=self.word)
        citations.add(self.database, self.actor, self.slug, self._node().id, given)

    def uncite(self) -> None:
        self._write(citations.remove, self.random.choice(self.graph.citations[-4:]).id)


ACTS: dict[str, Callable[[Acting], None]] = {
    name: act for name, act in vars(Acting).items() if name[0] != "_" and name != "do"
}
