"""A debate of a GraphML file: our own, a diagram of yEd, or any graph of claims.

A node says by “is” what it is of ours; one that does not is a statement, or a step of an argument
diagram (`app.core.formats.graphml_foreign`). An edge says by “role” what it is; of one that does
not, its ends tell: into a step leads a premise, out of it the conclusion.
"""

from collections.abc import Container
from typing import Any

from app.core.formats.building import Building, Place
from app.core.formats.foreign_ids import ForeignIds
from app.core.formats.format import Given, Read
from app.core.formats.graphml_fields import (
    COURTESY,
    ENDS,
    LISTS,
    NODES,
    REST,
    ROLES,
    SHARED,
    SINGULARS,
    TIES,
    VERSION,
    attribute_names,
    kinds,
)
from app.core.formats.graphml_file import GraphFile, Part, read_graph
from app.core.formats.graphml_foreign import (
    STEPS,
    TITLE,
    UNREAD,
    claim_of,
    describe,
    edge_of,
    step_of,
    type_of,
)
from app.core.formats.graphml_nodes import Node, ids_in, incomplete_steps
from app.core.formats.graphml_values import Unreadable, rows_of, value_of
from app.core.formats.keeping import STANDS_IN
from app.core.formats.native.faults import Fault, ImportFaults, quoted
from app.core.formats.native.schema import Json
from app.core.vocabulary import ON_INFERENCE, RelationKind

FAMILY = VERSION.partition("/")[0]
OURS = ("is", "role", "exact")
_READ = {
    name: frozenset((*attribute_names(name), *OURS, *COURTESY.get(name, ())))
    for name in ("debate", *NODES, *ENDS)
}
# What stands in a row that somebody made by hand, and does not say it.
_STANDS_IN = {
    name: {key: STANDS_IN[name][key] for key in STANDS_IN.get(name, ()) if key in kinds(name)}
    for name in NODES
}
ON_CLAIMS = {RelationKind.UNDERCUTS: RelationKind.REBUTS, RelationKind.BACKS: RelationKind.SUPPORTS}


def read(data: bytes, given: Given) -> Read:
    """Read a GraphML file; ImportFaults with the places of what is wrong in it."""
    file = read_graph(data, given)
    version = file.data.get("format", "")
    if version.startswith(f"{FAMILY}/") and version != VERSION:
        message = f"This is {quoted(version)}; only {VERSION} is read here."
        raise ImportFaults([Fault("", message, None, *file.places["format"])])
    reading = _Reading(file, given)
    try:
        return reading.finished()
    except ImportFaults as error:
        faults = [reading.placed(fault) for fault in error.faults]
        raise ImportFaults(faults, is_cut=error.is_cut) from None


class _Reading:
    def __init__(self, file: GraphFile, given: Given) -> None:
        self.file, self.given = file, given
        told = Part("graph", {}, (1, 1), file.data).first(*TITLE)
        self.made = Building(given, title=told, taken=ids_in(file))
        self.is_own = file.data.get("format", "") == VERSION
        # None for what is not read.
        self.nodes: dict[str, Node | None] = {}
        self.ids = ForeignIds(ids_in(file))
        self.unread: dict[str, tuple[int, Place]] = {}
        self.steps: set[str] = set()
        for caution in file.cautions:
            self.made.caution(caution.message, (caution.line or 1, caution.column))

    def finished(self) -> Read:
        if self.is_own:
            self._settle()
        else:
            describe(self.file, self.made)
        fields = [edge.fields for edge in self.file.edges]
        ends = {each[end] for each in fields for end in ("source", "target")}
        for part in self.file.nodes:
            self._take_node(part, ends)
        for edge in self.file.edges:
            self._take_edge(edge)
        self._add_rows()
        for name, (number, at) in self.unread.items():
            self.made.caution(f"The attribute {quoted(name)} is not read; {number:,} have it.", at)
        return self.made.finished()

    def placed(self, fault: Fault) -> Fault:
        """Give a fault of what is said of the whole debate its place in the file."""
        field_ = fault.path.removeprefix("debate.").partition("[")[0]
        at = self.file.places.get(field_) if fault.line is None else None
        return Fault(fault.path, fault.message, fault.row, *at) if at else fault

    # What is said of the graph.

    def _settle(self) -> None:
        told = {name: text for name, text in self.file.data.items() if name not in REST}
        part = Part("graph", {}, (1, 1), told)
        row = self._row("debate", part)
        self.made.settings.update({key: each for key, each in row.items() if each != ""})
        for name in REST:
            if name in self.file.data:
                at = self.file.places[name]
                for row in self._guarded(at, rows_of, self.file.data[name]) or ():
                    self.made.add(name, at, **row)

    # Nodes.

    def _take_node(self, part: Part, ends: set[str]) -> None:
        key = part.fields["id"]
        if key in self.nodes:
            self.made.fault(f"The id {quoted(key)} stands here twice.", part.at)
            return
        self.nodes[key] = None
        told, kind = part.data.get("is", "").strip(), type_of(part)
        if told in SINGULARS:
            name = SINGULARS[told]
            id_ = key if name in SHARED else key.removeprefix(f"{told}:")
            self.nodes[key] = Node(part, name, id_, is_own=True)
        elif told and self.is_own:
            words = ", ".join(SINGULARS)
            self.made.fault(f"{quoted(told)} is none of: {words}.", part.at)
        elif kind in UNREAD:
            message = f"A node of type {kind.upper()} is not read, nor are its edges."
            self.made.caution(message, part.at)
        elif part.has_graph and key not in ends:
            self.made.caution("A group is not read, but what is in it.", part.at)
        else:
            name = "relations" if kind in STEPS else "claims"
            self.nodes[key] = Node(part, name, self.ids.own(key, name[0]), kind)

    # Edges.

    def _take_edge(self, edge: Part) -> None:
        ends = [edge.fields[key] for key in ("source", "target")]
        for each in ends:
            if each not in self.nodes:
                self.made.fault(f"There is no node {quoted(each)}.", edge.at)
        start, end = (self.nodes.get(each) for each in ends)
        if start is None or end is None:
            return
        role = edge.data.get("role", "").strip()
        if role in ROLES:
            self._add_edge_row(ROLES[role], edge, start, end)
        elif role in TIES:
            self._tie(role, edge, start, end)
        elif role and (start.is_own or end.is_own):
            words = ", ".join((*TIES, *ROLES))
            self.made.fault(f"{quoted(role)} is none of: {words}.", edge.at)
        else:
            self._take_bare_edge(edge, start, end)

    def _take_bare_edge(self, edge: Part, start: Node, end: Node) -> None:
        match (start.name, end.name):
            case ("claims", "relations"):
                self._tie("premise", edge, start, end)
            case ("relations", name) if name in SHARED:
                self._tie("conclusion", edge, start, end)
            case ("people", "claims"):
                self._tie("voices", edge, start, end)
            case ("claims", "claims"):
                self._add_plain(edge, start, end)
            case _:
                self.made.caution("No word says what this edge is; it is not read.", edge.at)

    def _tie(self, role: str, edge: Part, start: Node, end: Node) -> None:
        tie = TIES[role]
        row, other = (end, start) if tie.towards else (start, end)
        if row.name != tie.name or (other.name in SHARED) is (role == "voices"):
            self.made.fault(f"An edge “{role}” cannot join these two nodes.", edge.at)
            return
        self._note_unread(edge, OURS)
        row.ties.setdefault(tie.field, []).append((other.id, edge.at))

    def _add_edge_row(self, name: str, edge: Part, start: Node, end: Node) -> None:
        lists = [LISTS[field_] for field_ in ENDS[name]]
        for node, due in zip((start, end), lists, strict=True):
            if node.name != due and not (due == "claims" and node.name in SHARED):
                self.made.fault(f"An edge “{edge.data['role']}” cannot join these.", edge.at)
                return
        row = self._row(name, edge)
        key = edge.fields.get("id", "").rpartition(":")[2]
        own = {"id": key} if key and "id" in kinds(name) else {}
        row |= dict(zip(ENDS[name], (start.id, end.id), strict=True))
        self.made.add(name, edge.at, **own, **row)

    def _add_plain(self, edge: Part, start: Node, end: Node) -> None:
        said = edge_of(edge)
        kind = said.fields["kind"]
        self._note_unread(edge, said.read)
        if start is end:
            self.made.caution("This bears on itself.", edge.at)
        if kind is None:
            kind = self.given.unsigned
            told = f"{quoted(word)} does not say" if (word := said.unknown) else "No word says"
            self.made.caution(f"{told} what this edge is: it {kind}.", edge.at)
        if kind in ON_INFERENCE:
            self.made.caution(f"“{kind}” needs a step to aim at: it {ON_CLAIMS[kind]}.", edge.at)
            kind = ON_CLAIMS[kind]
        self.made.relation(kind, [start.id], end.id, edge.at, note=said.fields["note"])

    # Rows, once all edges are known.

    def _add_rows(self) -> None:
        nodes = [node for node in self.nodes.values() if node]
        incomplete = incomplete_steps(nodes)
        self.steps = {node.id for node in nodes if node.name == "relations"}
        for node in nodes:
            if node.is_own:
                self._add_own(node)
            elif node.name == "claims":
                self._add_claim(node)
            elif node.id in incomplete:
                message = "A step without a premise or a conclusion that is read: it is left out."
                self.made.caution(message, node.part.at)
            else:
                self._add_step(node, incomplete)

    def _add_own(self, node: Node) -> None:
        row = _STANDS_IN[node.name] | self._row(node.name, node.part)
        for tie in TIES.values():
            told = node.ties.get(tie.field, [])
            if tie.name != node.name or not told:
                continue
            if not tie.several and len(told) > 1:
                self.made.fault(f"“{tie.field}” of {quoted(node.id)} is told twice.", told[1][1])
            named = [id_ for id_, _ in told]
            row[tie.field] = named if tie.several else named[0]
        self.made.add(node.name, node.part.at, id=node.id, **row)

    def _add_claim(self, node: Node) -> None:
        said = claim_of(node.part)
        self._note_unread(node.part, said.read)
        if not said.fields["text"]:
            self.made.caution("This node has no words; its id stands for it.", node.part.at)
        voices = list(dict.fromkeys(id_ for id_, _ in node.ties.get("voiced_by", ())))
        text = said.fields.pop("text") or node.part.fields["id"]
        self.made.claim(text, node.part.at, id=node.id, voiced_by=voices, **said.fields)

    def _add_step(self, node: Node, incomplete: set[str]) -> None:
        said = step_of(node.part)
        self._note_unread(node.part, said.read)
        premises = list(dict.fromkeys(id_ for id_, _ in node.ties["premises"]))
        targets = dict.fromkeys(id_ for id_, _ in node.ties["target"] if id_ not in incomplete)
        if len(targets) > 1:
            message = "A step with several conclusions: each of them has one of its own."
            self.made.caution(message, node.part.at)
        for number, target in enumerate(targets):
            kind = STEPS[node.step][target in self.steps]
            own = {} if number else {"id": node.id}
            self.made.relation(kind, premises, target, node.part.at, **own, **said.fields)

    # What both have.

    def _row(self, name: str, part: Part) -> Json:
        names, kind_of = attribute_names(name), kinds(name)
        exact = self._exact(part) if "exact" in part.data else {}
        row: Json = {}
        for attr, text in part.data.items():
            kept = names.get(attr)
            if kept is None or not text:
                continue
            kind = kind_of[kept]
            value = text if kind == "string" else self._guarded(part.at, value_of, text, kind)
            row[kept] = exact.get(attr, value)
        self._note_unread(part, _READ[name])
        return row

    def _exact(self, part: Part) -> Json:
        return self._guarded(part.at, value_of, part.data["exact"], "object") or {}

    def _guarded(self, at: Place, reader: Any, *given: str) -> Any:
        try:
            return reader(*given)
        except Unreadable as error:
            self.made.fault(str(error), at)
            return None

    def _note_unread(self, part: Part, read_: Container[str]) -> None:
        for name, value in part.data.items():
            if name not in read_ and value.strip():
                number, at = self.unread.get(name, (0, part.at))
                self.unread[name] = (number + 1, at)
