"""What an Argdown file says: statements, arguments with their steps, and relations between them."""

from typing import Any, NamedTuple

from app.core.formats.native.schema import Json

SUPPORT, ATTACK, UNDERCUT, CONTRADICTORY = "support", "attack", "undercut", "contradictory"
# What a sign says, and whether it points away from the node it stands under.
RELATIONS = {
    "+": (SUPPORT, False),
    "<+": (SUPPORT, False),
    "+>": (SUPPORT, True),
    "-": (ATTACK, False),
    "<-": (ATTACK, False),
    "->": (ATTACK, True),
    "_": (UNDERCUT, False),
    "<_": (UNDERCUT, False),
    "_>": (UNDERCUT, True),
    "><": (CONTRADICTORY, True),
}


class Said(NamedTuple):
    """One wording: as the CLI has it, as people read it, with what is marked in it."""

    text: str
    plain: str
    at: int
    tags: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    quotes: tuple[str, ...] = ()


class Node:
    """A statement with all that has its title, or an argument; `at` is where it is first."""

    __slots__ = ("at", "data", "is_argument", "is_titled", "members", "steps", "title")

    def __init__(self, title: str, at: int, is_argument: bool, is_titled: bool = True) -> None:
        self.title = title
        self.is_titled = is_titled
        self.at = at
        self.is_argument = is_argument
        self.members: list[Said] = []
        self.data: Json = {}
        self.steps: list[Step] = []


class Step:
    """An inference of an argument: from what, to what, and by which rules."""

    __slots__ = ("argument", "at", "conclusion", "data", "listed", "premises", "rules")

    def __init__(self, argument: Node, at: int) -> None:
        self.argument = argument
        self.at = at
        self.premises: list[Node] = []
        self.listed: list[Node] = []
        self.conclusion: Node | None = None
        self.rules: list[str] = []
        self.data: Json = {}


End = Node | Step


class Edge:
    """A relation; `hangs` is the one by which its lower end stands below another node."""

    __slots__ = ("at", "hangs", "kind", "source", "target")

    def __init__(self, kind: str, source: Node, target: End, at: int, hangs: "Edge | None") -> None:
        self.kind = kind
        self.source = source
        self.target = target
        self.at = at
        self.hangs = hangs


class Model:
    """A file, as it is being read."""

    def __init__(self) -> None:
        self.front: Json = {}
        self.statements: dict[str, Node] = {}
        self.arguments: dict[str, Node] = {}
        self.edges: dict[tuple[str, int, int], Edge] = {}
        self.headings: list[tuple[int, str, int]] = []
        self.comments: list[int] = []
        self.untitled = 0

    @property
    def is_strict(self) -> bool:
        """Tell whether what stands between statements means entailment and contradiction."""
        return bool(self._asked("mode") == "strict")

    @property
    def keeps_tags(self) -> bool:
        """Tell whether tags are words of the texts they stand in."""
        return not self._asked("removeTagsFromText")

    def _asked(self, name: str) -> Any:
        model = self.front.get("model")
        return model.get(name) if isinstance(model, dict) else None

    def statement(self, title: str | None, at: int) -> Node:
        """Return the statement of a title, or a new one without."""
        return self._node(self.statements, title, at, is_argument=False)

    def argument(self, title: str | None, at: int) -> Node:
        """Return the argument of a title, or a new one without."""
        return self._node(self.arguments, title, at, is_argument=True)

    def relate(
        self, sign: str, above: End, below: Node, at: int, hangs: Edge | None = None
    ) -> Edge:
        """Add what a sign says of two nodes, unless it is said already; return it."""
        kind, is_outgoing = RELATIONS[sign]
        if is_outgoing and isinstance(above, Node):
            edge = Edge(kind, above, below, at, hangs)
        else:
            edge = Edge(kind, below, above, at, hangs)
        return self.edges.setdefault((kind, id(edge.source), id(edge.target)), edge)

    def add(self, edge: Edge) -> Edge:
        """Add a relation unless the same is there; return the one that is."""
        return self.edges.setdefault((edge.kind, id(edge.source), id(edge.target)), edge)

    def settle(self) -> None:
        """Let what arguments with steps say be said by their conclusions, and of their steps."""
        if not any(each.steps for each in self.arguments.values()):
            return
        told, self.edges = self.edges, {}
        for edge in told.values():
            if edge.source.steps:
                edge.source = main(edge.source)
                if edge.source is edge.target:
                    continue  # that an argument supports its own conclusion says no more
            if edge.kind == UNDERCUT and isinstance(edge.target, Node) and edge.target.steps:
                edge.target = edge.target.steps[-1]
            self.add(edge)
        attacks: set[tuple[End | None, End | None]] = {
            (edge.source, edge.target)
            for edge in self.edges.values()
            if edge.kind in (ATTACK, CONTRADICTORY)
        }
        attacks |= {
            (edge.target, edge.source) for edge in self.edges.values() if edge.kind == CONTRADICTORY
        }
        self.edges = {
            key: edge for key, edge in self.edges.items() if not _is_said_of_premise(edge, attacks)
        }

    def _node(
        self, known: dict[str, Node], title: str | None, at: int, *, is_argument: bool
    ) -> Node:
        is_titled = title is not None
        if title is None:
            self.untitled += 1
            title = f"Untitled {self.untitled}"
        found = known.get(title)
        if found is None:
            found = known[title] = Node(title, at, is_argument=is_argument, is_titled=is_titled)
        return found


def main(argument: Node) -> Node:
    """Return the main conclusion of an argument with steps."""
    conclusion = argument.steps[-1].conclusion
    assert conclusion is not None  # a step is added with its conclusion
    return conclusion


def premises_of(argument: Node) -> set[Node]:
    """Return what an argument assumes: its premises that no step of it infers."""
    inferred = {step.conclusion for step in argument.steps}
    return {each for step in argument.steps for each in step.listed if each not in inferred}


def _is_said_of_premise(edge: Edge, attacks: set[tuple[End | None, End | None]]) -> bool:
    """Tell whether an attack on an argument says no more than another one on its premise."""
    argument = edge.target
    if edge.kind != ATTACK or edge.source.is_argument or not isinstance(argument, Node):
        return False
    return any((edge.source, each) in attacks for each in premises_of(argument))
