"""A GraphML file as it stands: nodes, edges and what is said of them, with their places.

What programs draw beside the attributes, such as yEd's `y:NodeLabel`, is read for its words.
"""

from dataclasses import dataclass, field

from app.core.formats.building import Place
from app.core.formats.format import Caution, Given
from app.core.formats.native.faults import Fault, ImportFaults
from app.core.formats.xml_reading import read_xml

LABELS = ("NodeLabel", "EdgeLabel")
PARTS = ("node", "edge", "graph")
NEEDED = {"node": ("id",), "edge": ("source", "target")}
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
    read_xml(data, walk, given, deepest=DEEPEST)
    return walk.finished()


class _Walk:
    """Is told of each element, and makes parts of those that are some."""

    def __init__(self) -> None:
        self.file = GraphFile()
        self.keys: dict[str, _Key] = {}
        # The texts right within each open element.
        self.texts: list[list[str]] = []
        self.parts: list[Part] = []
        self.key = ""
        # The data that are open, whatever stands in them, and how deep.
        self.data: tuple[str, Place] | None = None
        self.data_depth = 0

    def open(self, name: str, fields: dict[str, str], at: Place) -> None:
        if not self.texts and name != "graphml":
            raise _fault("The file is XML, but no GraphML: that begins with graphml.", at)
        self.texts.append([])
        if self.data is not None:
            return
        if name == "data":
            self.data, self.data_depth = (fields.get("key", ""), at), len(self.texts)
        elif name in PARTS:
            self._open_part(Part(name, fields, at))
        elif name == "key":
            self.key = fields.get("id", "")
            self.keys[self.key] = _Key(fields.get("attr.name", ""), fields.get("for", "all"))
        elif name in UNREAD:
            self._caution(f"What stands in “{name}” is not read.", at)

    def say(self, text: str) -> None:
        self.texts[-1].append(text)

    def _open_part(self, part: Part) -> None:
        if part.tag == "graph":
            for around in self.parts:
                around.has_graph = True
            self._check_direction(part)
        elif lacking := [key for key in NEEDED[part.tag] if not part.fields.get(key)]:
            raise _fault(f"This {part.tag} has no “{lacking[0]}”.", part.at)
        if part.tag != "graph":
            (self.file.nodes if part.tag == "node" else self.file.edges).append(part)
        self.parts.append(part)

    def _check_direction(self, part: Part) -> None:
        if part.fields.get("edgedefault") == "undirected":
            self._caution("Edges without a direction are read from source to target.", part.at)

    def close(self, name: str) -> None:
        text = "".join(self.texts.pop())
        if self.data is not None:
            self._close_in_data(name, text, *self.data)
        elif name in PARTS and self.parts:
            self.parts.pop()
        elif name == "default" and self.key in self.keys:
            self.keys[self.key].default = text

    def _close_in_data(self, name: str, text: str, key: str, at: Place) -> None:
        if len(self.texts) < self.data_depth:
            self._take_data(key, at, text)
            self.data = None
        elif name in LABELS and self.parts:
            self.parts[-1].labels += [text.strip()] if text.strip() else []

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


def _fault(message: str, at: Place) -> ImportFaults:
    return ImportFaults([Fault("", message, None, *at)])
