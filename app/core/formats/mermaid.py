"""The argument as a flowchart in Mermaid, which GitHub, GitLab, Obsidian and others draw.

A claim is a node with its text. A relation is an edge with its kind; one that others bear on, or
that has several premises or none, is a small node that edges run into and out of. Mermaid draws
at most 500 edges and 50,000 characters: of a larger debate the deepest levels are left out.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from app.core.debate.csl import web_host
from app.core.debate.graph import ENDED, Claim, Graph, Relation
from app.core.debate.whole import Debate
from app.core.formats.dot import COLOURS, PLAIN
from app.core.formats.format import Format, Loss, Options, Written
from app.core.formats.keeping import kept
from app.core.formats.losing import in_words, lost
from app.core.vocabulary import ClaimKind

MOST_EDGES = 500
# Mermaid's 50,000, without what is said in comments.
MOST_UNITS = 44_000
SHAPES: dict[str, str] = {
    ClaimKind.QUESTION: '("{}")',
    ClaimKind.DEFINITION: '[["{}"]]',
    ClaimKind.META: '{{{{"{}"}}}}',
}
CLASSES = "classDef thesis stroke-width:3px", "classDef ended stroke-dasharray:4"
# Signs of Mermaid's own, and of the HTML that labels become; where a colon follows the word
# “style” anywhere in a line, Mermaid takes the line's last semicolon away.
_SIGNS = str.maketrans({sign: f"#{ord(sign)};" for sign in '"#:;<>&`%{}\\'})
_CODED = {sign: f"\\u{ord(sign):04x}" for sign in '"\\%{}<>#'}
_ADDRESS = str.maketrans({sign: f"%{ord(sign):02X}" for sign in '"\\`<>#; '})
_IDS = str.maketrans({"_": "__", ".": "_d", "-": "_m"})


class _Edge(NamedTuple):
    text: str
    colour: str


def write(debate: Debate, options: Options) -> Written:
    """Write as much of a debate as Mermaid draws; with an address, claims lead to their pages."""
    losses = lost(debate, keeps(debate))
    order = _in_reading_order(debate.graph)
    shown = set(order[: _fitting(debate, order)])
    first, *lines = _drawing(debate, shown)
    links = list(_links(debate, shown, options.address))
    if _units([*lines, *links]) > MOST_UNITS:
        links = []
    told = [*_left_out(len(order) - len(shown)), *_lost(losses)]
    text = ["---", f"title: {_quoted(debate.settings.title)}", "---", first, *told, *lines, *links]
    return Written(("\n".join(text) + "\n").encode(), losses)


def keeps(debate: Debate) -> Debate:
    """Return the claims in their words and the relations, as far as they are drawn."""
    order = _in_reading_order(debate.graph)
    shown = set(order[: _fitting(debate, order)])
    carried = {
        "claims": ("id", "kind", "text"),
        "relations": ("id", "kind", "basis", "premises", "target"),
    }
    return kept(debate, carried, only=lambda name, row: row.id in shown)


def labelled(text: str) -> str:
    """Return a text as it stands between the quotation marks of a label.

    >>> labelled('say "a" & #b;')
    'say #34;a#34; #38; #35;b#59;'
    """
    return " ".join(text.split()).translate(_SIGNS)


def _quoted(text: str) -> str:
    """Return a text as a string of YAML, without the signs of Mermaid's own directives."""
    coded = (char if char.isprintable() else f"\\U{ord(char):08x}" for char in text)
    return '"' + "".join(_CODED.get(char, char) for char in coded) + '"'


def node_name(id_: str) -> str:
    """Return the name of a node: no word of Mermaid's own, no sign that is part of an arrow.

    >>> node_name("end"), node_name("a-b.c_d")
    ('n_end', 'n_a_mb_dc__d')
    """
    return f"n_{id_.translate(_IDS)}"


def _in_reading_order(graph: Graph) -> list[str]:
    """Return claims and relations, level by level below the theses, then what hangs elsewhere.

    Each relation comes after its premises and its target, so any beginning can be drawn.
    """
    tops = [claim for claim in graph.claims if not graph.outgoing.get(claim)]
    order: list[str] = []
    seen: set[str] = set()
    for roots in (graph.theses, tops, graph.claims):
        at = len(order)
        order += _fresh(roots, seen)
        while at < len(order):
            for relation in graph.incoming.get(order[at], ()):
                if relation.id not in seen:
                    order += _fresh((*relation.premises, relation.id), seen)
            at += 1
    return order


def _fresh(nodes: Iterable[str], seen: set[str]) -> list[str]:
    found = [node for node in dict.fromkeys(nodes) if node not in seen]
    seen.update(found)
    return found


def _fitting(debate: Debate, order: Sequence[str]) -> int:
    """Return how many nodes of the reading order Mermaid draws: all, or as many as fit."""
    if _fits(debate, order):
        return len(order)
    numbers = range(1, len(order) + 1)
    return bisect_left(numbers, True, key=lambda number: not _fits(debate, order[:number]))


def _fits(debate: Debate, order: Sequence[str]) -> bool:
    shown = set(order)
    if sum(1 for _ in _edges(debate.graph, shown)) > MOST_EDGES:
        return False
    return _units(_drawing(debate, shown)) <= MOST_UNITS


def _units(lines: Iterable[str]) -> int:
    """Count what JavaScript takes for characters."""
    return sum(len(line.encode("utf-16-le")) // 2 + 1 for line in lines)


def _left_out(number: int) -> Iterator[str]:
    if number:
        yield "%% Too large for one drawing. Left out, from the deepest levels up:"
        yield f"%% {number:,} claims and relations."


def _lost(losses: tuple[Loss, ...]) -> Iterator[str]:
    if losses:
        yield f"%% {in_words(losses)}"


def _drawing(debate: Debate, shown: Collection[str]) -> list[str]:
    claims = [claim for claim in debate.claims if claim.id in shown]
    edges = list(_edges(debate.graph, shown))
    nodes = [*map(_claim, claims), *_steps(debate.graph, shown)]
    lines = [*nodes, *(edge.text for edge in edges), *_styles(edges), *_classes(debate, claims)]
    return ["flowchart BT", *CLASSES, *lines]


def _claim(claim: Claim) -> str:
    return node_name(claim.id) + SHAPES.get(claim.kind, '["{}"]').format(labelled(claim.text))


def _steps(graph: Graph, shown: Collection[str]) -> Iterator[str]:
    for each in _nodes_of_their_own(graph, shown):
        said = f"{each.kind} ({each.basis})" if len(each.premises) > 1 else each.kind
        yield f'{node_name(each.id)}(["{said}"])'


def _nodes_of_their_own(graph: Graph, shown: Collection[str]) -> Iterator[Relation]:
    drawn = [each for each in graph.relations.values() if each.id in shown]
    aimed = {each.target for each in drawn}
    return (each for each in drawn if each.id in aimed or len(each.premises) != 1)


def _edges(graph: Graph, shown: Collection[str]) -> Iterator[_Edge]:
    joints = {each.id for each in _nodes_of_their_own(graph, shown)}
    for each in graph.relations.values():
        if each.id not in shown:
            continue
        colour = COLOURS.get(each.kind, PLAIN)
        target = node_name(each.target)
        if each.id not in joints:
            yield _Edge(f"{node_name(each.premises[0])} -->|{each.kind}| {target}", colour)
            continue
        own = node_name(each.id)
        for premise in each.premises:
            yield _Edge(f"{node_name(premise)} --- {own}", colour)
        yield _Edge(f"{own} --> {target}", colour)


def _styles(edges: Sequence[_Edge]) -> Iterator[str]:
    found: dict[str, list[str]] = {}
    for number, edge in enumerate(edges):
        found.setdefault(edge.colour, []).append(str(number))
    for colour, numbers in found.items():
        yield f"linkStyle {','.join(numbers)} stroke:{colour}"


def _classes(debate: Debate, claims: Iterable[Claim]) -> Iterator[str]:
    theses = set(debate.settings.theses)
    for claim in claims:
        if claim.id in theses:
            yield f"class {node_name(claim.id)} thesis"
        if claim.status in ENDED:
            yield f"class {node_name(claim.id)} ended"


def _links(debate: Debate, shown: Collection[str], address: str) -> Iterator[str]:
    """Yield where a click on a claim leads; only to the web, whatever the address is."""
    if web_host(address):
        start = address.translate(_ADDRESS)
        for claim in debate.claims:
            if claim.id in shown:
                yield f'click {node_name(claim.id)} "{start}/n/{claim.id}" _blank'


FORMAT = Format(
    name="mermaid",
    title="Mermaid flowchart",
    media_type="text/vnd.mermaid",
    ending=".mmd",
    use="a drawing in Markdown on GitHub, GitLab, in Obsidian or Notion",
    carries="claims and all relations on claims and on steps, joint premises, ids of claims; of a "
    "debate that Mermaid cannot draw whole, the levels next to the theses",
    loses="credences, people and stances, cruxes, citations, strengths, earlier wordings",
    write=write,
    keeps=keeps,
)
