"""A GraphML file as it stands: nodes, edges and what is said of them, with their places.

What programs draw beside the attributes, such as yEd's `y:NodeLabel`, is read for its words.
"""

from dataclasses import dataclass, field

from app.core.formats.building import Place
from app.core.formats.format import Caution, Given
from app.core.formats.native.faults import Fault, ImportFaults
from app.core.formats.xml_reading import Closed, Event, Opened, Words, events

LABELS = ("NodeLabel", "EdgeLabel")
PARTS = ("node", "edge", "graph")
UNREAD = ("hyperedge", "port", "endpoint")
DEEPEST = 500


@dataclass(slots=True)
class Part:
    """A node, an edge or a graph: its XML attributes, its data by name, words drawn at it."""

    tag: str
    fields: dict[str, str]
    at: Place
    data: dict[str, str] = field(default_factory=dict)
    labels: list[str] = field(default_factory=list)
    has_graph: bool = False

    def first(self, *names: str) -> str:
        """Return the first of some attributes that says something, by names in small letters."""
        small = {name.lower(): value for name, value in self.data.items()}
        return next((value for name in names if (value := small.get(name, "").strip())), "")


@dataclass(slots=True)
class GraphFile:
    """What a file holds: what is said of the graph and where, its nodes and its edges, in order."""

    data: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    nodes: list[Part] = field(default_factory=list)
    edges: list[Part] = field(default_factory=list)
    cautions: list[Caution] = field(default_factory=list)


@dataclass(slots=True)
class _Key:
    name: str
    domain: str
    default: str | None = None


def read_graph(data: bytes, given: Given) -> GraphFile:
    """Read a GraphML file; ImportFaults where it is none, or its nodes and edges have no ids."""
    walk = _Walk()
    for event in events(data, given, deepest=DEEPEST):
        walk.take(event)
    return walk.finished()


class _Walk:
    def __init__(self) -> None:
        self.file = GraphFile()
        self.keys: dict[str, _Key] = {}
        # Names of the open elements with the texts right within them.
        self.opened: list[tuple[str, list[str]]] = []
        self.parts: list[Part] = []
        self.key = ""
        self.data: tuple[str, Place] | None = None

    def take(self, event: Event) -> None:
        if isinstance(event, Words):
            self.opened[-1][1].append(event.text)
        elif isinstance(event, Closed):
            name, pieces = self.opened.pop()
            self._close(name, "".join(pieces))
        else:
            if not self.opened and event.name != "graphml":
                raise _fault("The file is XML, but no GraphML: that begins with graphml.", event.at)
            self.opened.append((event.name, []))
            if self.data is None:
                self._open(event)

    def _open(self, event: Opened) -> None:
        if event.name in PARTS:
            self._open_part(event)
        elif event.name == "key":
            self.key = event.fields.get("id", "")
            name = event.fields.get("attr.name", "")
            self.keys[self.key] = _Key(name, event.fields.get("for", "all"))
        elif event.name == "data":
            self.data = event.fields.get("key", ""), event.at
        elif event.name in UNREAD:
            self._caution(f"What stands in “{event.name}” is not read.", event.at)

    def _open_part(self, event: Opened) -> None:
        part = Part(event.name, event.fields, event.at)
        if part.tag == "graph":
            for around in self.parts:
                around.has_graph = True
            self._check_direction(part)
        elif lacking := [key for key in _needed(part.tag) if not part.fields.get(key)]:
            raise _fault(f"This {part.tag} has no “{lacking[0]}”.", part.at)
        if part.tag != "graph":
            (self.file.nodes if part.tag == "node" else self.file.edges).append(part)
        self.parts.append(part)

    def _check_direction(self, part: Part) -> None:
        if part.fields.get("edgedefault") == "undirected":
            self._caution("Edges without a direction are read from source to target.", part.at)

    def _close(self, name: str, text: str) -> None:
        if name in LABELS and self.data is not None and self.parts:
            self.parts[-1].labels += [text.strip()] if text.strip() else []
        elif name == "data" and self.data is not None and not self._is_in("data"):
            self._take_data(*self.data, text)
            self.data = None
        elif self.data is not None:
            return
        elif name in PARTS and self.parts:
            self.parts.pop()
        elif name == "default" and self.key in self.keys:
            self.keys[self.key].default = text

    def _is_in(self, name: str) -> bool:
        return any(each == name for each, _ in self.opened)

    def _take_data(self, key: str, at: Place, text: str) -> None:
        known = self.keys.get(key)
        name = known.name if known else key
        if not name or not self.parts:
            return  # what a program draws, whose words were read
        part = self.parts[-1]
        data = self.file.data if part.tag == "graph" else part.data
        if name in data:
            self._caution(f"“{name}” stands here twice; the last is read.", at)
        data[name] = text
        if part.tag == "graph":
            self.file.places[name] = at

    def _caution(self, message: str, at: Place) -> None:
        if len(self.file.cautions) < 1000:
            self.file.cautions.append(Caution(message, *at))

    def finished(self) -> GraphFile:
        for tag, parts in (("node", self.file.nodes), ("edge", self.file.edges)):
            defaults = {
                key.name: key.default
                for key in self.keys.values()
                if key.default and key.name and key.domain in (tag, "all")
            }
            for part in parts if defaults else ():
                part.data = {**defaults, **part.data}
        return self.file


def _needed(tag: str) -> tuple[str, ...]:
    return ("id",) if tag == "node" else ("source", "target")


def _fault(message: str, at: Place) -> ImportFaults:
    return ImportFaults([Fault("", message, None, *at)])
