"""Arrows of a file as relations: with premises and a target, and an undercut at its step.

An arrow from a node is a relation of its own. An argument that stands for a relation gathers
arrows: those from claims are its premises, the one from it leads to its target. What bears on an
argument with steps bears on its last one; what undercuts a node undercuts the arrow by which the
node hangs where the undercut stands.
"""

from collections.abc import Iterator

from app.core.formats.argdown.model import (
    ATTACK,
    CONTRADICTORY,
    SUPPORT,
    UNDERCUT,
    Edge,
    Model,
    Node,
    Step,
)
from app.core.formats.argdown.nodes import Nodes
from app.core.formats.argdown.notes import Notes, number_in
from app.core.formats.argdown.own_rows import (
    add_hanging,
    id_in,
    own_row,
    reasons_of,
    word,
)
from app.core.formats.building import Building, Place
from app.core.formats.native.schema import Json
from app.core.vocabulary import WEIGHING

ON_CLAIM = {SUPPORT: "supports", ATTACK: "rebuts", UNDERCUT: "undercuts", CONTRADICTORY: "rebuts"}
ON_STEP = {**ON_CLAIM, SUPPORT: "backs", ATTACK: "undercuts", CONTRADICTORY: "undercuts"}
Told = dict[tuple[str, str, str], list[Json]]


class Relating:
    """The relations of a file in the making."""

    def __init__(self, model: Model, nodes: Nodes, made: Building) -> None:
        self.nodes = nodes
        self.made = made
        self.steps = {step: made.new_id("relations") for step in _steps(model)}
        self.premises: dict[Node, list[Node]] = {}
        self.leading: dict[Node, list[Edge]] = {}
        self.plain: list[Edge] = []
        self.out_of: dict[Node, Edge] = {}
        self.ids: dict[Edge, str] = {}
        self.said: dict[Edge, Json] = {}
        self.model = model
        for edge in model.edges.values():
            self._sort(edge)

    def add(self) -> None:
        """Add all relations."""
        on_edge = self._aims()
        told = self._told()
        for edge in self.plain:
            self.said[edge] = self._taken(edge, told)
            self.ids[edge] = word(self.said[edge], "id") or self.made.new_id("relations")
        for rows in told.values():
            for row in rows:
                at = self._place(row["at"])
                self.made.caution(f"No arrow says “{word(row['row'], 'id')}” any more.", at)
        for edge in self.plain:
            self._plain_relation(edge, on_edge.get(edge))
        for step, id_ in self.steps.items():
            self._step(step, id_)
        for node in self.model.arguments.values():
            if self.nodes.is_relation(node):
                self._argument(node)

    def _sort(self, edge: Edge) -> None:
        """Tell what an arrow is: a premise of a relation, the aim of one, or a relation itself."""
        source, target = edge.source, edge.target
        if self.nodes.is_relation(source):
            self.leading.setdefault(source, []).append(edge)
        elif self.nodes.is_relation(target) and edge.kind == SUPPORT:
            assert isinstance(target, Node)
            self.premises.setdefault(target, []).append(source)
            self.out_of.setdefault(source, edge)
        elif source is target:
            message = "A node that bears on itself says nothing; this arrow is not taken."
            self.made.caution(message, self._place(edge.at))
        else:
            self.plain.append(edge)
            self.out_of.setdefault(source, edge)

    def _aims(self) -> dict[Edge, Edge]:
        """Return the arrow that each undercut of a claim is aimed at, unless they run in a ring."""
        plain = set(self.plain)
        aims: dict[Edge, Edge] = {}
        for edge in self.plain:
            target = edge.target
            if edge.kind == UNDERCUT and isinstance(target, Node) and self._is_claim(target):
                hangs = edge.hangs
                is_there = hangs is not None and hangs.source is target
                aim = hangs if is_there and hangs in plain else self.out_of.get(target)
                if aim is not None and aim is not edge:
                    aims[edge] = aim
        for edge in _in_rings(aims):
            del aims[edge]
        return aims

    def _is_claim(self, node: Node) -> bool:
        return not self.nodes.is_relation(node) and not node.steps

    def _told(self) -> Told:
        """Return what the data of nodes say of the reasons below them, by what an arrow says."""
        found: Told = {}
        for node, id_ in self.nodes.ids.items():
            if self.nodes.is_ours and self.nodes.lists[node]:
                for row in reasons_of(node, self.made, self._place(node.at)):
                    premises = row.get("premises")
                    first = premises[0] if isinstance(premises, list) and premises else ""
                    key = (word(row, "kind"), first if isinstance(first, str) else "", id_)
                    found.setdefault(key, []).append({"row": row, "at": node.at})
        return found

    def _taken(self, edge: Edge, told: Told) -> Json:
        """Return what data say of a relation that is an arrow, each row once."""
        target = edge.target
        if not isinstance(target, Node) or target not in self.nodes.ids:
            return {}
        key = (ON_CLAIM[edge.kind], self.nodes.ids[edge.source], self.nodes.ids[target])
        rows = told.get(key)
        return rows.pop(0)["row"] if rows else {}

    def _plain_relation(self, edge: Edge, aim: Edge | None) -> None:
        """Add the relation that an arrow is."""
        at = self._place(edge.at)
        kind, target = self._aim(edge, aim)
        more = {key: value for key, value in self.said[edge].items() if key not in ("kind",)}
        premises = [self.nodes.ids[edge.source]]
        row = {"premises": premises, "provenance": "outside", **more, "id": self.ids[edge]}
        self.made.add("relations", at, kind=kind, target=target, **row)
        if edge.kind == CONTRADICTORY and isinstance(edge.target, Node):
            message = "What contradicts is taken as two reasons, each against the other."
            self.made.caution(message, at)
            if self._is_claim(edge.target):
                back = self.nodes.ids[edge.source]
                self.made.relation("rebuts", [self.nodes.ids[edge.target]], back, at)

    def _aim(self, edge: Edge, aim: Edge | None) -> tuple[str, str]:
        """Return the kind of relation that an arrow is, and the id of what it aims at."""
        target = edge.target
        if isinstance(target, Step):
            return ON_STEP[edge.kind], self.steps[target]
        if target.steps:
            return ON_STEP[edge.kind], self.steps[target.steps[-1]]
        if self.nodes.is_relation(target):
            return ON_STEP[edge.kind], self.nodes.ids[target]
        if edge.kind != UNDERCUT:
            return ON_CLAIM[edge.kind], self.nodes.ids[target]
        if aim is not None:
            return "undercuts", self._id_of(aim)
        message = "There is no step here that this undercuts: it is taken as a reason against."
        self.made.caution(message, self._place(edge.at))
        return "rebuts", self.nodes.ids[target]

    def _id_of(self, edge: Edge) -> str:
        if edge in self.ids:
            return self.ids[edge]
        assert isinstance(edge.target, Node)  # it is a premise of the relation it leads to
        return self.nodes.ids[edge.target]

    def _step(self, step: Step, id_: str) -> None:
        """Add an inference: from its premises together to its conclusion."""
        at, notes = self._place(step.at), Notes()
        conclusion = step.conclusion
        assert conclusion is not None
        premises = list(dict.fromkeys(each for each in step.premises if each is not conclusion))
        if len(premises) < len(set(step.premises)):
            message = "A conclusion cannot be its own premise: it is left out there."
            self.made.caution(message, at)
        argument = step.argument
        if argument.is_titled:
            notes.add("Argument", argument.title)
        if argument.steps[-1] is step:
            for each in argument.members:
                notes.add("", each.plain)
            notes.tags(tag for each in argument.members for tag in each.tags)
            notes.data(argument.data)
        inference = conclusion.data.get("inference")
        notes.data({**step.data, **({} if inference is None else {"inference": inference})})
        ids = [self.nodes.ids[each] for each in premises]
        warrant = ", ".join(step.rules)
        target = self.nodes.ids[conclusion]
        fields = {"id": id_, "warrant": warrant, "note": notes.text()}
        self.made.relation("supports", ids, target, at, **fields)

    def _argument(self, node: Node) -> None:
        """Add the relation that an argument stands for."""
        at, kind = self._place(node.at), word(node.data, "kind") or word(node.data, "type")
        row = self._row(node, kind)
        if found := self.premises.get(node):
            row["premises"] = [self.nodes.ids[each] for each in found]
        leading = self.leading.get(node, [])
        if leading:
            kind, row["target"] = self._leads(leading[0], kind)
        elif "target" not in row:
            self.made.fault("This stands for a relation, and nothing says what to.", at)
            return
        row = {"provenance": "outside", **row, "kind": kind, "id": self.nodes.ids[node]}
        self.made.add("relations", at, **row)
        add_hanging(node, self.nodes.ids[node], self.made, at)
        for other in leading[1:]:
            self._again(row, other)

    def _again(self, row: Json, edge: Edge) -> None:
        """Add the relation of an argument once more, for another of its arrows."""
        at = self._place(edge.at)
        self.made.caution("An argument with several arrows is taken as a relation for each.", at)
        kind, target = self._leads(edge, row["kind"])
        self.made.relation(kind, row.get("premises", []), target, at)

    def _row(self, node: Node, kind: str) -> Json:
        shown = self._shown(node, kind)
        if self.nodes.is_ours and id_in(node.data):
            return own_row("relations", node, shown)
        notes = Notes()
        for each in node.members:
            notes.tags(tag for tag in each.tags if tag != kind)
        known = ("id", "kind", "type", "premises", "target", "relevance")
        notes.data({key: value for key, value in node.data.items() if key not in known})
        rest: Json = {key: node.data[key] for key in ("premises", "target") if key in node.data}
        relevance = number_in(node.data, "relevance")
        return {**rest, "warrant": shown, "note": notes.text(), "relevance": relevance}

    def _shown(self, node: Node, kind: str) -> str:
        """Return the warrant that an argument's text is; empty where it is only what it is."""
        first = next((each for each in node.members if each.plain.strip()), None)
        if first is None or first.plain.strip() == kind:
            return ""
        is_told = not self.nodes.is_ours or first.plain == first.text
        return " ".join(first.plain.split()) if is_told else ""

    def _leads(self, edge: Edge, kind: str) -> tuple[str, str]:
        """Return what kind of relation an argument is by its arrow, and what it aims at."""
        if edge.source is edge.target:
            return kind, self.nodes.ids[edge.source]
        aim = self.out_of.get(edge.target) if isinstance(edge.target, Node) else None
        drawn, target = self._aim(edge, aim if edge.kind == UNDERCUT else None)
        if kind not in WEIGHING or kind == drawn:
            return kind, target
        self.made.caution(
            f"Its data say “{kind}”, its arrow “{drawn}”: the arrow is taken.", self._place(edge.at)
        )
        return drawn, target

    def _place(self, at: int) -> Place:
        return self.nodes.places(at)


def _steps(model: Model) -> Iterator[Step]:
    for argument in model.arguments.values():
        yield from argument.steps


def _in_rings(aims: dict[Edge, Edge]) -> list[Edge]:
    """Return an arrow of each ring in which undercuts aim at each other."""
    found: list[Edge] = []
    done: set[Edge] = set()
    for start in aims:
        trail: list[Edge] = []
        edge: Edge | None = start
        own = set()
        while edge is not None and edge not in done:
            if edge in own:
                found.append(edge)
                break
            own.add(edge)
            trail.append(edge)
            edge = aims.get(edge)
        done.update(trail)
    return found
